"""A browser and its system, as coarsely as its owner needs to know it again."""

BROWSERS = (  # the first that is named counts: most claim to be several
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
LONGEST_READ = 500  # characters of the header


def describe(user_agent: str) -> str:
    """Return ``Firefox on Linux`` from a User-Agent header; empty for what names neither."""
    head = user_agent[:LONGEST_READ]
    return " on ".join(filter(None, (_first(BROWSERS, head), _first(SYSTEMS, head))))


def _first(known: tuple[tuple[str, str], ...], head: str) -> str:
    return next((name for mark, name in known if mark in head), "")
