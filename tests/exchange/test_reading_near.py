"""Names of organisations: the same one found, a near one proposed, a doubtful one left alone."""

import pytest

from kadry.exchange.reading import Names, propose

ENERGY = "ГАПОУ МО «Подмосковный колледж „Энергия“»"
KNOWN = Names(
    [
        ENERGY,
        "ГБПОУ МО «Балашихинский техникум (вымышленный)»",
        "ГБПОУ МО «Красногорский колледж (вымышленный)»",
        "ГБПОУ МО «Колледж дизайна (вымышленный)»",
        "АО «Луч»",
        "ООО «Энергомаш-2 (вымышленное)»",
        "Колледж № 31 (вымышленный)",
        "Колледж № 32 (вымышленный)",
        "ООО «Вымысел»",
    ]
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (ENERGY, ENERGY),
        ('Подмосковный колледж "Энергия"', ENERGY),
        ("гапоу  мо 'ПОДМОСКОВНЫЙ колледж энергия'\u202c", ENERGY),
        (
            "Государственное автономное профессиональное образовательное учреждение Московской области "
            "«Подмосковный колледж «Энергия»",
            ENERGY,
        ),
        ("Общество с ограниченной ответственностью «Вымысел»", "ООО «Вымысел»"),
        ("Луч", "АО «Луч»"),
        ("ООО «Луч»", None),
        ("Колледж Энергия", None),
        ("", None),
    ],
)
def test_the_same_name_is_found_however_it_is_written(asked, found):
    assert KNOWN.match(asked) == found


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Колледж Энергия", ENERGY),
        ("Колледж «Энергия»", ENERGY),
        ("Балашихинскй тхникум", "ГБПОУ МО «Балашихинский техникум (вымышленный)»"),
        ("Красногорский", "ГБПОУ МО «Красногорский колледж (вымышленный)»"),
        ("Колледж № 32", "Колледж № 32 (вымышленный)"),
    ],
)
def test_a_near_name_is_proposed(asked, first):
    proposed = KNOWN.propose(asked)
    assert proposed[0].name == first
    assert 0 < proposed[0].score <= 1


@pytest.mark.parametrize("asked", ["Колледж", "Ромашка", "Колледж № 33", "", "«»", "АО"])
def test_nothing_is_proposed_when_unsure(asked):
    assert KNOWN.propose(asked) == []


def test_two_equal_names_match_neither():
    assert Names(["ООО «Луч»", "АО «Луч»"]).match("Луч") is None
    assert Names(["ООО «Луч»", "АО «Луч»"]).match("АО Луч") == "АО «Луч»"


def test_a_single_question_needs_no_preparation():
    assert propose("Колледж Энергия", [ENERGY, "АО «Луч»"])[0].name == ENERGY
    assert propose("Колледж", []) == []
