"""What every test may use: the region, one account a role, and a browser that knows them."""

from __future__ import annotations

import pytest
from django.utils import translation

from kadry.people.enums import OF_ORGANISATION, Role


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The classifiers are loaded once into the test database, right after its migrations."""
    with django_db_blocker.unblock():
        _load_classifiers()


def _load_classifiers() -> None:
    from kadry.people.actions import system_user
    from kadry.reference.actions import classifiers_load
    from kadry.trail.clock import now

    classifiers_load(by=system_user(), at=now(), ground="test")


@pytest.fixture(autouse=True)
def reads_russian():
    """A page asked for in English must not leave its language to the next test."""
    with translation.override("ru"):
        yield


@pytest.fixture
def region(db):
    """The served region with its classifiers, as every installation has them."""
    from kadry.reference.models import Region

    if not Region.objects.filter(code="50").exists():  # a test with real transactions has emptied every table before
        _load_classifiers()
    return Region.objects.get(code="50")


@pytest.fixture
def someone(region):
    """``someone(Role.OPERATOR)`` is an account in that role; a role of an organisation takes one."""
    from kadry.people.actions import membership_grant, system_user
    from kadry.trail.clock import now
    from tests.factories import college, employer

    def make(role: Role, organisation=None, email: str = ""):
        if role in OF_ORGANISATION and organisation is None:
            organisation = college() if role == Role.COORDINATOR else employer()
        return membership_grant(
            email=email or f"{role}@example.invalid",
            name=f"Synthetic {role}",
            role=role,
            region=region,
            organisation=organisation,
            by=system_user(),
            at=now(),
            ground="test",
        )

    return make


@pytest.fixture
def enter(client, someone):
    """``enter(Role.OPERATOR)`` is a client signed in with that role; ``enter(None)`` is a stranger."""

    def signed_in(role: Role | None, **kwargs):
        if role is not None:
            client.force_login(someone(role, **kwargs))
        return client

    return signed_in


@pytest.fixture
def cast(someone):
    """Everybody who may try something: one account a role, a second employer, and a stranger."""
    from django.contrib.auth.models import AnonymousUser

    from kadry.people.actions import system_user

    people = {str(role): someone(role) for role in Role if role != Role.SYSTEM}
    people["another employer"] = someone(Role.EMPLOYER, email="another@example.invalid")
    return people | {"system": system_user(), "stranger": AnonymousUser()}
