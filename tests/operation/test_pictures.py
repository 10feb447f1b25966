"""Pictures are converted beside a real server, whose pages change by themselves."""

from pathlib import Path

import pytest

from tests.cast import an_article
from tests.operation.visitor import request
from tests.pictures.darkroom import photo
from tests.server import Server, eventually

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_photo_comes_in_the_sizes_of_the_web_by_itself(server: Server, content_dir: Path) -> None:
    (content_dir / "sea.jpg").write_bytes(photo())
    article = an_article(content_dir, "sea")
    article.write_text(f"{article.read_text()}\n![The sea](sea.jpg)\n")
    eventually(lambda: "/pictures/" in page(server))  # at once, as it is
    eventually(lambda: "image/avif" in page(server))
    (content_dir / "sea.jpg").write_bytes(photo()[:3000])
    eventually(lambda: "no-picture" in page(server))
    eventually(lambda: "content/sea.jpg: it is damaged" in server.printed())
    assert server.stop() == 0
    assert "Traceback" not in server.printed()


def page(server: Server) -> str:
    return request("GET", f"{server.address}/articles/sea").text
