"""The search of cases: any form of a word finds it, every word must stand there, and what is typed is never anything but text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.utils.html import strip_tags
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pymorphy3 import MorphAnalyzer

from kadry.experience import policy, search
from kadry.experience.indexing import index
from kadry.experience.models import Case
from kadry.experience.morphology import terms, tidy, words
from tests.factories import case, college, employer, programme

ANALYZER = MorphAnalyzer()
CNC = "Предприятие передало колледжу три токарных станка с числовым программным управлением."


def found(query: str) -> list[Case]:
    return list(search.found(Case.objects.all(), query))


def finds(query: str, one: Case) -> bool:
    return one in found(query)


# --- forms of words

SAME = {
    "another case": ("станок", "Передача станков колледжу"),
    "another number": ("станки", "Один станок на группу"),
    "another gender": ("учебный", "Открыта учебная мастерская"),
    "a participle": ("передать", "Передано оборудование"),
    "capital letters": ("РУБИН", "С корпорацией «Рубин»"),
    "small letters": ("рубина", "Корпорация «РУБИН»"),
    "е for ё": ("еще", "Ещё одна мастерская"),
    "ё for е": ("партнёры", "Наши партнеры"),
    "people": ("человек", "Пришли люди"),
    "one of two readings": ("сталь", "Цех марки стали"),
    "the other of two readings": ("стать", "Они стали наставниками"),
    "a hyphen": ("фрезеровщик", "Токари-фрезеровщики учатся"),
    "both parts of a hyphen": ("токарь-фрезеровщик", "Токарям и фрезеровщикам"),
    "a hyphen that was a space": ("учебно производственный", "Учебно-производственная мастерская"),
    "words in another order": ("колледж завод", "Завод и колледж вместе"),
    "quotes round a word": ("«Энергия»", "Колледж «Энергия»"),
    "a preposition of the question": ("практика на заводе", "Завод зовёт на практику"),
    "a preposition that is not there": ("практика в заводе", "Завод зовёт: практика"),
    "a name no dictionary has": ("Мособлэнерго", "«Мособлэнерго» и колледж"),
    "a form of such a name": ("квазимодульный", "О квазимодульных занятиях"),
    "Latin letters": ("cnc", "Workshop of CNC machines"),
    "a number": ("405", "Предприятие № 405"),
    "a code": ("15.01.32", "Программа 15.01.32 обновлена"),
    "a soft hyphen in the text": ("станок", "Ста\u00adнок передан"),
    "a stress in the text": ("мастерская", "Мастерска\u0301я открыта"),
    "й of two signs": ("учебный", "Учебныи\u0306 центр"),
}


@pytest.mark.parametrize("why", SAME)
def test_a_word_is_found_in_any_of_its_forms(region, why):
    query, title = SAME[why]
    assert finds(query, case(title_ru=title))


OTHER = {
    "another word": ("станок", "Стена мастерской"),
    "the beginning of a word": ("стан", "Станок передан"),
    "the end of a word": ("нок", "Станок передан"),
    "one of two words": ("станок лазер", "Станок передан"),
    "part of a code": ("01.32", "Программа 15.01.32 обновлена"),
    "another code": ("15.01.33", "Программа 15.01.32 обновлена"),
    "Latin for Cyrillic": ("PUБИH", "Корпорация «Рубин»"),
}


@pytest.mark.parametrize("why", OTHER)
def test_another_word_does_not_find_it(region, why):
    query, title = OTHER[why]
    assert not finds(query, case(title_ru=title))


SHORT = {
    "short finds long": ("станок с ЧПУ", CNC),
    "long finds short": ("числовое программное управление", "Мастерская ЧПУ"),
    "long finds long": ("числовым программным управлением", CNC),
    "small letters": ("чпу", CNC),
    "with a hyphen within": ("УПК", "Занятия в учебно-производственном комплексе"),
    "two meanings": ("УПК", "В учебно-производственном комбинате"),
    "the exam": ("ДЭ", "Сдают демонстрационные экзамены"),
    "in English": ("CNC", "A machine of computer numerical control"),
}


@pytest.mark.parametrize("why", SHORT)
def test_an_abbreviation_and_what_it_stands_for_find_each_other(region, why):
    query, text = SHORT[why]
    assert finds(query, case(summary_ru=text))


@pytest.mark.parametrize(
    "text", ["Программное управление числом", "Числовое управление", "Числовое, но не программное управление"]
)
def test_what_only_resembles_the_words_of_an_abbreviation_does_not(region, text):
    assert not finds("ЧПУ", case(summary_ru=text))


# --- what is typed is text

PLAIN = ["%", "_", "%%%", "*", "?", "'", '"', "\\", "--", ";", "()", "…", " ", "", "\x00", "%a%", "' OR 1=1 --", "a_b", "\u0301"]


@pytest.mark.parametrize("query", PLAIN)
def test_signs_of_the_database_are_nothing_but_text(region, query):
    case(title_ru="Станок")
    assert not [one for one in found(query) if "станок" not in query.lower()]


def test_a_percent_between_words_stands_for_nothing(region):
    one = case(title_ru="Станок и лазер")
    assert finds("стан%ок", one) is False
    assert finds("станок % лазер", one)
    assert finds("станок'; DROP TABLE experience_case; --", one) is False
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "title", "there"), [("с", "Станок с лазером", True), ("в", "Станок с лазером", False), ("я", "Я", True)]
)
def test_one_letter_is_a_word_like_any_other(region, query, title, there):
    assert finds(query, case(title_ru=title, summary_ru="Текст.")) is there


def test_of_a_very_long_query_the_first_words_are_looked_for(region):
    one = case(title_ru="Станок")
    assert finds(" ".join(["станок"] * 500), one)
    assert finds("станок " + " ".join(f"слово{at}" for at in range(500)), one) is False
    assert len(search.asked(" ".join(f"слово{at}" for at in range(500)))) == policy.WORDS_ASKED


# --- where a case is looked at, and which comes first


def test_partners_programmes_forms_industry_and_place_are_found_too(region):
    works = employer(name="Акционерное общество «Полёт (вымышленный)»", short_name="Полёт")
    one = case(works, owner=college(short_name="Колледж «Орбита»"), programmes=[programme("15.01.32")], forms="mentors")
    taught = str(programme("15.01.32")).split()[1]
    for query in (
        "полет",
        "акционерное",
        "орбита",
        taught,
        "15.01.32",
        "наставники",
        "mentors",
        one.industry.name_ru.split()[0],
        "Балашихе",
    ):
        assert finds(query, one), query


def test_titles_come_first_then_partners_then_the_rest_and_among_them_who_says_it_oftener(region):
    # made in the opposite order, so that neither number nor day can be what sorts them
    rare = case(summary_ru="Лазер в цехе.")
    often = case(summary_ru="Лазер, лазер и ещё раз лазер.")
    partner = case(employer(short_name="Завод лазеров"))
    title = case(title_ru="Лазер")
    assert found("лазеры") == [title, partner, often, rare]


def test_of_equals_the_newer_comes_first_and_one_without_a_day_last(region):
    old, new, unknown = (case(summary_ru="Лазер.", begins=day) for day in ("2023-09-01", "2025-09-01", None))
    assert found("лазер") == [new, old, unknown]


def test_the_words_no_case_speaks_of_are_named(region):
    case(title_ru="Станок")
    assert search.unmet(Case.objects.all(), "станки зебры и жирафы") == ["зебры", "жирафы"]


# --- marks


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("станки", "Три станка и станок", ["станка", "станок"]),
        ("ЧПУ", CNC, ["числовым", "программным", "управлением"]),
        ("числовое программное управление", "Станок с ЧПУ", ["ЧПУ"]),
        ("", "Три станка", []),
        ("%", "100 % станков", []),
    ],
)
def test_what_was_found_is_marked(region, query, text, marks):
    shown = search.marked(text, query)
    assert [mark.get_text() for mark in BeautifulSoup(shown, "html.parser").find_all("mark")] == marks
    assert strip_tags(shown) == text


def test_a_text_with_tags_stays_text(region):
    shown = search.marked("<script>станок</script> & <b>", "станок")
    assert shown == "&lt;script&gt;<mark>станок</mark>&lt;/script&gt; &amp; &lt;b&gt;"


@pytest.mark.parametrize("length", [0, 1, 50, 200, 219, 220, 221, 400, 3000])
def test_a_snippet_shows_what_was_found_wherever_it_stands(region, length):
    shown = search.snippet(f"{'слово ' * (length // 6)}станок {'ещё ' * (length // 4)}", "станки")
    assert "<mark>станок</mark>" in shown
    assert len(strip_tags(shown)) <= policy.SNIPPET + 4


@pytest.mark.parametrize("text", ["", "я", "станок" * 300, "а" * 500 + " станок", "станок " + "а" * 500])
def test_a_snippet_of_a_strange_text_is_a_piece_of_it(region, text):
    plain = strip_tags(search.snippet(text, "станок")).strip("… ")
    assert plain in text
    assert plain or not text


# --- the property

DICTIONARY = """станок мастерская наставник учебный передать открытый сталь практика целевой договор токарь люди ребёнок год
лучше трое свой который завод шестерня стекло ножницы кофе пальто Егорьевск Рубин Энергия Серпухов быстро двадцать литейщик
печь мать путь время полчаса учащийся вести пойти"""
KNOWN = st.sampled_from(DICTIONARY.split())
UNKNOWN = st.text("абвгдежзиклмнопрстуэюя", min_size=3, max_size=12)


def forms_of(word: str) -> list[str]:
    """Every form the dictionary can make of every reading of a word."""
    return sorted({form.word for parse in ANALYZER.parse(word) for form in parse.lexeme})


@settings(max_examples=150, deadline=None)
@given(word=KNOWN | UNKNOWN, data=st.data())
def test_a_word_is_found_by_every_form_that_can_be_made_of_it(word, data):
    form = data.draw(st.sampled_from(forms_of(word)))
    (stands,) = words(tidy(word))
    assert all(term.is_in(stands) for term in terms(form)), form


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.lists(KNOWN | UNKNOWN, min_size=1, max_size=6), data=st.data())
@example(title=["округлённо", "наро"], data=None)
def test_a_case_is_found_by_any_word_of_its_title_in_any_form(region, title, data):
    one = case(title_ru=f"{' '.join(title)} {Case.objects.count()}")
    for word in title if data is None else [data.draw(st.sampled_from(title))]:
        for form in forms_of(word) if data is None else [data.draw(st.sampled_from(forms_of(word)))]:
            assert finds(form, one), form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_the_search(region, query):
    found(query)
    assert strip_tags(search.marked("Станок с ЧПУ", query)) == "Станок с ЧПУ"


# --- keeping step


def test_what_stands_in_the_column_does_not_depend_on_the_language_of_who_wrote_it(region):
    from django.utils import translation

    one = case(forms="mentors,target")
    before = one.lemmas
    with translation.override("en"):
        assert search.column_of(Case.objects.with_list_data().get(pk=one.pk)) == before


def test_indexing_writes_only_what_changed(region):
    one, two = case(), case()
    assert index(Case.objects.all()) == 0
    Case.objects.filter(pk=one.pk).update(title_ru="Лазер", lemmas="")
    assert index(Case.objects.all()) == 1
    assert found("лазеры") == [one]
    assert Case.objects.get(pk=two.pk).lemmas == two.lemmas
