"""What each component makes of what it is given: the whole, the bare minimum and the dangerous."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import constants

from kadry.web.specimens import reading
from tests.web.rendering import rendered, tidy

pytestmark = pytest.mark.usefixtures("in_english")

SOURCES = {
    "figure": '<c-figure :reading="asked" />',
    "figure large": '<c-figure :reading="rate" size="large" label="Another title" />',
    "figure plain": '<c-figure :reading="asked" size="plain" />',
    "figure missing": '<c-figure :reading="missing" />',
    "figure few": '<c-figure :reading="few" />',
    "stations": '<c-stations :stations="stations" />',
    "card": '<c-card title="Title" url="/x/" kind="Kind" state="late" tone="late">Body<c-slot name="foot">Foot</c-slot></c-card>',
    "card bare": '<c-card title="Title" />',
    "lead": '<c-lead as="h1" note="Note">Of <c-figure :reading="asked" size="plain" /></c-lead>',
    "lead p": '<c-lead text="Text" />',
    "state": '<c-state label="done" tone="ok" />',
    "icon": '<c-icon tone="unknown" />',
    "synthetic": "<c-synthetic />",
    "notice": '<c-notice title="Title" text="Text" tone="warn" />',
    "empty": '<c-empty title="Title" text="Text" action_url="/x/" action_label="Do" />',
    "empty bare": '<c-empty title="Title" />',
    "crumbs": """<c-crumbs :items="[('First', '/'), ('Here', '')]" />""",
    "form": '<c-form :form="form" submit="Send" cancel_url="/back/" />',
    "form wrong": '<c-form :form="wrong" />',
    "form own fields": '<c-form :form="form"><c-field :field="form.people" label="Other" hint="Hint" /></c-form>',
    "rows": '<c-rows :columns="columns" :rows="rows" caption="Caption" />',
    "rows none": '<c-rows :columns="columns" :rows="[]" empty="None" />',
    "table": '<c-table :table="table" :filter="filter" />',
    "table none": '<c-table :table="nothing" export="" />',
    "pager": '<c-pager :part="part" query="year=2029" />',
    "pager of the request": '<c-pager :part="part" field="p" />',
    "tile map": '<c-tile-map :tiles="tiles" :legend="legend" title="Title" />',
    "tile map none": '<c-tile-map :tiles="[]" />',
    "way": '<c-way :steps="steps" title="Title" />',
    "way none": '<c-way :steps="[]" />',
    "line": '<c-line :points="points" :target="0.85" title="Title" />',
    "line none": '<c-line :points="[]" />',
    "waterfall": '<c-waterfall :steps="sums" title="Title" />',
    "waterfall none": '<c-waterfall :steps="[]" />',
    "interval": '<c-interval :reading="rate" label="Label" :mean="mean" mean_label="mean" />',
    "interval missing": '<c-interval :reading="missing" />',
    "progress": '<c-progress :percent="64" text="Reading" note="Note" />',
    "progress unknown": '<c-progress text="Waiting" />',
    "decision": (
        '<c-decision number="1." text="Text" who="Office" :deadline="deadline" state="late" tone="late" :reading="rate" '
        'target="85" why="Why" url="/x/" synthetic="True">Slot</c-decision>'
    ),
    "decision bare": '<c-decision text="Text" state="cannot tell" />',
}


@pytest.mark.parametrize("name", SOURCES)
def test_component_renders_as_before(name, specimens, snapshot):
    assert tidy(rendered(SOURCES[name], **specimens)) == snapshot


@pytest.mark.parametrize("size", ["inline", "plain"])
def test_figure_leaves_no_space_before_a_comma(size):
    text = rendered(f'(<c-figure :reading="x" size="{size}" />), <c-state label="y" />.', x=reading("Open", 5))
    assert text.startswith("(<span")
    assert "</span>), <span" in text
    assert text.endswith("</span>.")


def test_a_value_links_to_its_address_and_says_where_the_link_goes():
    link = BeautifulSoup(rendered('<c-figure :reading="x" />', x=reading("Open needs", 6214)), "html.parser").a
    assert link["href"] == "/figures/"
    assert link.text == "6,214\xa0people (Open needs: how it is computed)"


def test_a_rate_never_comes_without_its_n_and_interval(specimens):
    for size in ("inline", "plain", "large"):
        html = rendered('<c-figure :reading="rate" :size="size" />', rate=specimens["rate"], size=size)
        text = BeautifulSoup(html, "html.parser").text
        assert "of 1,204" in text
        assert "80.2–84.5%" in text


@pytest.mark.parametrize(
    "source",
    [
        '<c-notice :text="x" :title="x" />',
        '<c-card :title="x" :kind="x" :state="x" />',
        '<c-lead :text="x" :note="x" />',
        '<c-state :label="x" />',
        '<c-empty :title="x" :text="x" />',
        '<c-crumbs :items="pairs" />',
        '<c-rows :columns="pairs" :rows="dicts" :caption="x" />',
        '<c-stations :stations="dicts" />',
        '<c-tile-map :tiles="tiles" :title="x" :legend="list" />',
        '<c-way :steps="dicts" :title="x" />',
        '<c-line :points="points" :title="x" />',
        '<c-waterfall :steps="sums" :title="x" />',
        '<c-progress :text="x" :note="x" />',
        '<c-decision :text="x" :who="x" :why="x" :state="x" :target="x" :number="x" />',
        '<c-figure :reading="figure" size="large" />',
        '<c-figure :reading="gone" />',
        '<c-interval :reading="gone" :label="x" />',
    ],
)
def test_text_is_escaped(source):
    evil = "\"'><script>alert(1)</script>"
    html = rendered(
        source,
        x=evil,
        list=[evil],
        pairs=[(evil, evil)],
        dicts=[{"label": evil, "title": evil, "text": evil, "state": evil, "missing": evil, "url": evil, evil: evil}],
        tiles=[{"col": 0, "row": 0, "label": evil, "url": evil, "level": 1}],
        points=[(evil, 0.5)],
        sums=[(evil, 1, "total")],
        figure=reading(evil, 1),
        gone=reading(evil, None, missing=evil),
    )
    assert "<script" not in html
    assert BeautifulSoup(html, "html.parser").find("script") is None


@pytest.mark.parametrize(("level", "tone"), [("success", "ok"), ("warning", "warn"), ("error", "late"), ("info", "info")])
def test_messages_take_a_tone(level, tone):
    assert level in constants.DEFAULT_TAGS.values()
    assert f"k-notice--{tone}" in rendered('<c-notice :tone="level" text="x" />', level=level)


def test_the_summary_of_errors_links_to_controls_that_exist(specimens):
    page = BeautifulSoup(rendered('<c-form :form="wrong" />', **specimens), "html.parser")
    links = page.select(".k-wrong a")
    assert len(links) == 3
    for link in links:
        assert page.find(id=link["href"].removeprefix("#")), link["href"]


def test_every_control_has_its_label_hint_and_error_tied_to_it(specimens):
    page = BeautifulSoup(rendered('<c-form :form="wrong" />', **specimens), "html.parser")
    for control in page.select(".k-field input:not([type=radio]), .k-field textarea, .k-field select"):
        assert page.find("label", {"for": control["id"]}), control
        for described in control.get("aria-describedby", "").split():
            assert page.find(id=described), described
