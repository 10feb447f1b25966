"""Pictures in the sizes of the web, whatever the file is."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zlib import crc32

import pytest
from PIL import Image, ImageCms

from gloss.pictures import converting, facts, workshop
from gloss.pictures.outcomes import Made, Refused
from gloss.pictures.problems import Unusable
from gloss.settings import ROOT
from tests.pictures.darkroom import (
    corners,
    looks_right,
    moving,
    photo,
    saved,
    tells_nothing,
)

NEVER = Event()


def files(folder: Path, made: Made) -> list[Path]:
    return sorted((folder / made.digest).iterdir())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_size_is_upright_and_tells_nothing(tmp_path: Path, orientation: int) -> None:
    made = converting.convert(photo(orientation), tmp_path, "sea")
    assert (made.width, made.height, made.widths) == (900, 600, (480, 720, 900))
    for file in files(tmp_path, made):
        assert looks_right(file), file
        assert tells_nothing(file.read_bytes())


def test_the_files_are_named_and_sized_as_the_page_will_say(tmp_path: Path) -> None:
    made = converting.convert(saved(corners(4000, 1000), "JPEG"), tmp_path, "sea")
    assert made.widths == (480, 720, 1080, 1440)
    sizes = {}
    for file in files(tmp_path, made):
        with Image.open(file) as image:
            sizes[file.name] = image.size
    expected = {
        f"sea-{width}.{kind}": (width, width // 4)
        for width in made.widths
        for kind in ("avif", "webp")
    }
    assert sizes == expected | {"sea-1080.jpg": (1080, 270)}


@pytest.mark.parametrize(
    ("width", "widths"),
    [(1, (1,)), (480, (480,)), (500, (500,)), (600, (480, 600)), (1440, (480, 720, 1080, 1440))],
)
def test_no_size_is_larger_than_the_picture(
    tmp_path: Path, width: int, widths: tuple[int, ...]
) -> None:
    assert converting.convert(saved(corners(width, 9), "PNG"), tmp_path, "x").widths == widths


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("1", "PNG"), ("LA", "WEBP")],
)
def test_every_kind_of_pixels_becomes_one_of_the_web(tmp_path: Path, mode: str, kind: str) -> None:
    made = converting.convert(saved(corners(mode=mode), kind), tmp_path, "sea")
    for file in files(tmp_path, made):
        with Image.open(file) as image:
            assert image.mode in {"RGB", "RGBA"}
    if mode not in {"L", "1", "LA"}:
        assert looks_right(tmp_path / made.digest / made.plain, tolerance=80)


@pytest.mark.parametrize("width", [50, 2000])
def test_sixteen_bits_of_grey_are_scaled_and_not_cut(tmp_path: Path, width: int) -> None:
    grey = saved(Image.new("I;16", (width, 50), 32768), "PNG")
    made = converting.convert(grey, tmp_path, "grey")
    with Image.open(tmp_path / made.digest / made.plain) as image:
        assert image.convert("RGB").getpixel((25, 25)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA"])
@pytest.mark.parametrize("width", [600, 2000])
def test_what_is_transparent_stays_so(tmp_path: Path, mode: str, width: int) -> None:
    image = Image.new("RGBA", (width, 300), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (width // 2, 0, width, 300))
    made = converting.convert(saved(image.convert(mode), "PNG"), tmp_path, "drawn")
    assert made.plain.endswith(".png")
    for file in files(tmp_path, made):
        with Image.open(file) as image:
            left, right = image.getpixel((10, 10)), image.getpixel((image.width - 10, 10))
        assert isinstance(left, tuple)
        assert isinstance(right, tuple)
        assert (left[3], right[3]) == (0, 255)


def test_colours_are_brought_to_srgb(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (b"no profile at all", lab):
        source = saved(corners(), "JPEG", icc_profile=profile)
        assert looks_right(tmp_path / _plain(converting.convert(source, tmp_path, "sea")))
    with Image.open(tmp_path / _plain(converting.convert(photo(), tmp_path, "x"))) as image:
        assert "icc_profile" not in image.info


def test_a_moving_picture_is_left_as_it_is(tmp_path: Path) -> None:
    for kind in ("GIF", "WEBP"):
        made = converting.convert(moving(kind), tmp_path, "waves")
        assert (made.widths, made.plain, list(tmp_path.iterdir())) == ((), "", [])


def bomb() -> bytes:
    png = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    png[16:24] = (200_000).to_bytes(4) * 2  # width and height, in the header
    png[29:33] = crc32(png[12:29]).to_bytes(4)
    return bytes(png)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "not a picture"),
        (b"<html>", "not a picture"),
        (bomb(), "more than 100,000,000 pixels"),
        (saved(corners(1, 20_000), "PNG"), "too tall"),
        (photo()[:2000], "damaged"),
        (photo(kind="PNG")[:900], "damaged"),
        (photo(kind="WEBP")[:900], "damaged"),
        (photo(kind="AVIF")[:900], "damaged"),
        (photo() + b"\0" * facts.MAX_BYTES, "larger than 64 MiB"),
    ],
    ids=["nothing", "html", "bomb", "tower", "jpeg", "png", "webp", "avif", "large"],
)
def test_what_cannot_be_shown_is_refused_with_a_reason(
    tmp_path: Path, source: bytes, message: str
) -> None:
    with pytest.raises(Unusable, match=message) as refused:
        converting.convert(source, tmp_path, "sea")
    assert refused.value.mend
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_file_does_not_decide_what_it_is(tmp_path: Path) -> None:
    made = workshop.convert(
        put(tmp_path, "sea.jpg", photo(kind="PNG")), tmp_path / "made", "sea", NEVER
    )
    assert isinstance(made, Made)
    assert looks_right(tmp_path / "made" / _plain(made))


def test_a_refusal_comes_back_from_the_child(tmp_path: Path) -> None:
    refused = workshop.convert(put(tmp_path, "sea.jpg", b"no"), tmp_path / "made", "sea", NEVER)
    assert isinstance(refused, Refused)
    assert "not a picture" in refused.message


def test_a_file_that_was_made_before_is_not_made_again(tmp_path: Path) -> None:
    first = converting.convert(photo(), tmp_path, "sea")
    before = [file.stat().st_mtime_ns for file in files(tmp_path, first)]
    assert converting.convert(photo(), tmp_path, "sea") == first
    assert [file.stat().st_mtime_ns for file in files(tmp_path, first)] == before
    assert converting.convert(photo(quality=60), tmp_path, "sea").digest != first.digest
    assert converting.convert(photo(), tmp_path, "waves").digest != first.digest


def test_two_processes_may_make_the_same_at_once(tmp_path: Path) -> None:
    picture, outcomes = put(tmp_path, "sea.jpg", photo()), list[Any]()

    def convert() -> None:
        outcomes.append(workshop.convert(picture, tmp_path / "made", "sea", NEVER))

    threads = [Thread(target=convert) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes[0] == outcomes[1]
    assert [made.name for made in (tmp_path / "made").iterdir()] == [outcomes[0].digest]


def test_a_full_disk_is_no_fault_of_the_picture(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    code = "import resource, sys; from gloss.pictures import converting as c; "
    code += (
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); sys.exit(c.main(*sys.argv[1:]))"
    )
    picture = put(tmp_path, "sea.jpg", photo())
    command = [sys.executable, "-c", code, str(picture), str(tmp_path / "made"), "sea"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == converting.CANNOT_WRITE
    assert list((tmp_path / "made").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_fault_of_the_picture(tmp_path: Path) -> None:
    (tmp_path / "made").write_text("a file where the folder should be")
    with pytest.raises(workshop.CannotWrite):
        workshop.convert(put(tmp_path, "sea.jpg", photo()), tmp_path / "made", "sea", NEVER)


def test_a_child_is_stopped_when_we_are(tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    pipe = tmp_path / "sea.jpg"
    os.mkfifo(pipe)  # would be read for ever
    assert workshop.convert(pipe, tmp_path / "made", "sea", stop) is None


@pytest.mark.parametrize("progressive", [False, True])
def test_a_hundred_megapixels_take_bounded_memory(tmp_path: Path, progressive: bool) -> None:
    large = saved(corners(12_000, 8_300), "JPEG", quality=60, progressive=progressive)
    picture = put(tmp_path, "sea.jpg", large)
    code = (
        "import sys, resource; from gloss.pictures import converting as c; c.main(*sys.argv[1:]); "
    )
    code += "print(); print(open('/proc/self/status').read())"
    command = [sys.executable, "-c", code, str(picture), str(tmp_path / "made"), "sea"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert json.loads(said.splitlines()[0])["width"] == 12_000
    kilobytes = re.search(r"VmHWM:\s+(\d+) kB", said)
    assert kilobytes is not None
    assert int(kilobytes[1]) < 500_000


def test_the_memory_of_a_child_is_limited(tmp_path: Path) -> None:
    greedy = "from gloss.pictures import converting as c; c.MEMORY_BYTES = 150 << 20; "
    greedy += "import sys; sys.exit(c.main(*sys.argv[1:]))"
    png = saved(Image.new("RGB", (9_000, 9_000)), "PNG")
    picture = put(tmp_path, "x.png", png)
    command = [sys.executable, "-c", greedy, str(picture), str(tmp_path), "x"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert "more memory" in json.loads(said)["message"]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY  # not ours


def put(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def _plain(made: Made) -> str:
    return f"{made.digest}/{made.plain}"
