"""Cells of files that spreadsheets open: text stays text, and never becomes a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return ``text`` with an apostrophe in front where a spreadsheet would compute it.

    Source: OWASP, "CSV Injection"; fullwidth signs are what Excel reads as their plain ones.
    """
    is_formula = text.lstrip(" \u00a0\ufeff").startswith(FORMULA_STARTS) or text[:1].isspace()
    return f"'{text}" if is_formula else text
