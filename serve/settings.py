"""All settings in one object, read in one place: environment, then shopkeeper.toml, then defaults."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Literal, Self

from babel.numbers import list_currencies
from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SetupError
from finetune.base import DEFAULT_BASE
from serve.desk.hours import OpeningHours

CONFIG_VARIABLE = "SHOPKEEPER_CONFIG"
DEFAULT_CONFIG = "shopkeeper.toml"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
_KEY_BYTES = 32
ROUTER = "router"
WRITER = "writer"


class RateLimits(BaseModel):
    """How much one client may ask for, in the notation of the `limits` library ("120/minute")."""

    messages_per_conversation: str = "120/minute"
    messages_per_client: str = "1200/minute"
    conversations_per_client: str = "120/minute"
    requests_per_client: str = "3000/minute"
    desk_logins_per_client: str = "20/minute"
    desk_logins_per_agent: str = "10/minute"


class InsightSettings(BaseModel):
    """How the report counts.

    Attributes:
        recontact_days: who comes back with the same matter within so many days wasn't helped.
        prompt_price, completion_price: of a million tokens, in `currency`; 0 on one's own machines.
    """

    recontact_days: int = Field(default=7, ge=1, le=90)
    prompt_price: float = Field(default=0.0, ge=0, le=10_000)
    completion_price: float = Field(default=0.0, ge=0, le=10_000)
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Settings(BaseSettings):
    """What an operator can decide.

    Attributes:
        var_dir: everything that is generated at run time.
        database_url: SQLAlchemy URL with an asyncio driver; a SQLite file under `var_dir` when absent.
        secret_key: signs identity tokens, at least 32 characters; made once under `var_dir` when absent.
        operator_key: opens the operator's routes; made once under `var_dir` when absent.
        demo: serve the project's own demo shop.
        catalogue: a catalogue file of one's own (CSV or JSON lines) instead of the demo's.
        retail_data: a folder of JSON records in the form of tau-bench's retail data, served instead of the demo.
        currency: ISO 4217 code of prices in a catalogue file that don't say theirs; the file's own when absent.
        policy_pages: a folder of Markdown pages; policy_rules: the TOML file with the rules.
        proof_codes: who proves an order without signing in types a code that was sent to the order's address: by mail
            ("smtp", with smtp_url like smtp://user:password@host and mail_from), to the demo's page "Outbox"
            ("outbox", what the demo does by itself), or not at all ("none": number and address suffice).
        allowed_origins: other sites whose pages may call this server.
        llm_url, llm_key: an OpenAI-compatible server; the embedded model answers when absent.
        llm_model: the model there that does all work; its adapters "router" and "writer" when absent.
        llm_tokenizer: the `tokenizer.json` of another server's model, to count its tokens exactly.
        llm_folder: one embedded model for all work, as the model builder wrote it; those that setup made when absent.
        storefront_seconds: how long one call of the shop's own system may take before the chat goes on without it.
        llm_seconds: how long one call of the language model may take before the rules answer.
        turn_seconds: how long one whole turn may take.
        metrics_key: the bearer token of `/metrics`; open to whoever reaches the server when absent.
        desk_hours: when the desk is staffed; the demo's own hours there, else always.
    """

    model_config = SettingsConfigDict(env_prefix="SHOPKEEPER_", env_nested_delimiter="__", extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    var_dir: Path = Path("var")
    database_url: str | None = None
    secret_key: SecretStr | None = Field(default=None, min_length=_KEY_BYTES)
    operator_key: SecretStr | None = Field(default=None, min_length=_KEY_BYTES)
    demo: bool = True
    catalogue: Path | None = None
    retail_data: Path | None = None
    currency: str | None = None
    policy_pages: Path | None = None
    policy_rules: Path | None = None
    shop_name: str = Field(default="Hearth & Trail", min_length=1, max_length=80)
    locale: str = "en"
    proof_codes: Literal["smtp", "outbox", "none"] | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = Field(default=None, min_length=3, max_length=254)
    allowed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = ()
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    llm_tokenizer: Path | None = None
    llm_folder: Path | None = None
    llm_threads: int = Field(default=2, ge=1)
    storefront_seconds: float = Field(default=10.0, gt=0)
    llm_seconds: float = Field(default=8.0, gt=0)
    turn_seconds: float = Field(default=60.0, gt=0)
    desk_hours: OpeningHours | None = None
    rate_limits: RateLimits = RateLimits()
    insight: InsightSettings = InsightSettings()
    metrics_key: SecretStr | None = Field(default=None, min_length=_KEY_BYTES)

    @field_validator("currency")
    @classmethod
    def _known(cls, currency: str | None) -> str | None:
        if currency is not None and currency not in list_currencies():
            raise ValueError(f"{currency!r} is no currency; write its ISO 4217 code, e.g. EUR")
        return currency

    @model_validator(mode="after")
    def _one_shop(self) -> Self:
        """Let a catalogue, or records, of one's own stand for themselves."""
        if self.catalogue is not None and self.retail_data is not None:
            raise ValueError("The records have their own products: leave out the catalogue, or the records.")
        if (self.catalogue is not None or self.retail_data is not None) and self.demo:
            if "demo" in self.model_fields_set:
                raise ValueError("The demo shop has its own catalogue: leave out the file, or the demo.")
            self.demo = False
        return self

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin; write it like https://shop.example")
        return origins

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        config = Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config)

    @classmethod
    def read(cls, **overrides: object) -> Self:
        """Read the settings; raises SetupError that names each value that does not fit."""
        try:
            return cls(**overrides)  # type: ignore[arg-type]  # validated right here
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SetupError(f"The settings don't fit: {wrong}", hint="See Settings in README.md.") from error
        except ValueError as error:
            raise SetupError(f"The configuration file can't be read: {error}") from error

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        """Let codes arrive where somebody finds them."""
        if self.proof_codes == "smtp" and (self.smtp_url is None or self.mail_from is None):
            raise ValueError("Codes by mail need smtp_url and mail_from.")
        if self.proof_codes == "outbox" and not self.demo:
            raise ValueError("Only the demo shop has a page that shows its outbox; choose smtp, or none.")
        return self

    @property
    def code_delivery(self) -> Literal["smtp", "outbox", "none"]:
        """How one-time codes reach shoppers: as was chosen, else through the demo's outbox, else not at all."""
        return self.proof_codes or ("outbox" if self.demo else "none")

    @property
    def shop_dir(self) -> Path:
        """The folder of this shop's own data; the demo's and one's own never mix."""
        if self.demo:
            return self.var_dir
        return self.var_dir / ("own" if self.retail_data is None else "retail")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.shop_dir / 'shopkeeper.db'}"

    @property
    def approved_pages(self) -> Path:
        """Where approved help pages are written: beside the shop's own; the demo's are part of the program."""
        return self.policy_pages or self.shop_dir / "pages"

    @property
    def witness_file(self) -> Path:
        """Where it is noted, outside of the database, how far its audit has reached."""
        return self.shop_dir / "audit.witness"

    @property
    def adapters(self) -> Path:
        """Where the versions of the tuned adapters are kept."""
        return self.var_dir / "adapters"

    @property
    def model_folders(self) -> dict[str, Path]:
        """The embedded models by name: who plans and, where there is one, who writes."""
        if self.llm_folder is not None:
            return {ROUTER: self.llm_folder, WRITER: self.llm_folder}
        models = self.var_dir / "models"
        return {name: models / name for name in (ROUTER, WRITER) if name == ROUTER or (models / name).is_dir()}

    @property
    def tokenizer(self) -> Path | None:
        """The vocabulary of a server's model: the named one, or our own base's where our adapters are served."""
        ours = self.var_dir / "models" / DEFAULT_BASE / "tokenizer.json"
        return self.llm_tokenizer or (ours if self.llm_model is None and ours.is_file() else None)

    @property
    def writes(self) -> bool:
        """Whether there is a model for the replies; without one they are composed by rule."""
        return self.llm_url is not None or WRITER in self.model_folders

    def model_name(self, work: str) -> str:
        """Return the name under which the language model for some work is served."""
        return (self.llm_model or work) if self.llm_url is not None else work

    def signing_key(self) -> str:
        """Return the key that signs identity tokens; made on first use."""
        return _given_or_kept(self.secret_key, self.var_dir / "secret")

    def operator_token(self) -> str:
        """Return the bearer token of the operator's routes; made on first use."""
        return _given_or_kept(self.operator_key, self.var_dir / "operator_key")


def _given_or_kept(given: SecretStr | None, path: Path) -> str:
    if given is not None:
        return given.get_secret_value()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path)
    except OSError as error:
        raise SetupError(f"{path} can't be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(_KEY_BYTES)
        file.write(key)
    return key


def _kept(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} can't be read: {error}") from error
    if len(key) < _KEY_BYTES:
        raise SetupError(
            f"{path} is too short for a key.", hint="Delete the file; a new key is made at the next start."
        )
    return key
