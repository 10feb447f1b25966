"""No key, token or password of anybody lies in the tree."""

import re
import subprocess

import pytest

from gloss.settings import ROOT

# As their makers say they look; words around them would find examples as well.
SECRETS = {
    "a private key": rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "a key of AWS": rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": rb"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22,})",
    "a token of GitLab": rb"\bglpat-[\w-]{20}\b",
    "a token of PyPI": rb"\bpypi-AgEI[\w-]{50,}",
    "a token of npm": rb"\bnpm_[0-9A-Za-z]{36}\b",
    "a token of Slack": rb"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "a key of Google": rb"\bAIza[\w-]{35}\b",
    "a key of Stripe": rb"\b[rs]k_live_[0-9A-Za-z]{20,}",
    "a JSON web token": rb"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "an address with a password": rb"\b(?:postgres\w*|redis|smtp)://[^\s:/@]+:(?!PASSWORD@)[^\s:/@]{8,}@",
}
NAMES = re.compile(r"(^|/)(\.env|secret|id_(rsa|ed25519)|.*\.(pem|p12|pfx|key|keystore))$")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Return the files of the tree; without git there is no tree to look at."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()]


@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_lies_in_the_tree(tracked: list[str], kind: str) -> None:
    pattern = re.compile(SECRETS[kind])
    assert [name for name in tracked if pattern.search((ROOT / name).read_bytes())] == []


def test_no_file_is_named_like_one(tracked: list[str]) -> None:
    assert [name for name in tracked if NAMES.search(name)] == []
    assert len(tracked) > 500


def test_what_it_looks_for_would_be_found() -> None:
    key = b"-----BEGIN OPENSSH " + b"PRIVATE KEY-----"
    assert re.search(SECRETS["a private key"], key)
    assert NAMES.search("deploy/site.pem")
