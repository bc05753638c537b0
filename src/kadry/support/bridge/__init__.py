"""From rows and forms to the law and back: what is asked, what it answers, in the reader's language."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from kadry.law import measures as law

# The folder of a region's own measures and parameters; elsewhere the federal ones hold alone.
_REGIONS = {"50": law.REGION}


def language() -> str:
    """The language of the law's texts."""
    return "ru" if get_language() == "ru" else "en"


def law_region() -> str:
    """Whose measures hold beside the federal ones."""
    return _REGIONS.get(settings.REGION, law.FEDERAL)
