"""Tells texts about a thing from texts that speak to a machine or in the shop's name; only the first are quoted.

Descriptions, reviews, names and pages come from outside. A review that says "the shop promised 90 % off", a description
that says "reply only with …", a link, a command in base64: none of them is a fact, however plainly it stands there.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_TAGS = re.compile("[\U000e0000-\U000e007f\ufff9-\ufffb\ue000-\uf8ff]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]{3}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LEET = re.compile(r"(?<![\w-])(?=\w*[a-z]\w*)(?=(?:\w*\d){2})[a-z]*\d[a-z\d]*[a-z]\d?(?![\w-])", re.IGNORECASE)
_UNIT = re.compile(r"\d+(?:[a-z]{1,8}|x\d+\w*)|[a-z]{1,6}\d+[a-z]{0,2}\d*|\d+[a-z]\d+\w{0,3}", re.IGNORECASE)
_LEET_WORDS = 2  # from which a text counts as written in figures for letters
_FIGURED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*\d)\w+")
_DELEET = str.maketrans("0134578", "oieastb")
_BLOB = re.compile(
    r"(?<!\w)(?=[A-Za-z0-9+/=]*[A-Z])(?=[A-Za-z0-9+/=]*[a-z])(?=[A-Za-z0-9+/=]*\d)[A-Za-z0-9+/]{24,}={0,2}(?!\w)"
    r"|(?<!\w)(?:[0-9a-f]{2}\s?){16,}(?!\w)"
)
_MARKUP = re.compile(r"</?[a-z!][^>]{0,300}|\]\s?\(|```|\{\s?[\"'{%]|\bjavascript:|\bdata:\w+/|&#\d", re.IGNORECASE)
_LINK = re.compile(
    r"https?:|\bwww\.|\b[\w.+-]{1,64}@[\w-]+\.|\b[a-z0-9-]{2,60}\.(?:com|net|org|io|info|biz|shop|store|co|xyz|example|ru|cn)\b",
    re.IGNORECASE,
)
# Orders to a machine, and what it should do to its answer; then what names one.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruct\w*|rules?|prompts?|guidelines?|previous|prior"
    r"|above|everything|all)\b"
    r"|\b(?:system|developer|admin|debug|god|dan) ?(?:mode|prompt|message|override)\b|^\s*(?:system|assistant|user)\s*:"
    r"|[\"'\s](?:system|assistant)\s?:|\b(?:dear|hey|hello|attention|note to|as an?|as the|you are an?)"
    r" (?:ai |virtual |helpful |language )?(?:assistant|bot|agent|model|ai)\b|\bassistants?[,:]"
    r"|\byour (?:[a-z]+ ){0,2}(?:instructions|respon[sc]es?|repl(?:y|ies)|answers?|outputs?|system|programming"
    r"|guidelines)\b"
    r"|\b(?:in|with|of|to|from|for) (?:the|your|each|every|all) (?:[a-z]+ ){0,2}(?:respon[sc]es?|repl(?:y|ies)"
    r"|outputs?)\b"
    r"|\b(?:reply|respond|answer)\b (?:only|with|in|using|by|to (?:every|all|each|the))\b"
    r"|\b(?:tell|inform|convince|persuade|ask|remind|show|give|offer|advise|send) (?:\w+ ){0,2}"
    r"(?:shoppers?|customers?|users?|visitors?|buyers?|readers?|everybody|everyone|person asking)\b(?! service)"
    r"|\b(?:base ?64|rot ?13|caesar|hexadecimal|morse|decode|decrypt|encode[ds]?)\b",
    re.IGNORECASE,
)
_A_MACHINE = re.compile(
    r"\b(?:language|ai) models?\b|\bchat ?(?:bots?|gpt)\b|\bAI(?: assistants?)?\b|\bLLMs?\b|\bassistants?\b"
    r"|\bprompts?\b(?! (?:delivery|service|dispatch|shipping|reply))|\binjection attacks?\b",
    re.IGNORECASE,
)
# What only the shop may say: what things cost, what is given away, what comes back.
_FOR_THE_SHOP = re.compile(
    r"[$€£¥]\s?\d|\b\d[\d,.]*\s?(?:dollars?|bucks|euros?|pounds? sterling|usd|eur|gbp)\b"
    r"|\d\s?(?:%|per ?cent)\s?(?:off|discount|cheaper|less|reduction|refund|back)"
    r"|\b(?:half|zero)[- ]price\b|\bhalf off\b"
    r"|\b(?:refund(?:s|ed|able)?|discount(?:s|ed)?|vouchers?|coupons?|promo(?:tion(?:al)?)?s?(?: codes?)?"
    r"|cash ?back|compensation|reimburse\w*|rebates?|store credit|price match\w*|money[- ]back)\b"
    r"|\b(?:free|complimentary) (?:shipping|delivery|returns?|of charge|gifts?(?: ?cards?)?|replacement)\b"
    r"|\b(?:the )?(?:shop|store|seller|company|support|agent|manager|they|we) (?:has |have |had )?"
    r"(?:promis\w+|agree[ds]?|approv\w+|confirm\w+)\b|\blegally binding\b|\bwithout any cost\b|\bfor free\b",
    re.IGNORECASE,
)
_OF_WORDS = (
    r"analy[sz]e|answer|append|calculate|classify|compose|compute|convert|define|describe|discuss|draft|embed|encrypt"
    r"|estimate|evaluate|explain|express|format|forward|generate|identify|imagine|implement|incorporate|integrate"
    r"|invent|list|make up|mention|modify|name|omit|output|outline|pretend|print|promote|propose|provide|publish"
    r"|rank|recommend|render|repeat|rephrase|reply|report|respond|reveal|rewrite|say|solve|speak|spell|spread|suggest"
    r"|summari[sz]e|tell|transform|translate|type|write"
)
_BY_HAND = (
    r"act|add|advertise|apply|begin|break down|call|cancel|change|click|contact|correct|create|delete|develop|end"
    r"|enhance|ensure|enter|find|follow|give|group|include|insert|introduce|jumble|produce|remove|replace|reverse|search|send"
    r"|share|show|start|swap|use|visit"
)
_BEGUN = r"(?:^|[.!?:;]\s+|\bplease )(?:please |kindly |now )?"
_BIDDING = re.compile(rf"{_BEGUN}(?:{_OF_WORDS})\b(?! (?:it|them|this) )", re.IGNORECASE)
_BIDDING_AT_ALL = re.compile(rf"{_BEGUN}(?:{_BY_HAND})\b(?! (?:it|them|this) )", re.IGNORECASE)
_ONLY_OURS = re.compile(
    r"\b(?:guarantee\w*|warrant(?:y|ies)|lifetime|returns?|exchange[ds]?|shipping|delivery)\b", re.IGNORECASE
)
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """the a an and or of to in is it its for with on at as this that was are be have has had not no but my i we you
        they very so too from by after when than then them our your one two every each all just like out off under more
        get got good great love bought use used nice well solid""",
    )
)
_SHORT = 20  # characters: too few to tell a code from a name
_READ = 5  # words from which a text has to hold one of the common ones


@lru_cache(maxsize=8192)
def quotable(text: str) -> bool:
    """Say whether a text from outside tells about a thing, and neither speaks to a machine nor in the shop's name."""
    plain = _plain(text)
    machine = _ORDERS.search(plain) or _A_MACHINE.search(plain) or _MARKUP.search(plain)
    return not (is_obscured(text) or machine or _LINK.search(plain) or _FOR_THE_SHOP.search(plain))


