"""Forms of a meeting: each asks for what one action takes, and knows the meeting it is of."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kadry.board.enums import Choice, Majority, MeetingState, MotionState, Presence
from kadry.board.enums import MeetingForm as HeldAs
from kadry.board.models import AgendaItem, ItemFigure, Meeting, Member, Motion, Paper
from kadry.board.papers import SHELF
from kadry.board.queries.hall import items_on, members_on, motions_on
from kadry.exchange.forms import PaperField
from kadry.trail.clock import now, today

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LINES = forms.Textarea(attrs={"rows": 3})
_SEVERAL = {"item", "member", "motion", "shown", "paper", "proxy", "chair", "secretary"}


class _MemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Member) -> str:
        return f"{obj.name}, {obj.office}"


class _ItemField(forms.ModelChoiceField):
    def label_from_instance(self, obj: AgendaItem) -> str:
        return f"{obj.number}. {obj.text}"


class _MotionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Motion) -> str:
        return f"{obj.item.number}.{obj.number}. {obj.text}"


class OfMeeting(forms.Form):
    """A form whose choices are those of one meeting."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "item": items_on(meeting),
            "motion": motions_on(meeting).select_related("item"),
            "shown": ItemFigure.objects.filter(item__in=items_on(meeting)),
            "paper": Paper.objects.filter(item__in=items_on(meeting)),
        }
        sitting = members_on(meeting.region_id, meeting.held_on)
        choices |= {"member": sitting, "proxy": sitting.filter(may_vote=True), "chair": sitting, "secretary": sitting}
        for name in _SEVERAL & set(self.fields):
            self.fields[name].queryset = choices[name]


class PressForm(OfMeeting):
    """Nothing to ask: a button."""


class MeetingForm(forms.ModelForm):
    """What can be changed until the meeting opens."""

    class Meta:
        model = Meeting
        fields = (
            "title_ru", "title_en", "starts_at", "place", "number", "form", "absentee_until", "quorum", "chair", "secretary",
        )  # fmt: skip
        labels = {
            "title_ru": _("Title in Russian"),
            "title_en": _("Title in English"),
            "starts_at": _("Begins at"),
            "place": _("Place"),
            "number": _("Number of the minutes"),
            "form": _("Form of the meeting"),
            "absentee_until": _("Absentee votes until"),
            "quorum": _("Quorum"),
            "chair": _("Chair"),
            "secretary": _("Secretary"),
        }
        help_texts = dict.fromkeys(("number", "quorum"), "") | {"absentee_until": _("Only where the form takes them")}
        widgets = {"starts_at": HOUR, "absentee_until": MOMENT}
        field_classes = {"chair": _MemberField, "secretary": _MemberField}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, instance=meeting, **kwargs)
        sitting = members_on(meeting.region_id, meeting.held_on)
        for name in {"chair", "secretary"} & set(self.fields):
            self.fields[name].queryset = sitting

    def clean(self) -> dict[str, Any]:
        """Absentee votes are taken until a moment, and one that is set now is still to come."""
        told = super().clean()
        until, form = told.get("absentee_until"), told.get("form")
        if form and form != HeldAs.IN_PERSON and "absentee_until" not in self.errors and until is None:
            self.add_error("absentee_until", _("Say until when absentee votes are taken."))
        elif until and "absentee_until" in self.changed_data and until <= now():
            self.add_error("absentee_until", _("This moment is past. Absentee votes need time that is still to come."))
        return told


class NewMeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Day"), widget=DAY)
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=250)

    def clean_held_on(self) -> date:
        """Members are invited to a day that is still to come, or to this one."""
        if self.cleaned_data["held_on"] < today():
            raise forms.ValidationError(_("This day is past. A meeting is convened for today or later."))
        return self.cleaned_data["held_on"]


class MemberForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ("name", "office_ru", "office_en", "organisation", "email", "may_vote", "since")
        labels = {
            "name": _("Surname and initials"),
            "office_ru": _("Office in Russian"),
            "office_en": _("Office in English"),
            "organisation": _("Organisation"),
            "email": _("E-mail"),
            "may_vote": _("Has a vote"),
            "since": _("Sits since"),
        }
        help_texts = dict.fromkeys(("name", "may_vote"), "")
        widgets = {"since": DAY}


class LeaveForm(forms.Form):
    until = forms.DateField(label=_("Last day on the board"), widget=DAY)


