"""What every room must declare: personal fields, states, templates that somebody uses."""

from __future__ import annotations

import re
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

SOURCE = Path(settings.PACKAGE)
MODELS = [model for model in apps.get_models() if model.__module__.startswith("kadry.")]
by_name = {"argvalues": MODELS, "ids": lambda model: model._meta.label}
# A field of such a name holds something of a person, whatever its model.
OF_A_PERSON = re.compile(r"snils|birth|phone|e_?mail|surname|patronymic|passport|password|disab|health")


@pytest.mark.parametrize("model", **by_name)
def test_every_model_says_which_of_its_fields_are_personal(model):
    declared = import_module(model.__module__).PERSONAL
    assert model.__name__ in declared, f"Add {model.__name__} to PERSONAL of {model.__module__}."
    unknown = set(declared[model.__name__]) - {field.name for field in model._meta.get_fields()}
    assert not unknown, f"PERSONAL names fields {model.__name__} does not have: {unknown}"


@pytest.mark.parametrize("model", **by_name)
def test_a_field_that_sounds_personal_is_declared_personal(model):
    sounding = {field.name for field in model._meta.fields if OF_A_PERSON.search(field.name)}
    assert sounding <= set(import_module(model.__module__).PERSONAL[model.__name__])


def test_no_room_declares_a_model_it_does_not_have():
    for module in {model.__module__ for model in MODELS}:
        stale = set(import_module(module).PERSONAL) - {model.__name__ for model in MODELS if model.__module__ == module}
        assert not stale, f"{module} declares {stale}"


@pytest.mark.parametrize("model", **by_name)
def test_every_model_lists_its_rows_in_a_settled_order_and_says_what_it_is(model):
    assert model._meta.ordering or model._meta.unique_together, f"{model.__name__} has no ordering"
    assert model.__str__ is not models.Model.__str__, f"{model.__name__} has no __str__"


# --- states

TABLES = [
    (f"{room}.{name}", table)
    for room in settings.ROOMS
    if find_spec(f"kadry.{room}.enums")
    for name, table in vars(import_module(f"kadry.{room}.enums")).items()
    if name.endswith("TRANSITIONS")
]
every_table = pytest.mark.parametrize("table", [table for _, table in TABLES], ids=[name for name, _ in TABLES])


@every_table
def test_a_table_of_transitions_covers_every_state_and_names_only_states(table):
    states = type(next(iter(table)))
    assert issubclass(states, Enum)
    assert set(table) == set(states)
    assert {state for targets in table.values() for state in targets} <= set(states)


@every_table
def test_no_state_moves_to_itself(table):
    assert not [state for state, targets in table.items() if state in targets]


# --- templates

# Django itself asks for 404.html and its like, which lie beside the rooms' folders.
TEMPLATES = sorted(path for room in settings.ROOMS for path in (SOURCE / room / "templates").glob("*/**/*.html"))


def _named(path: Path) -> str:
    return path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix()


@pytest.fixture(scope="session")
def everything_written() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for kind in ("*.py", "*.html") for path in SOURCE.rglob(kind)}


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_every_template_is_used_somewhere(path, everything_written):
    name = _named(path)
    if name.startswith("cotton/"):
        tag = re.compile(rf"<c-{path.stem.replace('_', '-')}[\s/>]")
        assert any(tag.search(text) for other, text in everything_written.items() if other != path), (
            f"nobody writes <c-{path.stem}>"
        )
    else:
        assert any(f'"{name}' in text for text in everything_written.values()), f"nobody renders {name}"


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "/cotton/" in path.as_posix()], ids=_named)
def test_every_component_says_what_it_takes(path):
    assert path.read_text(encoding="utf-8").lstrip().startswith("{% comment %}")


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if "/cotton/" not in p.as_posix() and "/web/" not in p.as_posix()], ids=_named
)
def test_a_page_prints_computed_numbers_only_through_components(path):
    """``number`` and ``share`` are for components; a page says ``<c-figure>``."""
    assert not re.search(r"\|\s*(number|share)\b", path.read_text(encoding="utf-8"))
