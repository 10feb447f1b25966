"""What bytes a file may be made of."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gloss.articles import source_text
from gloss.articles.problems import Unreadable
from gloss.articles.source_text import SourceText

GOOD = "---\ntitle: Tides\n---\nThe sea.\n"
SPLIT = SourceText("\ntitle: Tides\n", "\nThe sea.\n")


@pytest.mark.parametrize(
    "source",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.replace("---\n", "---  \n").encode(),
        GOOD.replace("\n---\n", "\n...\n").encode(),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "trailing spaces", "ended by dots"],
)
def test_what_editors_do_to_a_file_makes_no_difference(source: bytes) -> None:
    assert source_text.split(source) == SPLIT


def test_a_file_may_end_with_its_front_matter() -> None:
    assert source_text.split(b"---\ntitle: Tides\n---") == SourceText("\ntitle: Tides\n", "")


def test_a_rule_in_the_text_does_not_end_anything() -> None:
    assert source_text.split(GOOD.encode() + b"---\nMore.").body == "\nThe sea.\n---\nMore."


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (b"", 1, "does not start with front matter"),
        (b"# Tides\n", 1, "does not start with front matter"),
        (b"---\ntitle: Tides\n", 1, "has no end"),
        (b"----\ntitle: Tides\n----\n", 1, "does not start with front matter"),
        (b"+++\ntitle = 'Tides'\n---\n", 1, "has no end"),
        (b"https://example.org\n", 1, "does not start with front matter"),
        (GOOD.encode("utf-16"), 1, "UTF-16"),
        (GOOD.encode("utf-16-be"), 1, "NUL"),
        (b"---\r\ntitle: Tides\r\n---\r\na\r\n\0", 5, "NUL"),
        (b"---\rtitle: T\xe4des\r---\r", 2, "0xe4 is not UTF-8"),
        (b"---\ntitle: Tides\n---\n\xed\xa0\x80", 4, "0xed is not UTF-8"),
        (GOOD.encode() + b"x" * source_text.MAX_BYTES, 1, "larger than 1 MiB"),
    ],
)
def test_a_file_that_is_no_article_says_where_and_why(
    source: bytes, line: int, message: str
) -> None:
    with pytest.raises(Unreadable, match=message) as refused:
        source_text.split(source)
    assert (refused.value.line, bool(refused.value.mend)) == (line, True)


def outcome(source: bytes) -> SourceText | Unreadable:
    try:
        return source_text.split(source)
    except Unreadable as refused:
        return refused


@given(st.binary() | st.binary().map(lambda tail: b"---\n" + tail))
@example(b"---\r\n---")
def test_any_bytes_are_split_or_refused(source: bytes) -> None:
    split = outcome(source)
    if isinstance(split, Unreadable):
        assert 1 <= split.line <= source.count(b"\n") + source.count(b"\r") + 1
    else:
        assert "\r" not in split.front_matter + split.body
