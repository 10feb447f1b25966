"""Static files leave packed, as each client takes them."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

SHEET = Path("static/site.css").read_bytes()
UNPACKED = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_sheet_is_packed_as_the_client_takes_it(client: FlaskClient, encoding: str) -> None:
    got = client.get("/static/site.css", headers={"Accept-Encoding": encoding})
    assert got.headers["Content-Encoding"] == encoding
    assert got.headers["Vary"] == "Accept-Encoding"
    assert int(got.headers["Content-Length"]) == len(got.data) < len(SHEET) / 3
    assert UNPACKED[encoding](got.data) == SHEET


def test_who_takes_nothing_packed_gets_the_file(client: FlaskClient) -> None:
    got = client.get("/static/site.css")
    assert "Content-Encoding" not in got.headers
    assert got.headers["Vary"] == "Accept-Encoding"
    assert got.data == SHEET


def test_each_way_of_packing_has_a_validator_of_its_own(client: FlaskClient) -> None:
    etags = set()
    for encoding in ("identity", "gzip", "br"):
        wanted = {"Accept-Encoding": encoding}
        etag = client.get("/static/site.css", headers=wanted).headers["ETag"]
        again = client.get("/static/site.css", headers=wanted | {"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        etags.add(etag)
    assert len(etags) == 3


def test_a_picture_and_a_part_of_a_file_are_left_as_they_are(client: FlaskClient) -> None:
    packed = {"Accept-Encoding": "br"}
    assert "Content-Encoding" not in client.get("/static/favicon.ico", headers=packed).headers
    part = client.get("/static/site.css", headers=packed | {"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, SHEET[:10])


def test_asking_only_for_the_head_tells_the_packed_length(client: FlaskClient) -> None:
    packed = {"Accept-Encoding": "gzip"}
    head = client.head("/static/site.css", headers=packed)
    assert head.data == b""
    whole = client.get("/static/site.css", headers=packed)
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
