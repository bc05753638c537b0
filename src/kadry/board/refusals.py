"""Why something cannot be done at a meeting, in words: what is missing, and what was kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "wrong_state": _("The meeting has moved on meanwhile. Nothing was changed."),
    "not_yet_its_day": _("The meeting is on %(day)s. It is opened on its day."),
    "rules_stand": _("Votes are being taken: form and quorum stand, and the end of the absentee votes can only be put off."),
    "absentee_goes_on": _("Absentee votes are taken until %(day)s, %(hour)s, and not all have voted. Count them then."),
    "motion_moved_on": _("The motion has moved on meanwhile. Nothing was changed."),
    "already_convened": _("On that day a meeting stands already."),
    "empty_agenda": _("There is no question on the agenda yet. Add one, then convene."),
    "nobody_to_invite": _("Nobody sits on the board on that day. Enter the members first."),
    "no_quorum": _("There is no quorum: %(here)s of %(members)s take part, %(needed)s must. Missing: %(missing)s."),
    "motion_open": _("Another motion is open for votes. Close it first."),
    "motions_open": _("A motion is still open for votes. Close it first."),
    "motion_not_draft": _("Only a draft motion can be changed. Put another one."),
    "absence_not_taken": _("Absentee votes are not taken at this meeting, or not any more. Open the meeting first."),
    "secret_needs_three": _("A secret vote needs at least three voters: of fewer the counts would tell who voted how."),
    "secret_no_hands": _("In a secret vote hands are not counted: each casts a vote of their own."),
    "item_voted": _("A vote was taken on this question. It stays as it is."),
    "figure_unknown": _("The figure %(figure)s does not exist, or does not know this scope."),
    "figure_frozen": _("The figure was frozen at the vote. It stays."),
    "figure_twice": _("This figure is shown at the question already."),
    "paper_twice": _("This very file is already among the papers to the question."),
    "not_a_member": _("Only who sits on the board on the day of the meeting takes part."),
    "not_open": _("The motion is not open for votes."),
    "no_vote": _("Votes are cast by members with a vote."),
    "conflict": _("A member with a conflict of interest does not vote on this question."),
    "holder_conflict": _(
        "The holder of the proxy has a conflict of interest and votes on this question for nobody. "
        "The member can vote in person or in absence."
    ),
    "voted": _("The vote was cast already and counted once."),
    "not_here": _("Only who takes part in the meeting votes: in the room, by video, by proxy, or in absence while that is open."),
    "proxy_votes_in_the_room": _("Who has given a proxy is voted for in the room, by the proxy."),
    "not_yours": _("A vote is cast by the member, by the member’s proxy or, in an open vote, through the secretary."),
    "secret_by_oneself": _("In a secret vote nobody votes through the secretary."),
    "absentee_by_voting": _("Who votes in absence is marked so by the vote itself."),
    "voted_in_secret": _(
        "The member has voted in a secret vote that is not closed, and the vote cannot be taken out. "
        "Close it first, or enter the day of that meeting or a later one."
    ),
    "own_proxy": _("Nobody is their own proxy."),
    "proxy_of_a_proxy": _("Who holds a proxy cannot give one, and a proxy cannot be passed on."),
    "proxies_enough": _("One member holds at most %(most)s proxies."),
    "proxy_without_vote": _("A proxy goes to a member with a vote."),
    "proxy_unnamed": _("Name the member who holds the proxy, and the paper it rests on."),
    "conflict_after_vote": _("The member has voted on this question; a conflict is declared before."),
    "dissent_after_close": _("A dissent belongs to a motion that was voted on."),
    "signed_needs_why": _("The minutes are signed. Say why another version is made."),
    "nothing_to_sign": _("There is no version that waits for a signature. Write the minutes first."),
    "minutes_outdated": _("Since this version something was changed in the meeting. Write a new version, then sign it."),
    "minutes_need_number": _("Give the minutes a number first."),
    "link": _(
        "One cannot vote by this link: it is wrong, was used, or its time is over. If you sit on the board, ask the secretary."
    ),
}


class Refused(ValueError):
    """It cannot be done; the text says why. ``code`` is its key in WORDS."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        return str(WORDS[self.code]) % self.facts if self.facts else str(WORDS[self.code])
