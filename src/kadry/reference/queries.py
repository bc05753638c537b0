"""What is read of the classifiers."""

from __future__ import annotations

from django.conf import settings

from kadry.reference.models import Region


def served_region() -> Region:
    """The region this installation serves."""
    return Region.objects.get(code=settings.REGION)
