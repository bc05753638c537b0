from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, Certificate, FaultyInput, Market, solve
from kadry.engine.allocation.minimums import check_settled, exact, settle, settle_minimums, why_closed, why_filled, why_moved
from kadry.engine.allocation.minimums.bound import fewest_worse_off
from kadry.engine.allocation.minimums.words import PROMISES, SENTENCES, promise_words
from kadry.engine.allocation.reference import textbook_allocation, textbook_order

from .markets import Outcome, markets

FEW = settings(max_examples=70, deadline=None, derandomize=True)
POLICIES = ("close", "fill", "best")


@st.composite
def with_minimums(draw: st.DrawFn, students: int = 6, places: int = 4) -> Market:
    market = draw(markets(students, places))
    return replace(market, minimums={place: draw(st.integers(0, 4)) for place in market.places if draw(st.integers(0, 4))})


def closing(market: Market, closed: frozenset[str]) -> Market:
    return replace(market, minimums={}, seats={p: 0 if p in closed else seats for p, seats in market.seats.items()})


def short_places(market: Market, outcome: Outcome) -> list[str]:
    present = Counter(outcome.values())
    return [place for place, least in market.minimums.items() if 0 < present[place] < least]


def hopeless(market: Market) -> frozenset[str]:
    """Short places that stay so even when every other place below its minimum is closed."""
    plain = textbook_allocation(closing(market, frozenset()))
    present = Counter(plain.values())
    at_risk = frozenset(place for place, least in market.minimums.items() if present[place] < least)
    return frozenset(
        place
        for place in short_places(market, plain)
        if place in short_places(market, textbook_allocation(closing(market, at_risk - {place})))
    )


def reachable(market: Market, start: frozenset[str]) -> dict[frozenset[str], Outcome]:
    """Every set of places that can be closed one at a time, each short at its turn, and what it comes to."""
    found: dict[frozenset[str], Outcome] = {}
    ahead = [start]
    while ahead:
        closed = ahead.pop()
        if closed not in found:
            found[closed] = textbook_allocation(closing(market, closed))
            ahead += [closed | {place} for place in short_places(market, found[closed])]
    return found


def cost(market: Market, outcome: Outcome) -> tuple[int, int, int]:
    """Students worse off than without minimums, of them without a place, wishes they lost."""
    plain = textbook_allocation(replace(market, minimums={}))
    lost = {s: rank(market, s, place) - rank(market, s, plain[s]) for s, place in outcome.items()}
    worse = [student for student in lost if lost[student] > 0]
    return len(worse), sum(outcome[student] is None for student in worse), sum(lost[student] for student in worse)


def rank(market: Market, student: str, place: str | None) -> int:
    wished = market.wishes[student]
    return wished.index(place) if place else len(wished)


def all_that_meet_the_minimums(market: Market) -> Iterator[Outcome]:
    """Every outcome, fair or not, that sends students where they wished and are eligible and meets every size."""
    options = [[None, *(p for p in wished if s in market.priorities[p])] for s, wished in market.wishes.items()]
    for chosen in product(*options):
        sizes = Counter(place for place in chosen if place)
        if all(market.minimums.get(place, 0) <= size <= market.seats[place] for place, size in sizes.items()):
            yield dict(zip(market.wishes, chosen, strict=True))


@FEW
@given(with_minimums(), st.sampled_from(POLICIES))
def test_every_promise_holds(market, policy):
    settled = settle_minimums(market, policy)
    assert settled.certificate.holds, settled.certificate
    assert [found.name for found in settled.certificate.properties] == list(PROMISES["en"])


@FEW
@given(with_minimums())
def test_close_is_the_cheapest_of_all_closings_and_stable_without_the_closed(market):
    settled = settle_minimums(market, "close")
    complete = [outcome for outcome in reachable(market, hopeless(market)).values() if not short_places(market, outcome)]
    assert cost(market, settled.assignment) == min(cost(market, outcome) for outcome in complete)
    assert dict(settled.assignment) == textbook_allocation(closing(market, frozenset(settled.closed)))
    assert settled.at_least == len(settled.worse_off) and settled.held == {}


@FEW
@given(with_minimums(students=5, places=3))
def test_no_outcome_whatever_leaves_fewer_worse_off_than_the_bound(market):
    settled = settle_minimums(market, "fill")
    least = min(cost(market, outcome)[0] for outcome in all_that_meet_the_minimums(market))
    assert settled.at_least <= least <= len(settled.worse_off)


