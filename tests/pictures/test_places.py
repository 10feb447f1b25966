"""Which files an address in a text can mean."""

import os
from pathlib import Path

import pytest

from gloss.pictures import places
from gloss.pictures.problems import Unusable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a content folder with a picture at the top, one beside a text, and secrets around."""
    root = tmp_path / "content"
    for name in ("sea.jpg", "moon/Full Moon ☾.png", "moon/notes.md", "moon/.hidden.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"a file")
    (tmp_path / "secret.jpg").write_bytes(b"a secret")
    (root / ".git").mkdir()
    (root / ".git" / "inner.jpg").write_bytes(b"hidden")
    return root


@pytest.mark.parametrize(
    ("folder", "address", "path"),
    [
        ("", "sea.jpg", "sea.jpg"),
        ("", "./sea.jpg?x#y", "sea.jpg"),
        ("moon", "../sea.jpg", "sea.jpg"),
        ("moon", "Full%20Moon%20%E2%98%BE.png", "moon/Full Moon ☾.png"),
        ("moon", "Full Moon ☾.png", "moon/Full Moon ☾.png"),
        ("", "moon/./x/../Full Moon ☾.png", "moon/Full Moon ☾.png"),
    ],
)
def test_an_address_leads_from_the_folder_of_the_text(
    root: Path, folder: str, address: str, path: str
) -> None:
    assert places.is_beside(address)
    place = places.find(root, places.joined(folder, address))
    assert (place.path, place.location) == (path, root / path)


@pytest.mark.parametrize(
    "address",
    ["/sea.jpg", "//x/sea.jpg", "http://x/a.jpg", "data:image/png,x", "", "#x", "?x", "http://["],
)
def test_other_addresses_are_left_alone(address: str) -> None:
    assert not places.is_beside(address)


@pytest.mark.parametrize(
    "address",
    [
        "../secret.jpg",
        "moon/../../secret.jpg",
        "%2e%2e/secret.jpg",
        "..%2fsecret.jpg",
        "..\\secret.jpg",
        "%5c..%5csecret.jpg",
        "sea.jpg%00.png",
        "%2fetc/passwd.jpg",
        "moon/notes.md",
        "moon/.hidden.jpg",
        ".git/inner.jpg",
        "moon",
        ".",
        "missing.jpg",
        "sea.jpg/x.jpg",
        "x" * 5000 + ".jpg",
        "sea.jpg%0a",
        "%ff.jpg",
    ],
)
def test_nothing_else_can_be_reached(root: Path, address: str) -> None:
    with pytest.raises(Unusable):
        places.find(root, places.joined("", address))


@pytest.mark.parametrize(
    "target",
    ["../secret.jpg", "moon/notes.md", "moon/.hidden.jpg", "loop.jpg", "moon", "/dev/zero"],
)
def test_a_link_leads_nowhere_else_either(root: Path, target: str) -> None:
    (root / "loop.jpg").symlink_to(target)
    with pytest.raises(Unusable):
        places.find(root, "loop.jpg")


def test_a_link_to_a_picture_within_is_followed(root: Path) -> None:
    (root / "again.jpeg").symlink_to("sea.jpg")
    assert places.find(root, "again.jpeg").bytes == len(b"a file")


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe.jpg")
    with pytest.raises(Unusable):
        places.find(root, "pipe.jpg")


def test_the_state_changes_with_the_file(root: Path) -> None:
    before = places.find(root, "sea.jpg").state
    assert places.state(root, "sea.jpg") == before
    (root / "sea.jpg").write_bytes(b"another")
    assert places.state(root, "sea.jpg") != before
    (root / "sea.jpg").unlink()
    assert places.state(root, "sea.jpg") == ""
