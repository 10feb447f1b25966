"""Moving an article to another address: its comments stay, and links to the old one lead on."""

from pathlib import Path
from zoneinfo import ZoneInfo

from gloss.articles import addresses, authoring, documents, file_names, replacing
from gloss.articles.article import Article
from gloss.articles.files import FOLDER_FILE, SUFFIX, SourceFile
from gloss.articles.problems import Unreadable


class Refused(Exception):
    """The article stays where it is; the message says why and what to do."""


def move(article: Article, file: SourceFile, slug: str, zone: ZoneInfo) -> Path:
    """Rename the file or folder of ``article``; return where it is then.

    First the file gets its id and its former address, then it is renamed: after each step the
    article is whole, and where the first step ends it has its old address still.

    :param slug: the new one, which no article has.
    :raises Refused: and changes nothing.
    :raises OSError: if a step fails; those before it hold.
    """
    old, new = _paths(Path(file.location), slug)
    _check(old, new)
    source = Path(file.location).read_bytes()
    try:
        changed = authoring.edited(source, _values(article, slug, source))
    except Unreadable as fault:
        raise Refused(f"{article.path} has an error: mend it first ({fault}).") from None
    _check_edited(article, file, changed, zone)
    replacing.replace(Path(file.location), changed)
    if old != new:
        old.rename(new)
    return new


def _paths(location: Path, slug: str) -> tuple[Path, Path]:
    """Return what is renamed, and to what; a day in front of the name stays."""
    if location.name == FOLDER_FILE:
        folder = location.parent
        return folder, folder.with_name(_named(folder.name, slug))
    return location, location.with_name(_named(location.stem, slug) + SUFFIX)


def _named(name: str, slug: str) -> str:
    day = file_names.read(name).day
    return f"{day}-{slug}" if day else slug


def _check(old: Path, new: Path) -> None:
    if old.is_symlink():
        raise Refused(f"{old.name} is a link. Rename the file that it leads to.")
    if new != old and (new.exists() or new.is_symlink()):
        raise Refused(f"There is a file or folder {new.name} already. Choose another address.")


def _values(article: Article, slug: str, source: bytes) -> authoring.Values:
    former = dict.fromkeys((*article.former_paths, f"{addresses.ARTICLES}/{article.slug}"))
    former.pop(f"{addresses.ARTICLES}/{slug}", None)
    values: dict[str, str | list[str]] = {"aliases": [f"/{path}" for path in former]}
    if not article.has_own_id:
        values["id"] = article.article_id
    if authoring.has_key(source, "slug"):
        values["slug"] = slug
    return values


def _check_edited(article: Article, file: SourceFile, source: bytes, zone: ZoneInfo) -> None:
    """Make sure that the new version says what it should, before any file is touched."""
    read = documents.of_bytes(file, source, zone)
    found = read.content
    is_right = (
        isinstance(found, Article)
        and (found.article_id, found.title) == (article.article_id, article.title)
        and f"{addresses.ARTICLES}/{article.slug}" in found.former_paths
        and found.published == article.published
    )
    if not is_right:
        hint = f"Add to it yourself: id: {article.article_id} and aliases: [{article.slug}]."
        raise Refused(f"The front matter of {article.path} cannot be changed safely. {hint}")
