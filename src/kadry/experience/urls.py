from django.urls import path

from kadry.experience.views import beside, cases, contacts, papers, results

app_name = "experience"
urlpatterns = [
    path("", cases.listed, name="cases"),
    path("like/", beside.like, name="like"),
    path("new/", cases.propose, name="propose"),
    path("contacts/", contacts.listed, name="contacts"),
    path("contacts/<int:pk>/answer/", contacts.answer, name="answer"),
    path("<int:pk>/", cases.shown, name="case"),
    path("<int:pk>/change/", cases.change, name="change"),
    path("<int:pk>/publish/", cases.publish, name="publish"),
    path("<int:pk>/withdraw/", cases.withdraw, name="withdraw"),
    path("<int:pk>/contact/", contacts.ask, name="ask"),
    path("<int:pk>/papers/", papers.add, name="add_paper"),
    path("<int:pk>/papers/<int:paper>/", papers.shown, name="paper"),
    path("<int:pk>/papers/<int:paper>/remove/", papers.remove, name="remove_paper"),
    path("<int:pk>/results/", results.add, name="add_result"),
    path("<int:pk>/results/<int:result>/keep/", results.keep, name="keep_result"),
    path("<int:pk>/results/<int:result>/remove/", results.remove, name="remove_result"),
]
