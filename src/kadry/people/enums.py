"""The roles of the house, each with the sentence an auditor reads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """In what capacity somebody works here."""

    OPERATOR = "operator", _("Region operator")
    COORDINATOR = "coordinator", _("College coordinator")
    EMPLOYER = "employer", _("Employer")
    STUDENT = "student", _("Student")
    CHAIR = "chair", _("Chair of the board")
    UNION = "union", _("Trade union")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM = "system", _("The system itself")

    @property
    def may(self) -> str:
        """What the role may do, in one sentence."""
        return _MAY[self]


_MAY = {
    Role.OPERATOR: _("Reads and writes everything in the region, also on behalf of those who work by paper and telephone."),
    Role.COORDINATOR: _("Reads and writes what belongs to their own college, its students included."),
    Role.EMPLOYER: _("Reads and writes the needs of their own enterprise; sees students only when they come to it."),
    Role.STUDENT: _("Reads only what concerns them."),
    Role.CHAIR: _("Reads the region’s figures and decisions; personal rows stay closed."),
    Role.UNION: _("Reads the region’s figures and the working conditions of minors, without names."),
    Role.AUDITOR: _("Reads everything, writes nothing."),
    Role.SYSTEM: _("Acts on a schedule or from the terminal."),
}

# Where a role belongs to an organisation, and may see only what is that organisation's.
OF_ORGANISATION = frozenset({Role.COORDINATOR, Role.EMPLOYER})
EVERYWHERE = frozenset({Role.OPERATOR, Role.AUDITOR, Role.SYSTEM})
