"""A real server with the demo village, and a real browser; without one the journeys are skipped, loudly."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# As root and in a container the browser needs its sandbox off; nothing but this server is reachable anyway.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
START = 120  # seconds the village may take to be built, imported and computed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if BROWSER is None:
        for item in items:
            if "journeys" in str(item.path):
                item.add_marker(pytest.mark.skip(reason="!! NO BROWSER (chromium) ON THIS MACHINE: the journeys were not walked"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows the demo village."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("village")
    env = {**os.environ, "KADRY_HOME": str(home), "KADRY_DEMO": "1", "KADRY_TODAY": "2026-06-15"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    log = (home / "log").open("w")
    command = [sys.executable, "-m", "kadry.config.cli", "demo", "up", "--size", "village", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, home)
        yield address
    finally:
        os.killpg(process.pid, 15)
        process.wait(10)
        log.close()


def _wait(address: str, process: subprocess.Popen[bytes], home: object) -> None:
    for _ in range(START * 2):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"the village does not answer:\n{(home / 'log').read_text()[-4000:]}")  # type: ignore[operator]


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=(1280, 390), ids=("wide", "phone"))
def page(browser, server, request) -> Iterator[object]:
    """A page of a visitor who reads Russian, on a wide screen and on a phone; errors of the page fail the test."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, locale="ru-RU", base_url=server)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert wrong == []


def follow(page, selector: str) -> None:
    """Click the first that fits, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.fixture
def enter(page):
    """``enter("chair")`` goes in through the door of the first screen."""

    def into(role: str):
        page.goto("/")
        follow(page, f"form[action='/enter/{role}/'] button")
        return page

    return into
