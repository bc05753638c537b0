from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from kadry.engine.allocation import Cutoff, FaultyInput, Market, NotCertified, Result, solve
from kadry.engine.allocation.choice import rankings
from kadry.engine.allocation.inputs import canonical_json
from kadry.engine.allocation.solve import describe
from kadry.engine.allocation.updating import Move, NewStudents, Update, replay_update, update
from kadry.engine.allocation.verify.update import PROMISES, verify_update

from .changes import updates
from .markets import changed, rubin, site


def workshop() -> Update:
    """Anna withdraws, Boris moves up to the lathe, Gleb gets the mill; Late, with the most points, waits."""
    market = Market(
        seats={"lathe": 1, "mill": 1, "store": 1},
        wishes={
            "Anna": ("lathe",),
            "Boris": ("lathe", "mill"),
            "Gleb": ("mill",),
            "Vera": ("lathe", "mill", "store"),
            "Dina": ("mill", "store"),
        },
        priorities={
            "lathe": {"Anna": 90, "Boris": 80, "Vera": 70},
            "mill": {"Boris": 80, "Gleb": 75, "Vera": 70, "Dina": 10},
            "store": {"Vera": 50, "Dina": 10},
        },
        seed="2026",
    )
    joined = NewStudents(wishes={"Late": ("store",)}, priorities={"store": {"Late": 99}})
    return update(market, solve(market), withdrawn=["Anna"], new_students=joined)


def described(done: Update, **moved: str | None) -> Update:
    """The update with some students elsewhere, all that follows from it told truly."""
    market, given = done.market, dict(done.result.assignment) | moved
    ranked = rankings(market, done.result.lottery)
    passed = [(s, p) for s, wished in market.wishes.items() for p in wished[: _reached(wished, given[s])]]
    proposals = sum(student in market.priorities[place] for student, place in passed)
    result = describe(market, done.result.lottery, ranked, given, proposals)
    before = {student: done.result_before.assignment.get(student) for student in market.wishes}
    moves = [
        Move(s, before[s], place, done.result_before.ranks.get(s), wished.index(place) + 1)
        for s, wished in market.wishes.items()
        if (place := given[s]) is not None and place != before[s]
    ]
    return replace(done, result=result, moves=tuple(moves))


def _reached(wished: tuple[str, ...], place: str | None) -> int:
    return len(wished) if place is None else wished.index(place) + 1


def broken(done: Update, true: Update | None = None) -> set[str]:
    start = true or done
    certificate = verify_update(start.market_before, start.result_before, done)
    return {found.name for found in certificate.properties if not found.holds}


def with_first_move(done: Update, **fields: object) -> Update:
    return replace(done, moves=(replace(done.moves[0], **fields), *done.moves[1:]))


def with_result(done: Update, **fields: object) -> Update:
    return replace(done, result=replace(done.result, **fields))


def test_the_workshop_is_as_it_should_be():
    done = workshop()
    assert dict(done.result.assignment) == {"Boris": "lathe", "Dina": None, "Gleb": "mill", "Late": None, "Vera": "store"}
    assert broken(done) == set()
    assert described(done) == done


