"""What can be done to a meeting and its agenda, and what is refused in words."""

from __future__ import annotations

import email
from datetime import date, timedelta
from email.policy import default
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.utils.translation import gettext, override

from kadry.board import actions, letters, links
from kadry.board.enums import Answer, Choice, Majority, MeetingForm, MeetingState, MotionState, Outcome, Presence
from kadry.board.models import AgendaItem, Attendance, Invitation, Meeting, Motion, Paper, Tally, Turnout, Vote
from kadry.board.queries.agenda import reading_of
from kadry.board.queries.hall import hall_of
from kadry.exchange.papers import NotAPaper
from kadry.people.enums import Role
from kadry.people.models import Message
from kadry.trail.clock import now
from kadry.trail.models import Event
from tests.board.builders import cast, convened, here, link_of, meeting, member, members, motion, open_meeting, question, refused
from tests.exchange.paper_files import PDF, PNG, upload
from tests.factories import hire, need, signed

YES, NO, NEITHER = Choice.FOR, Choice.AGAINST, Choice.ABSTAINED


@pytest.fixture
def five(region):
    return members(5)


# --- members


def test_a_member_joins_once_for_an_office_and_leaves_after_joining(region):
    facts = {"region": region, "name": "Орлова В. С.", "office_ru": "Председатель", "since": date(2024, 1, 1)}
    joined = actions.member_add(**facts, **signed())
    with pytest.raises(ValidationError):
        actions.member_add(**facts, **signed())
    with pytest.raises(ValidationError):
        actions.member_leave(member=joined, until=date(2023, 1, 1), **signed())


# --- convening


def test_a_meeting_is_convened_with_questions_and_members(region, django_capture_on_commit_callbacks):
    made = actions.meeting_make(region=region, held_on=date(2026, 7, 1), title_ru="Заседание", **signed())
    with refused("already_convened"):
        actions.meeting_make(region=region, held_on=date(2026, 7, 1), title_ru="Другое", **signed())
    with refused("empty_agenda"):
        actions.meeting_convene(meeting=made, **signed())
    actions.item_add(meeting=made, text_ru="О мерах", **signed())
    with refused("nobody_to_invite"):
        actions.meeting_convene(meeting=made, **signed())
    sits, left = member(), member(until=date(2026, 6, 1))
    actions.meeting_convene(meeting=made, **signed())
    assert list(made.invitations.values_list("member", flat=True)) == [sits.pk] != [left.pk]
    with refused("wrong_state"):
        actions.meeting_convene(meeting=made, **signed())


