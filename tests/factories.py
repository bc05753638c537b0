"""Objects for tests, made with as few words as the test needs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

import xlsxwriter

from kadry.board.models import Assignment
from kadry.demand.models import Need
from kadry.experience.enums import PartnerPart
from kadry.experience.models import Case, CaseProgramme, Partner
from kadry.outcomes.models import GraduateState
from kadry.placement.models import Place, Wish
from kadry.recruiting.models import Hire
from kadry.reference.models import Industry, Municipality, Programme, Region
from kadry.registry.enums import ClusterRole, OrganisationKind
from kadry.registry.models import Cluster, ClusterMember, Organisation
from kadry.support.models import TakeUp
from kadry.training.models import Clearance, Group, Student, TaughtProgramme

_numbers = count(1)


def town(slug: str = "balashikha") -> Municipality:
    return Municipality.objects.get(slug=slug)


def programme(code: str = "15.01.32") -> Programme:
    return Programme.objects.get(code=code)


def organisation(kind: OrganisationKind, **fields: Any) -> Organisation:
    number = next(_numbers)
    fields.setdefault("name", f"ООО «Завод № {number} (вымышленный)»")
    fields.setdefault("short_name", fields["name"])
    fields.setdefault("municipality", town())
    return Organisation.objects.create(kind=kind, is_invented=True, **fields)


def employer(**fields: Any) -> Organisation:
    return organisation(OrganisationKind.EMPLOYER, **fields)


def college(**fields: Any) -> Organisation:
    fields.setdefault("name", f"Колледж № {next(_numbers)} (вымышленный)")
    return organisation(OrganisationKind.COLLEGE, **fields)


def need(**fields: Any) -> Need:
    fields.setdefault("employer", None)
    fields["employer"] = fields["employer"] or employer()
    fields.setdefault("municipality", town())
    fields.setdefault("programme", programme())
    fields.setdefault("year", 2029)
    fields.setdefault("people", 12)
    return Need.objects.create(**fields)


def cluster(*members: Organisation, role: ClusterRole = ClusterRole.PARTNER, **fields: Any) -> Cluster:
    """A cluster of its own base college with these members in one role."""
    base = fields.pop("base_college", None) or college()
    fields.setdefault("name", f"Кластер № {next(_numbers)} (вымышленный)")
    fields.setdefault("industry", Industry.objects.first())
    fields.setdefault("year_opened", 2024)
    made = Cluster.objects.create(base_college=base, grantee=base, is_invented=True, **fields)
    for member in members:
        ClusterMember.objects.create(cluster=made, organisation=member, role=role)
    return made


def group(**fields: Any) -> Group:
    """A group of a college of its own, unless told otherwise; graduates in June 2025."""
    fields["college"] = fields.get("college") or college()
    fields.setdefault("name", f"Г-{next(_numbers)}")
    fields.setdefault("programme", programme())
    fields.setdefault("admitted", 2023)
    fields.setdefault("graduates_on", date(2025, 6, 30))
    return Group.objects.create(**fields)


def student(of: Group | None = None, **fields: Any) -> Student:
    """An invented student of a group."""
    of = of or group()
    fields = {"surname": "Иванов", "given_name": "Пётр", "born": date(2008, 3, 1), "home": town()} | fields
    return Student.objects.create(group=of, college=of.college, **{"number": f"С-{next(_numbers)}"} | fields)


def taught(**fields: Any) -> TaughtProgramme:
    """A programme taught at a college."""
    fields["college"] = fields.get("college") or college()
    fields = {"programme": programme(), "municipality": town(), "months": 22, "groups_max": 4} | fields
    return TaughtProgramme.objects.create(**fields)


def hire(of: Student | None = None, **fields: Any) -> Hire:
    """A hire of a student; ``hire(employer=works, on=date(2029, 7, 1))``."""
    of = of or student()
    on = fields.pop("on", date(2029, 7, 1))
    fields["employer"] = fields.get("employer") or employer()
    fields = {"municipality": town(), "programme": programme(), "in_trade": True, "hired_on": on} | fields
    return Hire.objects.create(student=of, college=of.college, **fields)


def graduate(outcome: str, of: Group | None = None, *, as_of: date = date(2026, 6, 1)) -> GraduateState:
    """A graduate of a group and what became of it."""
    whom = student(of, state="graduated")
    return GraduateState.objects.create(student=whom, college=whom.college, outcome=outcome, as_of=as_of)


def practice_place(of: Organisation | None = None, **fields: Any) -> Place:
    """A place every adult of the programme may take: admissible conditions, no papers, autumn of 2026."""
    days = {"starts": date(2026, 9, 1), "ends": date(2026, 12, 20)}
    fields = {"name": f"Участок № {next(_numbers)}", "seats": 1, "work_class": "2", "hours": 35} | days | fields
    fields = {"municipality": town(), "programme": programme()} | fields
    return Place.objects.create(employer=of or employer(), **fields)


def wishes(of: Student, *places: Place) -> None:
    """The places a student wishes, the first first."""
    for rank, place in enumerate(places, start=1):
        Wish.objects.create(student=of, college=of.college, employer=place.employer, place=place, rank=rank)


def clearance(of: Student, kind: str, until: date) -> Clearance:
    return Clearance.objects.create(student=of, college=of.college, kind=kind, issued=date(2025, 9, 1), until=until)


def assignment(**fields: Any) -> Assignment:
    """An assignment of 21 March 2024, in time until September: 40 people asked for, unless evidence is asked for."""
    test = {"figure": "demand.asked", "scope": "region=50", "comparison": ">=", "target": 40}
    words = {"text_ru": "Собрать потребность", "responsible_ru": "Правление союза промышленников"}
    days = {"held_on": date(2024, 3, 21), "deadline": date(2026, 9, 1)}
    fields = words | days | ({} if "evidence" in fields else test) | fields
    return Assignment.objects.create(region=Region.objects.get(code="50"), **{"number": next(_numbers)} | fields)


Row = Sequence[Any]


def workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """An XLSX: name of the sheet → its rows from A1 on."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for index, value in enumerate(row):
                    if value is not None:
                        page.write(at, index, value)
    return output.getvalue()