def may_be_settled(market: Market, closed: frozenset[str], base: Outcome, outcome: Outcome) -> bool:
    """Whether nobody envies but students of places that had some after the closings and have their minimum now."""
    plain = textbook_allocation(replace(market, minimums={}))
    present, before, first = (Counter(a.values()) for a in (outcome, base, plain))
    order = {place: textbook_order(market, place) for place in market.places if place not in closed}
    for student, wished in market.wishes.items():
        place = outcome[student]
        if place in closed:
            return False
        least = market.minimums.get(place, 0) if place else 0
        if first[place] < least and before[place] and present[place] == least > 1:
            continue
        for dearer in wished[: rank(market, student, place)]:
            if student in order.get(dearer, ()):
                lower = order[dearer][order[dearer].index(student) + 1 :]
                if present[dearer] < market.seats[dearer] or any(outcome[other] == dearer for other in lower):
                    return False
    return True


@settings(max_examples=40, deadline=None, derandomize=True)
@given(with_minimums(students=5, places=3))
def test_best_leaves_the_fewest_worse_off_of_all_settlements_and_proves_it(market):
    settled = settle_minimums(market, "best")
    closings = reachable(market, frozenset())
    least = min(
        cost(market, outcome)[0]
        for outcome in all_that_meet_the_minimums(market)
        if any(may_be_settled(market, closed, base, outcome) for closed, base in closings.items())
    )
    assert settled.at_least == least == len(settled.worse_off)


def tangled() -> Market:
    """Two groups of 3 are short: the cheapest is to close the second and to hold s0 in the first, two moves at once."""
    return Market(
        seats={"p0": 3, "p1": 4, "p2": 2},
        wishes={
            "s0": ("p2", "p0", "p1"),
            "s1": ("p1",),
            "s2": ("p2", "p0", "p1"),
            "s3": ("p0",),
            "s4": ("p2", "p1", "p0"),
            "s5": ("p0", "p1", "p2"),
        },
        priorities={
            "p0": {"s0": 2, "s1": 2, "s2": 2, "s3": 1, "s5": 2},
            "p1": {"s1": 0, "s2": 0, "s3": 1, "s4": 1},
            "p2": {"s0": 0, "s1": 1, "s2": 0, "s3": 2, "s4": 0, "s5": 2},
        },
        seed="0.5543635823855678",
        minimums={"p0": 3, "p1": 3},
    )


def test_the_exact_choice_betters_the_nearest_one(monkeypatch):
    settled = settle_minimums(tangled())
    assert (settled.worse_off, settled.at_least, settled.certificate.holds) == (("s0", "s1"), 2, True)
    monkeypatch.setattr(exact, "PAIRS_AT_MOST", 0)
    assert (settle_minimums(tangled()).worse_off, settled.at_least) == (("s2", "s3", "s5"), 2)


@FEW
@given(with_minimums(students=7, places=4))
def test_best_costs_no_more_than_either(market):
    close, fill, best = (settle_minimums(market, policy) for policy in ("close", "fill", "best"))
    assert cost(market, best.assignment) <= min(cost(market, close.assignment), cost(market, fill.assignment))


@FEW
@given(with_minimums(), st.sampled_from(POLICIES))
def test_only_the_held_envy_and_a_filled_place_has_its_minimum(market, policy):
    settled = settle_minimums(market, policy)
    sizes = Counter(settled.assignment.values())
    assert all(sizes[place] == market.minimums[place] for place in settled.filled)
    order = {place: textbook_order(market, place) for place in market.places}
    for student, wished in market.wishes.items():
        for place in wished[: rank(market, student, settled.assignment[student])]:
            if student in order[place] and place not in settled.closed and student not in settled.held:
                there = [other for other, given_place in settled.assignment.items() if given_place == place]
                assert len(there) == market.seats[place]
                assert all(order[place].index(other) < order[place].index(student) for other in there)


@FEW
@given(markets(), st.data(), st.sampled_from(POLICIES))
def test_minimums_of_none_or_one_change_nothing(market, data, policy):
    minimums = {place: data.draw(st.integers(0, 1)) for place in market.places if market.seats[place]}
    settled = settle_minimums(replace(market, minimums=minimums), policy)
    assert dict(settled.assignment) == dict(solve(market).assignment)
    assert (settled.closed, settled.moves, settled.at_least) == ((), (), 0)