FORGED = {
    "another beginning": (lambda done: replace(done, result_before=done.result), {"U1"}),
    "a seat more than announced": (lambda done: replace(done, new_seats={"store": 1}), {"U1"}),
    "other points": (
        lambda done: replace(
            done,
            market=changed(done.market, priorities={**done.market.record()["priorities"], "lathe": {"Boris": 81, "Vera": 70}}),
        ),
        {"U1", "U10"},
    ),
    "other wishes": (
        lambda done: replace(done, market=changed(done.market, wishes={**done.market.wishes, "Dina": ()})),
        {"U1", "U10"},
    ),
    "somebody lost a seat": (lambda done: described(done, Vera=None, Late="store"), {"U2", "U8"}),
    "somebody went down": (lambda done: described(done, Boris="mill", Gleb=None, Vera="lathe", Late="store"), {"U7"}),
    "the withdrawn still sits": (
        lambda done: with_result(done, assignment={**done.result.assignment, "Anna": "lathe"}),
        {"U3", "U5"},
    ),
    "the withdrawn still waits": (
        lambda done: with_result(done, waiting={**done.result.waiting, "lathe": ("Anna", "Vera")}),
        {"U3", "U10"},
    ),
    "one too many": (lambda done: described(done, Late="store"), {"U4"}),
    "not wished": (
        lambda done: with_result(done, assignment={**done.result.assignment, "Late": "lathe"}),
        {"U4", "U5", "U8", "U10"},
    ),
    "a seat left free": (lambda done: described(done, Gleb=None), {"U6"}),
    "given to the second in line": (lambda done: described(done, Gleb=None, Dina="mill"), {"U7"}),
    "a move not told": (lambda done: replace(done, moves=done.moves[:1]), {"U8"}),
    "a move of another rank": (
        lambda done: with_first_move(done, rank_before=3),
        {"U8"},
    ),
    "a move from elsewhere": (
        lambda done: with_first_move(done, from_place="store"),
        {"U8"},
    ),
    "moves in disorder": (lambda done: replace(done, moves=done.moves[::-1]), {"U8"}),
    "a lucky number": (
        lambda done: with_result(done, lottery={"": {**done.result.lottery[""], "Late": "0" * 16}}),
        {"U9"},
    ),
    "another cut-off": (
        lambda done: with_result(done, cutoffs={**done.result.cutoffs, "mill": Cutoff(1, 1, 10, "0" * 16, "Dina")}),
        {"U10"},
    ),
    "another count of proposals": (lambda done: with_result(done, proposals=0), {"U10"}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_update_is_not_certified(name):
    forge, due = FORGED[name]
    done = forge(workshop())
    assert broken(done, workshop()) == due
    with pytest.raises(NotCertified, match=min(due)):
        verify_update(workshop().market_before, workshop().result_before, done).require()


def test_a_changed_number_of_an_old_student_is_found_even_if_the_seed_gives_it():
    done = workshop()
    draws = {**done.result_before.lottery[""], "Vera": "f" * 16}
    before = replace(done.result_before, lottery={"": draws})
    found = verify_update(done.market_before, before, replace(done, result_before=before))["U9"]
    assert found.counterexample == f"Vera had the number {'f' * 16} and has {done.result.draw('Vera', 'lathe')}."


def test_a_kept_seat_given_to_another_is_found():
    market = rubin(reserve_order="open_first")
    done = update(market, solve(market), withdrawn=["Vera"])
    assert broken(done) == set()
    joined = NewStudents(wishes={"Late": ("Rubin",)}, priorities={"Rubin": {"Late": 1}}, types={"Late": ("target",)})
    done = update(market, solve(market), withdrawn=["Vera"], new_students=joined)
    assert done.result.assignment["Late"] == "Rubin"
    assert broken(described(done, Late=None, Boris="Rubin")) == {"U7"}
    assert broken(with_result(done, reserved_for={"Anna": "target"})) == {"U4"}
    assert broken(with_result(done, reserved_for={"Boris": "target", "Late": "target"})) == {"U4"}


def test_a_seat_beyond_a_cap_and_one_left_free_under_it_are_found():
    market = site()
    done = update(market, solve(market), withdrawn=["Anna"], new_seats={"cnc": 1})
    assert broken(done) == set()
    assert broken(described(done, Gleb=None)) == {"U6"}
    untouched = update(market, solve(market))
    assert broken(described(untouched, Gleb="mill")) == {"U4"}


def test_both_languages_promise_the_same():
    assert PROMISES["ru"].keys() == PROMISES["en"].keys() == {f"U{i}" for i in range(1, 11)}


# --- the record


@settings(max_examples=40, deadline=None, derandomize=True)
@given(updates())
def test_a_record_replays_to_the_same_bytes(done):
    record = done.to_json()
    again = replay_update(record.encode())
    assert again.same and again.record == record, again.differences
    assert Result.from_record(json.loads(record)["result"]) == done.result


def test_a_changed_record_is_named_where_it_differs():
    record = workshop().record()
    record["result"]["assignment"]["Gleb"] = None
    record["moves"][0]["rank_after"] = 2
    assert [found.where for found in replay_update(canonical_json(record)).differences] == ["moves", "result.assignment.Gleb"]
    assert [found.where for found in replay_update(json.dumps(workshop().record())).differences] == ["bytes"]


def test_what_is_no_record_is_refused():
    record = workshop().record()
    for text in ("", "[]", "{}", canonical_json({**record, "version": 0}), canonical_json({**record, "change": {}})):
        with pytest.raises(FaultyInput):
            replay_update(text)
    del record["before"]["market"]["seed"]
    with pytest.raises(FaultyInput, match="seed"):
        replay_update(canonical_json(record))
