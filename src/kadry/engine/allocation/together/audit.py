"""The record of an allocation with groups: what went in, what came out, the certificate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kadry.engine.allocation.inputs import Market, canonical_json
from kadry.engine.allocation.together.inputs import Group, checked_groups
from kadry.engine.allocation.together.result import TogetherResult
from kadry.engine.allocation.verify import Certificate

# Raised whenever the same market and groups could give another result or another record.
VERSION = 1
FORMAT = "kadry.allocation.together"
METHOD = "certain outcomes, exact search, then sequential couples with added seats"


def audit_together(market: Market, groups: Iterable[Group], result: TogetherResult, certificate: Certificate) -> str:
    """The record as canonical JSON: method, digests, market, groups, result and certificate."""
    inside = {
        "certificate": certificate.record(),
        "groups": [group.record() for group in checked_groups(market, groups)],
        "market": market.record(),
        "result": result.record(),
    }
    digests = {name: hashlib.sha256(canonical_json(part).encode()).hexdigest() for name, part in inside.items()}
    return canonical_json({"format": FORMAT, "version": VERSION, "method": METHOD, "sha256": digests, **inside}) + "\n"
