"""A link to vote stands in no log, whatever its page answers."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from kadry.board import actions, links
from kadry.board.enums import Choice, MeetingForm
from kadry.board.logs import NoLinks
from kadry.board.views import votes
from kadry.trail.clock import now
from tests.board.builders import convened, link_of, members, motion
from tests.factories import signed


@pytest.fixture
def invited(region):
    """A member with a valid link, and the motion that waits for its vote."""
    people = members(3)
    made = convened(form=MeetingForm.MIXED)
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    return people[0], asked, link_of(people[0], made)


def test_a_link_that_has_nothing_to_vote_on_is_still_good_and_not_logged(client, invited, caplog):
    one, asked, token = invited
    vote = {"motion": asked.pk, "member": one.pk, "choice": Choice.FOR}
    answer = client.post(f"/board/vote/{token}/", vote, follow=True)
    assert answer.status_code == 200 and "голос учтён" in answer.content.decode().replace("\xa0", " ")
    assert links.invitation_by(token, now()) is not None  # it votes on what is opened next
    assert token not in caplog.text


def test_no_answer_leaves_the_link_in_the_log(client, invited, caplog, monkeypatch):
    _one, _asked, token = invited
    address = f"/board/vote/{token}/"
    assert client.get(f"{address}papers/1/").status_code == 404
    assert client.put(address).status_code == 405
    monkeypatch.setattr(votes, "_ballots", lambda *facts: 1 / 0)
    assert Client(raise_request_exception=False).get(address).status_code == 500
    assert caplog.text.count("/board/vote/…/") == 3
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("message", "args", "told"),
    [
        ('"%s" %s', ("GET /board/vote/secret-token/?x=1 HTTP/1.1", "200"), '"GET /board/vote/…/?x=1 HTTP/1.1" 200'),
        ("Not Found: %s", ("/board/vote/secret-token",), "Not Found: /board/vote/…"),
        ("Not Found: %s", ("/board/papers/7/",), "Not Found: /board/papers/7/"),
    ],
)
def test_lines_of_a_log_lose_the_token_alone(message, args, told):
    line = logging.LogRecord("django.server", logging.INFO, "", 0, message, args, None)
    assert NoLinks().filter(line)
    assert line.getMessage() == told
