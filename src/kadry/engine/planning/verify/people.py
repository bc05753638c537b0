"""P7…P10, P12…P14: who is served, that nobody could be served better, and by a college nearer."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

from kadry.engine.planning.verify.cases import Findings, case, name_of
from kadry.engine.planning.verify.facts import Facts
from kadry.engine.planning.verify.serving import Key


def expected_workers(facts: Facts) -> Findings:
    """P7. Expected workers are ⌊places × coefficient⌋ and the shares of a pair never exceed them."""
    for key in facts.known:
        row = facts.rows[key]
        right = facts.workers(key, row.groups)
        good = row.workers == right and facts.given[key] == row.served <= right
        yield case(good, f"{name_of(key)}: {row.workers} workers, {row.served} served, {facts.given[key]} in shares")


def shares_within_needs(facts: Facts) -> Findings:
    """P8. The shares of a need are of its programme and sum to at most its people; its row says the same."""
    if not facts.solved:
        return
    rows = Counter(row.need for row in facts.plan.needs)
    for need in facts.problem.needs:
        yield case(rows[need.id] == 1, f"need {need.id}: {rows[need.id]} rows")
    for row in facts.plan.needs:
        need, served = facts.needs.get(row.need), facts.seats[row.need]
        good = need is not None and row.people == need.people and row.served == served <= need.people
        good = good and row.unmet == row.people - served
        yield case(good, f"need {row.need}: {row.served} served, {row.unmet} unmet, {served} in shares")
    twice = Counter((share.need, share.college) for share in facts.plan.shares)
    for share in facts.plan.shares:
        need = facts.needs.get(share.need)
        good = need is not None and need.programme == share.programme and share.seats >= 1
        good = good and twice[share.need, share.college] == 1
        yield case(good, f"share {share.need} from {share.college}: {share.seats} seats of {share.programme}")


def within_reach(facts: Facts) -> Findings:
    """P9. Nobody is counted on beyond reach."""
    for share in facts.plan.shares:
        need, key = facts.needs.get(share.need), (share.college, share.programme)
        if need is not None and key in facts.pairs:
            good = facts.reaches(key, need.municipality)
            yield case(good, f"share {share.need} from {share.college}: beyond {facts.problem.reach_km} km")


def programme_sums(facts: Facts) -> Findings:
    """P10. The row of each programme is the sum of its pairs and its needs."""
    if not facts.solved:
        return
    rows = {row.programme: row for row in facts.plan.programmes}
    for programme in facts.problem.programmes:
        own = [row for row in facts.plan.rows if row.programme == programme.id]
        asked = facts.asked[programme.id]
        people, served = sum(need.people for need in asked), sum(facts.seats[need.id] for need in asked)
        workers = sum(row.workers for row in own)
        reached = sum(need.people for need in asked if facts.near[programme.id, need.municipality])
        sums = (
            people,
            reached,
            sum(row.groups for row in own),
            sum(row.places for row in own),
            workers,
            served,
        )
        right = (*sums, people - served, workers - served)
        row = rows.get(programme.id)
        given = row and (
            row.asked, row.in_reach, row.groups, row.places, row.workers, row.served, row.unmet, row.idle
        )  # fmt: skip
        yield case(given == right, f"programme {programme.id}: {given}, the sums are {right}")


def best_service(facts: Facts) -> Findings:
    """P12. With these groups no other sharing of the workers leaves less weight unmet."""
    for programme in facts.problem.programmes if facts.solved else ():
        asked = facts.asked[programme.id]
        lost = sum((Fraction(need.weight) * (need.people - facts.seats[need.id]) for need in asked), Fraction(0))
        least = facts.base[programme.id][0]
        yield case(lost == least, f"programme {programme.id}: weight {float(lost)} unmet, {float(least)} possible")


def rank_kept(facts: Facts) -> Findings:
    """P13. No unmet need has within reach an idle worker, or a seat given to a need that ranks lower."""
    if not facts.solved:
        return
    ranks = {need.id: (-need.weight, need.priority, need.id) for need in facts.problem.needs}
    last: dict[Key, tuple[Decimal, int, str]] = {}
    for share in facts.plan.shares:
        key = (share.college, share.programme)
        if share.need in ranks:
            last[key] = max(last.get(key, ranks[share.need]), ranks[share.need])
    for need in facts.problem.needs:
        if facts.seats[need.id] >= need.people:
            continue
        for key in facts.near[need.programme, need.municipality]:
            if facts.workers(key, max(0, facts.groups(key))) > facts.given[key]:
                yield f"need {need.id} is unmet beside an idle worker of {name_of(key)}"
            elif key in last and last[key] > ranks[need.id]:
                yield f"need {need.id} is unmet, {name_of(key)} serves need {last[key][2]} that ranks lower"
            else:
                yield None


def nearest_first(facts: Facts) -> Findings:
    """P14. No exchange between colleges saves kilometres: the residual network has no negative cycle."""
    sent: dict[str, dict[tuple[Key, str], int]] = defaultdict(lambda: defaultdict(int))
    for share in facts.plan.shares:
        need, key = facts.needs.get(share.need), (share.college, share.programme)
        if need is not None and key in facts.pairs:
            sent[need.programme][key, need.municipality] += share.seats
    for programme, flows in sent.items():
        arcs: dict[tuple[Key | None, Key | None], int] = {}
        for key, place in flows:
            for other in facts.near[programme, place]:
                longer = facts.distance(other[0], place) - facts.distance(key[0], place)
                arcs[key, other] = min(longer, arcs.get((key, other), longer))
        for key in facts.of_programme[programme]:
            if facts.given[key] < facts.workers(key, max(0, facts.groups(key))):
                arcs[key, None] = 0
            if facts.given[key]:
                arcs[None, key] = 0
        yield f"programme {programme}: an exchange saves kilometres" if _negative_cycle(arcs) else None


def _negative_cycle(arcs: dict[tuple[Key | None, Key | None], int]) -> bool:
    """Bellman–Ford from everywhere at once: still shortening after as many rounds as points means a cycle."""
    points = {point for arc in arcs for point in arc}
    far = dict.fromkeys(points, 0)
    for _ in range(len(points) + 1):
        shorter = False
        for (start, end), length in arcs.items():
            if far[start] + length < far[end]:
                far[end] = far[start] + length
                shorter = True
        if not shorter:
            return False
    return True
