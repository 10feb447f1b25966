"""What a picture tells about people is not in what is sent, though nothing is decoded."""

import struct
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from gloss.pictures import stripping
from gloss.pictures.problems import Unusable
from tests.pictures.darkroom import corners, looks_right, moving, photo, saved, seen, tells_nothing

XMP = b"<x:xmpmeta>GPSLatitude 54,4N</x:xmpmeta>"
KINDS = ("JPEG", "PNG", "WEBP", "AVIF")


def upright(picture: bytes) -> bytes:
    with Image.open(BytesIO(picture)) as image:
        return saved(ImageOps.exif_transpose(image), "PNG")


@pytest.mark.parametrize("kind", KINDS)
def test_place_and_camera_are_gone_and_every_pixel_is_there(kind: str) -> None:
    source = photo(kind=kind, quality=90)
    found, sent = stripping.stripped(source)
    assert not tells_nothing(source)
    assert tells_nothing(sent)
    assert seen(sent) == seen(source)
    assert (found.width, found.height) == (900, 600)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stays_as_upright_as_it_was(kind: str, orientation: int) -> None:
    found, sent = stripping.stripped(photo(orientation, kind))
    assert tells_nothing(sent)
    assert looks_right(upright(sent))
    assert (found.width, found.height, found.orientation) == (900, 600, orientation)


def test_a_jpeg_of_several_scans_is_whole() -> None:
    source = photo(progressive=True, comment=b"GPS 54N", xmp=XMP, restart_marker_rows=1)
    _, sent = stripping.stripped(source)
    assert tells_nothing(sent)
    assert seen(sent) == seen(source)


def test_nothing_that_follows_the_end_is_sent() -> None:
    for source in (photo(), photo(kind="PNG"), photo(kind="WEBP"), moving("GIF")):
        _, sent = stripping.stripped(source + b"GPS in a film" + photo())
        assert tells_nothing(sent)


def test_the_second_picture_of_a_camera_is_not_sent() -> None:
    series = saved(corners(), "MPO", save_all=True, append_images=[corners()], exif=b"")
    found, sent = stripping.stripped(series)
    assert (found.mimetype, found.is_moving) == ("image/jpeg", False)
    assert len(sent) < len(series) * 0.6


def test_the_colour_profile_stays() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in KINDS:
        _, sent = stripping.stripped(photo(kind=kind, icc_profile=profile))
        with Image.open(BytesIO(sent)) as image:
            assert image.info["icc_profile"] == profile


def test_texts_in_a_png_are_gone() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", "GPS 54N")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    assert tells_nothing(stripping.stripped(photo(kind="PNG", pnginfo=texts))[1])


@pytest.mark.parametrize(
    ("kind", "options"),
    [("GIF", {"comment": b"GPS 54N", "loop": 0}), ("WEBP", {"xmp": XMP}), ("PNG", {})],
)
def test_a_moving_picture_goes_on_moving(kind: str, options: dict[str, object]) -> None:
    source = moving(kind, **options)
    found, sent = stripping.stripped(source)
    assert found.is_moving
    assert tells_nothing(sent)
    with Image.open(BytesIO(sent)) as image, Image.open(BytesIO(source)) as before:
        assert getattr(image, "n_frames", 1) == 2
        assert image.info.get("loop") == before.info.get("loop")


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_picture_cut_anywhere_is_refused_or_tells_nothing(kind: str) -> None:
    source = photo(kind=kind, xmp=XMP) if kind != "GIF" else moving("GIF", comment=b"GPS 54N")
    for length in range(0, len(source), max(1, len(source) // 97)):
        try:
            _, sent = stripping.stripped(source[:length])
        except Unusable:
            continue
        assert b"Shore Camera" not in sent
        assert b"54" not in sent or b"GPS" not in sent


@given(st.sampled_from([*KINDS, "GIF"]), st.integers(0, 2**32), st.binary(min_size=1, max_size=8))
def test_odd_bytes_raise_nothing_but_a_refusal(kind: str, place: int, odd: bytes) -> None:
    source = bytearray(saved(corners(40, 30), kind))
    start = place % len(source)
    source[start : start + len(odd)] = odd
    with suppress(Unusable):
        stripping.stripped(bytes(source))


def test_a_chunk_that_claims_four_gigabytes_is_refused() -> None:
    png = bytearray(photo(kind="PNG"))
    struct.pack_into(">I", png, png.index(b"IDAT") - 4, 2**32 - 1)
    with pytest.raises(Unusable):
        stripping.stripped(bytes(png))
