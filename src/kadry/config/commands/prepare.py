"""Bring the database to this version: migrations and classifiers. Running it twice changes nothing.

kadry prepare
"""

from __future__ import annotations

import argparse

from django.core.management import call_command

from kadry.people.actions import system_user
from kadry.reference.actions import classifiers_load
from kadry.trail.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def run(options: argparse.Namespace) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    loaded = classifiers_load(by=system_user(), at=now(), ground="package data")
    if not options.quiet:
        print("Classifiers: " + ", ".join(f"{name} {count}" for name, count in loaded.items()))
    return 0
