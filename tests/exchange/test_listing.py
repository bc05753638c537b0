"""What a list hands out as a file is what it shows: nothing in it runs, and nothing leads away."""

from __future__ import annotations

import io
import zipfile

import pytest

from kadry.people.enums import Role
from kadry.web.spreadsheets import defused
from tests.factories import employer, need

LINK = "external:\\\\far.example\\share"


@pytest.mark.parametrize("start", ["=1+1", "+7", "-7", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_only_shows(start):
    assert defused(start) == f"'{start}"


@pytest.mark.parametrize("text", ["", "Балашиха", "15.01.32", "a=b"])
def test_other_text_stays_as_it_is(text):
    assert defused(text) == text


def test_a_cell_is_never_a_link_to_somewhere(enter, region):
    need(employer=employer(name=LINK, short_name=LINK))
    data = enter(Role.OPERATOR).get("/needs/?_export=xlsx").content
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert LINK in book.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in book.namelist() if "_rels/sheet" in name]


def test_an_empty_cell_of_the_rows_of_a_figure_stays_empty(enter, region):
    need(reason="")
    answer = enter(Role.OPERATOR).get("/figures/demand.asked?region=50&format=csv")
    line = b"".join(answer.streaming_content).decode().splitlines()[1]
    assert "'" not in line
