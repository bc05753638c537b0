"""What no template of any room may contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kadry

ROOT = Path(kadry.__file__).parent
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
STYLES = sorted(ROOT.glob("*/static/**/*.css"))
SCRIPTS = sorted(ROOT.glob("*/static/**/*.js"))

# The policy of the site is default-src 'self': whatever of this slips in would be dead on arrival.
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": re.compile(r"""(?:(?:src|href|action|poster)\s*=\s*["']|url\()\s*(?:https?:)?//""", re.IGNORECASE),
}
NUMBER_FILTERS = re.compile(r"\|\s*(number|intcomma|floatformat)\b")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_nothing_inline_and_nothing_from_elsewhere(path):
    source = path.read_text()
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(source)]
    assert not found, f"{_name(path)} has {', '.join(found)}"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_numbers_are_printed_by_components_alone(path):
    if "web/templates/cotton" in _name(path):
        return
    found = NUMBER_FILTERS.search(path.read_text())
    assert not found, f"{_name(path)} prints a number by {found.group()}: use <c-figure>"


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "web/" not in _name(path)], ids=_name)
def test_rooms_write_no_css_of_their_own(path):
    assert "<link" not in path.read_text()


@pytest.mark.parametrize("path", STYLES, ids=_name)
def test_styles_load_nothing_from_elsewhere(path):
    source = path.read_text()
    assert not re.search(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""", source)
    for address in re.findall(r"""url\(["']?([^"')]+)""", source):
        assert address.startswith(("data:", "#", "%23")) or (path.parent / address).is_file(), address


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=_name)
def test_no_source_map_that_is_not_there(path):
    assert "sourceMappingURL" not in path.read_text()
