"""``kadry …``: the command line.

Each command is a module of ``config.commands`` (or of the engine, where it needs nothing else) and is imported only
when it is the one asked for, so that ``kadry allocate`` starts without Django.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

# name → (module, what it does, whether it needs Django)
COMMANDS = {
    "serve": ("kadry.config.commands.serve", "the web server and one worker", True),
    "prepare": ("kadry.config.commands.prepare", "migrations and classifiers", True),
    "demo": ("kadry.config.commands.demo", "build, import and compute the demo region", True),
    "import": ("kadry.config.commands.import_", "take workbooks in", True),
    "run": ("kadry.config.commands.run", "compute the year: plan, allocation, hires, decisions", True),
    "trace": ("kadry.config.commands.trace", "a figure's value, formula, rows and source line", True),
    "replay": ("kadry.config.commands.replay", "compute a run again and compare the bytes", False),
    "tick": ("kadry.config.commands.tick", "do what is due", True),
    "allocate": ("kadry.engine.allocation.command", "wishes.csv + places.csv → result.csv", False),
    "support": ("kadry.law.command", "state support that fits an employer, with its money and gaps", False),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 failed, 2 the input is at fault)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        return _overview(name)
    module_name, summary, needs_django = COMMANDS[name]
    if needs_django:
        _start_django()
    module = import_module(module_name)
    parser = argparse.ArgumentParser(
        prog=f"kadry {name}",
        description=module.__doc__ or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    return module.run(parser.parse_args(arguments[1:]))


def _overview(name: str) -> int:
    print("Kadry runs the training-and-hiring year of a region's industry and its colleges.\n\nkadry COMMAND --help teaches:\n")
    for command, (_, summary, _django) in COMMANDS.items():
        print(f"  {command:<10}{summary}")
    print("\nExit code: 0 done, 1 failed or done in part, 2 the input is at fault.")
    if name in ("", "-h", "--help"):
        return 0
    print(f"\nThere is no command “{name}”.", file=sys.stderr)
    return 2


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kadry.config.settings")
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(os.environ.get("KADRY_HOME", "var")) / "numba"))
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
