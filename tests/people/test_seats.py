"""In which role an account works here: a role in another region opens nothing."""

from __future__ import annotations

import pytest

from kadry.people.actions import membership_grant, system_user
from kadry.people.enums import Role
from kadry.people.models import User
from kadry.reference.models import Region
from tests.factories import signed, student


@pytest.fixture
def elsewhere(region):
    return Region.objects.get_or_create(code="99", defaults={"name_ru": "Другая", "name_en": "Another"})[0]


def granted(role: Role, *regions: Region) -> User:
    """An account as it is loaded anew, with this role in each of the regions in turn."""
    for region in regions:
        user = membership_grant(email="far@example.invalid", name="Far", role=role, region=region, **signed())
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.CHAIR])
def test_a_role_in_another_region_is_none_here(elsewhere, client, role):
    stranger = granted(role, elsewhere)
    assert (stranger.seat, stranger.role, stranger.region_id) == (None, "", None)
    student(surname="Здешний")
    client.force_login(stranger)
    assert "Здешний" not in client.get("/students/").content.decode()
    assert client.get("/").status_code == 200, "what everybody may read is read all the same"


def test_who_works_in_two_regions_works_here_in_the_one_served(region, elsewhere):
    both = granted(Role.OPERATOR, elsewhere, region)
    assert (both.role, both.region_id) == (Role.OPERATOR, region.pk)


def test_the_system_itself_belongs_to_no_region(region):
    assert User.objects.get(pk=system_user().pk).role == Role.SYSTEM


def test_a_seat_costs_one_query(region, django_assert_num_queries):
    account = granted(Role.OPERATOR, region)
    with django_assert_num_queries(1):
        assert (account.role, account.region_id, account.organisation_id) == (Role.OPERATOR, region.pk, None)
