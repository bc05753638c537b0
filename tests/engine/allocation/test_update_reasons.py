from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, Market, explain, solve
from kadry.engine.allocation.standing import standings
from kadry.engine.allocation.update_reasons import SENTENCES, explain_update
from kadry.engine.allocation.updating import NewStudents, Update, update

from .changes import MARKETS, changes, updates, without_newcomers
from .markets import rubin, site

FEW = settings(max_examples=50, deadline=None, derandomize=True)
NBSP = "\N{NO-BREAK SPACE}"


def plain(text: object) -> str:
    return str(text).replace(NBSP, " ")


def year() -> Update:
    """Two withdraw from the lathe, which gets a seat more; some move up, some join, some see no change."""
    listed = {"Anna": 95, "Boris": 90, "Vera": 80, "Gleb": 75, "Dina": 60, "Egor": 50}
    market = Market(
        seats={"lathe": 2, "mill": 2, "store": 1, "spare": 3},
        wishes={
            "Anna": ("lathe",),
            "Boris": ("lathe",),
            "Vera": ("lathe", "mill"),
            "Gleb": ("lathe", "mill"),
            "Dina": ("lathe", "store"),
            "Egor": ("lathe", "store"),
            "Zoya": (),
        },
        priorities={"lathe": listed, "mill": listed, "store": listed, "spare": {"Egor": 1, "Dina": 1}},
        seed="2026",
        titles={"lathe": "Рубин, участок ЧПУ"},
    )
    joined = NewStudents(
        wishes={"Late": ("store", "spare"), "Last": ("store",), "Calm": ("mill", "lathe")},
        priorities={
            "store": {"Late": 99, "Last": 98},
            "spare": {"Late": 5},
            "mill": {"Calm": 1},
            "lathe": {"Calm": 100},
        },
    )
    return update(market, solve(market), withdrawn=["Anna"], new_seats={"lathe": 1}, new_students=joined)


def test_moving_up_is_told_with_what_fell_free():
    told = explain_update(year(), "Gleb")
    assert told.code == "moved_up"
    assert plain(told.sentence) == (
        "Вы перешли выше: «Рубин, участок ЧПУ» — ваше первое пожелание; прежде было второе пожелание, «mill». "
        "Места здесь освободились так: отказались — 1, добавлено мест — 1."
    )
    assert plain(explain_update(year(), "Gleb", "en").sentence) == (
        "You moved up: “Рубин, участок ЧПУ”, your first wish; before it was your second wish, “mill”. "
        "Seats here fell free like this: withdrew: 1, seats added: 1."
    )


def test_a_newcomer_is_told_that_seats_were_given_before():
    told = explain_update(year(), "Last")
    assert told.code == "joined_waiting"
    assert plain(told.wishes[0]) == (
        "Первое пожелание: «store» — места здесь были отданы раньше, чем вы присоединились, а у кого место есть, тот его "
        "не теряет, даже если ваше право выше (последний принятый: 60 баллов; у вас 98). Ваш номер в листе ожидания: 2."
    )
    assert plain(explain_update(year(), "Late", "en").wishes[0]) == (
        "First wish: “store” — the seats here were given before you joined, and nobody who has a seat loses it, "
        "even to a higher right (last admitted: 60 points; you have 99). Your number on the waiting list: 1."
    )


def test_every_kind_of_news_has_its_code():
    done = year()
    codes = {student: explain_update(done, student, "en").code for student in [*done.market.students, *done.withdrawn]}
    assert codes == {
        "Anna": "withdrew",
        "Boris": "same_first",
        "Calm": "joined_placed",
        "Dina": "same_placed",
        "Egor": "same_waiting",
        "Gleb": "moved_up",
        "Last": "joined_waiting",
        "Late": "joined_placed",
        "Vera": "moved_up",
        "Zoya": "no_wishes",
    }
    later = update(done.market, done.result, withdrawn=["Dina", "Last", "Late"])
    assert explain_update(later, "Egor").code == "placed_now"
    assert explain_update(later, "Last").code == "withdrew_nothing"
    assert plain(explain_update(done, "Anna")) == (
        "Вы отказались от участия. Ваше место, «Рубин, участок ЧПУ», свободно для тех, кто его ждёт."
    )


