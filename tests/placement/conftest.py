"""A campaign small enough to allocate by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from kadry.placement import actions
from kadry.placement.models import Campaign, Place, Placement
from kadry.registry.models import Organisation
from kadry.training.models import Student
from tests.factories import clearance, college, employer, group, practice_place, signed, student, town, wishes

ADULT, MINOR = date(2007, 5, 1), date(2009, 2, 1)


@dataclass
class Autumn:
    """One college, three places, six students; what each comes to is said in ``autumn``."""

    campaign: Campaign
    college: Organisation
    works: Organisation
    lathe: Place
    mill: Place
    store: Place
    students: dict[str, Student]

    def of(self, name: str) -> Placement:
        return Placement.objects.with_list_data().get(campaign=self.campaign, student=self.students[name])


@pytest.fixture
def autumn(region) -> Autumn:
    """The lathe has one seat and is harmful, the mill one, the store two and nobody wishes it.

    Anna (450) and Boris (430, but he lives there: 440 against 450) wish the lathe, then the mill; Vera (400) wishes the mill
    only; Gleb is a minor without a medical and wishes the lathe; Dina hands in nothing; Yegor is on leave and wishes the mill.
    """
    works, school = employer(short_name="Рубин"), college()
    own = group(college=school, admitted=2024, graduates_on=date(2027, 6, 30))
    lathe = practice_place(works, name="участок ЧПУ", work_class="3.1")
    mill = practice_place(works, name="фрезерный участок")
    store = practice_place(works, name="склад", seats=2)
    khimki = town("khimki")
    people = {
        "Anna": student(own, given_name="Анна", born=ADULT, mark=450, home=khimki),
        "Boris": student(own, given_name="Борис", born=ADULT, mark=430),
        "Vera": student(own, given_name="Вера", born=ADULT, mark=400, home=khimki),
        "Gleb": student(own, given_name="Глеб", born=MINOR, mark=480),
        "Dina": student(own, given_name="Дина", born=ADULT, mark=500),
        "Yegor": student(own, given_name="Егор", born=ADULT, mark=500, state="leave"),
    }
    student(own, given_name="Зоя", state="left")
    student(group(college=school, admitted=2025), given_name="Инна")
    wishes(people["Anna"], lathe, mill)
    wishes(people["Boris"], lathe, mill)
    wishes(people["Vera"], mill)
    wishes(people["Gleb"], lathe)
    wishes(people["Yegor"], mill)
    clearance(people["Dina"], "medical", date(2027, 1, 1))
    campaign = actions.campaign_open(region=region, name="Осень 2026", admitted=2024, seed=7, **signed())
    return Autumn(campaign, school, works, lathe, mill, store, people)


@pytest.fixture
def allocated(autumn) -> Autumn:
    actions.campaign_allocate(campaign=autumn.campaign, **signed())
    return autumn
