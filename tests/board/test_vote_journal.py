"""The journal of the database tells nobody how a member voted in secret, and whoever counts is told where it might."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kadry.board import actions, journal
from kadry.board.enums import Choice
from kadry.people.enums import Role
from tests.board.builders import DAY, cast, members, motion, open_meeting
from tests.factories import signed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def copied():
    """In a process and on a database of its own: one in memory has no journal."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KADRY_", "DJANGO_"))}
    command = [sys.executable, "-m", "tests.board.copied_files"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_one_copy_of_the_files_ties_no_vote_to_its_member(copied):
    told, _log = copied
    assert told["while it is open"] == told["after the end"] == {}
    assert told["is empty after the end"] is True


def test_a_long_reading_holds_the_journal_and_that_is_known_and_named_in_the_log_without_names(copied):
    told, log = copied
    assert list(told["while somebody reads"].values()) == ["against"]  # so the comparison sees what it should
    assert told["is empty while somebody reads"] is False
    assert "could not be emptied" in log and "Членов" not in log and "against" not in log


def _counted(client, asked) -> list[str]:
    answer = client.post(f"/board/meetings/{DAY}/do/count/", {"motion": asked.pk}, follow=True)
    return [message.level_tag for message in answer.context["messages"]]


@pytest.mark.parametrize(("is_secret", "is_empty", "told"), [
    (True, True, ["success"]),
    (True, False, ["success", "warning"]),
    (False, False, ["success"]),
])  # fmt: skip
def test_whoever_counts_is_told_where_the_journal_still_holds_secret_votes(enter, region, monkeypatch, is_secret, is_empty, told):
    monkeypatch.setattr(journal, "empty", lambda patience: is_empty)
    people = members(3)
    asked = actions.motion_open(motion=motion(open_meeting(*people), is_secret=is_secret), **signed())
    for one in people:
        cast(one, asked, Choice.FOR)
    assert _counted(enter(Role.OPERATOR), asked) == told


def test_each_secret_vote_and_its_count_empty_the_journal_and_an_open_one_does_not(
    region, monkeypatch, django_capture_on_commit_callbacks
):
    waited = []
    monkeypatch.setattr(journal, "empty", waited.append)
    people = members(3)
    made = open_meeting(*people)
    for is_secret in (False, True):
        asked = actions.motion_open(motion=motion(made, is_secret=is_secret), **signed())
        with django_capture_on_commit_callbacks(execute=True):
            for one in people:
                cast(one, asked, Choice.FOR)
            actions.motion_close(motion=asked, **signed())
    assert waited == [journal.AFTER_A_VOTE] * 3 + [journal.AT_THE_END]


def test_within_a_transaction_nothing_is_emptied_and_it_is_said(region, caplog):
    with caplog.at_level(logging.WARNING):
        assert journal.empty(journal.AFTER_A_VOTE) is False
    assert "could not be emptied" in caplog.text
