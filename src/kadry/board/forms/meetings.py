"""Forms of a meeting: each asks for what one action takes, and knows the meeting it is of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kadry.board.enums import Choice, Majority, MotionState, Presence
from kadry.board.models import AgendaItem, ItemFigure, Meeting, Member, Motion, Paper
from kadry.board.queries.hall import items_on, members_on, motions_on
from kadry.trail import figures

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LINES = forms.Textarea(attrs={"rows": 3})
_SEVERAL = {"item", "member", "motion", "shown", "paper", "proxy"}


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
        choices |= {"member": sitting, "proxy": sitting.filter(may_vote=True)}
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


class NewMeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Day"), widget=DAY)
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=250)


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
    upload = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX or PPTX, at most 20 MB"))


class PaperPointForm(OfMeeting):
    paper = forms.ModelChoiceField(Paper.objects.none(), widget=forms.HiddenInput)


class FigureForm(PointForm):
    key = forms.ChoiceField(label=_("Figure"))
    scope = forms.CharField(label=_("Scope"), max_length=300, help_text=_("As in the address of the figure’s page: region=50"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        self.fields["key"].choices = [(figure.key, f"{figure.title} ({figure.key})") for figure in figures.all_figures()]
        self.fields["scope"].initial = f"region={meeting.region.code}"


class ShownForm(OfMeeting):
    shown = forms.ModelChoiceField(ItemFigure.objects.none(), widget=forms.HiddenInput)


class MotionForm(PointForm):
    text_ru = forms.CharField(label=_("Draft decision in Russian"), max_length=2000, widget=LINES)
    text_en = forms.CharField(label=_("Draft decision in English"), max_length=2000, required=False, widget=LINES)
    majority = forms.ChoiceField(label=_("Whose consent it needs"), choices=Majority.choices)
    is_secret = forms.BooleanField(label=_("Secret vote"), required=False)


class MotionPointForm(OfMeeting):
    motion = forms.ModelChoiceField(Motion.objects.none(), widget=forms.HiddenInput)


class AttendanceForm(OfMeeting):
    member = forms.ModelChoiceField(Member.objects.none(), widget=forms.HiddenInput)
    presence = forms.ChoiceField(choices=Presence.choices)


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
    number = forms.CharField(label=_("Number of the minutes"), max_length=20)
    why = forms.CharField(label=_("Why another version, where one is signed"), max_length=300, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        self.fields["number"].initial = meeting.number


class CastForm(OfMeeting):
    motion = forms.ModelChoiceField(Motion.objects.none())
    member = forms.ModelChoiceField(Member.objects.none())
    choice = forms.ChoiceField(choices=Choice.choices)
