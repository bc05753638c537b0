from __future__ import annotations

import string

import pytest
from hypothesis import given, settings

from kadry.engine.allocation import Market, explain, open_places, solve, why_not
from kadry.engine.allocation import words as words_of
from kadry.engine.allocation.reasons import reason_code

from .markets import markets

NBSP = "\N{NO-BREAK SPACE}"
LANGUAGES = ("ru", "en")


def crowd() -> Market:
    """Every reason code occurs here once at least."""
    best = {f"top{i}": ("cnc", "store") for i in range(12)}
    wishes = {
        **best,
        "higher": ("cnc",),
        "tied": ("solo",),
        "tied2": ("solo",),
        "choosy": ("solo", "cnc", "store", "quiet"),
        "outsider": ("cnc", "closed"),
        "silent": (),
    }
    priorities = {
        "cnc": {**dict.fromkeys(best, 87), "higher": 81, "silent": 20},
        "solo": {"tied": 50, "tied2": 50, "choosy": 90, "silent": 10},
        "store": {"choosy": 60, "silent": 12.5, **dict.fromkeys(best, 1)},
        "quiet": {"choosy": 5},
        "closed": {"outsider": 1, "silent": 1},
    }
    return Market(
        seats={"cnc": 12, "solo": 1, "store": 2, "quiet": 3, "closed": 0},
        wishes=wishes,
        priorities=priorities,
        seed="2026",
        titles={"cnc": "Рубин, участок ЧПУ", "store": "Склад «Север»"},
    )


def plain(text: object) -> str:
    return str(text).replace(NBSP, " ")


def test_russian_sentence_of_a_higher_right():
    market = crowd()
    reason = why_not(market, solve(market), "higher", "cnc", "ru")
    assert reason.code == "higher"
    assert reason.rank == 1
    assert plain(reason) == (
        "Первое пожелание: «Рубин, участок ЧПУ» — 12 мест отданы тем, у кого право выше "
        "(последний принятый: 87 баллов; у вас 81). Ваш номер в листе ожидания: 1."
    )
    for kept_together in ("12 мест", "87 баллов", "у вас", "у кого"):
        assert kept_together.replace(" ", NBSP) in str(reason)


def test_english_sentence_of_a_higher_right():
    market = crowd()
    assert plain(why_not(market, solve(market), "higher", "cnc", "en")) == (
        "First wish: “Рубин, участок ЧПУ” — 12 seats went to people with a higher right "
        "(last admitted: 87 points; you have 81). Your number on the waiting list: 1."
    )


