"""The board of the demo: invented members, the meeting that comes with its real agenda, and the one before it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple

from kadry.board import actions
from kadry.board.enums import MeetingForm, Presence, Quorum
from kadry.board.models import AgendaItem, Meeting, Member
from kadry.exchange.calendars import MOSCOW
from kadry.people.actions import system_user
from kadry.people.models import User
from kadry.reference.models import Region
from kadry.reference.queries import served_region
from kadry.registry.models import Organisation
from kadry.trail.clock import now

BEFORE, COMING = date(2024, 3, 21), date(2026, 6, 25)
ABSENTEE_UNTIL = datetime.combine(date(2026, 6, 24), time(18), tzinfo=MOSCOW)
TITLE_RU = "Совместное заседание правления союза промышленников и центра опережающей профессиональной подготовки"
TITLE_EN = "Joint meeting of the board of the industrialists’ union and the centre for advanced vocational training"
BEFORE_RU = "Заседание об итогах проекта «Профессионалитет» и задачах кластеров"
BEFORE_EN = "Meeting on the results of Professionalitet and the tasks of the clusters"


class Seat(NamedTuple):
    """A member of the demo; who has an account there has its role here."""

    name: str
    office_ru: str
    office_en: str
    role: str = ""


# Invented, as every person of the demo.
SEATS = (
    Seat("Орлова В. С.", "Председатель правления союза промышленников", "Chair of the industrialists’ union", "chair"),
    Seat("Кузьмин П. И.", "Секретарь правления", "Secretary of the board", "operator"),
    Seat("Громов Е. Л.", "Директор по персоналу авиационной корпорации", "Head of staff of the aviation corporation", "employer"),
    Seat("Лебедева А. П.", "Заместитель директора базового колледжа", "Deputy head of the base college", "coordinator"),
    Seat("Рябов С. Ф.", "Председатель отраслевого профсоюза", "Chair of the trade union", "union"),
    Seat("Белов А. Н.", "Генеральный директор завода точной механики", "Head of the precision mechanics works"),
    Seat("Виноградова О. И.", "Директор центра опережающей подготовки", "Head of the centre for advanced training"),
    Seat("Гаврилов Д. М.", "Технический директор станкостроительного завода", "Technical head of the machine-tool works"),
    Seat("Дроздова Н. К.", "Директор машиностроительного техникума", "Head of the mechanical engineering college"),
    Seat("Ершов К. В.", "Главный инженер литейного производства", "Chief engineer of the foundry"),
    Seat("Журавлёва Т. А.", "Директор по развитию химического завода", "Head of development of the chemical works"),
    Seat("Зимин И. Р.", "Исполнительный директор ассоциации поставщиков", "Executive head of the suppliers’ association"),
    Seat("Ильина М. Г.", "Директор колледжа цифровых технологий", "Head of the college of digital technology"),
    Seat("Калинин В. Ю.", "Генеральный директор агропромышленного предприятия", "Head of the agricultural enterprise"),
    Seat("Морозова Е. Д.", "Заместитель председателя правления", "Deputy chair of the board"),
    Seat("Носов Г. П.", "Директор по производству приборного завода", "Head of production of the instrument works"),
    Seat("Щербакова Л. В.", "Директор педагогического колледжа", "Head of the teachers’ college"),
)

# Question → its speaker, minutes, figures and draft decision. Figures are of the region.
SPEAKERS = {
    1: "Морозова Е. Д., заместитель председателя правления",
    2: "Громов Е. Л., директор по персоналу авиационной корпорации",
    3: "Лебедева А. П., заместитель директора базового колледжа",
    4: "Рябов С. Ф., председатель отраслевого профсоюза",
    5: "Виноградова О. И., директор центра опережающей подготовки",
    6: "Зимин И. Р., исполнительный директор ассоциации поставщиков",
    7: "Дроздова Н. К., директор машиностроительного техникума",
}
MINUTES = {1: 20, 2: 15, 3: 15, 4: 10, 5: 10, 6: 10, 7: 10}
FIGURES = {
    1: ("board.done", "board.late"),
    2: ("demand.asked", "demand.gap"),
    3: ("training.cluster_students", "registry.clusters"),
    4: ("placement.placed", "outcomes.employed_rate"),
    5: ("recruiting.hired", "demand.filled"),
    6: ("support.fitting", "support.applied"),
    7: ("registry.cluster_enterprises",),
}
DRAFTS = {
    1: ("Принять отчёт об исполнении решений к сведению, просроченные поручения оставить на контроле.",
        "Take note of the report on the decisions; keep the late assignments on control."),
    2: ("Рекомендовать предприятиям подтвердить потребность в кадрах до 1 сентября 2026 года.",
        "Recommend that enterprises confirm their needs by 1 September 2026."),
    3: ("Одобрить опыт кластера «Машиностроение» и распространить его на другие кластеры.",
        "Approve the experience of the cluster Mechanical Engineering and spread it to the others."),
    6: ("Поручить центру довести меры поддержки до каждого предприятия — участника кластеров.",
        "Have the centre tell every enterprise in a cluster which state support fits it."),
}  # fmt: skip
SECRET = ("Рекомендовать кандидатуру председателя рабочей группы.",
          "Recommend a candidate for the chair of the working group.")  # fmt: skip
SECRET_AT = 4


def hold_meetings() -> None:
    """The board, its coming meeting convened, and the meeting before written down as held."""
    region = served_region()
    signed = {"by": system_user(), "at": now(), "ground": "demo region"}
    members = [_seat(region, seat, signed) for seat in SEATS]
    chair, secretary = members[:2]
    _before(region, chair, secretary, signed)
    if AgendaItem.objects.filter(region=region, held_on=COMING).exists():
        _coming(region, members, signed)


def _seat(region: Region, seat: Seat, signed: dict[str, Any]) -> Member:
    account = User.objects.filter(email=f"{seat.role}@demo.invalid").first() if seat.role else None
    organisation = Organisation.objects.filter(pk=account.organisation_id).first() if account else None
    return actions.member_add(
        region=region,
        name=seat.name,
        office_ru=seat.office_ru,
        office_en=seat.office_en,
        since=date(2023, 9, 1),
        account=account,
        organisation=organisation,
        may_vote=seat.role != "operator",
        email=f"member{SEATS.index(seat) + 1}@demo.invalid",
        is_invented=True,
        **signed,
    )


def _before(region: Region, chair: Member, secretary: Member, signed: dict[str, Any]) -> None:
    words = {"title_ru": BEFORE_RU, "title_en": BEFORE_EN, "place": "Московская область"}
    people = {"chair": chair, "secretary": secretary}
    actions.meeting_record(region=region, held_on=BEFORE, **words, **people, is_example=True, **signed)


def _coming(region: Region, members: list[Member], signed: dict[str, Any]) -> None:
    meeting = actions.meeting_make(
        region=region,
        held_on=COMING,
        title_ru=TITLE_RU,
        title_en=TITLE_EN,
        starts_at=time(11),
        place="Подмосковный колледж «Энергия», площадка ЦОПП",
        number="3",
        form=MeetingForm.MIXED,
        quorum=Quorum.HALF,
        absentee_until=ABSENTEE_UNTIL,
        chair=members[0],
        secretary=members[1],
        is_example=True,
        **signed,
    )
    for item in AgendaItem.objects.filter(region=region, held_on=COMING):
        _prepare(item, region, signed)
    actions.meeting_convene(meeting=meeting, **signed)
    _who_is_expected(meeting, members, signed)


def _prepare(item: AgendaItem, region: Region, signed: dict[str, Any]) -> None:
    changes = {"speaker": SPEAKERS.get(item.number, ""), "minutes": MINUTES.get(item.number)}
    actions.item_change(item=item, changes=changes, **signed)
    for key in FIGURES.get(item.number, ()):
        scope = f"meeting={BEFORE}&region={region.code}" if key.startswith("board.") else f"region={region.code}"
        actions.figure_show(item=item, key=key, scope=scope, **signed)
    for text_ru, text_en in (DRAFTS[item.number],) if item.number in DRAFTS else ():
        actions.motion_put(item=item, text_ru=text_ru, text_en=text_en, **signed)
    if item.number == SECRET_AT:
        actions.motion_put(item=item, text_ru=SECRET[0], text_en=SECRET[1], is_secret=True, **signed)


def _who_is_expected(meeting: Meeting, members: list[Member], signed: dict[str, Any]) -> None:
    """Most answered; one has sent a proxy already."""
    for number, invitation in enumerate(meeting.invitations.order_by("pk")):
        if number < len(members) - 4:
            answer = "proxy" if invitation.member == members[9] else "comes"
            actions.invitation_answer(invitation=invitation, answer=answer, **signed)
    paper = {"presence": Presence.PROXY, "proxy": members[5], "proxy_paper": "доверенность от 10.06.2026 № 4"}
    actions.attendance_mark(meeting=meeting, member=members[9], **paper, **signed)
