"""From rows to the engine and the law, and back: who may go where, who goes where, and why."""

from kadry.placement.bridge.campaign import PLACEMENT_FIELDS, REFUSAL_FIELDS, Allocation, allocate
from kadry.placement.bridge.openings import Fix, Fixes, Opening, open_to
from kadry.placement.bridge.rows import draft_rules, law_on_minors, medical_rule, rule

__all__ = [
    "PLACEMENT_FIELDS",
    "REFUSAL_FIELDS",
    "Allocation",
    "Fix",
    "Fixes",
    "Opening",
    "allocate",
    "draft_rules",
    "law_on_minors",
    "medical_rule",
    "open_to",
    "rule",
]
