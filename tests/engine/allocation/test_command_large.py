"""`kadry allocate` on large tables: the same result and report, Parquet in and out, faults as in the small form."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import polars as pl
import pytest

from kadry.engine.allocation.command import add_arguments, run

from .test_command import PLACES, RESULT, WISHES


def allocate(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([*map(str, arguments), "--seed", "2026"]))


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "wishes.csv").write_text(WISHES)
    (tmp_path / "places.csv").write_text(PLACES)
    for name in ("wishes", "places"):
        pl.read_csv(tmp_path / f"{name}.csv", null_values=["", "-"]).write_parquet(tmp_path / f"{name}.parquet")
    return tmp_path


def test_csv_read_as_large_gives_the_same_file_and_report(tables, capsys):
    names = [tables / "wishes.csv", tables / "places.csv", "-o", tables / "result.csv"]
    assert allocate(*names) == 0
    small = capsys.readouterr().out
    assert (tables / "result.csv").read_text() == RESULT
    assert allocate(*names, "--large", "--json", tables / "audit.json") == 0
    large = capsys.readouterr().out
    assert (tables / "result.csv").read_text() == RESULT
    heads = [text.partition("P1 ")[0] for text in (small, large)]
    assert heads[0] == heads[1]
    record = json.loads((tables / "audit.json").read_text())
    assert record["certificate"]["holds"]
    assert record["cutoffs"]["lathe"] == {"admitted": 1, "seats": 1, "points": 90, "student": "S2"}


def test_parquet_in_and_out(tables, capsys):
    out = tables / "result.parquet"
    assert allocate(tables / "wishes.parquet", tables / "places.parquet", "-o", out, "--explain", "S1") == 0
    assert pl.read_parquet(out).rows() == [("S1", "mill", 2), ("S2", "lathe", 1), ("S3", None, None), ("S4", None, None)]
    assert "First wish: “lathe” — the only seat went to someone" in capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_faults_exit_with_2_and_write_nothing(tables, capsys):
    wishes = pl.read_parquet(tables / "wishes.parquet").with_columns(place=pl.lit("nowhere"))
    wishes.write_parquet(tables / "wishes.parquet")
    names = [tables / "wishes.parquet", tables / "places.parquet", "-o", tables / "result.parquet"]
    assert allocate(*names) == 2
    told = capsys.readouterr().err
    assert "wishes.parquet, row 1: place: “nowhere” is unknown" in told
    assert allocate(*names, "--lottery", "per-place") == 2
    assert allocate(tables / "wishes.csv", tables / "places.csv", "-o", names[-1], "--explain", "S9") == 2
    assert "the student “S9” is unknown" in capsys.readouterr().err
    assert not (tables / "result.parquet").exists()