@FEW
@given(with_minimums(), st.sampled_from(POLICIES), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(market, policy, shuffler):
    def shuffled(mapping):
        items = list(mapping.items())
        shuffler.shuffle(items)
        return dict(items)

    mixed = replace(
        market,
        seats=shuffled(market.seats),
        wishes=shuffled(market.wishes),
        priorities=shuffled({place: shuffled(listed) for place, listed in market.priorities.items()}),
        minimums=shuffled(market.minimums),
    )
    assert settle_minimums(mixed, policy).to_json() == settle_minimums(market, policy).to_json()


@FEW
@given(with_minimums(), st.sampled_from(POLICIES))
def test_every_move_has_a_sentence_in_both_languages(market, policy):
    settled = settle_minimums(market, policy)
    for student in {move.student for move in settled.moves} | settled.held.keys():
        assert re.search("[а-я]", why_moved(market, settled, student))
        assert not re.search("[а-яё{}~]", why_moved(market, settled, student, "en"))


def test_a_search_that_grows_too_long_ends_with_one_closing_after_another(monkeypatch):
    monkeypatch.setattr(settle, "CLOSINGS_TRIED", 0)
    settled = settle_minimums(workshop(), "close")
    assert settled.certificate.holds
    assert (settled.closed, settled.at_least, settled.worse_off) == (("rubin",), 1, ("Anna",))


def workshop() -> Market:
    """Rubin has Anna alone of 2; Store and Mill are full or can spare one, Vera would go to Rubin second."""
    return Market(
        seats={"mill": 2, "rubin": 3, "store": 3},
        wishes={
            "Anna": ("rubin", "mill", "store"),
            "Boris": ("mill", "store"),
            "Vera": ("mill", "rubin"),
            "Gleb": ("mill", "store"),
            "Dina": ("store",),
        },
        priorities={
            "mill": {"Anna": 1, "Boris": 9, "Vera": 7, "Gleb": 5},
            "rubin": {"Anna": 1, "Vera": 1},
            "store": {"Anna": 1, "Boris": 1, "Gleb": 1, "Dina": 1},
        },
        seed="1",
        titles={"rubin": "Рубин", "mill": "Мельница", "store": "Склад"},
        minimums={"rubin": 2, "mill": 1, "store": 1},
    )


def plainly(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_filling_moves_one_and_lets_the_first_in_line_up():
    market = workshop()
    settled = settle_minimums(market, "fill")
    assert settled.held == {"Vera": "rubin"} and settled.closed == () and settled.filled == ("rubin",)
    assert [(move.student, move.reason_code) for move in settled.moves] == [("Gleb", "up"), ("Vera", "fill")]
    assert plainly(why_moved(market, settled, "Vera")) == (
        "Группе «Рубин» не хватало 1 человека до её минимума 2 (было 1), и её дополнили. Вы тоже просились туда, а ваш переход"
        " стоил меньше всего, и там, откуда вы ушли, группа сохранилась. Теперь вы приняты: «Рубин» — ваше второе пожелание."
    )
    assert plainly(why_moved(market, settled, "Gleb")) == (
        "В группе «Мельница», которую вы ставили выше, освободилось место. Теперь вы приняты: «Мельница» — ваше первое пожелание."
    )
    assert plainly(why_filled(market, settled, "rubin", "en")) == (
        "The group “Рубин” lacked 1 student to its minimum of 2 (it had 1) and was filled up."
    )


def with_wishes(market: Market, student: str, wishes: tuple[str, ...]) -> Market:
    return replace(market, wishes={**market.wishes, student: wishes})


@pytest.mark.parametrize("policy", ["fill", "best"])
def test_who_does_not_name_a_short_place_is_not_moved_to_it(policy):
    # So these two are not strategy-proof: Vera truly would rather be at Rubin than nowhere.
    assert settle_minimums(workshop(), policy).assignment["Vera"] == "rubin"
    assert settle_minimums(with_wishes(workshop(), "Vera", ("mill",)), policy).assignment["Vera"] == "mill"


def test_who_gives_up_a_dearer_wish_can_save_a_group_from_being_closed():
    # So closing is not strategy-proof: Boris, sent on from the closed group, would take Anna's seat at the mill.
    market = Market(
        seats={"mill": 1, "rubin": 2},
        wishes={"Anna": ("mill", "rubin"), "Boris": ("rubin", "mill")},
        priorities={"mill": {"Anna": 1, "Boris": 2}, "rubin": {"Anna": 1, "Boris": 1}},
        seed="1",
        minimums={"rubin": 2},
    )
    assert settle_minimums(market, "close").assignment["Anna"] is None
    assert settle_minimums(with_wishes(market, "Anna", ("rubin",)), "close").assignment["Anna"] == "rubin"


def test_closing_sends_the_students_on_and_says_why():
    market = replace(workshop(), minimums={"rubin": 3})
    settled = settle_minimums(market, "close")
    assert settled.closed == ("rubin",) and settled.assignment["Anna"] == "store"
    assert plainly(why_moved(market, settled, "Anna")) == (
        "Группе «Рубин» нужно не меньше 3 человек, а просились туда и были допущены только 2, поэтому она не открывается."
        " Теперь вы приняты: «Склад» — ваше третье пожелание."
    )
    closed = settle_minimums(workshop(), "close")
    assert plainly(why_closed(workshop(), closed, "rubin")) == (
        "Группа «Рубин» не набрала 2 человек (было 1), поэтому она не открывается."
    )


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(("seats", "reason"), [(4, "few_willing"), (1, "few_seats")])
def test_an_impossible_minimum_closes_the_place_with_that_reason(policy, seats, reason):
    market = replace(workshop(), seats={"mill": 2, "rubin": seats, "store": 3}, minimums={"rubin": 4})
    settled = settle_minimums(market, policy)
    assert settled.closed == ("rubin",)
    start = SENTENCES["en"][reason].split("{least}")[0].format(place="“Рубин”")
    assert plainly(why_closed(market, settled, "rubin", "en")).startswith(start)


def test_one_kept_in_place_is_no_move_but_is_told():
    # Boris leaves the mill for rubin; Anna, who is at rubin, would follow him up and must stay for its sake.
    market = Market(
        seats={"mill": 1, "rubin": 2},
        wishes={"Anna": ("mill", "rubin"), "Boris": ("mill", "rubin")},
        priorities={"mill": {"Anna": 1, "Boris": 2}, "rubin": {"Anna": 1, "Boris": 1}},
        seed="1",
        minimums={"rubin": 2},
    )
    settled = settle_minimums(market, "fill")
    assert settled.held == {"Anna": "rubin", "Boris": "rubin"}
    assert [move.student for move in settled.moves] == ["Boris"]
    assert plainly(why_moved(market, settled, "Anna", "en")) == (
        "The group “rubin” lacked 1 student to its minimum of 2 (it had 1) and was filled up. You stay in it so that it opens."
    )


def test_an_unknown_policy_is_named():
    with pytest.raises(FaultyInput, match="policy: 'spread' is unknown"):
        settle_minimums(workshop(), "spread")


RULES = {
    "reserves": {"types": {"Boris": ("local",)}, "reserves": {"mill": {"local": 1}, "rubin": {"local": 2}}},
    "caps": {"caps": {"site": Cap(seats=4, places=("mill", "store"))}},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("policy", ["close", "best"])
def test_under_other_rules_places_are_closed(rule, policy):
    market = replace(workshop(), **RULES[rule])
    settled = settle_minimums(market, policy)
    assert settled.certificate.holds, settled.certificate
    assert (settled.closed, settled.held) == (("rubin",), {})
    with pytest.raises(FaultyInput, match=rf"{rule}: a place cannot be filled up under this rule\. Choose the policy “close”"):
        settle_minimums(market, "fill")


@pytest.mark.parametrize(
    ("promise", "forged"),
    [
        ("M1", {"assignment": {"Vera": None}}),
        ("M2", {"assignment": {"Dina": "mill"}}),
        ("M4", {"closed": ("store",)}),
        ("M5", {"moves": ()}),
        ("M6", {"held": {"Vera": "rubin", "Dina": "mill"}}),
        ("M7", {"assignment": {"Boris": None}}),
        ("M7", {"held": {}}),
        ("M8", {"at_least": 2}),
    ],
)
def test_a_forged_settlement_is_caught(promise, forged):
    market, settled = workshop(), settle_minimums(workshop(), "fill")
    if "assignment" in forged:
        forged = {"assignment": {**settled.assignment, **forged["assignment"]}}
    certificate = check_settled(market, replace(settled, certificate=Certificate(()), **forged))
    assert not certificate[promise].holds and certificate[promise].counterexample


def test_a_wrong_story_of_the_closings_is_caught():
    market, settled = workshop(), settle_minimums(workshop(), "close")
    assert not check_settled(market, replace(settled, steps=settled.steps[:1]))["M3"].holds
    assert not check_settled(market, replace(settled, steps=settled.steps[::-1]))["M3"].holds
    assert not check_settled(market, replace(settled, moves=settled.moves * 2))["M5"].holds
    listed = tuple(replace(move, reason_code="up") for move in settled.moves)
    assert not check_settled(market, replace(settled, moves=listed))["M5"].holds


@pytest.mark.parametrize(
    ("short", "least"),
    [([], 0), ([(3, 1)], 1), ([(1, 3)], 1), ([(4, None)], 4), ([(3, 2), (2, 3)], 2), ([(5, 2), (5, 2), (1, 9)], 4)],
)
def test_the_bound_weighs_closing_against_filling(short, least):
    assert fewest_worse_off(short) == least


def test_a_student_not_touched_has_no_such_reason():
    market, settled = workshop(), settle_minimums(workshop(), "fill")
    with pytest.raises(KeyError):
        why_moved(market, settled, "Dina")
    with pytest.raises(KeyError):
        why_closed(market, settled, "mill")


def test_every_sentence_and_promise_exists_in_both_languages():
    assert SENTENCES["ru"].keys() == SENTENCES["en"].keys()
    assert PROMISES["ru"].keys() == PROMISES["en"].keys()
    assert promise_words("M7", "en") == PROMISES["en"]["M7"] and "~" not in promise_words("M1")
