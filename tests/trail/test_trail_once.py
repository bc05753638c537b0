"""What is written once is neither changed nor deleted; and the one place that knows the day."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from kadry.trail import clock
from kadry.trail.models import AppendOnlyError, Event, FrozenFigure, PersonalView

WRITTEN_ONCE = {
    Event: lambda: Event(name="demand.need_confirm", subject="demand.need", subject_id=1, at=clock.now()),
    FrozenFigure: lambda: FrozenFigure(
        key="demand.gap", scope="region=50", value=1, as_of=clock.today(), digest="0" * 64, at=clock.now()
    ),
    PersonalView: lambda: PersonalView(actor_id=1, path="/needs/", at=clock.now()),
}
every_kind = pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)


@every_kind
def test_a_written_record_cannot_be_saved_again(db, model):
    record = WRITTEN_ONCE[model]()
    record.save()
    with pytest.raises(AppendOnlyError):
        record.save()
    with pytest.raises(AppendOnlyError):
        model.objects.get(pk=record.pk).save()


@every_kind
def test_a_written_record_cannot_be_deleted(db, model):
    record = WRITTEN_ONCE[model]()
    record.save()
    with pytest.raises(AppendOnlyError):
        record.delete()
    with pytest.raises(AppendOnlyError):
        model.objects.filter(pk=record.pk).delete()
    assert model.objects.filter(pk=record.pk).exists()


@every_kind
def test_written_records_cannot_be_updated_in_bulk(db, model):
    record = WRITTEN_ONCE[model]()
    record.save()
    with pytest.raises(AppendOnlyError):
        model.objects.update(at=clock.now()) if hasattr(record, "at") else model.objects.update()
    with pytest.raises(AppendOnlyError):
        model.objects.bulk_update([record], ["at"])


@every_kind
def test_a_new_record_under_an_old_number_does_not_overwrite_it(db, model):
    record = WRITTEN_ONCE[model]()
    record.save()
    forged = WRITTEN_ONCE[model]()
    forged.pk = record.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save()


def test_the_day_is_the_one_that_was_set(settings):
    settings.TODAY = "2026-06-15"
    assert clock.today() == date(2026, 6, 15)
    assert clock.now().date() == date(2026, 6, 15)


@time_machine.travel("2027-02-03 22:30:00+00:00", tick=False)
def test_where_no_day_is_set_it_is_the_machine_s_day_in_moscow(settings):
    settings.TODAY = ""
    assert clock.today() == date(2027, 2, 4)
    assert (clock.now().hour, clock.now().minute) == (1, 30)


@time_machine.travel("2028-02-29 09:15:00+00:00", tick=False)
def test_a_moment_keeps_the_machine_s_time_of_day_even_on_a_leap_day(settings):
    settings.TODAY = "2026-06-15"
    moment = clock.now()
    assert (moment.year, moment.month, moment.day, moment.hour, moment.minute) == (2026, 6, 15, 12, 15)
    assert moment.utcoffset() is not None
