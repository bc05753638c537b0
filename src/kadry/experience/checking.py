"""What the public text of a case may not hold, and how its several forms are kept in one column."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kadry.experience.enums import CooperationForm

_EMAIL = re.compile(r"\S+@\S+\.\w+")
# +7 (495) 123-45-67, 8 495 123 45 67, (49640) 2-34-56: eleven digits after 7 or 8, or a code in brackets and a number.
_GAP = r"[\s().\u2010-\u2015-]*"
_PHONE = re.compile(
    rf"(?<!\d)(?:\+{_GAP}7|8){_GAP}(?:\d{_GAP}){{9}}\d(?!\d)|\([3489]\d{{2,4}}\){_GAP}(?:\d{_GAP}){{4,6}}\d(?!\d)"
)


def holds_contact(text: str) -> bool:
    """Whether a telephone number or an address of e-mail stands in the text."""
    return bool(_EMAIL.search(text) or _PHONE.search(text))


def without_contacts(text: str) -> None:
    """Raises ValidationError where a telephone or an e-mail stands in a public text."""
    if holds_contact(text):
        raise ValidationError(
            _("No telephone number and no e-mail here: who wants to talk asks for the contact on the page of the case.")
        )


def joined(forms: object) -> str:
    """Forms as they are kept: «practice,mentors», each once, in the order of the list."""
    chosen = {str(form) for form in forms}  # type: ignore[attr-defined]
    return ",".join(form for form in CooperationForm.values if form in chosen)


def known_forms(text: str) -> None:
    """Raises ValidationError unless the text is what ``joined`` makes of one or more forms."""
    if not text or joined(text.split(",")) != text:
        raise ValidationError(_("Name at least one form of cooperation."))
