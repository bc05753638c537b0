"""What the demo region consists of, before any of it becomes a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything a demo has. Students are counted in whole groups."""

    name: str
    towns: tuple[str, ...]
    groups_a_year: int
    graduates: int
    employers: int
    in_clusters: int
    needs: int
    work_people: int
    practice_needs: int


@dataclass(frozen=True, slots=True)
class Programme:
    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with the point distances are measured from."""

    name: str
    latitude: float
    longitude: float


@dataclass(eq=False, slots=True)
class College:
    number: int
    full_name: str
    name: str
    town: str
    inn: str = ""
    ogrn: str = ""
    invented: bool = False
    students: int = 0
    programmes: list[Taught] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    students_list: list[Student] = field(default_factory=list)
    hires: list[Hire] = field(default_factory=list)
    states: list[tuple[Student, str]] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Taught:
    """A programme a college teaches, at one campus."""

    code: str
    town: str
    months: int = 34
    weight: float = 1.0
    first_year: int = 0
    last_groups: int = 0
    most_groups: int = 0
    cluster: Cluster | None = None


@dataclass(eq=False, slots=True)
class Cluster:
    name: str
    industry: str
    type: str
    year: int
    base: College
    grantee: College
    invented: bool
    money: tuple[tuple[str, int, int, str], ...] = ()
    networks: list[College] = field(default_factory=list)
    employers: list[tuple[Employer, str]] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Employer:
    full_name: str
    name: str
    town: str
    industry: str
    okved: str = ""
    staff: int | None = None
    inn: str = ""
    ogrn: str = ""
    invented: bool = True
    mentors: list[Mentor] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Mentor:
    number: str
    person: Person
    most: int
    order: str


@dataclass(frozen=True, slots=True)
class Person:
    surname: str
    first: str
    patronymic: str


@dataclass(eq=False, slots=True)
class Group:
    name: str
    code: str
    town: str
    year: int
    ends: date
    cluster: Cluster | None


@dataclass(eq=False, slots=True)
class Student:
    number: str
    person: Person
    born: date
    snils: str
    group: Group
    town: str
    mark: float
    state: str
    clearances: list[tuple[str, date, date]] = field(default_factory=list)
    wishes: list[Place] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Place:
    """Seats for practice of one programme at one site of an employer."""

    employer: Employer
    name: str
    code: str
    seats: int
    starts: date
    ends: date
    hazard: str
    hours: int
    medical: bool
    sanitary: bool
    mentor: Mentor | None
    pull: float


@dataclass(eq=False, slots=True)
class Need:
    employer: Employer
    town: str
    code: str
    year: int
    kind: str
    people: int
    reason: str = ""
    confidence: str = "вероятно"
    letter: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Hire:
    student: Student
    employer: Employer
    town: str
    code: str
    on: date
    in_trade: bool


@dataclass(frozen=True, slots=True)
class TakeUp:
    """How far an employer took up a measure of support."""

    employer: Employer
    measure: str
    state: str
    fits: bool
    seen_on: date
    applied_on: date | None
    decided_on: date | None
    kopecks: int
    refusal: str


@dataclass(frozen=True, slots=True)
class Case:
    """Enterprise and college working together. Texts are (Russian, English); ``results`` are rows of their sheet."""

    title: tuple[str, str]
    summary: tuple[str, str]
    owner: str
    forms: str
    industry: str
    town: str
    begins: date | None
    source: str
    partners: tuple[tuple[str, str], ...]
    programmes: tuple[str, ...] = ()
    costs: tuple[tuple[str, bool, int], ...] = ()
    results: tuple[tuple[object, ...], ...] = ()


@dataclass(eq=False, slots=True)
class World:
    """Everything of one demo."""

    size: Size
    towns: Mapping[str, Town]
    programmes: Mapping[str, Programme]
    colleges: list[College] = field(default_factory=list)
    employers: list[Employer] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    take_ups: list[TakeUp] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
