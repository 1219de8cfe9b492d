"""Draws what fills the blanks of a brief: titles, prices, options, addresses, order numbers, of many kinds of shop."""

from __future__ import annotations

from assistant.writer.phrases import Phrase, either, phrase
from finetune.compose.lexicon import Kind
from finetune.compose.scene import product_name
from finetune.compose.words import Words

_ATTRIBUTES = (
    ("material", "full-grain leather with a cotton lining"), ("weight", "1.4 kg"), ("capacity", "1.7 litres"),
    ("dimensions", "40 × 30 × 12 cm"), ("care", "machine wash at 30 °C, don't tumble dry"), ("waterproof", "yes, IPX4"),
    ("battery life", "up to 18 hours"), ("warranty", "two years from the maker"), ("power", "900 W"),
    ("compatible with", "all induction, gas and ceramic hobs"), ("age", "from 3 years"), ("pieces", "120"),
    ("fit", "runs small, take a size up"), ("dishwasher safe", "the lid only"), ("bluetooth", "5.3"),
    ("includes", "pump, patches and a carry bag"), ("fragrance", "none"), ("made in", "Portugal"), ("noise", "42 dB"),
    ("screen", "6.1 inch OLED"), ("storage", "256 GB"), ("allergens", "contains nuts and milk"), ("volume", "500 ml"),
    ("filling", "90 % duck down"), ("height", "72 to 118 cm"), ("maximum load", "120 kg"), ("cable length", "1.8 m"),
    ("assembly", "needs two people and about an hour"), ("shelf life", "18 months unopened"),
    ("bulb", "E27, not included"),
    ("ports", "two USB-C, one HDMI"), ("toxic", "no, free of BPA and phthalates"), ("pockets", "two, with zips"),
    ("heel height", "7 cm"), ("number of pages", "312"), ("players", "2 to 6"), ("thread count", "300"),
)  # fmt: skip
_STREETS = ("14 Mill Lane", "220 Oak Street, Apt 5", "7 Rue des Lilas", "1032 Harbor Blvd", "88 Station Road")
_CITIES = ("Leeds, LS6 2QT", "Portland, OR 97205", "Dublin, D06 F2X4", "Austin, TX 78702", "Halifax, NS B3H 1A1")
_PAYMENTS = ("Visa ending 4242", "PayPal", "your gift card", "Mastercard ending 0913", "your bank account", "Apple Pay")
CARRIERS = ("DHL", "UPS", "FedEx", "Royal Mail", "DPD", "Canada Post", "USPS")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def invent(what: str) -> str:
    """Return a blank that the reply's author fills in."""
    return f"invent: {what}"


class Values:
    """The source of chance for briefs; one currency for each brief that asks a fresh one."""

    def __init__(self, seed: int) -> None:
        self.words = Words(seed)
        self._sign = "$"

    def title(self, kind: Kind | None = None) -> str:
        self._sign = self.words.pick(("$", "$", "$", "€", "£"))
        name = product_name(self.words, kind)
        return name if name != name.lower() and self.words.chance(0.2) else name.title().replace("'S ", "'s ")

    def titles(self, count: int) -> list[str]:
        """Draw titles of one kind of product."""
        kind = self.words.kind()
        return [self.title(kind) for _ in range(count)]

    def amount(self) -> float:
        whole = self.words.price(self.words.kind()).amount
        return round(whole + self.words.pick((0, 0, -0.01, 0.5, 0.95)), 2)

    def money(self, amount: float) -> str:
        return f"{self._sign}{amount:,.2f}"

    def price(self) -> str:
        return self.money(self.amount())

    def subject(self) -> str:
        kind = self.words.kind()
        return f"{self.color()} {kind.name}" if self.words.chance(0.4) else kind.name

    def color(self) -> str:
        return self.words.pick(self.words.kind().domain.colors or ("black",))

    def size(self) -> str:
        return self.words.pick(("S", "M", "L", "XL", "8", "9.5", "42", "14"))

    def variant(self) -> str:
        return self.words.pick((f"{self.size()}, {self.color()}", self.color(), self.size(), f"{self.color()}, 500 ml"))

    def options(self) -> str:
        colors = list(dict.fromkeys(self.color() for _ in range(3)))
        sizes = self.words.pick((["S", "M", "L"], ["7", "8", "9", "10"], ["single", "double", "king"]))
        return f"{either(sizes)}, and in {either(colors)}" if self.words.chance(0.6) else either(colors)

    def attribute(self) -> tuple[str, str]:
        return self.words.pick(_ATTRIBUTES)

    def stock(self, title: str) -> Phrase:
        count = self.words.pick((0, 1, 2, 3, 5, 12, 40, 80, 60))
        key = "stock_none" if count == 0 else "stock_few" if count <= 5 else "stock_many"
        return phrase("get_product", f"{key}_titled" if title else key, title=title, stock=count)

    def order(self) -> str:
        number = self.words.rng.randint(1000, 99999)
        return self.words.pick((f"HT-{number}", str(number), f"W{number}", f"#{number}".strip("#"), f"ORD-{number}"))

    def day(self) -> str:
        return f"{self.words.pick(MONTHS)} {self.words.rng.randint(1, 28)}"

    def address(self) -> str:
        return f"{self.words.pick(_STREETS)}, {self.words.pick(_CITIES)}"

    def payment(self) -> str:
        return self.words.pick(_PAYMENTS)

    def carrier(self) -> str:
        return self.words.pick(CARRIERS)

    def place(self) -> str:
        return self.words.pick(("Memphis, TN", "Leeds", "Calais", "the Ohio hub", "Brooklyn, NY", "Rotterdam"))
