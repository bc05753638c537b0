"""`make demo` without the downloads: build, import, compute; seconds, rows, peak memory, published beside counted.

python -m benchmarks.demo [--size region|village]
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("region", "village"), default="region")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "KADRY_HOME": home, "KADRY_TODAY": "2026-06-15", "KADRY_DEMO": "1", "COLUMNS": "160"}
        command = [sys.executable, "-m", "kadry.config.cli", "demo", "load", "--size", options.size]
        started = time.perf_counter()
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        seconds = time.perf_counter() - started
    print(done.stdout)
    if done.returncode:
        sys.exit(done.stderr)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{options.size}: {seconds:.0f} s in all, {peak:.0f} MB peak; {machine}")


if __name__ == "__main__":
    main()
