"""The pages about the measures, as everybody reads them: the list, one measure whole, several side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import gettext_lazy

from kadry.engine.rules import Measure
from kadry.law import measures as law
from kadry.law import parameters, words
from kadry.support.bridge import catalogue, comparison
from kadry.support.bridge import measure as one_measure
from kadry.support.bridge.measure import Source

TODAY = date(2026, 6, 15)
UNREAD = gettext_lazy("text not seen")
MEASURES = {one.id: one for one in law.measures()}
UNSEEN = [key for key, one in MEASURES.items() if (version := one.version(TODAY)) and not version.text_seen]
every_measure = pytest.mark.parametrize("key", MEASURES)
both_languages = pytest.mark.parametrize("language", ["ru", "en"])

# What may stand in Latin letters on a Russian page: an address (site.ru/page), a number of an act in a base, a Roman number.
LATIN_WORD = re.compile(r"(?<![\w./-])(?!(?:I{1,3}|IV)\b)[A-Za-z]{2,}(?![\w./-])")


@pytest.fixture
def read(client, region):
    """``read(address)`` is the page as somebody without an account reads it."""

    def reading(address: str, language: str = "ru", status: int = 200) -> BeautifulSoup:
        client.cookies["django_language"] = language
        answer = client.get(address)
        assert answer.status_code == status
        return BeautifulSoup(answer.content, "html.parser").find("main")

    return reading


def flat(text: str) -> str:
    """Text without the spaces that only lay it out; a no-break space is a space here."""
    return re.sub(r"\s+", " ", text).strip()


def said(page: BeautifulSoup) -> str:
    return flat(page.get_text(" "))


def chosen(*keys: str) -> str:
    return "/support/compare/?" + "&".join(f"measure={key}" for key in keys)


def table(page: BeautifulSoup, heading: str) -> list[list[str]]:
    """The rows of the table that follows a heading."""
    found = page.find(lambda tag: tag.name in ("h2", "h3") and heading in said(tag))
    return [[said(cell) for cell in row.find_all("td")] for row in found.find_next("table").select("tbody tr")]


# --- the list


@both_languages
def test_the_list_has_every_measure_with_who_gives_it_and_what_it_is(read, language):
    text = said(read("/support/", language))
    for one in law.measures(on=TODAY):
        for texts in (one.title, one.authority, one.about):
            assert flat(texts[language]) in text


@pytest.mark.parametrize(
    ("key", "aim"),
    [
        ("sfr-2714-hire", "hire"),
        ("contributions-small", "hire"),
        ("tax-264-training", "course"),
        ("agriculture-practice", "contract"),
        ("mo-college-gift", "gift"),
        ("defence-training", "employer"),
        ("cluster-grant", "offer"),
        ("youth-retraining", "offer"),
        ("minors-weekend", "minors"),
        ("disability-quota", "duty"),
        ("mo-youth-quota", "duty"),
    ],
)
def test_measures_stand_by_what_the_employer_wants_to_do(key, aim):
    assert [group.key for group in catalogue.groups(on=TODAY) if key in {card.key for card in group.cards}] == [aim]


@pytest.mark.parametrize(
    ("key", "on", "state"),
    [
        ("sfr-2714-hire", TODAY, "действует"),
        ("decree-362-hire", TODAY, "закончилась 31 декабря 2024 г."),
        ("decree-362-hire", date(2024, 12, 31), "действует"),
        ("decree-362-hire", date(2023, 6, 1), UNREAD),
        ("cluster-grant", TODAY, UNREAD),
        ("head-minimum-base", date(2025, 12, 31), "с 1 января 2026 г."),
    ],
)
def test_a_measure_says_how_it_stands_on_the_day(key, on, state):
    assert catalogue.state_on(MEASURES[key], on).label.replace("\u00a0", " ") == str(state)


def _with_status(one: Measure, status: str) -> Measure:
    return replace(one, versions=tuple(replace(version, status=status) for version in one.versions))


def test_a_draft_is_called_a_draft_and_never_in_force():
    draft = _with_status(MEASURES["head-minimum-base"], "draft")
    assert catalogue.state_on(draft, TODAY).label == "проект"
    assert "ни к кому не применяется" in catalogue.state_on(draft, TODAY).says


def test_a_draft_after_the_end_is_told_rather_than_the_end():
    ended = MEASURES["decree-362-hire"]
    renewed = replace(ended.versions[-1], begins=date(2027, 1, 1), ends=None, status="draft")
    assert catalogue.standing(replace(ended, versions=(*ended.versions, renewed)), TODAY) == ("draft", renewed)


def test_the_region_s_own_are_marked(read):
    kinds = {card.h3.a.get_text(): said(card.select_one(".k-card__kind")) for card in read("/support/").select(".k-card")}
    assert {title for title, kind in kinds.items() if "своя мера региона" in kind} == {
        "«Кадры для импортозамещения»",
        "Инвестиционный вычет за\u00a0имущество колледжу",
        "Квота рабочих мест для молодёжи",
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=grant", {"Грант «Агропрофи» колледжу", "Грант образовательно-производственному кластеру"}),
        ("word=агропрофи", {"Грант «Агропрофи» колледжу"}),
        ("word=ПЕРЕУЧИВ", {"Бесплатное переобучение молодежи"}),
        ("word=молодёж&kind=duty", {"Квота рабочих мест для молодежи"}),
        ("word=молодеж&kind=duty", {"Квота рабочих мест для молодежи"}),
        ("kind=duty&word=грант", set()),
    ],
)
def test_the_list_is_cut_by_kind_and_word(read, query, titles):
    assert {said(one).replace("ё", "е") for one in read(f"/support/?{query}").select(".k-card__title")} == titles


@pytest.mark.parametrize("query", ["word=xyzzy", "kind=grant&word=инвалид"])
def test_a_search_that_finds_nothing_says_what_to_do(read, query):
    page = read(f"/support/?{query}")
    assert "Попробуйте начало слова" in said(page)
    assert page.select_one(".k-empty a")["href"] == "/support/"


def test_a_kind_that_is_none_shows_all_and_says_so(read):
    page = read("/support/?kind=loan")
    assert len(page.select(".k-card")) == len(law.measures(on=TODAY))
    assert page.select_one(".k-field__error")


def test_before_the_first_rule_nothing_is_known(read):
    page = read("/support/?on=1999-12-31")
    assert "О таком дне ничего не известно" in said(page)
    assert not page.select(".k-card")


def test_a_past_day_lists_what_was_known_then(read):
    titles = {said(one) for one in read("/support/?on=2020-01-01").select(".k-card__title")}
    assert titles == {MEASURES[key].title["ru"] for key in ("minors-hours", "tax-264-network")}


@pytest.mark.parametrize(
    "address", ["/support/", "/support/measures/sfr-2714-hire/", chosen("sfr-2714-hire", "sfr-2714-disabled")]
)
@pytest.mark.parametrize("day", ["32.13.2026", "tomorrow", "2026-02-30", "0"])
def test_a_day_that_is_none_is_told_and_today_is_taken(read, address, day):
    page = read(f"{address}{'&' if '?' in address else '?'}on={day}")
    assert "Это не дата, поэтому взят сегодняшний день" in said(page.select_one(".k-field__error"))
    assert page.select_one("input[name=on]")["value"] == day
    links = [link["href"] for link in page.find_all("a", href=True) if link["href"].startswith("/support/measures/")]
    assert not [link for link in links if "on=" in link]


def test_a_day_may_be_written_as_russians_write_it(read):
    page = read("/support/?on=15.06.2025")
    assert page.select_one("input[name=on]")["value"] == "2025-06-15"
    assert "?on=2025-06-15" in page.select_one(".k-card__title a")["href"]


@pytest.mark.parametrize(
    ("on", "later"),
    [("2026-03-16", False), ("2026-03-17", True), ("2026-06-15", True), ("9999-12-31", True), ("2025-01-01", False)],
)
def test_the_list_says_how_old_the_law_is_and_warns_of_a_later_day(read, on, later):
    text = said(read(f"/support/?on={on}"))
    assert "Закон — по состоянию на 16 марта 2026 г." in text
    assert ("о более поздних изменениях ничего не известно" in text) is later


def test_a_day_that_is_not_today_is_kept_by_the_links(read):
    page = read("/support/?on=2025-06-15")
    assert {link["href"].partition("?")[2] for link in page.select(".k-card__title a")} == {"on=2025-06-15"}
    assert page.select_one("form[action='/support/compare/'] input[name=on]")["value"] == "2025-06-15"


def test_the_list_leads_to_the_check_and_to_the_comparison(read):
    page = read("/support/")
    assert page.find("a", href="/support/check/", class_="k-button")
    boxes = page.select("form[action='/support/compare/'] input[type=checkbox][name=measure]")
    assert {box["value"] for box in boxes} == {one.id for one in law.measures(on=TODAY)}


# --- one measure


@both_languages
@every_measure
def test_a_measure_tells_each_condition_and_whatever_else_its_file_says(read, key, language):
    text, one = said(read(f"/support/measures/{key}/", language)), MEASURES[key]
    version = one.version(TODAY) or one.versions[-1]
    told = [one.title, one.authority, one.about, *(rule.says for rule in version.conditions), *version.papers]
    told += [rule.says for rule in (*version.payments, *version.figures)]
    told += [version.deadline.says] if version.deadline else []
    told += [found.words["question"] for name, found in law.facts_catalogue().items() if name in law.facts_asked(one, on=TODAY)]
    for texts in told:
        assert flat(texts[language]) in text


@both_languages
@every_measure
def test_a_measure_shows_no_key_and_nothing_empty(read, key, language):
    page = read(f"/support/measures/{key}/", language)
    assert page.code.extract().get_text() == f"law/{MEASURES[key].region or 'russia'}/measures/{key}.yaml"
    text = said(page)
    keys = {
        *law.facts_catalogue(),
        *law.acts(),
        *MEASURES,
        *(name for one in MEASURES.values() for name in catalogue.parameters(one)),
    }
    assert not [name for name in keys if re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])", text)]
    assert not re.search(r"\bNone\b(?!: 1\.)|\{|\[\]|\(\)|Fraction\(|г\.\.", text)


@every_measure
def test_a_russian_page_has_no_english_word(read, key):
    page = read(f"/support/measures/{key}/")
    page.code.extract()
    assert LATIN_WORD.findall(said(page)) == []


@pytest.mark.parametrize("address", ["/support/", chosen(*list(MEASURES)[:4]), chosen(*list(MEASURES)[-4:])])
def test_the_russian_list_and_comparison_have_no_english_word(read, address):
    assert LATIN_WORD.findall(said(read(address))) == []


@pytest.mark.parametrize("key", UNSEEN)
def test_a_measure_whose_text_was_not_seen_shows_no_amount(read, key):
    text = said(read(f"/support/measures/{key}/"))
    assert "перечислены только известные условия, сумма не показывается." in text
    assert not re.search(r"₽|МРОТ|Что даёт|Как часто", text)


def test_an_ended_measure_says_so_and_shows_the_rules_of_its_last_day(read):
    page = read("/support/measures/decree-362-hire/")
    assert "На выбранный день: закончилась 31 декабря 2024 г.; ниже показаны правила на 31 декабря 2024 г." in said(page)
    values = dict(row[:2] for row in table(page, "Из каких чисел считается"))
    assert values["минимальный размер оплаты труда (МРОТ) в месяц"] == "19 242 ₽"


def test_a_measure_that_has_not_begun_says_from_when(read):
    text = said(read("/support/measures/head-minimum-base/?on=2025-06-15"))
    assert "На выбранный день: с 1 января 2026 г.; ниже показаны правила на 1 января 2026 г." in text


@pytest.mark.parametrize(
    ("on", "value"), [("2025-06-15", "22 440 ₽"), ("2026-06-15", "27 093 ₽"), ("2027-01-10", "на этот день неизвестно")]
)
def test_numbers_are_those_of_the_day_and_never_carried_over(read, on, value):
    rows = table(read(f"/support/measures/contributions-small/?on={on}"), "Из каких чисел считается")
    assert dict(row[:2] for row in rows)["минимальный размер оплаты труда (МРОТ) в месяц"] == value


def test_a_condition_names_its_act_its_source_the_day_and_how_sure_it_is(read):
    rows = table(read("/support/measures/sfr-2714-hire/"), "Условия")
    debts = next(row for row in rows if row[0].startswith("Нет долгов"))
    assert debts[1:] == [
        "работодатель",
        "Приказ Социального фонда от 29.12.2024 № 2714",
        "mosregtoday.ru (08.08.2025) по состоянию на 8 августа 2025 г.",
        "по памяти, не проверено",
    ]


def _rows_after(heading: BeautifulSoup) -> list[list[str]]:
    rows = heading.find_next("div", class_="k-scroll").select("tbody tr")
    return [[said(cell) for cell in row.find_all("td")] for row in rows]


def _history(page: BeautifulSoup) -> dict[str, list[list[str]]]:
    """The rows under each heading of the history."""
    headings = page.select_one("section[aria-labelledby=history]").find_all("h3")[1:]  # the first is of the acts
    return {said(heading).casefold(): _rows_after(heading) for heading in headings}


@every_measure
def test_every_value_a_parameter_ever_had_stands_in_the_history_the_newest_first(read, key):
    history = _history(read(f"/support/measures/{key}/"))
    steady = {row[0]: row[1:] for row in history.get("числа, которые не менялись", [])}
    for lines in map(law.lines, catalogue.parameters(MEASURES[key])):
        title = flat(lines[-1].titles["ru"])
        rows = [steady[title]] if len(lines) == 1 else history[title.casefold()]
        told = [[flat(text(line, "ru")) for text in (words.value_text, words.act_text)] for line in reversed(lines)]
        assert [[row[0][: len(value)], row[2]] for row, (value, _) in zip(rows, told, strict=True)] == told


def test_a_value_that_another_followed_ends_the_day_before(read):
    rows = _history(read("/support/measures/contributions-small/"))["порог выплат, сверх которого действует пониженный тариф"]
    assert [row[1] for row in rows] == ["с 1 января 2025 г.", "с 1 января 2024 г. по 31 декабря 2024 г."]


def test_a_number_that_changed_is_drawn_and_a_range_is_not(read):
    history = read("/support/measures/contributions-small/").select_one("section[aria-labelledby=history]")
    pictures = {said(picture.find_previous("h3")) for picture in history.select("figure.k-picture")}
    assert pictures == {"Минимальный размер оплаты труда (МРОТ) в месяц"}


def _line(value: object, year: int, unit: str = "RUB") -> parameters.Line:
    given = law.lines("wages.minimum")[0]
    return replace(given, value=value, begins=date(year, 1, 1), unit=unit)


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        ([_line(100, 2024), _line(200, 2025)], (("2024", 100.0), ("2025", 200.0))),
        ([_line(0.2, 2024, "rate"), _line(0.25, 2025, "rate")], (("2024", 0.2), ("2025", 0.25))),
        ([_line(100, 2024)], ()),
        ([_line(100, 2024), _line(100, 2025)], ()),
        ([_line(100, 2024), _line(2_979_000, 2025)], ()),
        ([_line(1, 2024, "minimum wages"), _line(1.5, 2025, "minimum wages")], ()),
        ([_line(100, 2024), _line(parameters.Range(1, 2), 2025)], ()),
        ([_line(("24",), 2024), _line(("25",), 2025)], ()),
        ([_line(100, 2024), replace(_line(200, 2024), begins=date(2024, 7, 1))], ()),
    ],
)
def test_only_what_a_picture_shows_truly_is_drawn(lines, points):
    assert one_measure._points(lines) == points


def test_a_draft_value_is_marked_and_ends_no_other():
    now, draft = _line(27093, 2026), replace(_line(30000, 2027), status="draft")
    course = one_measure._course((replace(now, ends=None), draft))
    assert [(flat(line.value), line.is_draft) for line in course.lines] == [("30 000 ₽", True), ("27 093 ₽", False)]
    assert flat(course.lines[1].holds) == "с 1 января 2026 г."
    assert not course.points


def test_the_versions_say_what_came_and_what_went(read):
    text = said(read("/support/measures/sfr-2714-hire/").select_one(".k-way"))
    assert "с 1 января 2025 г. по 31 декабря 2025 г." in text
    assert "Больше нет: «Работодатель зарегистрирован до 1 января 2025 года»." in text


@pytest.mark.parametrize(
    ("source", "address", "rest"),
    [
        ("docs.cntd.ru/document/727946604", "docs.cntd.ru/document/727946604", ""),
        ("klerk.ru/buh/news/664622 (09.10.2025)", "klerk.ru/buh/news/664622", "(09.10.2025)"),
        ("its.1c.ru/db/content/newsclar/src/496784.htm", "its.1c.ru/db/content/newsclar/src/496784.htm", ""),
        ("sospp.ru", "", "sospp.ru"),
        ("buhgalteria.ru …221282", "", "buhgalteria.ru …221282"),
        ("buhgalteria.ru/article2/…232139", "", "buhgalteria.ru/article2/…232139"),
        ("consultant.ru LAW_490656", "", "consultant.ru LAW_490656"),
    ],
)
def test_a_source_is_a_link_where_it_is_the_address_of_a_page(source, address, rest):
    assert one_measure._source(source) == Source(address, rest)


def test_a_source_with_an_address_is_a_link_on_the_page(read):
    links = {link["href"] for link in read("/support/measures/sfr-2713-mobility/").find_all("a", rel="noreferrer")}
    assert "https://klerk.ru/buh/news/677754" in links


def test_what_cannot_be_had_together_is_linked_from_both_sides(read):
    for one, other in (("mo-college-gift", "tax-264-network"), ("tax-264-network", "mo-college-gift")):
        assert read(f"/support/measures/{one}/").find("a", href=f"/support/measures/{other}/")


@pytest.mark.parametrize("key", ["nothing-like-that", "SFR-2714-HIRE", "0"])
def test_an_unknown_measure_is_not_found(client, region, key):
    assert client.get(f"/support/measures/{key}/").status_code == 404


# --- side by side


@both_languages
def test_two_measures_stand_side_by_side(read, language):
    page = read(chosen("sfr-2714-hire", "sfr-2712-workplace"), language)
    cells = {said(row.td): [said(cell) for cell in row.find_all("td")[1:]] for row in page.select("tbody tr")}
    titles = [MEASURES[key].title[language] for key in ("sfr-2714-hire", "sfr-2712-workplace")]
    assert [said(head) for head in page.select("thead a")] == titles
    assert [cell["data-label"] for cell in page.select("tbody tr")[0].find_all("td")[1:]] == titles
    for key, told in zip(("sfr-2714-hire", "sfr-2712-workplace"), zip(*cells.values(), strict=True), strict=True):
        version = MEASURES[key].version(TODAY)
        for texts in (MEASURES[key].authority, *(rule.says for rule in version.conditions), *version.papers):
            assert flat(texts[language]) in " ".join(told)


def test_those_that_exclude_each_other_are_told_first(read):
    says = "«Субсидия за приём на работу» и «Субсидия за приём безработного с инвалидностью» нельзя получить вместе."
    assert says in said(read(chosen("sfr-2714-hire", "sfr-2714-disabled")))
    assert "нельзя получить вместе" not in said(read(chosen("sfr-2714-hire", "sfr-2712-workplace")))


@pytest.mark.parametrize("keys", [(), ("sfr-2714-hire",), ("sfr-2714-hire", "sfr-2714-hire"), ("sfr-2714-hire", "nobody")])
def test_fewer_than_two_say_what_to_do(read, keys):
    page = read(chosen(*keys))
    assert "Выберите от двух до четырёх мер" in said(page)
    assert page.select_one(".k-empty a")["href"] == "/support/"
    assert not page.table


def test_more_than_four_are_named_and_left_out(read):
    page = read(chosen(*list(MEASURES)[:5]))
    assert len(page.select("thead a")) == 4
    assert MEASURES[list(MEASURES)[4]].title["ru"] in said(page.select_one(".k-notice--info"))


def test_an_unknown_one_is_told_and_the_others_are_compared(read):
    page = read(chosen("sfr-2714-hire", "nobody", "sfr-2714-disabled"))
    assert "Одна из выбранных мер здесь неизвестна" in said(page)
    assert len(page.select("thead a")) == 2


def test_a_comparison_is_of_the_day_asked_for(read):
    page = read(chosen("decree-362-hire", "sfr-2714-hire") + "&on=2024-06-15")
    assert [said(cell) for cell in page.select("tbody tr")[0].find_all("td")[1:]] == ["действует", "с 1 января 2025 г."]


# --- what it costs


def test_the_law_is_read_without_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        catalogue.groups(on=TODAY)
        one_measure.page("disability-quota", on=TODAY)
        comparison.compare(["sfr-2714-hire", "disability-quota"], on=TODAY)


def test_elsewhere_than_in_the_region_only_federal_measures_stand(settings):
    settings.REGION = "77"
    levels = {MEASURES[card.key].level for group in catalogue.groups(on=TODAY) for card in group.cards}
    assert levels == {"federal"}
