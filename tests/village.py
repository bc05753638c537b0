"""The demo village in the test database: imported as an operator would, the year computed, an account for each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from tests.factories import take


@contextmanager
def village(folder: Path) -> Iterator[None]:
    """What is written within is undone at the end."""
    from demo.build import build
    from kadry.config.commands.run import compute
    from kadry.config.demo_people import give_accounts

    built = build("village", 1, folder)
    with transaction.atomic():
        for path in built.workbooks:
            take(path.read_bytes(), filename=path.name)
        compute([])
        give_accounts()
        yield
        transaction.set_rollback(True)
