"""Parts of a plan as sentences, from the tables of `words`. `names` maps ids to the names people know."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kadry.engine.planning import words
from kadry.engine.planning.arithmetic import Step
from kadry.engine.planning.plan import Binding, Conflict, NeedRow, Plan, Requirement, Worth

Names = Mapping[str, str] | None


def status_sentence(plan: Plan, lang: str) -> str:
    """How good the plan is, in one or two sentences."""
    percent = (plan.gap or Decimal(0)) * 100
    text = words.render(words.STATUSES[plan.status][lang], lang, gap=percent)
    return f"{text} {words.STOPS[plan.stopped_by][lang]}" if plan.stopped_by else text


def need_sentence(row: NeedRow, lang: str) -> str:
    """Why a need is not met in full; empty when it is."""
    return words.REASONS[row.reason][lang] if row.reason else ""


def binding_sentence(binding: Binding, lang: str, names: Names = None) -> str:
    """What binds, and what lifting it by one group would bring."""
    text = words.render(
        words.BINDINGS[binding.direction][lang],
        lang,
        limit=words.LIMITS[binding.code][lang],
        amount=words.amount(binding.limit, binding.unit, lang, genitive=True),
        college=words.name_of(binding.college, names, lang),
        programme=words.name_of(binding.programme, names, lang),
        worth=binding.worth,
    )
    if not binding.also:
        return text
    others = ", ".join(words.LIMITS[code][lang] for code in binding.also)
    return f"{text} {words.render(words.BINDINGS['also'][lang], lang, limits=others)}"


def conflict_sentence(conflict: Conflict, lang: str, names: Names = None) -> str:
    """Which requirements cannot hold together."""
    last = len(conflict.requirements) - 1
    parts = [_requirement(each, lang, names, top=at == last) for at, each in enumerate(conflict.requirements)]
    return words.render(words.CONFLICTS["intro"][lang], lang, parts="; ".join(parts))


def _requirement(each: Requirement, lang: str, names: Names, *, top: bool) -> str:
    key = each.code if each.code in ("college", "budget") else "most" if top else "least"
    return words.render(
        words.CONFLICTS[key][lang],
        lang,
        amount=words.amount(each.value, each.unit, lang, genitive=True),
        limit=words.LIMITS[each.code][lang],
        college=words.name_of(each.college, names, lang),
        programme=words.name_of(each.programme, names, lang),
    )


def worth_sentence(worth: Worth, lang: str, *, more: bool = True) -> str:
    """What one group more (or fewer) would bring."""
    gain, people = (worth.more, worth.more_people) if more else (worth.fewer, worth.fewer_people)
    verdict = words.WORTHS["better" if gain > 0 else "worse" if gain < 0 else "same"][lang]
    signed = ("+" if people > 0 else "") + words.amount(people, "people", lang)
    return words.render(
        words.WORTHS["more" if more else "fewer"][lang],
        lang,
        people=signed,
        verdict=words.render(verdict, lang, worth=abs(gain)),
    )


def step_sentence(step: Step, lang: str, names: Names = None) -> str:
    """The label of a step of the arithmetic, without its number."""
    limit = words.LIMITS[step.subject][lang] if step.code in ("at_most", "at_least") else ""
    return words.render(words.STEPS[step.code][lang], lang, limit=limit, subject=words.name_of(step.subject, names, lang))


def source_sentence(step: Step, lang: str) -> str:
    """Where the number of a step comes from: a source given with the input stands as it was given."""
    return words.SOURCES[step.source][lang] if step.source in words.SOURCES else step.source
