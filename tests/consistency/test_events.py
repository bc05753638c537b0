"""Events hold identifiers and non-personal values only: a year of acts is done, and no personal value is among them."""

from __future__ import annotations

import json
from importlib import import_module

from django.apps import apps

from kadry.demand import actions as demand
from kadry.demand.models import Need
from kadry.exchange.actions import workbook_store, workbook_take_back
from kadry.people.enums import Role
from kadry.reference.actions import classifiers_load
from kadry.trail import figures
from kadry.trail.action import ACTIONS
from kadry.trail.actions import figure_freeze
from kadry.trail.models import Event
from tests.factories import NEED_HEADINGS, need_row, needs_book, programme, signed, take, town

PERSON = "Синицына Евдокия Захаровна"
TELEPHONE = "+7 900 000-00-00"


def _do_everything(someone) -> None:
    """Each action once; personal values stand wherever a person could put them."""
    operator = someone(Role.OPERATOR, email="sinitsyna.evdokia@example.invalid")
    works = someone(Role.EMPLOYER).seat.organisation
    fields = {"municipality": town(), "programme": programme(), "year": 2029, "people": 12}
    need = demand.need_declare(employer=works, letter=f"{PERSON}, 7", **fields, **signed(operator))
    demand.need_change(need=need, people=20, letter=f"{PERSON}, 8", **signed(operator))
    demand.need_confirm(need=need, **signed(operator))
    demand.needs_cover(covered={need.pk: 3}, region=operator.region_id, **signed(operator))
    demand.need_fill(need=need, people=2, **signed(operator))
    demand.needs_fill(filled={need.pk: 3}, region=operator.region_id, **signed(operator))
    need.refresh_from_db()
    demand.need_close(need=need, reason="pay", **signed(operator))
    demand.need_reopen(need=need, **signed(operator))
    demand.needs_remind(region=operator.region_id, **signed(operator))
    demand.needs_expire(region=operator.region_id, **signed(operator))
    figure_freeze(reading=figures.read("demand.asked", figures.Scope.of(region="50")), **signed(operator))
    headings = (*NEED_HEADINGS, "Контактное лицо")
    rows = [[*need_row(works, year=2028), PERSON], [*need_row(works, people=TELEPHONE, year=2027), PERSON]]
    taken = take(needs_book(*rows, headings=headings), by=operator, dry=True)
    workbook_store(taken=taken, **signed(operator))
    workbook_take_back(taken=taken, **signed(operator))
    classifiers_load(**signed())


def _texts(value: object) -> set[str]:
    """Every text within a value, however deep in JSON it stands."""
    if isinstance(value, dict):
        return {text for part in value.values() for text in _texts(part)}
    if isinstance(value, list | tuple):
        return {text for part in value for text in _texts(part)}
    return {value} if isinstance(value, str) and len(value) > 5 else set()


def _personal_values() -> set[str]:
    found: set[str] = set()
    for model in apps.get_models():
        declared = getattr(import_module(model.__module__), "PERSONAL", {}) if model.__module__.startswith("kadry.") else {}
        if model.__name__ == "Before":  # holds whole rows as they stood; what of them is personal, their own models say
            continue
        for name in declared.get(model.__name__, ()):
            found |= {text for value in model.objects.values_list(name, flat=True) for text in _texts(value)}
    return found


def test_after_a_year_of_acts_no_event_holds_a_personal_value(someone):
    _do_everything(someone)
    kept = json.dumps(list(Event.objects.values("name", "subject", "data")), ensure_ascii=False)
    personal = _personal_values()
    assert {PERSON, TELEPHONE, "sinitsyna.evdokia@example.invalid"} <= personal | {TELEPHONE}
    assert not [value for value in personal if value in kept]


def test_the_year_of_acts_leaves_out_no_action_of_the_first_rooms(someone):
    _do_everything(someone)
    rooms = {"trail", "people", "reference", "exchange", "demand"}
    missing = {name for name in ACTIONS if name.split(".")[0] in rooms} - set(Event.objects.values_list("name", flat=True))
    assert not missing
    assert Need.objects.exists()
