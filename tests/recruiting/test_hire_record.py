"""A hire written down by hand and withdrawn: who may, on which need it comes, what is refused, what the events say."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from django.core.exceptions import ValidationError

from kadry.demand.actions import need_close
from kadry.demand.enums import CloseReason, NeedKind, NeedState
from kadry.demand.models import Need
from kadry.people.enums import Role
from kadry.placement.models import Placement
from kadry.recruiting.access import hireable_students, may_record_hire, may_withdraw_hire
from kadry.recruiting.actions import hire_withdraw, hires_match
from kadry.recruiting.models import Hire
from kadry.trail.action import Forbidden
from kadry.trail.models import Event
from kadry.training.models import Student
from tests.factories import employer, group, hire, need, programme, signed, student, town
from tests.recruiting.builders import BORN, REFUSED, placed, write_down

# --- who may


@pytest.fixture
def pupils(cast) -> dict[str, Student]:
    """Who may be written down by whom: of the coordinator's college, placed with the employer, of neither, refused a place."""
    unplaced = student()
    placed(unplaced, cast["employer"].seat.organisation)
    Placement.objects.filter(student=unplaced).update(place=None, rank=None, starts=None, ends=None, age=None)
    return {
        "of the college": student(group(college=cast["coordinator"].seat.organisation)),
        "placed": placed(student(), cast["employer"].seat.organisation),
        "of neither": student(),
        "unplaced": unplaced,
    }


EVERY = {"of the college", "placed", "of neither", "unplaced"}
MAY_RECORD = {"operator": EVERY, "system": EVERY, "coordinator": {"of the college"}, "employer": {"placed"}}


def test_who_may_write_down_a_hire_of_whom(cast, pupils):
    may = {who: {name for name, one in pupils.items() if may_record_hire(user, one)} for who, user in cast.items()}
    assert {who: whom for who, whom in may.items() if whom} == MAY_RECORD
    found = {who: set(hireable_students(user, Student.objects.all())) for who, user in cast.items()}
    assert {who: whom for who, whom in found.items() if whom} == {
        who: {pupils[name] for name in names} for who, names in MAY_RECORD.items()
    }


def test_an_employer_writes_down_hires_at_itself_only(cast, pupils):
    with pytest.raises(Forbidden):
        write_down(pupils["placed"], employer(), by=cast["employer"])
    assert not Hire.objects.exists()
    made = write_down(pupils["placed"], cast["employer"].seat.organisation, by=cast["employer"])
    assert (made.college, made.origin) == (pupils["placed"].college, None)


def test_who_may_withdraw_a_hire(cast, pupils):
    works = cast["employer"].seat.organisation
    made = {
        "of the college": hire(pupils["of the college"], employer=works),
        "placed": hire(pupils["placed"], employer=works),
        "placed, hired elsewhere": hire(pupils["placed"], employer=employer()),
    }
    may = {who: {name for name, one in made.items() if may_withdraw_hire(user, one)} for who, user in cast.items()}
    assert {who: which for who, which in may.items() if which} == {
        "operator": set(made),
        "system": set(made),
        "coordinator": {"of the college"},
        "employer": {"placed"},
    }


# --- the need it fills


def needs_and_hires() -> dict[int, tuple[object, ...]]:
    needs = {f"need {pk}": (filled, state) for pk, filled, state in Need.objects.values_list("pk", "filled", "state")}
    return needs | dict(Hire.objects.values_list("pk", "need"))


