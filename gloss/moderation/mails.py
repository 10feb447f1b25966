"""The letters to moderators; none holds anything that a visitor wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gloss import language, site
from gloss.accounts import links
from gloss.language import gettext as _
from gloss.language import ngettext
from gloss.outbox import writing
from gloss.outbox.paper import Action, Block, Paper, Paragraph
from gloss.outbox.writing import Outgoing
from gloss.web.addresses import whole


@dataclass(frozen=True)
class Waiting:
    """A comment that waits, as a letter tells of it."""

    title: str  # of the article
    token: str  # of the link that decides


def ask_to_confirm(session: Session, address: str, token: str, now: datetime) -> None:
    """Ask whether the letters about waiting comments should come to ``address``."""
    with language.speaking(site.current().language):
        paper = Paper(
            _("Letters about waiting comments on %(site)s", site=site.current().title),
            (
                Paragraph(_("A moderator gave this address for letters that say what waits.")),
                Action(_("Yes, send them here"), whole("digests.confirm_page", token=token)),
                Paragraph(_("If that was not you, do nothing: no more letters come.")),
            ),
            _("You get this because somebody typed your address on the moderators’ pages."),
        )
        writing.write(session, Outgoing("digest", address, paper), now, now)


def invite(session: Session, address: str, name: str, token: str, now: datetime) -> None:
    """Hand over the link that sets a new moderator's password."""
    title = site.current().title
    with language.speaking(site.current().language):
        paper = Paper(
            _("You are invited to moderate %(site)s", site=title),
            (
                Paragraph(_("Your name there is %(name)s. Choose a password:", name=name)),
                Action(_("Set a password"), links.address("accounts.password_page", token)),
                Paragraph(
                    _(
                        "The link is good once, within a day. Keep this letter to yourself, and if "
                        "the link has expired, ask for a new one."
                    )
                ),
            ),
            _("You get this because an admin of the site gave your address."),
        )
        writing.write(session, Outgoing("invitation", address, paper), now, now)


def waiting_letter(address: str, count: int, waiting: Sequence[Waiting], stop: str) -> Outgoing:
    """Say how many comments wait, with a link to decide about each of the oldest."""
    actions = [
        Action(
            _("A comment on “%(title)s”", title=one.title),
            whole("digests.decision_page", token=one.token),
            is_main=False,
        )
        for one in waiting
    ]
    blocks: list[Block] = [
        Action(_("Open the queue"), whole("moderation.queue")),
        Paragraph(
            _(
                "Or decide without signing in. Each link below is good for one comment as it is "
                "now, once, for two days. Keep this letter to yourself."
            )
        ),
        *actions,
    ]
    subject = ngettext(
        "One comment is waiting", "%(number)s comments are waiting", count, number=count
    )
    paper = Paper(subject, blocks, _("You get this because you moderate here and asked for it."))
    return Outgoing("digest", address, paper, whole("digests.stop_page", token=stop))