def test_a_tie_is_explained_by_both_lottery_numbers_and_how_to_check_them():
    market = Market(seats={"a": 1}, wishes={"x": ("a",), "y": ("a",)}, priorities={"a": {"x": 81, "y": 81}}, seed="2026")
    result = solve(market)
    loser = next(student for student, place in result.assignment.items() if place is None)
    told = explain(market, result, loser, "ru")
    assert told.wishes[0].code == "lottery"
    theirs, yours = words_of.fractions_apart("ru", result.cutoffs["a"].draw, result.draw(loser, "a"))
    assert theirs < yours
    assert f"у него {theirs}, у вас {yours}" in plain(told.wishes[0])
    assert f"«2026:{loser}»" in plain(told.notes[-1])
    assert f"“2026:{loser}”" in plain(explain(market, result, loser, "en").notes[-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_occurs_and_has_words(language):
    market = crowd()
    codes = set()
    for seats in ({}, {"solo": 2}, {"cnc": 13}, {"solo": 0, "cnc": 14, "store": 0}):
        case = Market.from_record({**market.record(), "seats": {**market.seats, **seats}})
        result = solve(case)
        for student in case.students:
            told = explain(case, result, student, language)
            assert len(told.wishes) == len(case.wishes[student])
            sentences = [told.sentence, *told.notes]
            for place in case.places:
                reason = why_not(case, result, student, place, language)
                codes.add(reason.code)
                sentences.append(reason.sentence)
            assert all(said and "{" not in said and "~" not in said and "  " not in said for said in sentences)
            codes.add(told.code)
    closed = Market.from_record({**market.record(), "wishes": {**market.wishes, "choosy": ["store", "cnc", "solo"]}})
    told = explain(closed, solve(closed), "choosy", language)
    codes |= {reason.code for reason in told.wishes}
    for_a_student = {"open", "free_seats", "check_lottery"}  # notes, not codes
    rare = {"not_needed_closed"}
    assert words_of.SENTENCES[language].keys() - for_a_student - rare <= codes


def test_not_needed_and_would_not_have_got_in():
    market = Market(
        seats={"a": 1, "b": 1},
        wishes={"x": ("a", "b"), "y": ("b",), "z": ("b",)},
        priorities={"a": {"x": 1}, "b": {"x": 1, "y": 2, "z": 2}},
        seed="1",
    )
    reason = why_not(market, solve(market), "x", "b", "ru")
    assert reason.code == "not_needed_closed"
    assert plain(reason) == (
        "Второе пожелание: «b» — не понадобилось: вы приняты по пожеланию выше. "
        "Здесь вы не прошли бы (последний принятый: 2 балла; у вас 1)."
    )


def test_what_would_have_been_open_is_named():
    market = crowd()
    result = solve(market)
    told = explain(market, result, "silent", "ru")
    assert told.code == "no_wishes"
    assert told.open == ("store",)
    assert "Вам были бы открыты и: «Склад „Север“»." in plain(told)
    assert "Свободные места остались: " in plain(told)


def test_both_languages_have_the_same_codes_and_fields():
    for table in (words_of.SENTENCES, words_of.PARTS, words_of.PROPERTIES):
        assert table["ru"].keys() == table["en"].keys()
    for code, sentence in words_of.SENTENCES["ru"].items():
        assert fields(sentence) == fields(words_of.SENTENCES["en"][code]), code


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(markets())
def test_reasons_agree_with_the_result_for_every_student_and_place(market):
    result = solve(market)
    for student in market.students:
        given_place = result.assignment[student]
        for language in LANGUAGES:
            assert str(explain(market, result, student, language))
        for place in market.places:
            code = reason_code(market, result, student, place)
            assert why_not(market, result, student, place, "ru").code == code
            assert code.startswith("admitted") == (place == given_place)
            assert (code in {"not_needed_open", "not_wished_open"}) == (place in open_places(market, result, student))
            waits = student in result.waiting[place]
            assert not waits or code in {"higher", "lottery", "no_seats"}


@pytest.mark.parametrize(
    ("count", "seats", "points"),
    [
        (0, "0 мест", "0 баллов"),
        (1, "1 место", "1 балл"),
        (2, "2 места", "2 балла"),
        (4, "4 места", "4 балла"),
        (5, "5 мест", "5 баллов"),
        (11, "11 мест", "11 баллов"),
        (14, "14 мест", "14 баллов"),
        (21, "21 место", "21 балл"),
        (111, "111 мест", "111 баллов"),
        (122, "122 места", "122 балла"),
        (1001, "1 001 место", "1 001 балл"),
    ],
)
def test_russian_plurals(count, seats, points):
    assert plain(words_of.counted("ru", "seat", count)) == seats
    assert plain(words_of.counted("ru", "point", count)) == points


def test_numbers_and_their_signs():
    assert plain(words_of.counted("ru", "point", 87.5)) == "87,5 балла"
    assert plain(words_of.counted("en", "point", 1234.5)) == "1,234.5 points"
    assert plain(words_of.counted("ru", "point", -3)) == "−3 балла"
    assert words_of.fractions_apart("en", "8" + "0" * 15, "8" + "0" * 14 + "1")[0].startswith("0.5")


@pytest.mark.parametrize(
    ("seats", "said"),
    [(1, "единственное место отдано тому"), (2, "2 места отданы тем"), (21, "21 место отдано тем")],
)
def test_seats_and_verb_agree(seats, said):
    assert plain(words_of.seats_gone("ru", "went", seats)) == said


@pytest.mark.parametrize(("rank", "said"), [(1, "первое пожелание"), (10, "десятое пожелание"), (11, "пожелание 11")])
def test_wish_by_rank(rank, said):
    assert plain(words_of.wish("ru", rank)) == said


def test_a_title_may_hold_braces_and_tildes():
    market = Market(
        seats={"a": 1},
        wishes={"x": ("a",)},
        priorities={"a": {"x": 1}},
        seed="1",
        titles={"a": "Цех {№1} ~ А"},
    )
    assert "«Цех {№1} ~ А»" in str(explain(market, solve(market), "x"))


def test_strangers_are_refused():
    market = crowd()
    result = solve(market)
    with pytest.raises(KeyError, match="no student 'nobody'"):
        explain(market, result, "nobody")
    with pytest.raises(KeyError, match="no place 'nowhere'"):
        why_not(market, result, "silent", "nowhere")
