"""The command line teaches: what there is, how it is typed, what the exit code means."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kadry.config.cli import COMMANDS


@pytest.mark.parametrize("asked", [(), ("-h",), ("--help",)])
def test_the_overview_names_every_command_and_the_exit_codes(kadry, asked):
    said = kadry(*asked)
    assert said.code == 0
    for name, (_module, summary, _django) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", said.out, re.M)
    assert "Exit code: 0" in said.out


def test_a_command_that_is_none_is_told_beside_those_that_are(kadry):
    said = kadry("dance")
    assert said.code == 2
    assert "“dance”" in said.err
    assert "import" in said.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_it_does_how_it_is_typed_and_what_the_exit_code_means(kadry, name):
    said = kadry(name, "--help")
    assert said.code == 0
    usage, _, rest = said.out.partition("\n\n")
    assert usage.startswith(f"usage: kadry {name}")
    assert len(rest.split()) > 20
    assert re.search(rf"^ *kadry {name}", rest, re.M), "no example"
    if name in ("import", "run", "trace", "replay", "allocate"):
        assert re.search(r"exit codes?\b.*\b2\b", rest, re.I | re.S), "no exit codes"


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_is_none_is_the_input_s_fault(kadry, name):
    said = kadry(name, "--nonsense")
    assert said.code == 2
    assert f"usage: kadry {name}" in said.err


@pytest.mark.parametrize("name", [name for name, (_module, _summary, django) in COMMANDS.items() if not django])
def test_what_needs_the_engine_alone_starts_without_django(name):
    code = "import sys; from kadry.config.cli import main\ntry: main([sys.argv[1], '--help'])\nexcept SystemExit: pass\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}assert 'django' not in sys.modules", name], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