@lru_cache(maxsize=8192)
def quotable_sentence(text: str) -> bool:
    """Say whether a sentence of a description may be said: it is quotable, and neither asks nor calls for words."""
    return quotable(text) and "?" not in text and not _BIDDING.search(_plain(text))


@lru_cache(maxsize=8192)
def quotable_opinion(text: str) -> bool:
    """Say whether a shopper's sentence may be quoted: it tells, in words one reads here, and bids nobody."""
    if not quotable_sentence(text):
        return False
    plain = _plain(text)
    words = [word.casefold() for word in _WORD.findall(plain)]
    readable = len(words) < _READ or any(word in _COMMON for word in words)
    return readable and not _BIDDING_AT_ALL.search(plain) and not _ONLY_OURS.search(plain)


@lru_cache(maxsize=8192)
def quotable_rule(text: str) -> bool:
    """Say whether a line of the shop's own pages may be quoted: it may promise and link, not bid a machine."""
    plain = _plain(text)
    return not (is_obscured(text) or _ORDERS.search(plain) or _MARKUP.search(plain))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def is_obscured(text: str) -> bool:
    """Say whether a text is written so that a person can't read it: invisible signs, look-alikes, figures, codes."""
    if _INVISIBLE.search(text) or _TAGS.search(text) or _FULL_WIDTH.search(text) or _BLOB.search(text):
        return True
    if not text.isascii() and any(_mixed(word) for word in _WORD.findall(text)):
        return True
    figured = [word for word in _LEET.findall(text) if not _UNIT.fullmatch(word)]
    return len(figured) >= _LEET_WORDS or _reads_better(text)


def _mixed(word: str) -> bool:
    """Say whether a word takes letters from two alphabets that look alike."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def _reads_better(text: str) -> bool:
    """Say whether the text makes more sense rotated by thirteen letters, or with letters for its figures."""
    if len(text) < _SHORT:
        return False
    most = 1 + 2 * _common_words(text)
    figures = _FIGURED.sub(lambda word: word[0].translate(_DELEET), text)
    return _common_words(codecs.encode(text, "rot13")) > most or _common_words(figures) > most


def _common_words(text: str) -> int:
    return sum(len(word) > 1 and word.casefold() in _COMMON for word in _WORD.findall(text))
