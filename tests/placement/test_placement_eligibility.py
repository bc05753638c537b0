"""Who may go to which place: every obstacle, and the days on which it begins and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kadry.placement import bridge, words
from kadry.placement.eligibility import Conditions, Offer, Person, age_on, birthday, great_circle_km, obstacles
from kadry.placement.enums import Obstacle
from kadry.placement.models import ADULT_FROM

STARTS, ENDS = date(2026, 9, 1), date(2026, 12, 20)
HOME, NEAR, FAR, UNKNOWN = 1, 2, 3, 4
TAUGHT, SUCCESSOR, OTHER = 10, 11, 12

ADULT = Person(pk=1, born=date(2007, 1, 1), programme=TAUGHT, home=HOME, studying=True, mark=435)
MINOR = replace(ADULT, born=date(2008, 12, 31), medical_until=ENDS)
PLACE = Offer(
    pk=1,
    title="Рубин, участок ЧПУ",
    programme=TAUGHT,
    town=HOME,
    starts=STARTS,
    ends=ENDS,
    work_class="2",
    hours=35,
    needs_medical=False,
    needs_sanitary=False,
    seats=1,
)


@pytest.fixture(scope="module")
def rules() -> Conditions:
    """The law as it is, over a map of four towns on one meridian: 0, 50 and 70 km apart, and one nobody can place."""
    law = bridge.law_on_minors()
    degree = 111.195  # km a degree of latitude
    return Conditions(
        **law,
        reach_km=60.0,
        towns={HOME: (55.0, 37.0), NEAR: (55.0 + 50 / degree, 37.0), FAR: (55.0 + 70 / degree, 37.0), UNKNOWN: (None, None)},
        successors={TAUGHT: frozenset({SUCCESSOR})},
    )


def person(**fields) -> Person:
    return replace(ADULT, **fields)


def minor(**fields) -> Person:
    return replace(MINOR, **fields)


def place(**fields) -> Offer:
    return replace(PLACE, **fields)


TABLE = [
    ("nothing stands between", person(), place(), []),
    ("a minor at admissible work with a medical", minor(), place(), []),
    ("on leave", person(studying=False), place(), [Obstacle.NOT_STUDYING]),
    ("another programme", person(), place(programme=OTHER), [Obstacle.OTHER_PROGRAMME]),
    ("the successor of the programme", person(), place(programme=SUCCESSOR), []),
    ("the programme that was succeeded", person(programme=SUCCESSOR), place(programme=TAUGHT), []),
    ("another place on the same days", person(busy=((ENDS, date(2027, 1, 1)),)), place(), [Obstacle.COMPETING]),
    ("another place from the day after", person(busy=((date(2026, 12, 21), date(2027, 1, 1)),)), place(), []),
    # harmful work
    ("17 at harmful work", minor(), place(work_class="3.1"), [Obstacle.HARMFUL_FOR_MINOR]),
    ("17 at dangerous work", minor(), place(work_class="4"), [Obstacle.HARMFUL_FOR_MINOR]),
    ("17 on the first day, 18 during", minor(born=date(2008, 9, 2)), place(work_class="3.2"), [Obstacle.HARMFUL_FOR_MINOR]),
    ("18 on the very first day", person(born=date(2008, 9, 1)), place(work_class="3.2"), []),
    ("17, nobody assessed the place", minor(), place(work_class=""), [Obstacle.CONDITIONS_UNKNOWN]),
    ("18, nobody assessed the place", person(), place(work_class=""), []),
    # hours
    ("17 for 35 hours", minor(), place(hours=35), []),
    ("17 for 36 hours", minor(), place(hours=36), [Obstacle.HOURS_OF_MINOR]),
    ("15 for 24 hours", minor(born=date(2010, 9, 2)), place(hours=24), []),
    ("15 for 25 hours", minor(born=date(2010, 9, 2)), place(hours=25), [Obstacle.HOURS_OF_MINOR]),
    ("16 on the very first day for 35 hours", minor(born=date(2010, 9, 1)), place(hours=35), []),
    ("18 for 40 hours", person(), place(hours=40), []),
    # papers
    ("17 without a medical", minor(medical_until=None), place(), [Obstacle.NO_MEDICAL]),
    ("17, the medical ends on the last day", minor(medical_until=ENDS), place(), []),
    ("17, the medical ends a day before", minor(medical_until=date(2026, 12, 19)), place(), [Obstacle.MEDICAL_ENDS]),
    ("18 without a medical where none is needed", person(), place(), []),
    ("18 without a medical where one is needed", person(), place(needs_medical=True), [Obstacle.NO_MEDICAL]),
    ("18, the medical ends on the last day", person(medical_until=ENDS), place(needs_medical=True), []),
    ("no sanitary book", person(), place(needs_sanitary=True), [Obstacle.NO_SANITARY]),
    ("the sanitary book ends on the last day", person(sanitary_until=ENDS), place(needs_sanitary=True), []),
    ("it ends a day before", person(sanitary_until=date(2026, 12, 19)), place(needs_sanitary=True), [Obstacle.SANITARY_ENDS]),
    # the way
    ("50 km", person(), place(town=NEAR), []),
    ("70 km", person(), place(town=FAR), [Obstacle.TOO_FAR]),
    ("nobody knows how far", person(), place(town=UNKNOWN), [Obstacle.DISTANCE_UNKNOWN]),
    ("at home, wherever that is", person(home=UNKNOWN), place(town=UNKNOWN), []),
    (
        "everything at once",
        minor(studying=False, medical_until=None),
        place(programme=OTHER, work_class="3.1", hours=40, needs_sanitary=True, town=FAR),
        [
            Obstacle.NOT_STUDYING,
            Obstacle.OTHER_PROGRAMME,
            Obstacle.HARMFUL_FOR_MINOR,
            Obstacle.HOURS_OF_MINOR,
            Obstacle.NO_MEDICAL,
            Obstacle.NO_SANITARY,
            Obstacle.TOO_FAR,
        ],
    ),
]


@pytest.mark.parametrize(("who", "where", "found"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_stands_between_a_student_and_a_place(rules, who, where, found):
    assert obstacles(who, where, rules) == found


def test_the_table_knows_every_obstacle():
    assert {one for *_, found in TABLE for one in found} == set(Obstacle)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_has_a_reason_and_a_cure_in_both_languages(rules, language, obstacle):
    who, where = minor(sanitary_until=date(2026, 10, 1)), place(work_class="3.1", town=FAR)
    told = words.why(language, [obstacle], who, where, rules) + words.mend(language, [obstacle], who, where, rules)
    assert told
    assert "{" not in told


def test_the_words_name_what_they_speak_of(rules):
    who, where = minor(medical_until=date(2026, 10, 1)), place(hours=40, work_class="3.1", town=FAR)
    found = obstacles(who, where, rules)
    why, mend = words.why("ru", found, who, where, rules), words.mend("ru", found, who, where, rules)
    for said in ("класс 3.1", "17\xa0лет", "40\xa0часов", "35\xa0часов", "1\xa0октября\xa02026", "70\xa0км", "60\xa0км"):
        assert said in why
    for said in ("31\xa0декабря\xa02026", "35\xa0часов", "20\xa0декабря\xa02026", "10\xa0км"):
        assert said in mend


def test_a_date_at_the_end_of_a_russian_sentence_has_one_full_stop():
    assert words.say("ru", "refused", wish="Первое", place="«А»", why="-", mend="до 1 мая 2027 г.").endswith("2027 г.")


def test_ages_and_birthdays():
    assert [age_on(date(2008, 9, 1), day) for day in (date(2026, 8, 31), date(2026, 9, 1))] == [17, 18]
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert bridge.law_on_minors()["adult_from"](STARTS) == ADULT_FROM


def test_a_great_circle():
    assert great_circle_km((0, 0), (0, 180)) == pytest.approx(20015.1, abs=0.1)
    assert great_circle_km((55.75, 37.62), (59.94, 30.31)) == pytest.approx(634, abs=2)
    assert great_circle_km((55.75, 37.62), (None, 30.31)) is None