class ItemForm(OfMeeting):
    text_ru = forms.CharField(label=_("Question in Russian"), max_length=1000, widget=LINES)
    text_en = forms.CharField(label=_("Question in English"), max_length=1000, required=False, widget=LINES)
    speaker = forms.CharField(label=_("Who reports, with the office"), max_length=250, required=False)
    minutes = forms.IntegerField(label=_("Minutes for it"), min_value=1, max_value=600, required=False)


class ChangedItemForm(ItemForm):
    item = forms.ModelChoiceField(AgendaItem.objects.none(), widget=forms.HiddenInput)


class PointForm(OfMeeting):
    item = forms.ModelChoiceField(AgendaItem.objects.none(), widget=forms.HiddenInput)


class MoveForm(PointForm):
    to = forms.IntegerField(widget=forms.HiddenInput)


class PaperForm(PointForm):
    title = forms.CharField(label=_("Title of the paper"), max_length=200)
    upload = PaperField(SHELF, label=_("File"))


class PaperPointForm(OfMeeting):
    paper = forms.ModelChoiceField(Paper.objects.none(), widget=forms.HiddenInput)


class ShownForm(OfMeeting):
    shown = forms.ModelChoiceField(ItemFigure.objects.none(), widget=forms.HiddenInput)


class MotionForm(PointForm):
    text_ru = forms.CharField(label=_("Draft decision in Russian"), max_length=2000, widget=LINES)
    text_en = forms.CharField(label=_("Draft decision in English"), max_length=2000, required=False, widget=LINES)
    majority = forms.ChoiceField(label=_("Whose consent it needs"), choices=Majority.choices)
    is_secret = forms.BooleanField(label=_("Secret vote"), required=False)


class ChangedMotionForm(OfMeeting):
    motion = forms.ModelChoiceField(Motion.objects.none(), widget=forms.HiddenInput)
    text_ru = MotionForm.base_fields["text_ru"]
    text_en = MotionForm.base_fields["text_en"]
    majority = MotionForm.base_fields["majority"]
    is_secret = MotionForm.base_fields["is_secret"]


class MotionPointForm(OfMeeting):
    motion = forms.ModelChoiceField(Motion.objects.none(), widget=forms.HiddenInput)


# A proxy has a form of its own, and who votes in absence is marked by the vote.
MARKED = [(presence.value, presence.label) for presence in (Presence.IN_PERSON, Presence.REMOTE, Presence.ABSENT)]


class AttendanceForm(OfMeeting):
    member = forms.ModelChoiceField(Member.objects.none(), widget=forms.HiddenInput)
    presence = forms.ChoiceField(choices=MARKED)


class ProxyForm(OfMeeting):
    member = _MemberField(Member.objects.none(), label=_("Who gives the proxy"))
    proxy = _MemberField(Member.objects.none(), label=_("Who holds it"))
    proxy_paper = forms.CharField(label=_("The paper it rests on"), max_length=200)


class ConflictForm(OfMeeting):
    member = _MemberField(Member.objects.none(), label=_("Member"))
    item = _ItemField(AgendaItem.objects.none(), label=_("Question"))
    says = forms.CharField(label=_("What the interest is"), max_length=300)


class SpeechForm(OfMeeting):
    item = _ItemField(AgendaItem.objects.none(), label=_("Question"))
    speaker = forms.CharField(label=_("Who spoke"), max_length=250)
    says = forms.CharField(label=_("What was said, in short"), required=False, widget=LINES)
    is_report = forms.BooleanField(label=_("It was the report"), required=False)


class DissentForm(OfMeeting):
    member = _MemberField(Member.objects.none(), label=_("Member"))
    motion = _MotionField(Motion.objects.none(), label=_("Decision"))
    says = forms.CharField(label=_("Opinion"), max_length=2000, widget=LINES)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        self.fields["motion"].queryset = motions_on(meeting).filter(state=MotionState.CLOSED).select_related("item")


class VersionForm(OfMeeting):
    """Number and signatures until the minutes are signed; then only why they are written again."""

    number = forms.CharField(label=_("Number of the minutes"), max_length=20)
    chair = _MemberField(Member.objects.none(), label=_("Chair"))
    secretary = _MemberField(Member.objects.none(), label=_("Secretary"))
    why = forms.CharField(label=_("Why another version"), max_length=300)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        asked_no_more = ("number", "chair", "secretary") if meeting.state == MeetingState.SIGNED else ("why",)
        for name in asked_no_more:
            del self.fields[name]
        for name in self.fields.keys() - {"why"}:
            self.fields[name].initial = getattr(meeting, name)


class CastForm(OfMeeting):
    motion = forms.ModelChoiceField(Motion.objects.none())
    member = forms.ModelChoiceField(Member.objects.none())
    choice = forms.ChoiceField(choices=Choice.choices)
