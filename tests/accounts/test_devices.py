"""Browsers and systems, named coarsely."""

import pytest

from gloss.accounts import devices

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Firefox/141.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64) {CHROME}", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64) {CHROME} Edg/142.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 16; Pixel 9) {CHROME}", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh) Version/26.0 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone) CriOS/142.0 Safari/604.1", "Chrome on iPhone"),
        ("curl/8.16", ""),
        ("", ""),
        ("<b>" * 10_000, ""),
    ],
)
def test_a_device_is_known_again_and_no_more(user_agent: str, device: str) -> None:
    assert devices.describe(user_agent) == device
