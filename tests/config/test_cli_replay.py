"""``kadry replay``: what was computed in the demo village, computed again from its record alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kadry.trail import runs
from kadry.trail.models import Run, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["planning", "allocation"])
def record(village, request) -> Path:
    """The record of a computation of the village."""
    return runs.record_path(Run.objects.filter(kind=request.param, state=RunState.DONE).first())


def test_a_record_of_the_village_gives_the_same_bytes(kadry, record):
    said = kadry("replay", record)
    assert said.code == 0
    assert Run.objects.get(record=record.name).digest in said.out


def test_a_record_unpacked_gives_the_same_bytes(kadry, record, tmp_path):
    unpacked = tmp_path / "run.json"
    unpacked.write_bytes(gzip.decompress(record.read_bytes()))
    assert kadry("replay", unpacked).code == 0


def _numbers(node, path=()):
    """Every number of a record with the way to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _numbers(value, (*path, key))
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from _numbers(value, (*path, at))
    elif isinstance(node, int) and not isinstance(node, bool):
        yield path


def test_a_record_somebody_has_altered_is_different_and_says_where(kadry, record, tmp_path):
    kept = json.loads(gzip.decompress(record.read_bytes()))
    result = next(key for key in kept if key in ("result", "plan", "solution", "output"))
    *way, last = next(iter(_numbers(kept[result])))
    node = kept[result]
    for step in way:
        node = node[step]
    node[last] += 1
    altered = tmp_path / "altered.json"
    altered.write_text(json.dumps(kept, ensure_ascii=False))
    said = kadry("replay", altered)
    assert said.code == 1
    assert "Different: " in said.out


RUBBISH = {
    "nothing": b"",
    "bytes": b"\x00\x01",
    "words": b"rubbish",
    "half of JSON": b"{",
    "JSON of nothing": b"{}",
    "a list": b"[]",
    "a number": b"7",
    "an allocation without a market": b'{"format": "kadry.allocation"}',
    "a plan without a problem": b'{"format": "kadry.planning/1"}',
    "the head of an archive": b"\x1f\x8b\x08\x00",
    "an archive cut off": gzip.compress(b'{"format": 1}')[:-6],
    "an archive spoiled": gzip.compress(b"{}")[:10] + b"\xff" * 12,
    "an archive of nothing": gzip.compress(b"{}"),
}


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_not_a_record(kadry, tmp_path, rubbish):
    path = tmp_path / "run-1.json.gz"
    path.write_bytes(rubbish)
    said = kadry("replay", path)
    assert (said.code, "is not a record" in said.out) == (2, True)


def test_a_record_that_is_not_there_is_not_a_record(kadry, tmp_path):
    assert kadry("replay", tmp_path / "run-0.json.gz").code == 2


def test_the_terminal_shows_the_replay_hash_of_each_run(kadry, village):
    said = kadry("run", "places")
    newest = Run.objects.filter(kind="planning").first()
    assert said.code == 0
    assert f"run-{newest.pk}" in said.out
    assert newest.digest[:16] in said.out
    assert kadry("replay", runs.record_path(newest)).code == 0
