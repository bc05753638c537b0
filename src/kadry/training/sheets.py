"""The college's own workbook, and the mentors of the enterprises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.sheets import Column, Sheet, declare, in_order
from kadry.registry import lookups as registry
from kadry.registry.enums import OrganisationKind
from kadry.training import lookups
from kadry.training.access import may_keep_mentors, may_keep_students
from kadry.training.enums import ClearanceKind, StudentState
from kadry.training.models import Clearance, Group, Mentor, Student, TaughtProgramme

COLLEGE = Column("college", registry.organisation(OrganisationKind.COLLEGE), ("Колледж", "College"), required=True)
EMPLOYER = Column("employer", registry.organisation(OrganisationKind.EMPLOYER), ("Работодатель", "Employer"), required=True)
PROGRAMME = Column("programme", registry.programme, ("Код программы", "Код ФГОС", "Programme code"), required=True)
MUNICIPALITY = Column("municipality", registry.municipality, ("Муниципалитет", "Municipality"), required=True)
CLUSTER = Column("cluster", registry.cluster, ("Кластер", "Cluster"))
STUDENT = Column("student", lookups.student, ("№ студента", "Номер студента", "Student number"), required=True)
_NAMES = (
    Column("surname", kinds.text(60), ("Фамилия", "Surname"), required=True),
    Column("given_name", kinds.text(60), ("Имя", "Given name"), required=True),
    Column("patronymic", kinds.text(60), ("Отчество", "Patronymic")),
)

TAUGHT = declare(
    Sheet(
        key="taught",
        title=_("Programmes of the college"),
        names=("Программы колледжа", "Programmes of the college"),
        model=TaughtProgramme,
        identity=("college", "programme"),
        owner="college",
        may=may_keep_students,
        columns=(
            COLLEGE,
            PROGRAMME,
            MUNICIPALITY,
            Column("months", kinds.whole(1, 72), ("Срок обучения, мес.", "Срок обучения", "Months of study"), required=True),
            Column("group_size", kinds.whole(1, 60), ("Размер группы", "Group size"), default=25),
            Column("groups_last_year", kinds.whole(0, 60), ("Групп в прошлом году", "Groups last year"), default=0),
            Column("groups_max", kinds.whole(0, 60), ("Максимум групп", "Most groups"), required=True),
            CLUSTER,
        ),
    )
)

GROUPS = declare(
    Sheet(
        key="groups",
        title=_("Groups"),
        names=("Группы", "Groups"),
        model=Group,
        identity=("college", "name"),
        owner="college",
        may=may_keep_students,
        columns=(
            COLLEGE,
            Column("name", kinds.text(40), ("Группа", "Group"), required=True),
            PROGRAMME,
            Column("admitted", kinds.year(), ("Год набора", "Year of admission"), required=True),
            Column("graduates_on", kinds.day(), ("Дата выпуска", "Graduates on"), required=True),
            CLUSTER,
        ),
    )
)

STUDENTS = declare(
    Sheet(
        key="students",
        title=_("Students"),
        names=("Студенты", "Контингент", "Students"),
        model=Student,
        identity=("college", "number"),
        owner="college",
        may=may_keep_students,
        columns=(
            COLLEGE,
            Column("number", kinds.text(20), ("№ студента", "Номер студента", "Student number"), required=True),
            *_NAMES,
            Column("born", kinds.day(), ("Дата рождения", "Born"), required=True),
            Column("snils", kinds.snils(), ("СНИЛС", "SNILS")),
            Column("group", lookups.group, ("Группа", "Group"), required=True),
            Column("home", registry.municipality, ("Муниципалитет проживания", "Municipality of home"), required=True),
            Column("mark", kinds.hundredths(), ("Средний балл", "Average mark"), default=0),
            Column(
                "state",
                kinds.choice(
                    {
                        "учится": StudentState.STUDYING.value,
                        "академический отпуск": StudentState.LEAVE.value,
                        "выпущен": StudentState.GRADUATED.value,
                        "отчислен": StudentState.LEFT.value,
                    }
                    | {value: value for value in StudentState.values}
                ),
                ("Состояние", "State"),
                default=StudentState.STUDYING.value,
            ),
        ),
    )
)

CLEARANCES = declare(
    Sheet(
        key="clearances",
        title=_("Clearances"),
        names=("Допуски", "Clearances"),
        model=Clearance,
        identity=("student", "kind"),
        owner="college",
        may=may_keep_students,
        agree=in_order("issued", "until"),
        columns=(
            COLLEGE,
            STUDENT,
            Column(
                "kind",
                kinds.choice(
                    {"медосмотр": ClearanceKind.MEDICAL.value, "санитарная книжка": ClearanceKind.SANITARY.value}
                    | {value: value for value in ClearanceKind.values}
                ),
                ("Вид допуска", "Clearance"),
                required=True,
            ),
            Column("issued", kinds.day(), ("Выдан", "Issued"), required=True),
            Column("until", kinds.day(), ("Действует до", "Valid until"), required=True),
        ),
    )
)

MENTORS = declare(
    Sheet(
        key="mentors",
        title=_("Mentors"),
        names=("Наставники", "Mentors"),
        model=Mentor,
        identity=("employer", "number"),
        owner="employer",
        may=may_keep_mentors,
        columns=(
            EMPLOYER,
            Column("number", kinds.text(20), ("Табельный №", "Табельный номер", "Personnel number"), required=True),
            *_NAMES,
            Column("capacity", kinds.whole(1, 60), ("Студентов не больше", "Students at most"), default=5),
            Column("order", kinds.text(60), ("Приказ", "Order")),
        ),
    )
)
