"""A secret vote can be led back to its member by nobody, not even with the whole database in hand."""

from __future__ import annotations

import itertools
import re

import pytest
from django.apps import apps
from django.db import connection, transaction

from kadry.board import actions
from kadry.board.enums import Choice
from kadry.board.models import Motion, Tally
from kadry.trail.models import Event
from tests.board.builders import cast, members, motion, open_meeting
from tests.factories import signed

CHOICES = (Choice.FOR, Choice.AGAINST, Choice.ABSTAINED, Choice.FOR, Choice.FOR)
# What differs between two runs of the same acts, and cannot follow a choice: moments, and hashes of random tokens.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def _dump() -> list[str]:
    """Every row of every table with all its columns and its number, in the order in which the table keeps them."""
    lines = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')  # whichever way SQLite gives them: the order of insertion
            lines += [f"{table}: {tuple(map(str, row))}" for row in cursor.fetchall()]
    return [_HASH.sub("<token>", _MOMENT.sub("<moment>", line)) for line in lines]


class _Undone(Exception):
    pass


def _both_dumps(choices, people, asked: Motion) -> tuple[list[str], list[str]]:
    """The whole database before and after the count, of a vote that is then undone."""
    dumps = []
    try:
        with transaction.atomic():
            for one, choice in zip(people, choices, strict=True):
                cast(one, asked, choice)
            dumps.append(_dump())
            actions.motion_close(motion=asked, **signed())
            dumps.append(_dump())
            raise _Undone
    except _Undone:
        return dumps[0], dumps[1]


@pytest.fixture
def asked(region):
    people = members(5)
    made = open_meeting(*people)
    return people, actions.motion_open(motion=motion(made, is_secret=True), **signed())


def _swaps() -> list[tuple[Choice, ...]]:
    """The same five votes with those of two members swapped, each pair that differs."""
    swapped = set()
    for one, other in itertools.combinations(range(5), 2):
        choices = list(CHOICES)
        choices[one], choices[other] = choices[other], choices[one]
        swapped.add(tuple(choices))
    return sorted(swapped - {CHOICES})


def test_whoever_swaps_two_votes_changes_nothing_in_the_database(asked):
    people, opened = asked
    before, after = _both_dumps(CHOICES, people, opened)
    assert any("board_turnout" in line for line in before)
    for swapped in _swaps():
        assert _both_dumps(swapped, people, opened) == (before, after), swapped


def test_an_open_vote_does_change_the_database_so_the_comparison_sees_what_it_should(region):
    people = members(5)
    opened = actions.motion_open(motion=motion(open_meeting(*people)), **signed())
    assert _both_dumps(CHOICES, people, opened) != _both_dumps(_swaps()[0], people, opened)


def test_rows_of_a_secret_vote_are_neither_added_nor_renumbered_by_a_vote(asked):
    people, opened = asked
    numbers = list(opened.turnout.order_by("pk").values_list("pk", "member_id"))
    for one in reversed(people):
        cast(one, opened, Choice.FOR)
    assert list(opened.turnout.order_by("pk").values_list("pk", "member_id")) == numbers
    assert [member for _, member in numbers] == sorted(one.pk for one in people)
    assert Tally.objects.count() == 3


def test_the_event_says_only_that_the_member_voted(asked):
    people, opened = asked
    cast(people[0], opened, Choice.AGAINST)
    event = Event.objects.get(name="board.vote_cast_by_link")
    assert event.data == {"member": people[0].pk}
    assert event.subject_id == opened.pk
    assert Choice.AGAINST not in f"{event.ground} {event.role} {event.subject}"


def test_no_model_of_a_secret_vote_has_both_a_member_and_a_choice():
    both = [
        model.__name__
        for model in apps.get_app_config("board").get_models()
        if {"member", "choice"} <= {field.name for field in model._meta.get_fields()}
    ]
    assert both == ["Vote"]  # the open one
