from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, Market, explain, open_places, solve, why_not
from kadry.engine.allocation import words as words_of
from kadry.engine.allocation.reasons import reason_code
from kadry.engine.allocation.verify.bars import Bars
from kadry.engine.allocation.verify.facts import Facts

from .markets import capped_markets, changed, markets, reserve_markets, rubin, site

NBSP = "\N{NO-BREAK SPACE}"
LANGUAGES = ("ru", "en")
UNDER_RULES = {
    "admitted_reserved",
    "admitted_capped",
    "reserve_higher",
    "reserve_lottery",
    "cap_higher",
    "cap_lottery",
    "cap_own",
    "cap_none",
}


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
    elsewhere = {"not_needed_closed", *UNDER_RULES}
    assert words_of.SENTENCES[language].keys() - for_a_student - elsewhere <= codes


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
    for table in (words_of.SENTENCES, words_of.PARTS, words_of.PROPERTIES, words_of.PROPERTIES_UNDER_RULES):
        assert table["ru"].keys() == table["en"].keys()
    for code, sentence in words_of.SENTENCES["ru"].items():
        assert fields(sentence) == fields(words_of.SENTENCES["en"][code]), code


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.one_of(markets(), reserve_markets(), capped_markets()))
def test_reasons_agree_with_the_result_for_every_student_and_place(market):
    result = solve(market)
    for student in market.students:
        given_place = result.assignment[student]
        for language in LANGUAGES:
            assert str(explain(market, result, student, language))
        for place in market.places:
            code = reason_code(market, result, student, place)
            for language in LANGUAGES:
                reason = why_not(market, result, student, place, language)
                assert reason.code == code
                assert not set("{}~") & set(reason.sentence)
            assert code.startswith("admitted") == (place == given_place)
            assert (code in {"not_needed_open", "not_wished_open"}) == (place in open_places(market, result, student))
            waits = student in result.waiting[place]
            assert not waits or code in {"higher", "lottery", "no_seats", *UNDER_RULES}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(markets(), reserve_markets(), capped_markets()))
def test_open_places_are_those_whose_bars_the_separate_check_finds_met(market):
    result = solve(market)
    bars = Bars(Facts(market, result))
    for student in market.students:
        listed = [place for place in market.places if student in market.priorities[place]]
        met = tuple(p for p in listed if p != result.assignment[student] and bars.lets_in(student, p))
        assert open_places(market, result, student) == met


def test_explaining_another_result_looks_anew():
    market = crowd()
    result = solve(market)
    assert open_places(market, result, "silent") == ("store",)
    more = changed(market, seats={**market.seats, "cnc": 14})
    assert open_places(more, solve(more), "silent") == ("cnc", "store")
    assert open_places(market, result, "silent") == ("store",)


def sentence(market: Market, student: str, place: str, language: str) -> tuple[str, str]:
    reason = why_not(market, solve(market), student, place, language)
    return reason.code, plain(reason)


