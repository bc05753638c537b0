from __future__ import annotations

from dataclasses import replace

import pytest

from kadry.engine.allocation import Market
from kadry.engine.allocation.together import Block, Group, explain_group, explain_seats, solve_together, verify_together
from kadry.engine.allocation.together.words import PROPERTIES, SENTENCES, property_words

from .groups import roth


def calm() -> tuple[Market, tuple[Group, ...]]:
    """A couple at its second wish, two singles, seats left."""
    market = Market(
        seats={"lathe": 1, "mill": 1, "none": 0, "store": 3},
        wishes={"Anna": (), "Boris": (), "Gleb": ("lathe",), "Vera": ("mill", "store")},
        priorities={
            "lathe": {"Gleb": 90, "Anna": 80, "Boris": 80},
            "mill": {"Anna": 70, "Vera": 60},
            "none": {"Boris": 10},
            "store": {"Vera": 5, "Boris": 5, "Anna": 3},
        },
        seed="2026",
    )
    wishes = (("lathe", "lathe"), ("mill", "lathe"), ("store", "none"), ("mill", "store"), ("mill", None))
    return market, (Group(("Anna", "Boris"), wishes),)


@pytest.mark.parametrize(
    ("forged", "broken"),
    [
        ({"assignment": {"Anna": "mill", "Boris": "store", "Gleb": "lathe", "Vera": "mill"}}, "G1"),
        ({"assignment": {"Anna": "mill", "Boris": "store", "Gleb": "lathe"}}, "G2"),
        ({"assignment": {"Anna": "mill", "Boris": "store", "Gleb": "store", "Vera": "store"}}, "G3"),
        ({"assignment": {"Anna": "store", "Boris": "store", "Gleb": "lathe", "Vera": "mill"}}, "G4"),
        ({"assignment": {"Anna": "mill", "Boris": "store", "Gleb": None, "Vera": "store"}}, "G5"),
        ({"assignment": {"Anna": None, "Boris": None, "Gleb": "lathe", "Vera": "mill"}}, "G6"),
        ({"extra_seats": {"store": 1}, "status": "stable_with_seats"}, "G7"),
        ({"status": "stable_with_seats"}, "G7"),
        ({"proved_impossible": True}, "G7"),
        ({"blocking": (Block(("Vera",), ("mill",)),)}, "G8"),
    ],
)
def test_a_forged_result_is_caught(forged, broken):
    market, groups = calm()
    result = solve_together(market, groups)
    assert verify_together(market, groups, result).holds
    certificate = verify_together(market, groups, replace(result, **forged))
    assert not certificate[broken].holds and certificate[broken].counterexample


def test_seats_withheld_from_the_certificate_are_caught():
    market, groups = roth()
    result = solve_together(market, groups)
    assert not verify_together(market, groups, replace(result, extra_seats={}, status="stable"))["G1"].holds
    assert not verify_together(market, groups, replace(result, blocking=()))["G8"].holds


def test_a_group_reads_why_for_every_joint_wish():
    market, groups = calm()
    result = solve_together(market, groups)
    assert explain_group(market, groups, result, "Boris", "en") == (
        "You are admitted together: Anna — “mill”, Boris — “store”. This is your fourth wish.",
        "First wish: Anna — “lathe”, Boris — “lathe” — not possible. “lathe”: too few seats for all at once"
        " (Anna, Boris): together you do not come within its seats by right.",
        "Second wish: Anna — “mill”, Boris — “lathe” — not possible. “lathe”: everyone admitted has a higher right"
        " than Boris (points of the last admitted: 90; points of this member: 80).",
        "Third wish: Anna — “store”, Boris — “none” — not possible. “none”: there are no seats here this time.",
        "Fourth wish: Anna — “mill”, Boris — “store” — you are admitted.",
        "Fifth wish: Anna — “mill”, Boris — no place — not needed: you are admitted to a wish above.",
    )
    assert explain_group(market, groups, result, "Anna")[0].replace("\N{NO-BREAK SPACE}", " ") == (
        "Вы приняты вместе: Anna — «mill», Boris — «store». Это ваше четвёртое пожелание."
    )
    with pytest.raises(KeyError, match="Vera"):
        explain_group(market, groups, result, "Vera")


def test_a_group_left_out_reads_that_too():
    market, (group,) = calm()
    for wishes, sentence in (((("lathe", "lathe"),), "Your group has no places so far."), ((), "Your group named no wish")):
        groups = (Group(group.members, wishes),)
        told = explain_group(market, groups, solve_together(market, groups), "Anna", "en")
        assert told[0].startswith(sentence) and len(told) == 1 + len(wishes)


def test_added_seats_are_told_with_what_is_proved():
    market, groups = roth()
    result = solve_together(market, groups)
    assert explain_seats(market, result, "ru")[0].replace("\N{NO-BREAK SPACE}", " ") == (
        "Чтобы распределение было справедливым для всех, нужно добавить: «Токарный участок» — 1 место."
    )
    assert explain_seats(market, result, "en")[1:] == (
        "It is proved that with the present seats no allocation is fair to everyone.",
        "It is proved that fewer seats would not do.",
        "Without the added seats: Vera would rather have Vera — “mill” and would be admitted there.",
    )
    unproved = replace(result, proved_impossible=False, proved_fewest=False)
    assert len(explain_seats(market, unproved, "en")) == 3
    market, groups = calm()
    assert explain_seats(market, solve_together(market, groups), "en")[0].startswith("The seats are enough")


def test_both_languages_are_complete():
    assert SENTENCES["ru"].keys() == SENTENCES["en"].keys()
    assert PROPERTIES["ru"].keys() == PROPERTIES["en"].keys()
    for code, sentence in SENTENCES["ru"].items():
        assert {part.split("}")[0] for part in sentence.split("{")[1:]} == {
            part.split("}")[0] for part in SENTENCES["en"][code].split("{")[1:]
        }
    assert "~" not in property_words("G1", "ru")
