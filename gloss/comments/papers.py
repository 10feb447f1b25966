"""What the letters to visitors say, each written once for text and HTML, in the language spoken."""

from gloss import site
from gloss.articles.article import Article
from gloss.comments.models import Comment
from gloss.comments.neutral import neutral
from gloss.comments.rendering import body_html
from gloss.language import gettext as _
from gloss.outbox.paper import Action, Paper, Paragraph, Quote
from gloss.web.addresses import whole


def was_this_you(article: Article, token: str) -> Paper:
    """Ask whoever reads a mailbox; it holds nothing that a visitor wrote."""
    told = _(
        "A comment was published on %(site)s, on the page “%(title)s”, and whoever sent it gave "
        "this e-mail address. If that was you, say so: then you hear when somebody answers.",
        site=site.current().title,
        title=article.title,
    )
    return Paper(
        _("Did you write a comment on %(site)s?", site=site.current().title),
        (
            Paragraph(told),
            Action(_("See the comment and say yes"), whole("mailboxes.confirm_page", token=token)),
            Paragraph(_("If it was not you, do nothing. The link is good for 30 days.")),
        ),
        _("You get this because somebody typed your address, which is shown to nobody."),
    )


def published(article: Article, comment: Comment, receipt: str) -> Paper:
    """Tell that everybody can read a comment now."""
    return Paper(
        _("Your comment on “%(title)s” is published", title=article.title),
        (
            Paragraph(_("Everybody can read it now. Thank you.")),
            _on_page(article, comment),
            _receipt(receipt),
        ),
        _because_you_wrote(),
    )


def change_published(article: Article, comment: Comment, receipt: str) -> Paper:
    """Tell that a comment now says what its writer changed it to."""
    return Paper(
        _("Your change to a comment on “%(title)s” is published", title=article.title),
        (
            Paragraph(_("The new text stands in place of the old one.")),
            _on_page(article, comment),
            _receipt(receipt),
        ),
        _because_you_wrote(),
    )


def refused(article: Article, told: str, receipt: str) -> Paper:
    """Tell that a comment is not published, and the reason that the moderator gave."""
    return _with_reason(
        _("Your comment on “%(title)s” was not published", title=article.title), told, receipt
    )


def change_refused(article: Article, told: str, receipt: str) -> Paper:
    """Tell that a change is not published, and why; the old text stays."""
    return _with_reason(
        _("Your change to a comment on “%(title)s” was not published", title=article.title),
        told,
        receipt,
    )


def answered(article: Article, answer: Comment, receipt: str) -> Paper:
    """Tell that somebody answered, and what."""
    return Paper(
        _("An answer to your comment on “%(title)s”", title=article.title),
        (
            Paragraph(_("%(name)s wrote:", name=answer.shown_name)),
            Quote(neutral(answer.text), body_html(answer.text)),
            _on_page(article, answer),
            _receipt(receipt),
        ),
        _because_you_wrote(),
    )


def _with_reason(subject: str, told: str, receipt: str) -> Paper:
    blocks = (
        Paragraph(_("A moderator read it and gave this reason:")),
        Quote(told, body_html(told)),
        _receipt(receipt),
    )
    return Paper(subject, blocks, _because_you_wrote())


def _on_page(article: Article, comment: Comment) -> Action:
    """Lead to the comment's own address, which finds the page of the thread that holds it."""
    return Action(
        _("Read it on the page"),
        whole("threads.comment", slug=article.slug, comment_id=comment.id),
    )


def _receipt(receipt: str) -> Action:
    return Action(
        _("Your receipt: change, withdraw or erase your comment"),
        whole("receipts.receipt", secret=receipt),
        is_main=False,
    )


def _because_you_wrote() -> str:
    return _("You get this because you wrote a comment there and confirmed this address.")
