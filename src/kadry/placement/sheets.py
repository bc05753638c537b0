"""Places of practice come from the enterprises, wishes from the colleges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.kinds import Context, Finding, owned_reference
from kadry.exchange.sheets import Column, Sheet, declare, in_order
from kadry.placement.access import may_keep_places, may_keep_wishes
from kadry.placement.enums import WorkClass
from kadry.placement.models import Place, Placement, Wish
from kadry.training import lookups
from kadry.training.sheets import COLLEGE, EMPLOYER, MUNICIPALITY, PROGRAMME, STUDENT


def _places(context: Context, employers: set[int]):
    known = Place.objects.filter(employer__municipality__region_id=context.region_id)
    return known.values_list("employer_id", "pk", "name")


def _not_below_what_is_given(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """Seats that students already have cannot be taken away by a workbook; the other dates of next year start anew."""
    days = {"starts__lte": after["ends"], "ends__gte": after["starts"]}
    given = Placement.objects.filter(place=before["id"], **days).count()
    return Finding("below_given", {"given": given}) if after["seats"] < given else None


PLACES = declare(
    Sheet(
        key="practice_places",
        title=_("Places of practice"),
        names=("Места практики", "Places of practice"),
        model=Place,
        identity=("employer", "name"),
        owner="employer",
        may=may_keep_places,
        guard=_not_below_what_is_given,
        agree=in_order("starts", "ends", days=1),
        guarded="seats",
        columns=(
            EMPLOYER,
            Column("name", kinds.text(150), ("Место практики", "Place of practice"), required=True),
            MUNICIPALITY,
            PROGRAMME,
            Column("seats", kinds.whole(0, 500), ("Мест", "Seats"), required=True),
            Column("starts", kinds.day(), ("Начало", "Starts"), required=True),
            Column("ends", kinds.day(), ("Окончание", "Ends"), required=True),
            Column(
                "work_class",
                kinds.choice({value: value for value in WorkClass.values}),
                ("Класс условий труда", "Class of working conditions"),
            ),
            Column("hours", kinds.whole(1, 40), ("Часов в неделю", "Hours a week"), required=True),
            Column("needs_medical", kinds.yes_no(), ("Нужен медосмотр", "Needs a medical examination"), default=False),
            Column("needs_sanitary", kinds.yes_no(), ("Нужна санитарная книжка", "Needs a sanitary book"), default=False),
            Column("mentor", lookups.mentor, ("Табельный № наставника", "Mentor's number")),
        ),
    )
)

WISHES = declare(
    Sheet(
        key="wishes",
        title=_("Wishes"),
        names=("Пожелания", "Wishes"),
        model=Wish,
        identity=("student", "place"),
        owner="college",
        may=may_keep_wishes,
        columns=(
            COLLEGE,
            STUDENT,
            Column("rank", kinds.whole(1, 30), ("Очередь", "Rank"), required=True),
            EMPLOYER,
            Column(
                "place", owned_reference(Place, _places, owner="employer"), ("Место практики", "Place of practice"), required=True
            ),
        ),
    )
)
