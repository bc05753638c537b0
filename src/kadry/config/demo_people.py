"""One invented account for each role of the demo."""

from __future__ import annotations

from kadry.people.actions import membership_grant, system_user
from kadry.people.enums import Role
from kadry.people.models import User
from kadry.placement.models import Placement
from kadry.reference.queries import served_region
from kadry.registry.models import Organisation
from kadry.trail.clock import now
from kadry.training.actions import account_link

COLLEGE = "Подмосковный колледж «Энергия»"
EMPLOYER = "АК «Рубин»"

# Invented, as every person of the demo.
NAMES = {
    Role.CHAIR: "Орлова Вера Степановна",
    Role.OPERATOR: "Кузьмин Пётр Ильич",
    Role.COORDINATOR: "Лебедева Анна Павловна",
    Role.EMPLOYER: "Громов Егор Львович",
    Role.STUDENT: "",
    Role.UNION: "Рябов Семён Фёдорович",
    Role.AUDITOR: "Котова Дарья Юрьевна",
}


def give_accounts() -> None:
    """An account a role; the student is one whose allocation has a story to tell."""
    college = Organisation.objects.colleges().get(short_name=COLLEGE)
    employer = Organisation.objects.employers().get(short_name=EMPLOYER)
    for role, name in NAMES.items():
        if role != Role.STUDENT:
            own = {Role.COORDINATOR: college, Role.EMPLOYER: employer}.get(role)
            _account(role, name, own)
    story = Placement.objects.filter(student__college=college, rank__gt=1).order_by("pk").first() or Placement.objects.first()
    if story is not None:
        user = _account(Role.STUDENT, story.student.full_name, None)
        account_link(student=story.student, account=user, by=system_user(), at=now(), ground="demo region")


def _account(role: Role, name: str, organisation: Organisation | None) -> User:
    return membership_grant(
        email=f"{role}@demo.invalid",
        name=name,
        role=role,
        region=served_region(),
        organisation=organisation,
        by=system_user(),
        at=now(),
        ground="demo region",
    )