def test_a_reserved_seat_is_told_to_the_one_on_it_and_to_those_without():
    market = rubin()
    assert sentence(market, "Anna", "Rubin", "ru") == (
        "admitted_reserved",
        "Первое пожелание: «Rubin» — вы приняты на место, оставленное для «target»"
        " (у вас 90 баллов; последний принятый на места для «target»: 90 баллов).",
    )
    assert sentence(market, "Vera", "Rubin", "en") == (
        "reserve_higher",
        "First wish: “Rubin” — 1 seat is kept for “target”; those who got the seats have a higher right to them"
        " (last admitted to seats kept for “target”: 90 points; last admitted to the other seats: 80 points; you have 70)."
        " Your number on the waiting list: 1.",
    )
    assert sentence(market, "Gleb", "Rubin", "ru") == (
        "reserve_higher",
        "Первое пожелание: «Rubin» — для «target» оставлено 1 место, вы не из этой группы; у тех, кому отданы места,"
        " право на них выше (последний принятый на остальные места: 80 баллов; у вас 60). Ваш номер в листе ожидания: 2.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tie_at_a_reserve_is_told_with_both_numbers_and_how_to_check_them(language):
    market = changed(rubin(), priorities={"Rubin": dict.fromkeys(rubin().students, 50)})
    result = solve(market)
    last = result.cutoffs["Rubin"]
    turned_away = [student for student, place in result.assignment.items() if place is None]
    assert len(turned_away) == 2
    for student in turned_away:
        told = explain(market, result, student, language)
        assert told.wishes[0].code == "reserve_lottery"
        for fraction in words_of.fractions_apart(language, last.draw, result.draw(student, "Rubin")):
            assert fraction in told.wishes[0].sentence
        assert f"1:{student}" in told.notes[-1]


def test_seats_that_are_all_kept_are_told():
    market = changed(rubin(), types={"Anna": ["target"], "Boris": ["local"]}, reserves={"Rubin": {"local": 1, "target": 1}})
    assert sentence(market, "Vera", "Rubin", "en") == (
        "reserve_higher",
        "First wish: “Rubin” — 1 seat is kept for “local”, 1 seat is kept for “target”, and you are of none of these groups;"
        " those who got the seats have a higher right to them (there were no other seats; you have 70)."
        " Your number on the waiting list: 1.",
    )
    fewer = changed(market, wishes={student: () if student == "Boris" else ("Rubin",) for student in market.students})
    assert sentence(fewer, "Boris", "Rubin", "ru") == (
        "not_wished_open",
        "«Rubin» — вы не указали это место, а оно было вам открыто (мест для «local» хватило всем из этой группы;"
        " последний принятый на остальные места: 70 баллов; у вас 80).",
    )


def test_a_cap_is_told_by_its_name():
    market = changed(site(), titles={"cnc": "Рубин"})
    assert sentence(market, "Gleb", "cnc", "ru") == (
        "cap_higher",
        "Второе пожелание: «Рубин» — предел «site» исчерпан: 3 места отданы тем, у кого право выше"
        " (последний принятый: 70 баллов; у вас 65). Ваш номер в листе ожидания: 1.",
    )
    assert sentence(market, "Gleb", "mill", "ru")[0] == "higher"
    assert sentence(market, "Anna", "cnc", "en") == (
        "admitted_capped",
        "First wish: “Рубин” — you are admitted (you have 90 points; last admitted under the limit “site”: 70 points).",
    )
    assert not any("Рубин" in note for note in explain(market, solve(market), "Gleb", "ru").notes)


def test_a_cap_for_a_type_is_told_with_the_type():
    caps = {"visitors": {"seats": 1, "places": ["cnc"], "type": "visitor"}}
    market = changed(site(), types={"Anna": ["visitor"], "Boris": ["visitor"]}, caps=caps)
    assert sentence(market, "Boris", "cnc", "en") == (
        "cap_higher",
        "First wish: “cnc” — the limit “visitors” for “visitor” is used up: the only seat went to someone with a higher right"
        " (last admitted: 90 points; you have 60). Your number on the waiting list: 1.",
    )


def test_a_cap_of_nothing_is_told():
    market = changed(site(), caps={"site": {"seats": 0, "places": ["cnc", "mill"]}})
    assert sentence(market, "Anna", "cnc", "ru") == (
        "cap_none",
        "Первое пожелание: «cnc» — предел «site» в этот раз не допускает никого.",
    )


def test_the_last_seat_under_a_cap_may_be_ones_own():
    market = site(
        seats={"cnc": 3, "mill": 2},
        wishes={"Anna": ("cnc",), "Boris": ("cnc", "mill"), "Gleb": ("cnc",)},
        priorities={"cnc": {"Anna": 90, "Boris": 60, "Gleb": 63}, "mill": {"Boris": 65}},
        caps={"site": Cap(seats=2, places=("cnc", "mill"))},
    )
    assert sentence(market, "Boris", "cnc", "ru") == (
        "cap_own",
        "Первое пожелание: «cnc» — предел «site» исчерпан, и последнее место в нём занимаете вы сами: «mill»."
        " Ваше право здесь не выше (там у вас 65 баллов, здесь 60). Ваш номер в листе ожидания: 2.",
    )


def test_a_tie_under_a_cap_is_told_with_both_numbers():
    market = Market(
        seats={"a": 1, "b": 1},
        wishes={"x": ("a",), "y": ("b",)},
        priorities={"a": {"x": 5}, "b": {"y": 5}},
        seed="2026",
        caps={"site": Cap(seats=1, places=("a", "b"))},
    )
    result = solve(market)
    loser, place = next((student, market.wishes[student][0]) for student, where in result.assignment.items() if where is None)
    reason = why_not(market, result, loser, place, "ru")
    assert reason.code == "cap_lottery"
    theirs, yours = words_of.fractions_apart("ru", result.cap_cutoffs["site"].draw, result.draw(loser, place))
    assert f"у него {theirs}, у вас {yours}" in plain(reason)


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