def test_each_member_has_a_letter_with_a_link_of_their_own_and_the_house_keeps_no_token(
    region, someone, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.MAIL = urlsplit("smtp://mail.invalid:25")
    works = someone(Role.EMPLOYER)
    one, other = member(account=works), member()
    made = meeting(form=MeetingForm.MIXED)
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    sent = {letter.to[0]: letter.body for letter in mailoutbox}
    tokens = {who.pk: _token_in(sent[who.email]) for who in (one, other)}
    for invitation in Invitation.objects.all():
        assert invitation.token == links.hash_of(tokens[invitation.member_id])
        assert links.invitation_by(tokens[invitation.member_id], now()) == invitation
    told = [*Event.objects.values_list("data", "ground"), *Message.objects.values_list("data", "link")]
    assert not any(token in str(told) for token in tokens.values())
    assert Message.objects.filter(kind="board.meeting_convened", to=works).count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_cancel(meeting=made, **signed())
    assert letters.kept(made) == set()
    assert links.invitation_by(tokens[one.pk], now()) is None


def _token_in(body: str) -> str:
    return body.split("/board/vote/")[1].split("/")[0]


def _text_of(letter: bytes) -> str:
    return email.message_from_bytes(letter, policy=default).get_body().get_content()


def test_a_kept_letter_has_no_link_and_one_who_does_not_vote_is_sent_none(
    region, settings, mailoutbox, django_capture_on_commit_callbacks
):
    heard, unreachable = member(may_vote=False), member(email="")
    settings.MAIL = urlsplit("smtp://mail.invalid:25")
    made = meeting(form=MeetingForm.MIXED)
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    apart = gettext("If you vote without an account, the secretary gives you your own link apart from this letter.")
    kept = _text_of(letters.read(made, unreachable.pk))
    assert unreachable.name in kept and "/board/vote/" not in kept and apart in " ".join(kept.split())
    [sent] = mailoutbox
    assert sent.to == [heard.email] and "/board/vote/" not in sent.body and apart not in sent.body
    letters.forget(made)


def test_a_link_is_handed_over_and_ends_the_one_before(region):
    votes, heard = member(), member(may_vote=False)
    made = convened(form=MeetingForm.MIXED)
    invitation = made.invitations.get(member=votes)
    before = link_of(votes, made)
    token = actions.link_hand(invitation=invitation, **signed())
    assert links.invitation_by(token, now()) == invitation
    assert links.invitation_by(before, now()) is None
    invitation.refresh_from_db()
    assert invitation.handed_at and invitation.token == links.hash_of(token)
    assert not Event.objects.filter(data__icontains=token).exists()
    with refused("no_vote"):
        actions.link_hand(invitation=made.invitations.get(member=heard), **signed())
    actions.meeting_cancel(meeting=made, **signed())
    with refused("wrong_state"):
        actions.link_hand(invitation=invitation, **signed())


def test_links_last_as_long_as_absentee_votes_are_taken(region):
    votes = member()
    made = convened(form=MeetingForm.MIXED)
    token, later = link_of(votes, made), now() + timedelta(days=5)
    assert links.invitation_by(token, later) is None
    actions.meeting_change(meeting=made, changes={"absentee_until": later}, **signed())
    assert links.invitation_by(token, later) is not None


def test_a_draft_is_taken_back_and_what_was_put_to_the_vote_stays(region, five):
    made = open_meeting(*five)
    draft, voted = motion(made), motion(made)
    actions.motion_open(motion=voted, **signed())
    actions.motion_withdraw(motion=draft, **signed())
    assert list(Motion.objects.all()) == [voted] and voted.number == 2
    with refused("motion_not_draft"):
        actions.motion_withdraw(motion=voted, **signed())


def test_who_signs_the_minutes_may_be_named_until_they_are_signed(region, five):
    made = open_meeting(*five)
    actions.meeting_close(meeting=made, **signed())
    actions.meeting_change(meeting=made, changes={"chair": five[0], "secretary": five[1]}, **signed())
    with refused("wrong_state"):
        actions.meeting_change(meeting=made, changes={"chair": five[2], "place": "Химки"}, **signed())
    actions.minutes_write(meeting=made, **signed())
    actions.minutes_sign(meeting=made, **signed())
    with refused("wrong_state"):
        actions.meeting_change(meeting=made, changes={"chair": five[2]}, **signed())


def test_a_figure_that_could_not_be_told_keeps_the_reason_in_both_languages(region, five):
    made = open_meeting(*five)
    asked = motion(made)
    actions.figure_show(item=asked.item, key="recruiting.hired", scope="region=50", **signed())
    actions.motion_open(motion=asked, **signed())
    shown = asked.item.figures.get()
    assert shown.frozen.value is None
    assert "Приём на работу" in shown.missing_ru and "Hires" in shown.missing_en
    hire()
    told = {}
    for language in ("ru", "en"):
        with override(language):
            told[language] = str(reading_of(shown, None).missing)
    assert told == {"ru": shown.missing_ru, "en": shown.missing_en}


def test_a_letter_that_can_be_sent_is_sent_and_not_kept(region, five, settings, mailoutbox, django_capture_on_commit_callbacks):
    settings.MAIL = urlsplit("smtp://mail.invalid:25")
    by_hand = member(email="")
    made = meeting()
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    assert len(mailoutbox) == 5
    assert {letter.to[0] for letter in mailoutbox} == {one.email for one in five}
    assert letters.kept(made) == {by_hand.pk}
    letters.forget(made)


def test_a_letter_that_does_not_go_is_kept(region, settings, monkeypatch, django_capture_on_commit_callbacks):
    def refuse(self):
        raise ConnectionRefusedError

    settings.MAIL = urlsplit("smtp://mail.invalid:25")
    monkeypatch.setattr(EmailMessage, "send", refuse)
    sits = member()
    made = meeting()
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    assert letters.kept(made) == {sits.pk}
    letters.forget(made)


def test_an_answer_is_the_members_own_and_may_change_until_the_meeting_opens(region, someone):
    own = member(account=someone(Role.UNION))
    made = convened()
    invitation = made.invitations.get()
    for answer in (Answer.CANNOT, Answer.COMES):
        actions.invitation_answer(invitation=invitation, answer=answer, **signed(own.account))
    assert made.invitations.get().answer == Answer.COMES
    here(made, own)
    actions.meeting_open(meeting=made, **signed())
    with refused("wrong_state"):
        actions.invitation_answer(invitation=invitation, answer=Answer.CANNOT, **signed(own.account))


# --- the quorum


def test_a_meeting_opens_with_a_quorum_and_says_how_many_are_missing(region, five):
    made = convened()
    here(made, *five[:2])
    with refused("no_quorum") as refusal:
        actions.meeting_open(meeting=made, **signed())
    assert refusal.value.facts == {"here": 2, "members": 5, "needed": 3, "missing": 1}
    here(made, five[2], presence=Presence.REMOTE)
    assert actions.meeting_open(meeting=made, **signed()).state == MeetingState.OPEN


def test_who_has_no_vote_makes_no_quorum(region, five):
    guest = member(may_vote=False)
    made = convened()
    here(made, guest, *five[:2])
    assert hall_of(made).missing == 1


def test_a_proxy_counts_for_the_giver_and_is_named_with_its_paper(region, five):
    made = convened()
    holder, giver, second, third, fourth = five
    paper = {"presence": Presence.PROXY, "proxy_paper": "доверенность № 3"}
    with refused("proxy_unnamed"):
        actions.attendance_mark(meeting=made, member=giver, presence=Presence.PROXY, proxy=holder, **signed())
    for one in (giver, second):
        actions.attendance_mark(meeting=made, member=one, proxy=holder, **paper, **signed())
    with refused("proxies_enough"):
        actions.attendance_mark(meeting=made, member=third, proxy=holder, **paper, **signed())
    with refused("proxy_of_a_proxy"):
        actions.attendance_mark(meeting=made, member=holder, proxy=fourth, **paper, **signed())
    with refused("own_proxy"):
        actions.attendance_mark(meeting=made, member=fourth, proxy=fourth, **paper, **signed())
    with refused("proxy_without_vote"):
        actions.attendance_mark(meeting=made, member=fourth, proxy=member(may_vote=False), **paper, **signed())
    assert hall_of(made).taking_part == frozenset()
    here(made, holder)
    assert hall_of(made).taking_part == {holder.pk, giver.pk, second.pk}


def test_only_who_sits_on_the_day_takes_part(region, five):
    made = convened()
    with refused("not_a_member"):
        here(made, member(since=date(2026, 6, 16)))


# --- the agenda


def test_questions_are_added_moved_changed_and_removed_in_order(region):
    made = meeting()
    for text in ("Второй", "Третий", "Четвёртый"):
        actions.item_add(meeting=made, text_ru=text, **signed())
    third = AgendaItem.objects.get(text_ru="Третий")
    actions.item_move(item=third, to=1, **signed())
    actions.item_remove(item=AgendaItem.objects.get(text_ru="Второй"), **signed())
    actions.item_change(item=third, changes={"speaker": "И. Иванов", "minutes": 10}, **signed())
    assert list(AgendaItem.objects.values_list("number", "text_ru")) == [
        (1, "Третий"), (2, "О мерах поддержки"), (3, "Четвёртый")
    ]  # fmt: skip


def test_a_paper_stands_once_at_a_question_and_is_kept_once_for_all(region):
    made = meeting()
    item, other = question(made), actions.item_add(meeting=made, text_ru="Второй", **signed())
    first, second = (
        actions.paper_add(item=one, title="Доклад", upload=upload(PDF, "доклад.exe"), **signed()) for one in (item, other)
    )
    assert first.file == second.file and first.kind == "pdf"
    with refused("paper_twice"):
        actions.paper_add(item=item, title="Он же", upload=upload(PDF), **signed())
    with pytest.raises(NotAPaper):
        actions.paper_add(item=item, title="Снимок", upload=upload(PNG), **signed())
    actions.paper_remove(paper=first, **signed())
    assert Paper.objects.get() == second


def test_a_question_that_goes_takes_the_files_of_its_papers(region, django_capture_on_commit_callbacks):
    paper = actions.paper_add(item=question(meeting()), title="Доклад", upload=upload(PDF + b"gone"), **signed())
    with django_capture_on_commit_callbacks(execute=True):
        actions.item_remove(item=paper.item, **signed())
    assert not default_storage.exists(paper.file)


def test_a_figure_is_shown_once_and_only_where_it_makes_sense(region):
    need(people=40)
    item = question(meeting())
    shown = actions.figure_show(item=item, key="demand.asked", scope="region=50", **signed())
    for key, scope, code in (
        ("demand.asked", "region=50", "figure_twice"),
        ("demand.nothing", "region=50", "figure_unknown"),
        ("demand.asked", "year=soon&region=50", "figure_unknown"),
        ("demand.asked", "planet=mars&region=50", "figure_unknown"),
    ):
        with refused(code):
            actions.figure_show(item=item, key=key, scope=scope, **signed())
    actions.figure_hide(shown=shown, **signed())
    assert not item.figures.exists()


# --- votes


def test_an_open_vote_is_counted_by_name(region, five):
    made = open_meeting(*five)
    asked = actions.motion_open(motion=motion(made), **signed())
    for one, choice in zip(five, (YES, YES, YES, NO, NEITHER), strict=True):
        cast(one, asked, choice)
    closed = actions.motion_close(motion=asked, **signed())
    assert (closed.outcome, closed.members, closed.taking_part) == (Outcome.ADOPTED, 5, 5)
    assert (closed.votes_for, closed.votes_against, closed.votes_abstained) == (3, 1, 1)
    assert Vote.objects.get(member=five[3]).choice == NO


def test_a_secret_vote_leaves_who_has_voted_and_how_many_for_what(region, five):
    made = open_meeting(*five)
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    assert Turnout.objects.filter(motion=asked).count() == 5
    for one, choice in zip(five, (YES, YES, YES, NO), strict=False):
        cast(one, asked, choice)
    assert not Vote.objects.exists()
    assert Event.objects.filter(name="board.vote_cast_by_link").count() == 4
    closed = actions.motion_close(motion=asked, **signed())
    assert (closed.votes_for, closed.votes_against, closed.votes_abstained) == (3, 1, 0)
    assert not Tally.objects.exists()
    assert Turnout.objects.filter(motion=asked, has_voted=True).count() == 4


@pytest.mark.parametrize("is_secret", [True, False])
def test_nobody_votes_twice(region, five, is_secret):
    asked = actions.motion_open(motion=motion(open_meeting(*five), is_secret=is_secret), **signed())
    cast(five[0], asked, YES)
    with refused("voted"):
        cast(five[0], asked, NO)


def test_nobody_votes_who_may_not(region, five, someone):
    absent, conflicted, guest = five[4], five[3], member(may_vote=False)
    made = open_meeting(*five[:4], guest)
    asked = motion(made)
    actions.conflict_declare(member=conflicted, item=asked.item, says="Доля в капитале", **signed())
    operator = someone(Role.OPERATOR)
    by_hand = {"choice": YES, **signed(operator)}
    with refused("not_open"):
        actions.vote_cast(member=five[0], motion=asked, **by_hand)
    actions.motion_open(motion=asked, **signed())
    late = member()
    for who, code in ((absent, "not_here"), (conflicted, "conflict"), (guest, "no_vote"), (late, "not_here")):
        with refused(code):
            actions.vote_cast(member=who, motion=asked, **by_hand)
    actions.vote_cast(member=five[0], motion=asked, **by_hand)
    actions.motion_close(motion=asked, **signed())
    with refused("not_open"):
        actions.vote_cast(member=five[1], motion=asked, **by_hand)


def test_who_joined_after_a_secret_vote_was_opened_has_no_row_in_it(region, five):
    made = open_meeting(*five)
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    late = member(account=None)
    Invitation.objects.create(meeting=made, member=late, token_until=now() + timedelta(days=1))
    here(made, late)
    with refused("no_vote"):
        cast(late, asked, YES)
    assert not Tally.objects.exclude(votes=0).exists()


def test_a_member_votes_for_itself_and_for_who_gave_it_a_proxy_and_for_nobody_else(region, someone):
    own, giver, other = member(account=someone(Role.UNION)), member(), member()
    made = open_meeting(own, other, member())
    paper = {"presence": Presence.PROXY, "proxy": own, "proxy_paper": "доверенность"}
    actions.attendance_mark(meeting=made, member=giver, **paper, **signed())
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    for who in (own, giver):
        actions.vote_cast(member=who, motion=asked, choice=YES, **signed(own.account))
    with refused("not_yours"):
        actions.vote_cast(member=other, motion=asked, choice=YES, **signed(own.account))
    with refused("secret_by_oneself"):
        actions.vote_cast(member=other, motion=asked, choice=YES, **signed(someone(Role.OPERATOR)))


def test_a_proxy_whose_holder_has_left_is_no_vote(region, someone):
    holder, giver, other = member(account=someone(Role.UNION)), member(), member()
    made = open_meeting(holder, other)
    paper = {"presence": Presence.PROXY, "proxy": holder, "proxy_paper": "доверенность"}
    actions.attendance_mark(meeting=made, member=giver, **paper, **signed())
    asked = actions.motion_open(motion=motion(made), **signed())
    here(made, holder, presence=Presence.ABSENT)
    with refused("not_yours"):
        actions.vote_cast(member=giver, motion=asked, choice=YES, **signed(holder.account))


def test_a_secret_vote_needs_three_voters(region, five):
    made = open_meeting(*five[:3])
    asked = motion(made, is_secret=True)
    actions.conflict_declare(member=five[0], item=asked.item, says="Родственник", **signed())
    with refused("secret_needs_three"):
        actions.motion_open(motion=asked, **signed())
    assert Motion.objects.get().state == MotionState.DRAFT


def test_of_fewer_than_three_secret_votes_no_count_is_told(region, five):
    asked = actions.motion_open(motion=motion(open_meeting(*five), is_secret=True), **signed())
    for one in five[:2]:
        cast(one, asked, YES)
    closed = actions.motion_close(motion=asked, **signed())
    assert closed.outcome == Outcome.TOO_FEW
    assert closed.votes_for is closed.votes_against is closed.votes_abstained is None
    assert not Tally.objects.exists()


def test_one_motion_at_a_time_in_the_room(region, five):
    made = open_meeting(*five)
    first, second = motion(made), motion(made)
    actions.motion_open(motion=first, **signed())
    with refused("motion_open"):
        actions.motion_open(motion=second, **signed())
    with refused("motions_open"):
        actions.meeting_close(meeting=made, **signed())
    actions.motion_close(motion=first, **signed())
    actions.motion_open(motion=second, **signed())


def test_a_motion_that_was_put_to_the_vote_is_not_changed(region, five):
    asked = motion(open_meeting(*five))
    actions.motion_change(motion=asked, changes={"text_ru": "Одобрить", "majority": Majority.ALL}, **signed())
    actions.motion_open(motion=asked, **signed())
    with refused("motion_not_draft"):
        actions.motion_change(motion=asked, changes={"text_ru": "Отклонить"}, **signed())
    with refused("item_voted"):
        actions.item_change(item=asked.item, changes={"text_ru": "О другом"}, **signed())


def test_the_figures_of_a_question_are_frozen_once_when_its_first_motion_is_opened(region, five):
    need(people=40)
    made = open_meeting(*five)
    shown = actions.figure_show(item=question(made), key="demand.asked", scope="region=50", **signed())
    first, second = motion(made), motion(made)
    actions.motion_open(motion=first, **signed())
    need(people=2)
    actions.motion_close(motion=first, **signed())
    actions.motion_open(motion=second, **signed())
    shown.refresh_from_db()
    assert (shown.frozen.value, shown.frozen.as_of) == (40, date(2026, 6, 15))
    with refused("figure_frozen"):
        actions.figure_hide(shown=shown, **signed())


def test_a_conflict_is_declared_before_the_vote(region, five):
    made = open_meeting(*five)
    asked = actions.motion_open(motion=motion(made), **signed())
    cast(five[0], asked, YES)
    with refused("conflict_after_vote"):
        actions.conflict_declare(member=five[0], item=asked.item, says="Поздно", **signed())
    actions.conflict_declare(member=five[1], item=asked.item, says="Вовремя", **signed())
    closed = actions.motion_close(motion=asked, **signed())
    assert closed.taking_part == 5  # a conflict leaves the quorum as it is
    with refused("item_voted"):
        actions.conflict_declare(member=five[2], item=asked.item, says="Совсем поздно", **signed())


def test_a_dissent_follows_the_vote(region, five):
    made = open_meeting(*five)
    asked = motion(made)
    with refused("dissent_after_close"):
        actions.dissent_add(member=five[0], motion=asked, says="Против", **signed())
    actions.motion_open(motion=asked, **signed())
    actions.motion_close(motion=asked, **signed())
    for says in ("Против", "Против, потому что рано"):
        actions.dissent_add(member=five[0], motion=asked, says=says, **signed())
    assert asked.dissents.get().says == "Против, потому что рано"


# --- voting in absence


def test_absentee_votes_are_cast_before_the_meeting_and_counted_with_the_others(region, five):
    made = meeting(form=MeetingForm.MIXED)
    first, second = motion(made), motion(made, is_secret=True)
    with refused("wrong_state"):
        actions.motion_open(motion=first, **signed())
    actions.meeting_convene(meeting=made, **signed())
    for asked in (first, second):  # any number together
        assert actions.motion_open(motion=asked, **signed()).state == MotionState.ABSENTEE
    for asked in (first, second):
        cast(five[0], asked, NO)
    assert Attendance.objects.get().presence == Presence.ABSENTEE
    here(made, *five[1:4])
    actions.meeting_open(meeting=made, **signed())
    with refused("motion_moved_on"):
        actions.motion_close(motion=first, **signed())  # those in the room have not been asked
    for asked in (first, second):
        actions.motion_open(motion=asked, **signed())
        for one in five[1:4]:
            cast(one, asked, YES)
        closed = actions.motion_close(motion=asked, **signed())
        assert (closed.votes_for, closed.votes_against, closed.taking_part) == (3, 1, 4)


def test_a_meeting_in_absence_closes_its_motions_without_a_room(region, five):
    made = meeting(form=MeetingForm.ABSENTEE)
    asked = motion(made)
    actions.meeting_convene(meeting=made, **signed())
    actions.motion_open(motion=asked, **signed())
    for one in five[:2]:
        cast(one, asked, YES)
    with refused("no_quorum"):
        actions.meeting_open(meeting=made, **signed())
    cast(five[2], asked, YES)
    actions.meeting_open(meeting=made, **signed())
    later = signed() | {"at": made.absentee_until + timedelta(minutes=1)}
    assert actions.motion_close(motion=asked, **later).outcome == Outcome.ADOPTED


def test_a_meeting_in_person_takes_no_absentee_votes(region, five):
    made = convened()
    with refused("absence_not_taken"):
        actions.motion_open(motion=motion(made), **signed())


@pytest.mark.parametrize("broken", ["wrong", "late", "after the meeting", "of another meeting", "of another member"])
def test_a_link_that_does_not_hold_is_refused_in_one_sentence(region, five, broken):
    made = open_meeting(*five, form=MeetingForm.MIXED)
    asked = actions.motion_open(motion=motion(made), **signed())
    token, voter, at = link_of(five[0], made), five[0], signed()
    if broken == "wrong":
        token = links.new_token()
    if broken == "late":
        at["at"] += timedelta(days=3)
    if broken == "after the meeting":
        Meeting.objects.filter(pk=made.pk).update(state=MeetingState.CLOSED)
    if broken == "of another meeting":
        Meeting.objects.filter(pk=made.pk).update(held_on=date(2026, 6, 14))
        meeting(form=MeetingForm.MIXED)
    if broken == "of another member":
        voter = five[1]
    with refused("link"):
        actions.vote_cast_by_link(token=token, motion=asked, member=voter, choice=YES, **at)
    assert not Vote.objects.exists()


# --- the end


def test_minutes_are_written_in_versions_and_a_signed_one_never_changes(region, five):
    made = open_meeting(*five)
    with refused("wrong_state"):
        actions.minutes_write(meeting=made, **signed())
    actions.meeting_close(meeting=made, **signed())
    with refused("nothing_to_sign"):
        actions.minutes_sign(meeting=made, **signed())
    first = actions.minutes_write(meeting=made, **signed())
    actions.minutes_sign(meeting=made, **signed())
    with refused("nothing_to_sign"):
        actions.minutes_sign(meeting=made, **signed())
    with refused("signed_needs_why"):
        actions.minutes_write(meeting=made, **signed())
    second = actions.minutes_write(meeting=made, why="Описка в фамилии", **signed())
    actions.minutes_sign(meeting=made, **signed())
    assert [row.version for row in made.minutes.all()] == [1, 2]
    assert made.minutes.get(pk=first.pk).content == first.content
    assert made.minutes.get(pk=second.pk).signed_on == date(2026, 6, 15)
    assert Meeting.objects.get().state == MeetingState.SIGNED


def test_minutes_have_a_number_before_they_are_written(region, five):
    made = open_meeting(*five, number="")
    actions.meeting_close(meeting=made, **signed())
    with refused("minutes_need_number"):
        actions.minutes_write(meeting=made, **signed())
    actions.meeting_change(meeting=made, changes={"number": "7"}, **signed())
    actions.minutes_write(meeting=made, **signed())


def test_a_meeting_that_was_opened_is_not_changed_nor_cancelled(region, five):
    made = open_meeting(*five)
    for act in (
        lambda: actions.meeting_change(meeting=made, changes={"place": "Москва"}, **signed()),
        lambda: actions.meeting_cancel(meeting=made, **signed()),
        lambda: actions.item_remove(item=question(made), **signed()),
    ):
        with refused("wrong_state"):
            act()
