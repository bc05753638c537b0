"""200 members vote at once, each pressing twice, with real transactions on SQLite as it is configured for work.

It runs in a process and on a database of its own: an in-memory one knows neither locks nor a second writer. How long it
takes is the benchmark's to say, not a test's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_two_hundred_members_who_press_twice_are_counted_once_each_and_nobody_sees_an_error():
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KADRY_", "DJANGO_"))}
    command = [sys.executable, "-m", "benchmarks.board_votes", "--members", "200", "--threads", "16"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    votes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [vote["vote"] for vote in votes] == ["open", "secret"]
    for vote in votes:
        assert vote["counted"] == 200 and vote["as_asked"]
        assert vote["answers"] == {"counted": 200, "refused": 200}
