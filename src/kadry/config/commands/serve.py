"""Serve the web pages and run one worker beside them.

    kadry serve                      http://localhost:8000
    kadry serve --port 9000 --host 0.0.0.0

Ctrl-C stops both. Behind HTTPS set KADRY_HTTPS=1 and KADRY_HOSTS.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys

from django.conf import settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    parser.add_argument("--no-worker", action="store_true", help="web only; the worker runs elsewhere")


def run(options: argparse.Namespace) -> int:
    from granian import Granian

    print(f"Kadry: http://{'localhost' if options.host == '127.0.0.1' else options.host}:{options.port}", flush=True)
    if settings.DEMO:
        print("Demo region: people and every number no source gives are synthetic.", flush=True)
    # A forked web process would inherit Polars' locks without its threads, and hang at the first workbook.
    multiprocessing.set_start_method("spawn", force=True)
    worker = None if options.no_worker else _start_worker()
    try:
        Granian(
            "kadry.config.wsgi:application",
            address=options.host,
            port=options.port,
            interface="wsgi",
            workers=options.workers,
            blocking_threads=1,
            log_access=False,
            log_level="warning",
        ).serve()
    finally:
        if worker:
            worker.terminate()
    return 0


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "kadry.config.cli", "tick", "--forever"])
