"""What an article, a tag or a heading is called in an address."""

from unicodedata import category, is_normalized
from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gloss.articles import addresses


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Tides", "tides"),
        ("Skin Care & You", "skin-care-you"),
        ("v1.2", "v1-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("Микротоковый массаж", "микротоковый-массаж"),
        ("हिन्दी", "हिन्दी"),
        ("日本語", "日本語"),
        ("snake_case", "snake_case"),
        ("--a--b--", "a-b"),
        ("a\u200bb\x00c\nd", "a-b-c-d"),
        ("cafe\u0301", "café"),
        ("🎉", ""),
        ("...", ""),
        ("\udcff", ""),
    ],
)
def test_a_name_becomes_one_readable_segment(name: str, slug: str) -> None:
    assert addresses.slug(name) == slug


@given(st.text() | st.text(st.characters(codec=None)))
@example("İ" * addresses.MAX_CHARACTERS)
@example("a" * (addresses.MAX_CHARACTERS - 1) + "-b")
@example("\u0345\u0399\u0301")
def test_a_slug_is_safe_in_a_path_and_is_its_own_slug(name: str) -> None:
    slug = addresses.slug(name)
    assert addresses.slug(slug) == slug
    assert is_normalized("NFC", slug)
    assert len(slug) <= addresses.MAX_CHARACTERS
    assert all(c in "-_" or category(c)[0] in "LMN" for c in slug)
    assert unquote(quote(slug)) == slug
