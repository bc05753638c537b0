"""Rules of the law computed for employers: yes, no or cannot tell, with the trace, the money and the next question.

If you just want one answer, call `evaluate(measure, facts, parameters, on=day)`.
If you just want to know what to ask next, call `next_question(answers)`.
If you just want what would make it a yes, call `single_changes(measure, facts, parameters, on=day)`.
If you just want the best of measures that exclude each other, call `best_combination(answers, excludes=…)`.
If you just want a million employers, call `evaluate_table(measure, columns, parameters, on=day)`.

Measures and facts come as plain data: `catalogue(records)`, `Measure.from_record(record, facts)`, `read_facts(raw, facts)`.
The package knows no law: what a measure says, and what a parameter is on a day, is given to it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kadry.engine.faults import Fault, FaultyInput
from kadry.engine.rules.answer import Answer, Checked, Figure, Payment, evaluate
from kadry.engine.rules.changes import Change, single_changes
from kadry.engine.rules.combination import Combination, best_combination
from kadry.engine.rules.facts import Fact, catalogue, read_facts
from kadry.engine.rules.measure import Amount, Clause, Condition, Deadline, FigureRule, Measure, PaymentRule, Version
from kadry.engine.rules.nodes import facts_of
from kadry.engine.rules.parameter import Parameter
from kadry.engine.rules.question import Question, next_question

if TYPE_CHECKING:
    from kadry.engine.rules.table import UNBOUNDED, Column, TableAnswer, evaluate_table

# NumPy takes a tenth of a second to load, and one employer does not need it.
_LATER = {"UNBOUNDED", "Column", "TableAnswer", "evaluate_table"}

__all__ = [
    "UNBOUNDED",
    "Amount",
    "Answer",
    "Change",
    "Checked",
    "Clause",
    "Column",
    "Combination",
    "Condition",
    "Deadline",
    "Fact",
    "Fault",
    "FaultyInput",
    "Figure",
    "FigureRule",
    "Measure",
    "Parameter",
    "Payment",
    "PaymentRule",
    "Question",
    "TableAnswer",
    "Version",
    "best_combination",
    "catalogue",
    "evaluate",
    "evaluate_table",
    "facts_of",
    "next_question",
    "read_facts",
    "single_changes",
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module("kadry.engine.rules.table"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
