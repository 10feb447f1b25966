"""The rules of the tree: who may import whom, who reads the clock, who commits."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from gloss.settings import Settings
from tests.audiences import BLUEPRINTS, EXCEPTIONS, UNKNOWN, audience, blueprint_of

ROOT = Path(__file__).resolve().parent.parent
GROUND = {
    "settings",
    "site",
    "language",
    "colours",
    "comment_policy",
    "questions",
    "signing",
    "database",
    "group_commit",
    "prepared",
    "patience",
    "heartbeats",
    "nodes",
    "clock",
    "command_line",
    "garbage",
    "web",
}
LAYERS = (
    {"reading", "moderation", "transfer", "operation"},
    {"comments"},
    {"articles", "captcha", "spam", "outbox", "accounts"},
    {"visitors", "pictures"},
    GROUND,
)
# Background work and samples put all domains together; nothing imports operation.
COMBINES = {("operation", "moderation"), ("operation", "reading")}
TEMPLATE_USE = re.compile(r"{%-?\s*(?:include|extends|import|from)\s+[\"']([^\"']+)[\"']")

SOURCES = sorted((ROOT / "gloss").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def layer(domain: str) -> int:
    return next(number for number, domains in enumerate(LAYERS) if domain in domains)


def may_use(user: str, used: str) -> bool:
    same_ground = user in GROUND and used in GROUND
    return user == used or same_ground or layer(user) < layer(used) or (user, used) in COMBINES


def domain_of(file: Path, top: str) -> str:
    return file.relative_to(ROOT / top).parts[0].removesuffix(".py")


def imported_domains(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("gloss."))
        elif isinstance(node, ast.ImportFrom) and node.module == "gloss":
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gloss."):
            yield str(node.module).split(".")[1]


def calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_a_module_imports_only_what_lies_below_its_domain(file: Path) -> None:
    user = domain_of(file, "gloss")
    if user != "__init__":
        assert [used for used in imported_domains(file) if not may_use(user, used)] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=named)
def test_a_template_uses_only_what_lies_below_its_domain(file: Path) -> None:
    user = domain_of(file, "templates")
    used = [part.split("/")[0] for part in TEMPLATE_USE.findall(file.read_text())]
    assert [domain for domain in used if not may_use(user, domain)] == []


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_only_the_clock_reads_the_wall_clock(file: Path) -> None:
    reading = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    if file.name != "clock.py":
        assert reading.isdisjoint(calls(file))


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_only_the_database_commits_and_only_routes_and_commands_let_it(file: Path) -> None:
    called = set(calls(file))
    if file.name != "database.py":
        assert not {call for call in called if call.endswith(".commit")}
    if not re.fullmatch(
        r"database|(\w+_)?routes|commands|background|(\w+_)?following|guard", file.stem
    ):
        assert called.isdisjoint({"database.write", "database.write_bare"})


def test_every_domain_is_known_to_this_test() -> None:
    domains = {domain_of(file, "gloss") for file in SOURCES} - {"__init__"}
    assert domains <= set().union(*LAYERS)


@pytest.fixture
def endpoints(tmp_path: Path) -> set[str]:
    """Return every endpoint there is."""
    app = create_app(Settings.of(instance_dir=tmp_path, content_dir=tmp_path))
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_route_is_for_somebody(endpoints: set[str]) -> None:
    unknown = {endpoint for endpoint in endpoints if audience(endpoint) is None}
    assert not unknown, UNKNOWN.format(", ".join(sorted(unknown)))


def test_every_line_about_routes_is_about_one(endpoints: set[str]) -> None:
    assert set(EXCEPTIONS) <= endpoints
    assert set(BLUEPRINTS) <= {blueprint_of(endpoint) for endpoint in endpoints}
