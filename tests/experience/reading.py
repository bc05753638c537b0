"""What a page says, as plain text."""

from __future__ import annotations

from bs4 import BeautifulSoup


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def text(tag) -> str:
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def titles(answer) -> list[str]:
    return [text(tag) for tag in soup(answer).select("main .k-card__title")]
