"""Opens conversations for those whose they are."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.errors import ConversationNotFound
from serve.identity import Identity
from serve.storage.conversations import SqlConversations
from serve.unfinished import UnfinishedWrites

ID_LENGTH = 64
_PREFIX = "conv_"

Adopted = Callable[[str, str], Awaitable[None]]
"""Called once when an anonymous conversation becomes a customer's, with the old owner and the new one."""


@dataclass(frozen=True, slots=True)
class Access:
    """Knows who may open which conversation.

    An anonymous conversation opens for whoever knows its unguessable id. The first valid token that comes with it makes
    it that customer's for good; from then on it does not exist for anybody else.

    Attributes:
        adopted: moves what the shop keeps by owner, the cart above all.
        unfinished: settles what a process that is gone had begun to do in the conversation.
    """

    identity: Identity
    conversations: SqlConversations
    adopted: Adopted
    unfinished: UnfinishedWrites

    async def create(self, token: str | None, locale: str, now: datetime) -> Conversation:
        """Start a conversation; raises NotVerified when a token is given that isn't valid."""
        conversation_id = f"{_PREFIX}{secrets.token_urlsafe(18)}"
        principal = self.identity.principal(token, conversation_id)
        conversation = Conversation(
            id=conversation_id, customer_id=principal.customer_id, locale=locale, created_at=now, updated_at=now
        )
        await self.conversations.save(conversation)
        return conversation

    async def open(self, conversation_id: str, token: str | None) -> tuple[Conversation, Principal]:
        """Return a conversation with its speaker.

        Raises:
            ConversationNotFound: there is none, or it is somebody else's.
            NotVerified: the token isn't valid.
        """
        principal = self.identity.principal(token, conversation_id)
        if len(conversation_id) > ID_LENGTH or not conversation_id.isascii() or not conversation_id.isprintable():
            raise ConversationNotFound("There is no such conversation.")
        conversation = await self.conversations.load(conversation_id)
        if conversation.customer_id is None and principal.customer_id is not None:
            conversation = await self._claim(conversation_id, principal.customer_id)
        if conversation.customer_id != principal.customer_id:
            raise ConversationNotFound("There is no such conversation.")
        await self.unfinished.settle(conversation_id)
        return conversation, principal

    async def _claim(self, conversation_id: str, customer_id: str) -> Conversation:
        if await self.conversations.claim(conversation_id, customer_id):
            await self.adopted(conversation_id, customer_id)
        return await self.conversations.load(conversation_id)
