"""The sheet that brings hires."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.recruiting.access import may_keep_hires
from kadry.recruiting.models import Hire
from kadry.training.sheets import COLLEGE, EMPLOYER, MUNICIPALITY, PROGRAMME, STUDENT

HIRES = declare(
    Sheet(
        key="hires",
        title=_("Hires"),
        names=("Приём на работу", "Hires"),
        model=Hire,
        identity=("student", "employer", "hired_on"),
        owner="college",
        may=may_keep_hires,
        columns=(
            COLLEGE,
            STUDENT,
            EMPLOYER,
            MUNICIPALITY,
            PROGRAMME,
            Column("hired_on", kinds.day(), ("Дата приёма", "Hired on"), required=True),
            Column("in_trade", kinds.yes_no(), ("По профессии", "In the trade"), required=True),
        ),
    )
)
