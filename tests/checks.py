"""What is checked beside the tests: formatting, lint, types, import contracts, migrations, translations, security.

python -m tests.checks
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
DJANGO = [sys.executable, "-m", "django"]

CHECKS = {
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "ty", "check", "--error-on-warning", "src/kadry/engine", "src/kadry/law", "src/kadry/exchange/reading"],
    "import contracts": [BIN / "lint-imports"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "django": [*DJANGO, "check", "--fail-level", "WARNING"],
    "security": [BIN / "bandit", "-q", "-r", "src", "-ll"],
    "templates": [
        BIN / "djlint",
        "src",
        "--lint",
        "--quiet",
        "--profile=django",
        "--ignore=H006,H021,H023,H030,H031,T003,H025,H037,H015",
    ],
    "translations": [sys.executable, "-m", "tests.translations"],
    "engine and law without Django": [sys.executable, "-m", "tests.without_django"],
}


def main() -> int:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    failed = []
    for name, command in CHECKS.items():
        done = subprocess.run([str(part) for part in command], env=env, capture_output=True, text=True)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
