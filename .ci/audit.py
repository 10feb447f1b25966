"""Look for known weaknesses in the libraries that Gloss ships; one line where nobody can tell."""

import json
import subprocess
import sys

COMMAND = "pip_audit --disable-pip --require-hashes -r requirements.txt --format json"
OPTIONS = "--vulnerability-service pypi --timeout 10 --progress-spinner off"


def main() -> int:
    command = [sys.executable, "-m", *COMMAND.split(), *OPTIONS.split()]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("Libraries were not audited: PyPI's advisories cannot be reached from here.")
        return 0
    known = [library for library in found if "skip_reason" not in library]
    if not known:
        print("Libraries were not audited: PyPI's advisories cannot be reached from here.")
        return 0
    weak = [library for library in known if library["vulns"]]
    for library in weak:
        ids = ", ".join(weakness["id"] for weakness in library["vulns"])
        print(f"{library['name']} {library['version']} has known weaknesses: {ids}")
    print(f"{len(known)} of {len(found)} libraries audited, {len(weak)} with known weaknesses.")
    return 1 if weak else 0


sys.exit(main())
