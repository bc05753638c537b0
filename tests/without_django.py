"""The tests of engine and law where Django cannot be imported: the two lower floors stand by themselves.

python -m tests.without_django
"""

from __future__ import annotations

import sys

import pytest

FLOORS = ("tests/engine", "tests/law")


def main() -> int:
    sys.modules["django"] = None  # type: ignore[assignment]  # any import of it now fails
    # Neither the project's settings nor its conftest, which know Django.
    return max(
        pytest.main(
            ["-q", "-c", "/dev/null", "--rootdir", ".", "--confcutdir", floor, "-p", "no:django", "-p", "no:xdist", floor]
        )
        for floor in FLOORS
    )


if __name__ == "__main__":
    sys.exit(main())