@pytest.mark.parametrize("seed", range(6))
def test_one_by_one_comes_to_the_same_as_matching_the_region(region, someone, seed):
    """Needs of old and new codes, of every kind, some closed; hires come and go in whatever order of days."""
    rng, by = Random(seed), someone(Role.OPERATOR)
    works, pupils, old = [employer(), employer()], [student(), student()], programme("08.01.07")
    codes, towns = [old, old.successor], [town(), town("khimki")]
    for kind in NeedKind.values * 4:
        asks = {"employer": rng.choice(works), "municipality": rng.choice(towns), "programme": rng.choice(codes), "kind": kind}
        if not Need.objects.filter(year=2026, **asks).exists():
            need(year=2026, people=rng.randint(1, 2), **asks)
    for step in range(25):
        standing = list(Hire.objects.all())
        if standing and rng.random() < 0.3:
            hire_withdraw(hire=rng.choice(standing), **signed(by))
        else:
            day, job = (
                date(2026, rng.randint(1, 12), 1 + step),
                {"programme": rng.choice(codes), "municipality": rng.choice(towns)},
            )
            write_down(rng.choice(pupils), rng.choice(works), by=by, hired_on=day, **job)
        if step == 12:
            need_close(need=Need.objects.of_work().exclude(state=NeedState.FILLED).first(), reason=CloseReason.PAY, **signed(by))
        before = needs_and_hires()
        matched = hires_match(region=region, **signed(by))
        assert (matched.hires_changed, matched.needs_changed) == (0, 0)
        assert needs_and_hires() == before
    assert Hire.objects.on_needs().exists()


def test_an_earlier_hire_takes_the_need_and_the_later_one_gets_it_back(region):
    works = employer()
    asked = need(employer=works, people=1, year=2026)
    later = write_down(student(), works)
    asked.refresh_from_db()
    assert (later.need, asked.filled, asked.state) == (asked, 1, NeedState.FILLED)
    earlier = write_down(student(), works, hired_on=date(2026, 2, 1))
    later.refresh_from_db()
    assert (earlier.need, later.need) == (asked, None)
    hire_withdraw(hire=earlier, **signed())
    later.refresh_from_db()
    assert later.need == asked
    hire_withdraw(hire=later, **signed())
    asked.refresh_from_db()
    assert (asked.filled, asked.state) == (0, NeedState.CONFIRMED)


def test_needs_that_stay_as_they_are_are_not_told(region):
    works = employer()
    need(employer=works, people=1, year=2026)
    for number in (1, 2):
        write_down(student(), works, hired_on=date(2026, 6, number))
    assert Event.objects.filter(name="demand.need_fill").count() == 1


@pytest.mark.parametrize("who", ["operator", "coordinator", "employer"])
def test_writing_down_and_withdrawing_are_one_event_each_without_anything_personal(cast, who):
    works = cast["employer"].seat.organisation
    asked = need(employer=works, people=3, year=2026)
    pupil = placed(student(group(college=cast["coordinator"].seat.organisation)), works)
    made = write_down(pupil, works, by=cast[who])
    pk = made.pk
    hire_withdraw(hire=made, **signed(cast[who]))
    events = Event.objects.filter(subject="recruiting.hire").order_by("id")
    assert [(one.name, one.subject_id, one.role) for one in events] == [
        ("recruiting.hire_record", pk, who),
        ("recruiting.hire_withdraw", pk, who),
    ]
    ids = {"student": pupil.pk, "employer": works.pk, "programme": programme().pk, "need": asked.pk}
    assert [one.data for one in events] == [ids, ids]
    assert set(Event.objects.filter(name="demand.need_fill").values_list("role", flat=True)) == {"system"}


# --- what is refused


@pytest.mark.parametrize("day", [day for day, _ in REFUSED.values()], ids=REFUSED)
def test_a_day_nobody_can_mean_is_refused_and_nothing_is_written(region, day):
    works, pupil = employer(), student(born=BORN)
    write_down(pupil, works)
    events = Event.objects.count()
    with pytest.raises(ValidationError) as refused:
        write_down(pupil, works, hired_on=day)
    assert refused.value.message_dict.keys() == {"hired_on"}
    assert (Hire.objects.count(), Event.objects.count()) == (1, events)


@pytest.mark.parametrize("day", [date(2022, 3, 1), date(2027, 6, 15)])
def test_the_14th_birthday_and_a_year_ahead_are_just_allowed(region, day):
    assert write_down(student(born=BORN), employer(), hired_on=day).hired_on == day
