"""Moving an article to another address: its comments stay, and links to the old one lead on."""

from pathlib import Path
from zoneinfo import ZoneInfo

from gloss.articles import addresses, authoring, documents, file_names, replacing
from gloss.articles.article import Article
from gloss.articles.files import FOLDER_FILE, IN_FOLDER, README, SUFFIX, SourceFile
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
        changed = authoring.edited(source, _values(article, slug, source, _name(new)))
    except Unreadable as fault:
        raise Refused(f"{article.path} has an error: mend it first ({fault}).") from None
    found = documents.of_bytes(file._replace(name=_name(new)), changed, zone).content
    if not _is_moved(article, found, slug):
        hint = f"Add to it yourself: id: {article.article_id} and aliases: [{article.slug}]."
        raise Refused(f"The front matter of {article.path} cannot be changed safely. {hint}")
    replacing.replace(Path(file.location), changed)
    if old != new:
        old.rename(new)
    return new


def _paths(location: Path, slug: str) -> tuple[Path, Path]:
    """Return what is renamed, and to what, if anything; a day in front of the name stays."""
    folder = location.parent
    if location.name != FOLDER_FILE and IN_FOLDER.fullmatch(location.name):
        return location, location
    if location.name == FOLDER_FILE:
        if any(IN_FOLDER.fullmatch(file.name) for file in folder.iterdir() if file != location):
            return location, location  # its translations get their names from the folder too
        return folder, folder.with_name(_named(folder.name, slug))
    return location, location.with_name(_named(location.stem, slug) + SUFFIX)


def _name(path: Path) -> str:
    return path.name.removesuffix(SUFFIX)


def _named(name: str, slug: str) -> str:
    day = file_names.read(name).day
    return f"{day}-{slug}" if day else slug


def _check(old: Path, new: Path) -> None:
    if new.name == README:
        raise Refused(f"{README} is for those who keep the files. Choose another address.")
    if old.is_symlink():
        raise Refused(f"{old.name} is a link. Rename the file that it leads to.")
    if new != old and (new.exists() or new.is_symlink()):
        raise Refused(f"There is a file or folder {new.name} already. Choose another address.")


def _values(article: Article, slug: str, source: bytes, name: str) -> authoring.Values:
    """Return what the front matter shall say, once the file or folder is called ``name``."""
    former = dict.fromkeys((*article.former_paths, f"{addresses.ARTICLES}/{article.slug}"))
    former.pop(f"{addresses.ARTICLES}/{slug}", None)
    values: dict[str, str | list[str]] = {"aliases": [f"/{path}" for path in former]}
    said = {"language": article.language, "translation_of": article.translation_of}
    values |= {key: value for key, value in said.items() if value}
    if not article.has_own_id:
        values["id"] = article.article_id
    is_named_so = addresses.slug(file_names.read(name).title) == slug
    if not is_named_so or authoring.has_key(source, "slug"):
        values["slug"] = slug
    return values


def _is_moved(article: Article, found: object, slug: str) -> bool:
    """Make sure that the new version says what it should, before any file is touched."""
    return (
        isinstance(found, Article)
        and (found.slug, found.article_id) == (slug, article.article_id)
        and (found.title, found.published) == (article.title, article.published)
        and f"{addresses.ARTICLES}/{article.slug}" in found.former_paths
    )
