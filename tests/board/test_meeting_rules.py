"""The rules of voting, by table and by property; none of them knows the database."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.board import rules
from kadry.board.enums import Majority, MotionState, Outcome, Presence, Quorum
from kadry.board.rules import Count, Standing

EXAMPLES = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def test_the_examples_in_the_words_hold():
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("who", "motion", "absence", "refused"),
    [
        (Standing(True, "in_person"), "open", False, ""),
        (Standing(True, "remote"), "open", False, ""),
        (Standing(True, "proxy"), "open", False, ""),
        (Standing(True, "absentee"), "open", True, ""),
        (Standing(True, "absentee"), "open", False, "not_here"),
        (Standing(True, "absent"), "open", True, ""),
        (Standing(True, ""), "open", False, "not_here"),
        (Standing(True, ""), "absentee", True, ""),
        (Standing(True, ""), "absentee", False, "not_here"),
        (Standing(True, "in_person"), "absentee", True, ""),
        (Standing(True, "in_person"), "absentee", False, "not_here"),
        (Standing(True, "proxy"), "absentee", True, "proxy_votes_in_the_room"),
        (Standing(False, "in_person"), "open", True, "no_vote"),
        (Standing(True, "in_person", conflicted=True), "open", True, "conflict"),
        (Standing(True, "in_person", has_voted=True), "open", True, "voted"),
        (Standing(True, "proxy", holder_conflicted=True), "open", True, "holder_conflict"),
        (Standing(True, "in_person"), "draft", True, "not_open"),
        (Standing(True, "in_person"), "closed", True, "not_open"),
    ],
)
def test_who_may_vote(who, motion, absence, refused):
    assert rules.refusal(who, motion=motion, absence_counts=absence) == refused


@given(
    who=st.builds(Standing, st.booleans(), st.sampled_from(["", *Presence.values]), st.booleans(), st.booleans()),
    motion=st.sampled_from(MotionState.values),
    absence=st.booleans(),
)
@EXAMPLES
def test_whoever_may_vote_has_a_vote_no_conflict_and_has_not_voted(who, motion, absence):
    if not rules.refusal(who, motion=motion, absence_counts=absence):
        assert who.has_vote and not who.conflicted and not who.has_voted
        assert motion in (MotionState.OPEN, MotionState.ABSENTEE)
        assert absence or who.presence in (Presence.IN_PERSON, Presence.REMOTE, Presence.PROXY)


@pytest.mark.parametrize(
    ("rule", "members", "needed"),
    [("half", 17, 9), ("half", 16, 9), ("half", 1, 1), ("half", 0, 1), ("two_thirds", 17, 12), ("two_thirds", 15, 10),
     ("two_thirds", 1, 1), ("two_thirds", 0, 1)],
)  # fmt: skip
def test_how_many_make_a_quorum(rule, members, needed):
    assert rules.quorum_needed(rule, members) == needed


@given(st.integers(1, 500))
@EXAMPLES
def test_a_quorum_is_the_least_number_that_fulfils_the_words(members):
    half, thirds = rules.quorum_needed("half", members), rules.quorum_needed("two_thirds", members)
    assert 2 * half > members >= 2 * (half - 1)
    assert 3 * thirds >= 2 * members > 3 * (thirds - 1)
    assert max(half, thirds) <= members


def test_a_proxy_counts_for_its_giver_while_its_holder_is_in_the_room():
    assert rules.taking_part({1: "in_person", 2: "proxy"}, {2: 1}) == {1, 2}
    assert rules.taking_part({1: "absent", 2: "proxy"}, {2: 1}) == set()
    assert rules.taking_part({1: "absent", 2: "absentee", 3: "remote"}, {}, voted={2}) == {2, 3}


@given(
    st.dictionaries(st.integers(0, 30), st.sampled_from(Presence.values)),
    st.dictionaries(st.integers(0, 30), st.integers(0, 30)),
    st.sets(st.integers(0, 30)),
)
@EXAMPLES
def test_nobody_takes_part_who_is_neither_here_nor_represented_nor_has_voted(presences, proxies, voted):
    part = rules.taking_part(presences, proxies, voted)
    assert voted <= part
    for who in part - voted:
        assert presences[who] in ("in_person", "remote") or presences[proxies[who]] in ("in_person", "remote")


def _count(members=17, here=14, conflicted=0, yes=0, no=0, neither=0) -> Count:
    return Count(members, here, conflicted, yes, no, neither)


@pytest.mark.parametrize(
    ("count", "majority", "told"),
    [
        (_count(yes=8, no=6), "present", "adopted"),
        (_count(yes=7, no=7), "present", "rejected"),  # a tie
        (_count(yes=7, neither=7), "present", "rejected"),  # abstaining is taking part
        (_count(yes=7), "present", "rejected"),  # so is saying nothing
        (_count(here=8, yes=8), "present", "no_quorum"),
        (_count(conflicted=5, yes=5, no=4), "present", "adopted"),  # 9 may vote; a conflict leaves the quorum as it is
        (_count(here=9, conflicted=5, yes=3, no=1), "present", "adopted"),
        (_count(here=9, conflicted=9), "present", "rejected"),
        (_count(yes=9, no=5), "two_thirds", "rejected"),
        (_count(yes=10, no=4), "two_thirds", "adopted"),
        (_count(yes=9, no=5), "all", "adopted"),
        (_count(yes=8), "all", "rejected"),
        (_count(conflicted=6, yes=8), "all", "rejected"),
    ],
)
def test_what_is_adopted(count, majority, told):
    assert rules.outcome(count, quorum="half", majority=majority) == told


@st.composite
def counts(draw) -> Count:
    members = draw(st.integers(1, 60))
    here = draw(st.integers(0, members))
    conflicted = draw(st.integers(0, here))
    yes = draw(st.integers(0, here - conflicted))
    no = draw(st.integers(0, here - conflicted - yes))
    return Count(members, here, conflicted, yes, no, draw(st.integers(0, here - conflicted - yes - no)))


@given(counts(), st.sampled_from(Quorum.values), st.sampled_from(Majority.values))
@EXAMPLES
def test_nothing_is_adopted_without_a_quorum_nor_by_as_many_against_as_for(count, quorum, majority):
    told = rules.outcome(count, quorum=quorum, majority=majority)
    assert told in Outcome.values and count.silent >= 0
    if told == "adopted":
        assert count.votes_for > count.votes_against
        assert count.taking_part >= rules.quorum_needed(quorum, count.members)


@given(counts(), st.sampled_from(Majority.values))
@EXAMPLES
def test_one_more_vote_for_never_undoes_what_was_adopted(count, majority):
    if rules.outcome(count, quorum="half", majority=majority) == "adopted" and count.silent:
        more = Count(count.members, count.taking_part, count.conflicted, count.votes_for + 1, count.votes_against, 0)
        assert rules.outcome(more, quorum="half", majority=majority) == "adopted"


@pytest.mark.parametrize(
    ("giver", "holder", "given_before", "refused"),
    [
        (1, 2, {}, ""),
        (1, 1, {}, "own_proxy"),
        (1, 2, {3: 2}, ""),
        (1, 2, {3: 2, 4: 2}, "proxies_enough"),
        (1, 2, {1: 2, 3: 2}, ""),  # the same said again
        (1, 2, {2: 3}, "proxy_of_a_proxy"),
        (1, 2, {3: 1}, "proxy_of_a_proxy"),
    ],
)
def test_whose_proxy_one_may_be(giver, holder, given_before, refused):
    assert rules.proxy_refusal(giver, holder, given_before, at_most=2) == refused


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=30), st.integers(1, 3))
@EXAMPLES
def test_no_proxies_ever_form_a_chain_or_a_heap(asked, most):
    given_so_far: dict[int, int] = {}
    for giver, holder in asked:
        if not rules.proxy_refusal(giver, holder, given_so_far, at_most=most):
            given_so_far[giver] = holder
    assert not set(given_so_far) & set(given_so_far.values())
    assert all(list(given_so_far.values()).count(holder) <= most for holder in given_so_far.values())
