"""What readers type, and that nothing they type can be wrong."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from gloss.articles.search import queries
from gloss.articles.search.tables import ABOVE, SCHEMA
from gloss.articles.search.words import Language

ENGLISH = Language("en")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sea", '(("sea" OR "sea"*))'),
        ("low tides", '("low" AND ("tide" OR "tides"*))'),
        ('"low tides"', '("low tide")'),
        ("“low tides” ebb", '("low tide" AND ("ebb" OR "ebb"*))'),
        ("sun -burn", '("sun") NOT "burn"'),
        ('sun -"burn out"', '("sun") NOT "burn out"'),
        ("e-mail", '(("e mail" OR "e mail"*))'),
        ('"no end', '("no end")'),
        ("at", '("at")'),
        ("海", '(("海" OR "海"*))'),
        ("海と月", '("海と と月")'),
        ("AND OR NOT", '("and" AND "or" AND ("not" OR "not"*))'),
        ("  title : x* ", '("titl" AND "x")'),
    ],
)
def test_a_query_means_what_people_expect(typed: str, meant: str) -> None:
    assert queries.read(typed, ENGLISH).expression() == meant


@pytest.mark.parametrize("typed", ["", "  ", "-", '"', "-sun", "?!", "\0", '""', "-?"])
def test_what_holds_no_word_asks_for_nothing(typed: str) -> None:
    assert queries.read(typed, ENGLISH).wanted == ()


def test_a_query_without_end_is_cut() -> None:
    query = queries.read("tide " * 10_000, ENGLISH)
    assert len(query.typed) <= queries.LONGEST_QUERY
    assert len(query.clauses) <= queries.MOST_CLAUSES


ODD = some.text(some.sampled_from("abя海é\"-*()^:{}+,.\0\n\\'“» \u0301") | some.characters())


@given(ODD)
@example('" OR entry MATCH "')
@example("NEAR(a b)")
@example("½ ﷺ ಠ_ಠ")
def test_fts5_understands_whatever_is_typed(typed: str) -> None:
    query = queries.read(typed, ENGLISH)
    if not query.wanted:
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(SCHEMA[0])
        for expression in (
            query.expression(),
            query.expression(is_any=True),
            query.expression(ABOVE),
            *map(queries.clause_expression, query.clauses),
        ):
            connection.execute("SELECT rowid FROM entry WHERE entry MATCH ?", (expression,))
