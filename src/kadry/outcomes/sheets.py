"""The sheet that tells what became of graduates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.outcomes.access import may_keep_outcomes
from kadry.outcomes.enums import Outcome
from kadry.outcomes.models import GraduateState
from kadry.training.sheets import COLLEGE, STUDENT

_WORDS = {
    "в профессии": Outcome.IN_TRADE.value,
    "не по профессии": Outcome.OTHER_TRADE.value,
    "учится": Outcome.STUDY.value,
    "армия": Outcome.ARMY.value,
    "уход за ребёнком": Outcome.CARE.value,
    "другой регион": Outcome.OTHER_REGION.value,
    "ищет работу": Outcome.LOOKING.value,
    "неизвестно": Outcome.UNKNOWN.value,
}

GRADUATES = declare(
    Sheet(
        key="graduates",
        title=_("Graduates"),
        names=("Выпускники", "Graduates"),
        model=GraduateState,
        identity=("student", "as_of"),
        owner="college",
        may=may_keep_outcomes,
        columns=(
            COLLEGE,
            STUDENT,
            Column(
                "outcome",
                kinds.choice(_WORDS | {value: value for value in Outcome.values}),
                ("Состояние", "State"),
                required=True,
            ),
            Column("as_of", kinds.day(), ("На дату", "As of"), required=True),
        ),
    )
)
