"""Takes personal data out of texts: e-mail addresses, phones, cards, accounts, addresses, names where they are told.

Rules, no model: what has a shape is found nearly always, what has none only beside the words that announce it. Order
numbers (up to eight digits), prices, dates and sizes stay, or nothing could be answered any more.
"""

from assistant.privacy.masking import EMAIL, mask_all, mask_personal_data, pseudonym

__all__ = ["EMAIL", "mask_all", "mask_personal_data", "pseudonym"]
