"""100,000 rows × 10 columns from XLSX to checked, stored rows, beside openpyxl's reading alone.

    python -m benchmarks.import_ [--rows 100000]

Every measurement is a process of its own, so that peak memory is its own too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

HEADINGS = (
    "Колледж", "№ студента", "Фамилия", "Имя", "Отчество", "Дата рождения", "Группа",
    "Муниципалитет проживания", "Средний балл", "Состояние",
)  # fmt: skip
COLLEGE = "Колледж № 1 (вымышленный)"
GROUPS = 400


def write_workbook(path: Path, rows: int) -> None:
    """Students of one college, as its own workbook holds them."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("Студенты")
    page.write_row(0, 0, HEADINGS)
    for number in range(1, rows + 1):
        page.write_row(
            number, 0,
            (COLLEGE, f"{number:06}", "Синтетический", "Студент", "Вымышленный",
             f"{1 + number % 28:02}.{1 + number % 12:02}.2008", f"Г-{number % GROUPS}",
             ("Балашиха", "Реутов", "Люберцы")[number % 3], 3 + number % 200 / 100, "учится"),
        )  # fmt: skip
    book.close()


def prepare() -> None:
    """A database with the classifiers, the college and its groups."""
    from kadry.config.commands import prepare as command
    from kadry.reference.models import Municipality, Programme
    from kadry.registry.models import Organisation
    from kadry.training.models import Group

    command.run(argparse.Namespace(quiet=True))
    town = Municipality.objects.get(slug="balashikha")
    college = Organisation.objects.create(kind="college", name=COLLEGE, short_name=COLLEGE, municipality=town)
    programme = Programme.objects.get(code="15.01.32")
    Group.objects.bulk_create(
        Group(college=college, name=f"Г-{number}", programme=programme, admitted=2025, graduates_on="2028-06-30")
        for number in range(GROUPS)
    )


def kadry_import(path: Path) -> dict[str, float]:
    """The whole import: read, checked, compared, stored, in one transaction."""
    import django

    django.setup()
    prepare()
    from kadry.exchange.actions import workbook_take
    from kadry.people.actions import system_user
    from kadry.reference.queries import served_region
    from kadry.trail.clock import now

    started = time.perf_counter()
    taken = workbook_take(
        data=path.read_bytes(),
        filename=path.name,
        region=served_region(),
        dry=False,
        by=system_user(),
        at=now(),
        ground="benchmark",
    )
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "stored": sum(sheet.created for sheet in taken.sheets.all())}


def openpyxl_read(path: Path) -> dict[str, float]:
    """The peer: only reading every cell, nothing checked, nothing stored."""
    import openpyxl

    started = time.perf_counter()
    book = openpyxl.load_workbook(path, read_only=True)
    rows = sum(1 for _ in book.active.iter_rows(values_only=True))
    return {"seconds": time.perf_counter() - started, "stored": rows - 1}


MEASURED = {"kadry: XLSX to checked, stored rows": kadry_import, "openpyxl: reading alone": openpyxl_read}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        result = MEASURED[options.one](options.file)
        result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "students.xlsx"
        write_workbook(path, options.rows)
        print(f"{options.rows:,} rows × {len(HEADINGS)} columns, {path.stat().st_size / 1e6:.1f} MB")
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
        for name in MEASURED:
            result = _in_own_process(name, path, folder)
            print(f"{name:<40} {result['seconds']:6.1f} s  {result['peak_mb']:5.0f} MB peak  {result['stored']:,.0f} rows")


def _in_own_process(name: str, path: Path, folder: str) -> dict[str, float]:
    env = {**os.environ, "KADRY_HOME": f"{folder}/home", "DJANGO_SETTINGS_MODULE": "kadry.config.settings"}
    command = [sys.executable, "-m", "benchmarks.import_", "--one", name, "--file", str(path)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
