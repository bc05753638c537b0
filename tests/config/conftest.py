"""``kadry("import", path)``: a command as somebody types it, within this process."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.village import village as living


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return " ".join(self.out.split())


@pytest.fixture
def kadry(capsys, monkeypatch):
    from kadry.config.cli import main

    monkeypatch.setenv("COLUMNS", "250")

    def typed(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return typed


@pytest.fixture(scope="module")
def village(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), living(tmp_path_factory.mktemp("village")):
        yield
