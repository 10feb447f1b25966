"""YAML that is broken, hostile or too clever."""

import threading
from itertools import pairwise

import pytest

from gloss.articles.front_matter import strict_yaml
from gloss.articles.problems import Unreadable


def refused(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        strict_yaml.load(text)
    return refusal.value


@pytest.mark.parametrize(
    ("text", "line", "said", "mend"),
    [
        ("a: 1\ntitle: a: b\n", 2, "mapping values are not allowed", "title: 'a: b'"),
        ("title: it's: b\n", 1, "mapping values are not allowed", "title: 'it''s: b'"),
        ("title: @home\n", 1, "cannot start any token", "title: '@home'"),
        ("a: 1\ntitle: 'open\nb: 2\n", 2, "quoted scalar", "close what is opened"),
        ("a: 1\ntags: [a, b\nb: 2\n", 2, "flow sequence", "close what is opened"),
        ("a: 1\n\tb: 2\n", 2, "tab character", "key: value"),
        ("a: 1\n- b\n", 2, "expected key", "key: value"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' is there twice", "keep one"),
        ("- a\n- b\n", 1, "not made of lines", "key: value"),
        ("just text\n", 1, "not made of lines", "key: value"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key is not plain text", "key: value"),
        ("a: &x 1\nb: *x\n", 2, "aliases", "repeat the value"),
        ("*x : 1\n", 1, "not plain text", "key: value"),
        ("a: 1\n...\n---\nb: 2\n", 3, "second document", "join them"),
        ("a: é\nb: x\x07y\n", 2, "control character", "remove it"),
        ("a: 1\nb: " + "[" * 20 + "]" * 20, 2, "nested too deeply", "plain list"),
        ("a: " + "x" * 70_000, 1, "longer than 65,536", "---"),
        ("a: \u2028\u0085\nb: c: d\n", 2, "mapping values", "b: 'c: d'"),
    ],
)
def test_broken_yaml_says_where_and_what_to_write(
    text: str, line: int, said: str, mend: str
) -> None:
    refusal = refused(text)
    assert refusal.line == line
    assert said in refusal.message
    assert mend in refusal.mend


def test_what_is_suggested_can_be_read() -> None:
    mend = refused("title: it's a: b\n").mend
    assert strict_yaml.load(mend.partition("quotes: ")[2]).values == {"title": "it's a: b"}


def test_empty_front_matter_is_an_empty_mapping() -> None:
    assert strict_yaml.load("\n# nothing\n").values == {}


def test_only_an_unquoted_nothing_is_nothing() -> None:
    assert strict_yaml.load("a: ~\nb: '~'\nc:\nd: ''\n").values == {
        "a": None,
        "b": "~",
        "c": None,
        "d": "",
    }


@pytest.mark.parametrize("text", ["[" * 60_000, "a: " + "{a: " * 15_000, "a:\n " + "- " * 30_000])
def test_nesting_that_ends_the_process_in_libyaml_is_refused_on_a_small_stack(text: str) -> None:
    outcomes: list[Unreadable] = []
    previous = threading.stack_size(1 << 18)
    try:
        thread = threading.Thread(target=lambda: outcomes.append(refused(text)))
        thread.start()
    finally:
        threading.stack_size(previous)
    thread.join()
    assert len(outcomes) == 1


def test_a_billion_laughs_are_refused() -> None:
    names = "abcdefghi"
    bomb = "a: &a [lol, lol]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in pairwise(names)
    )
    assert refused(bomb).line == 2
