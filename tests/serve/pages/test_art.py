"""Pictures: every product in every colour, small, well-formed and deaf to what the colour says."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from serve.demo.art.drawings import KINDS, drawing_of
from serve.demo.art.pen import Subject
from serve.demo.art.router import subject_of
from serve.demo.art.scene import picture
from serve.demo.art.tones import TONES, tone_of_color, tone_of_material
from serve.demo.catalogue import authored_rows

SUBJECTS = tuple(map(subject_of, authored_rows()))
LARGEST = 6_000
KNOWN = frozenset(picture(SUBJECTS[0], color, drawing_of(SUBJECTS[0])) for color in (*TONES, ""))
DRAWN = {
    "svg",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "g",
    "path",
    "rect",
    "ellipse",
    "circle",
    "clipPath",
}


def draw(subject: Subject, color: str = "") -> str:
    return picture(subject, color, drawing_of(subject))


def test_every_kind_of_the_catalogue_has_a_drawing() -> None:
    assert {subject.kind for subject in SUBJECTS} <= KINDS


@pytest.mark.parametrize("department", sorted({subject.department for subject in SUBJECTS}))
def test_every_product_renders_in_each_of_its_colors(department: str) -> None:
    for subject in SUBJECTS:
        if subject.department != department:
            continue
        for color in (*subject.colors, ""):
            svg = draw(subject, color)
            elements = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
            assert elements <= DRAWN, subject.title
            assert len(svg.encode()) <= LARGEST, subject.title
            assert "none.0" not in svg
            assert not re.search(r"nan|inf|--|None", svg), subject.title


def test_every_color_of_the_catalogue_is_known() -> None:
    assert [color for subject in SUBJECTS for color in subject.colors if tone_of_color(color) is None] == []


def test_colors_look_different() -> None:
    same = [
        subject.title
        for subject in SUBJECTS
        if len({draw(subject, color) for color in subject.colors}) < len({tone_of_color(c) for c in subject.colors})
    ]
    assert same == []


def test_two_products_of_a_kind_look_different() -> None:
    kettles = [replace(subject, colors=("navy",)) for subject in SUBJECTS if subject.kind == "kettle"]
    assert len({draw(kettle, "navy") for kettle in kettles}) == len(kettles)


def test_a_picture_is_the_same_every_time() -> None:
    assert draw(SUBJECTS[0], "sage green") == draw(SUBJECTS[0], "sage green")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("navy", "navy"),
        ("Sage Green", "sage green"),
        ("dark green", "dark green"),
        ("black border", "black"),
        ("steel blue", "blue"),
        ("neutral white 4000 K", "neutral white"),
    ],
)
def test_color_words(words: str, meant: str) -> None:
    assert tone_of_color(words) is TONES[meant]


def test_unknown_colors_and_materials_have_no_tone() -> None:
    assert tone_of_color("octarine") is None
    assert tone_of_material("unobtainium") is None
    assert tone_of_material("cast iron, oak knob") is TONES["black"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_color_text_gets_into_the_picture(text: str) -> None:
    assert draw(SUBJECTS[0], text) in KNOWN


HOSTILE = ['"/><script>alert(1)</script>', 'red" onload="alert(1)', "url(#x)", "</svg>", "\x00", "&lol;", "#fff;}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_colors_over_http(client: TestClient, text: str) -> None:
    answer = client.get("/art/kt-0030.svg", params={"color": text})
    assert answer.status_code == 200
    assert "script" not in answer.text
    assert "onload" not in answer.text
    ElementTree.fromstring(answer.text)


def test_pictures_are_cached(client: TestClient) -> None:
    answer = client.get("/art/kt-0030.svg", params={"color": "sage green"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "max-age" in answer.headers["cache-control"]
    again = client.get(
        "/art/kt-0030.svg", params={"color": "sage green"}, headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_unknown_products_have_no_picture(client: TestClient) -> None:
    assert client.get("/art/nothing.svg").status_code == 404