def test_a_wish_below_is_not_called_open_where_no_seat_is_left():
    done = year()
    assert explain(done.market, done.result, "Calm").wishes[1].code == "not_needed_open"
    told = explain_update(done, "Calm", "en")
    assert plain(told.wishes[1]) == "Second wish: “Рубин, участок ЧПУ” — not needed: you are admitted to a wish above."
    assert (told.open, told.notes) == ((), ())


def test_places_still_free_are_named_and_only_those():
    told = explain_update(year(), "Egor")
    assert told.open == ("mill", "spare")
    assert plain(told.notes[0]) == "Вам были бы открыты и: «mill», «spare»."
    assert len(told.notes) == len(explain(year().market, year().result, "Egor").notes)


def test_under_a_cap_the_limit_is_named_as_the_cause():
    market = site()
    done = update(market, solve(market), withdrawn=["Vera"])
    told = explain_update(done, "Gleb", "en")
    assert plain(told.sentence) == "You got a place: “cnc”, your second wish. A seat fell free under a limit shared with others."


def test_with_reserves_a_newcomer_is_told_of_the_rules():
    market = rubin(reserve_order="open_first")
    joined = NewStudents(wishes={"Late": ("Rubin",)}, priorities={"Rubin": {"Late": 99}})
    told = explain_update(update(market, solve(market), new_students=joined), "Late", "en")
    assert told.wishes[0].code == "came_later_reserve"
    assert "even to someone whom the rules put first (you have 99)" in plain(told)


def test_where_seats_are_added_under_a_full_limit_this_is_told():
    market = Market(
        seats={"cnc": 0, "mill": 1},
        wishes={"Anna": ("cnc",), "Boris": ("mill",)},
        priorities={"cnc": {"Anna": 90}, "mill": {"Boris": 50}},
        seed="1",
        caps={"site": Cap(seats=1, places=("cnc", "mill"))},
    )
    done = update(market, solve(market), new_seats={"cnc": 1})
    assert plain(explain_update(done, "Anna", "en").wishes[0]) == (
        "First wish: “cnc” — the seats under a limit shared with others were given before: before you joined or before seats "
        "were added here, and nobody who has a seat loses it, even to a higher right (last admitted under the limit “site”: "
        "50 points; you have 90). Your number on the waiting list: 1."
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@FEW
@given(done=updates())
def test_what_is_said_is_true(language, done):
    known = standings(done.market, done.result)
    for student in done.market.students:
        told = explain_update(done, student, language)
        assert all(said and "{" not in said and "~" not in said for said in str(told).split("\n"))
        for reason in told.wishes:
            waits = student in done.result.waiting[reason.place]
            above = waits and known.open_to(student, reason.place)
            assert reason.code.startswith("came_later") == above
            assert not above or student in done.new_students.wishes or done.new_seats.keys() & known.caps_at
        assert all(done.result.cutoffs[place].free for place in told.open)


@FEW
@given(MARKETS, st.data())
def test_without_newcomers_the_reasons_are_those_of_explain(market, data):
    change = without_newcomers(data.draw(changes(market)))
    done = update(market, solve(market), **change | ({"new_seats": {}} if market.caps else {}))
    for student in done.market.students:
        told, usual = explain_update(done, student), explain(done.market, done.result, student)
        for reason, other in zip(told.wishes, usual.wishes, strict=True):
            assert reason == other or (other.code, reason.code) == ("not_needed_open", "not_needed")


def test_a_stranger_is_refused():
    with pytest.raises(KeyError, match="Nobody"):
        explain_update(year(), "Nobody")


def test_both_languages_have_the_same_codes_and_fields():
    assert SENTENCES["ru"].keys() == SENTENCES["en"].keys()
    for code, sentence in SENTENCES["ru"].items():
        assert _fields(sentence) == _fields(SENTENCES["en"][code]), code


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
