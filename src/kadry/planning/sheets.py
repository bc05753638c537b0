"""The sheet that brings the shares between a place and a worker."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.planning.access import may_record_coefficients
from kadry.planning.enums import CoefficientKind
from kadry.planning.models import Coefficient
from kadry.registry import lookups

COEFFICIENTS = declare(
    Sheet(
        key="coefficients",
        title=_("Coefficients"),
        names=("Коэффициенты", "Coefficients"),
        model=Coefficient,
        identity=("region", "kind", "programme", "as_of"),
        may=may_record_coefficients,
        columns=(
            Column(
                "kind",
                kinds.choice(
                    {
                        "окончили обучение": CoefficientKind.GRADUATES.value,
                        "работают по профессии": CoefficientKind.IN_TRADE.value,
                        "остались в регионе": CoefficientKind.IN_REGION.value,
                        "не призваны в армию": CoefficientKind.NOT_ARMY.value,
                    }
                    | {value: value for value in CoefficientKind.values}
                ),
                ("Показатель", "Kind"),
                required=True,
            ),
            Column("programme", lookups.programme, ("Код программы", "Programme code")),
            Column("per_mille", kinds.whole(1, 1000), ("Доля, ‰", "Доля, промилле", "Share, per mille"), required=True),
            Column("as_of", kinds.day(), ("На дату", "As of"), required=True),
            Column("source", kinds.text(300), ("Источник", "Source"), required=True),
        ),
    )
)
