"""Make the environment: a virtual environment from a hashed lock, and the compiled translations.

Standard library only, so that a bare Python 3.11+ with pip is enough. A second run does nothing
when the lock has not changed. ``python3 bootstrap.py --dev`` adds what the tests need.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if sys.platform == "win32" else "bin") / "python"
LOCALES = ROOT / "src" / "kadry" / "config" / "locale"


def run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def make_venv() -> None:
    """With ensurepip where the distribution ships it, else without: pip then installs from outside."""
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True)
    if made.returncode != 0:
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)


def pip_install(*arguments: object) -> None:
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True).returncode == 0:
        run(uv, "pip", "install", "--quiet", "--python", PYTHON, *arguments)
    elif subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)
    else:
        run(sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", *arguments)


def install(lock: Path) -> None:
    """Install the lock and the project itself, unless this very lock is already installed."""
    stamp = VENV / f"{lock.name}.installed"
    digest = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Installing {lock.name} into {VENV.name} (the first time this takes half a minute)…", flush=True)
    # The lock is complete, so nothing is looked up beside it; a peer of the tests would ask for a proprietary solver.
    pip_install("--no-deps", "--require-hashes", "-r", lock)
    pip_install("--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(digest)


COMPILE_TRANSLATIONS = """
import pathlib, sys, polib
for po in pathlib.Path(sys.argv[1]).glob("*/LC_MESSAGES/*.po"):
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
        polib.pofile(str(po)).save_as_mofile(str(mo))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  the check is for those who have less
        sys.exit(f"Kadry needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not PYTHON.exists():
        make_venv()
    # The dev lock holds everything the plain one does, at the same versions.
    install(ROOT / ("requirements-dev.lock" if options.dev else "requirements.lock"))
    run(PYTHON, "-c", COMPILE_TRANSLATIONS, LOCALES)


if __name__ == "__main__":
    main()
