"""What the links in letters to moderators open. GET changes nothing; a POST decides."""

from flask import render_template
from flask.typing import ResponseReturnValue

from gloss import clock, database
from gloss.articles import library
from gloss.comments import visiting
from gloss.comments.models import Comment, State
from gloss.language import gettext as _
from gloss.moderation import decision_links, digests
from gloss.moderation.decisions import ChangedSince, Unknown
from gloss.web import errors

blueprint = visiting.secret_blueprint("digests", __name__)


@blueprint.get("/decisions/<token>")
def decision_page(token: str) -> ResponseReturnValue:
    """Show one comment to whoever holds the link, with the buttons that decide."""
    session, now = database.db.session(), clock.now()
    link = decision_links.read(session, token, now)
    comment = session.get_one(Comment, link.comment_id)
    return render_template(
        "moderation/by_letter.html",
        comment=comment,
        article=library.current().by_id(comment.thread.article_id, now),
        has_changed=comment.version != link.version,
        token=token,
    )


@blueprint.post("/decisions/<token>/approval")
def approve(token: str) -> ResponseReturnValue:
    """Publish the comment as the letter meant it."""
    return _decide(token, State.APPROVED)


@blueprint.post("/decisions/<token>/rejection")
def reject(token: str) -> ResponseReturnValue:
    """Refuse the comment."""
    return _decide(token, State.REJECTED)


@blueprint.post("/decisions/<token>/spam")
def mark_spam(token: str) -> ResponseReturnValue:
    """Refuse the comment as advertising."""
    return _decide(token, State.SPAM)


@blueprint.get("/digests/<token>/confirmation")
def confirm_page(token: str) -> ResponseReturnValue:
    """Ask whether letters about waiting comments are wanted."""
    digest = digests.confirmable(database.db.session(), token)
    question = _("Send letters about waiting comments to %(address)s?", address=digest.address)
    return _ask(question, _("Yes, send them"))


@blueprint.post("/digests/<token>/confirmation")
def confirm(token: str) -> ResponseReturnValue:
    """Let letters go to the address that the link was sent to."""
    now = clock.now()
    database.write(lambda session: digests.confirm(session, token, now), is_public=False)
    return _done(_("From now on a letter comes when comments wait, at most every two hours."))


@blueprint.get("/digests/<token>/ending")
def stop_page(token: str) -> ResponseReturnValue:
    """Ask whether the letters are to end."""
    digest = digests.stoppable(database.db.session(), token)
    question = _("No more letters about waiting comments to %(address)s?", address=digest.address)
    return _ask(question, _("No more of them"))


@blueprint.post("/digests/<token>/ending")
def stop(token: str) -> ResponseReturnValue:
    """End the letters; mail programs may post here too (RFC 8058)."""
    database.write(lambda session: digests.stop(session, token), is_public=False)
    return _done(_("No more of these letters come."))


@blueprint.errorhandler(decision_links.Spent)
@blueprint.errorhandler(digests.Spent)
@blueprint.errorhandler(Unknown)
def explain_spent(_spent: Exception) -> ResponseReturnValue:
    """Say what to do about a link that is good for nothing."""
    return errors.page(
        404, _("This link was used already, or is too old. Sign in to see what is waiting.")
    )


@blueprint.errorhandler(ChangedSince)
def explain_change(_change: ChangedSince) -> ResponseReturnValue:
    """Say why nothing was decided."""
    sentence = _(
        "The comment changed since the letter was written, so nothing was decided. "
        "Sign in to see it."
    )
    return errors.page(409, sentence)


def _decide(token: str, to: State) -> ResponseReturnValue:
    now = clock.now()
    database.write(lambda session: decision_links.decide(session, token, to, now))
    words = {
        State.APPROVED: _("The comment is published."),
        State.REJECTED: _("The comment is refused."),
        State.SPAM: _("The comment is marked as spam."),
    }
    return _done(words[to] + " " + _("Who signs in can undo that in the log."))


def _ask(question: str, button: str) -> str:
    return render_template("moderation/digest_question.html", question=question, button=button)


def _done(sentence: str) -> str:
    return render_template("moderation/digest_done.html", sentence=sentence)
