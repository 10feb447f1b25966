"""The receipt over HTTP: a private page that shows its bearer what became of a comment."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.articles import library
from gloss.comments import posting, visiting

blueprint = visiting.blueprint("receipts", __name__)


@blueprint.get("/receipts/<receipt>")
def receipt(receipt: str) -> ResponseReturnValue:
    """Thank the visitor, and show what was sent and what became of it."""
    comment = posting.by_receipt(database.db.session(), receipt)
    if comment is None:
        abort(404)
    article = library.current().by_id(comment.thread.article_id, clock.now())
    return render_template("comments/receipt.html", comment=comment, article=article)