NEED_HEADINGS = (
    "Работодатель",
    "Муниципалитет",
    "Код программы",
    "Год начала работы",
    "Вид",
    "Требуется, чел.",
    "Причина",
    "Уверенность",
)
EMPLOYER_HEADINGS = ("Полное наименование", "Краткое наименование", "Муниципалитет", "ИНН", "Численность работников", "Вымышлено")


def need_row(employer: object = "", **cells: Any) -> list[Any]:
    """A row under NEED_HEADINGS; ``need_row(factory, people=7)``."""
    row = {
        "town": "Балашиха",
        "programme": "15.01.32",
        "year": 2029,
        "kind": "наём",
        "people": 12,
        "reason": "",
        "confidence": "",
    } | cells
    return [getattr(employer, "name", employer), *row.values()]


def needs_book(*rows: Row, headings: Row = NEED_HEADINGS, sheet: str = "Потребность") -> bytes:
    return workbook({sheet: [headings, *rows]})


def employer_row(name: str, **cells: Any) -> list[Any]:
    """A row under EMPLOYER_HEADINGS."""
    row = {"short_name": name, "town": "Балашиха", "inn": "", "staff": 100, "invented": "да"} | cells
    return [name, *row.values()]


def take(data: bytes, *, by: Any = None, dry: bool = False, filename: str = "needs.xlsx") -> Any:
    """Take a workbook in, as the system unless told otherwise."""
    from kadry.exchange.actions import workbook_take
    from kadry.people.actions import system_user
    from kadry.trail.clock import now

    return workbook_take(
        data=data,
        filename=filename,
        region=Region.objects.get(code="50"),
        dry=dry,
        by=by or system_user(),
        at=now(),
        ground="test",
    )


def signed(by: Any = None, ground: str = "test") -> dict[str, Any]:
    """What every action asks for: who, when and why."""
    from kadry.people.actions import system_user
    from kadry.trail.clock import now

    return {"by": by or system_user(), "at": now(), "ground": ground}


_APPLIED = {"applied_on": date(2026, 3, 10)}
_DECIDED = _APPLIED | {"decided_on": date(2026, 4, 6)}
_TOLD_OF = {"applied": _APPLIED, "paid": _DECIDED | {"paid": 67_320_00}, "refused": _DECIDED | {"refusal": "papers"}}


def take_up(**fields: Any) -> TakeUp:
    """A measure an employer saw on 2 March 2026; ``take_up(state="paid")`` has the days and the money of its state."""
    fields["employer"] = fields.get("employer") or employer()
    fields = {"measure": "sfr-2714-hire", "seen_on": date(2026, 3, 2)} | _TOLD_OF.get(fields.get("state", ""), {}) | fields
    return TakeUp.objects.create(**fields)


def case(*partners: Organisation, programmes: Sequence[Programme] = (), **fields: Any) -> Case:
    """A published case a college tells, with its words; ``case(works, programmes=[programme()])``."""
    from kadry.experience.indexing import index

    fields["owner"] = fields.get("owner") or college()
    texts = {"title_ru": f"Опыт № {next(_numbers)}", "summary_ru": "Студенты приходят в цех.", "forms": "practice"}
    where = {"region": Region.objects.get(code="50"), "industry": Industry.objects.first(), "municipality": town()}
    made = Case.objects.create(**texts | where | {"state": "published", "begins": date(2025, 9, 1)} | fields)
    for one in (made.owner, *partners):
        Partner.objects.create(case=made, organisation=one, part=PartnerPart.of(one.kind))
    CaseProgramme.objects.bulk_create(CaseProgramme(case=made, programme=one) for one in programmes)
    index(Case.objects.filter(pk=made.pk))
    return Case.objects.get(pk=made.pk)
