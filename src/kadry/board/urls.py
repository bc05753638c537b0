from django.urls import path

from kadry.board.views import assigning, decisions, lists, meeting_pages, meetings, steps, votes

app_name = "board"
urlpatterns = [
    path("", decisions.latest, name="decisions"),
    path("meeting/<isodate:held_on>/", decisions.execution, name="execution"),
    path("meeting/<isodate:held_on>/matrix/", lists.matrix, name="matrix"),
    path("assignments/", lists.assignments, name="mine"),
    path("assignments/new/", assigning.assign, name="assign"),
    path("assignments/<int:pk>/change/", assigning.assignment_change, name="assignment_change"),
    path("assignments/<int:pk>/", decisions.assignment, name="assignment"),
    path("assignments/<int:pk>/<str:step>/", decisions.step, name="step"),
    path("forwardings/<int:pk>/answer/", decisions.forwarding_answer, name="forwarding_answer"),
    path("debt/", lists.debt, name="debt"),
    path("reviews/", lists.reviews, name="reviews"),
    path("check/", decisions.check, name="check"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/new/", meetings.make, name="meeting_make"),
    path("meetings/<isodate:held_on>/", meetings.meeting, name="meeting"),
    path("meetings/<isodate:held_on>/answer/", meetings.answer, name="answer"),
    path("meetings/<isodate:held_on>/prepare/", meeting_pages.prepare, name="meeting_prepare"),
    path("meetings/<isodate:held_on>/items/<int:number>/", meeting_pages.item, name="item"),
    path("meetings/<isodate:held_on>/run/", meeting_pages.run, name="meeting_run"),
    path("meetings/<isodate:held_on>/do/<str:step>/", steps.step, name="meeting_step"),
    path("meetings/<isodate:held_on>/vote/", votes.ballot, name="ballot"),
    path("meetings/<isodate:held_on>/screen/", meetings.projector, name="projector"),
    path("meetings/<isodate:held_on>/letters/<int:member>/", meetings.letter, name="letter"),
    path("meetings/<isodate:held_on>/minutes/<int:version>/", meetings.minutes, name="minutes"),
    path("meetings/<isodate:held_on>/pack/", meetings.pack, name="pack"),
    path("papers/<int:pk>/", meetings.paper, name="paper"),
    path("vote/<str:token>/", votes.absentee, name="absentee"),
    path("vote/<str:token>/papers/<int:pk>/", votes.absentee_paper, name="absentee_paper"),
    path("members/", meetings.members, name="members"),
    path("members/new/", meetings.member_add, name="member_add"),
    path("members/<int:pk>/leave/", meetings.member_leave, name="member_leave"),
]
