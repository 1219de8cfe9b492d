"""Whatever the reader of catalogue files lets pass, the HTTP interface takes as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retriever.catalogue.feed import read_feed
from retriever.catalogue.records import CatalogueItem
from serve.http.offers import OfferedProduct

_TEXT = st.text(max_size=20) | st.sampled_from(["/", "//x", "/a b", "a/b.jpg", "é/x", "https://'", "x" * 400, "A-1"])
_ANY = st.recursive(
    st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_COLUMNS = st.sampled_from(
    ["image", "link", "goes_with", "variants", "options", "reviews", "attributes", "rating", "rating_count", "brand",
     "category", "color", "size", "stock", "sale_price", "list_price", "description", "department"]
)  # fmt: skip


def taken(item: CatalogueItem) -> CatalogueItem:
    sent = {**item.product.model_dump(mode="json"), "goes_with": item.goes_with}
    return OfferedProduct.model_validate_json(json.dumps(sent)).item()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_COLUMNS, _ANY, max_size=6))
def test_what_a_file_may_hold_may_be_sent(tmp_path: Path, columns: dict[str, Any]) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({**columns, "id": "a", "title": "Lamp", "price": 20}), encoding="utf-8")
    for item in read_feed(path):
        if isinstance(item, CatalogueItem):
            assert taken(item) == item
