"""docs/deploy.md on an empty system: its commands, read from the page, lead to a site by https.

They run in a copy of this machine's files that lies in memory and vanishes, and the site then runs
in a network of its own, where its ports are free.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gloss.settings import ROOT

PAGE = ROOT / "docs" / "deploy.md"
UNIT = ROOT / "deploy" / "gloss.service"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"^systemctl |certbot")  # there is no systemd here, and no authority
LONGEST_SECONDS = 600
MOST_EXPOSED = "20"  # tenths, as systemd-analyze counts what a unit leaves to an attacker
NEEDS = ("systemd-analyze", "openssl", "nginx", "curl", "unshare", "ip")
WHY_NOT = "no empty system: be root, and `apt-get install systemd openssl nginx curl iproute2`"
ASKED = {  # what is asked of the finished site, and the file that holds the answer
    "/": "home",
    "/articles/microcurrent-massage": "article",
    "/articles/microcurrent-massage/captcha": "captcha",
    "/static/site.css": "style",
    "/feed.atom": "feed",
    "/sitemap.xml": "sitemap",
}

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and (os.getuid() != 0 or not all(map(shutil.which, NEEDS))),
    reason=WHY_NOT,
)

# Runs a script in an overlay of all files, whose changes are kept in memory until it ends.
STAGE = r"""
set -eu
mount -t tmpfs stage "$1" && cd "$1" && mkdir changes work files
mount -t overlay overlay -o lowerdir=/,upperdir="$1/changes",workdir="$1/work" files
for folder in proc dev sys; do mount --rbind "/$folder" "files/$folder"; done
mount --bind "$2" files/mnt
printf 'exit 101\n' > files/usr/sbin/policy-rc.d && chmod +x files/usr/sbin/policy-rc.d
chroot files sh -eux /mnt/commands.sh
chroot files sh -eux /mnt/as-certbot.sh
unshare --net chroot files sh -eux /mnt/serve.sh
"""
BEFORE = r"""
export HOME=/root DEBIAN_FRONTEND=noninteractive
git config --global url."file://CHECKOUT".insteadOf https://git.example.org/gloss.git
git config --global --add safe.directory '*'
"""
AS_CERTBOT = r"""
cd /etc/nginx
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=example.org -keyout key.pem -out our.pem
secure='listen 443 ssl; ssl_certificate /etc/nginx/our.pem; ssl_certificate_key /etc/nginx/key.pem;'
sed -i "s|listen 80;.*|$secure|" sites-available/gloss
nginx -t
"""
# Starts what the unit says as the user it says, as systemd would.
SERVE = r"""
of_unit() { sed -n "s/^$1=//p" /etc/systemd/system/gloss.service; }
ip link set lo up
set -a; . "$(of_unit EnvironmentFile)"; set +a
cd "$(of_unit WorkingDirectory)"; umask "$(of_unit UMask)"
runuser -u "$(of_unit User)" -- $(of_unit ExecStart) > /mnt/gloss.log 2>&1 &
umask 022; nginx
ask() { curl -sSk --max-time 20 --resolve example.org:443:127.0.0.1 "$@"; }
for _ in $(seq 300); do ask -f -o /dev/null https://example.org/ && break; sleep 0.2; done
while read -r address name; do
    ask -i -o "/mnt/$name" "https://example.org$address"
done < /mnt/asked
ls -ln /var/lib/gloss > /mnt/instance
nginx -s stop; pkill -u gloss; wait
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do what the page says; return the folder of what the site then answered."""
    folder, stage = tmp_path_factory.mktemp("deployed"), tmp_path_factory.mktemp("stage")
    (folder / "commands.sh").write_text(BEFORE.replace("CHECKOUT", str(ROOT)) + commands())
    (folder / "as-certbot.sh").write_text(AS_CERTBOT)
    (folder / "serve.sh").write_text(SERVE)
    (folder / "asked").write_text("".join(f"{path} {name}\n" for path, name in ASKED.items()))
    (folder / "stage.sh").write_text(STAGE)
    stager = ["unshare", "--mount", "--propagation", "private", "sh", str(folder / "stage.sh")]
    with (folder / "output").open("w") as output:
        ran = subprocess.run(
            [*stager, str(stage), str(folder)],
            check=False,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_SECONDS,
        )
    assert ran.returncode == 0, (folder / "output").read_text()[-3000:]
    return folder


def commands() -> str:
    """Return the page's commands in their order, without those that need another machine."""
    lines = "".join(BLOCK.findall(PAGE.read_text())).splitlines(keepends=True)
    return "".join(line for line in lines if not ELSEWHERE.search(line))


def answer(folder: Path, name: str) -> tuple[str, str]:
    """Return head and body of what the site answered."""
    head, _, body = (folder / name).read_bytes().partition(b"\r\n\r\n")
    return head.decode(), body.decode(errors="replace")


@pytest.mark.parametrize("name", ASKED.values())
def test_the_site_answers_by_https(deployed: Path, name: str) -> None:
    head, _ = answer(deployed, name)
    assert " 200" in head.splitlines()[0], head


def test_browsers_are_told_to_stay_on_https(deployed: Path) -> None:
    assert "strict-transport-security: max-age=" in answer(deployed, "home")[0].lower()


def test_cookies_are_secure_and_say_so_in_their_name(deployed: Path) -> None:
    (cookie,) = re.findall(r"(?i)^set-cookie: (.*)$", answer(deployed, "captcha")[0], re.MULTILINE)
    assert cookie.startswith("__Secure-captcha=")
    assert {"Secure", "HttpOnly", "SameSite=Strict"} <= {p.strip() for p in cookie.split(";")}


@pytest.mark.parametrize("name", ["article", "feed", "sitemap"])
def test_absolute_addresses_are_the_sites_own(deployed: Path, name: str) -> None:
    _, body = answer(deployed, name)
    assert "https://example.org/" in body
    assert "http://localhost" not in body
    assert "127.0.0.1" not in body


def test_nginx_serves_the_style_sheet_itself(deployed: Path) -> None:
    assert "server: nginx" in answer(deployed, "style")[0].lower()
    assert "x-cache-status" not in answer(deployed, "style")[0].lower()


def test_what_gloss_wrote_is_for_its_own_user_alone(deployed: Path) -> None:
    rows = [line.split() for line in (deployed / "instance").read_text().splitlines()[1:]]
    assert {row[-1] for row in rows} >= {"gloss.db", "secret", "backups"}
    assert all(row[0][4:10] == "------" and row[2] != "0" for row in rows), rows


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    file = tmp_path / "gloss.service"
    file.write_text(UNIT.read_text().replace("/srv/gloss/app/.venv/bin/flask", "/bin/true"))
    verify = ["systemd-analyze", "verify", "--man=no", str(file)]
    ran = subprocess.run(verify, check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_unit_leaves_little_to_an_attacker() -> None:
    rate = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={MOST_EXPOSED}",
        str(UNIT),
    ]
    ran = subprocess.run(rate, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
