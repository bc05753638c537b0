"""Coming in and going out, and what the house has to say."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from kadry.people import queries
from kadry.people.access import anyone, may_see_messages
from kadry.people.enums import Role
from kadry.people.models import User
from kadry.web.page import page

MESSAGES_A_PAGE = 50


def _wanted(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


@page(who=anyone, methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by e-mail and password."""
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(_wanted(request))
    return render(request, "people/sign_in.html", {"form": form, "next": _wanted(request)}, status=400 if form.errors else 200)


@page(who=anyone, methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@page(who=anyone, methods=("POST",))
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """One click into a role. Exists in the demo only."""
    if not settings.DEMO or role not in Role.values or role == Role.SYSTEM:
        raise Http404
    user = User.objects.filter(memberships__role=role, is_active=True).order_by("id").first()
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/day/")


@page(who=anyone, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the screens."""
    response = redirect(_wanted(request))
    chosen = request.POST.get("language", "")
    if check_for_language(chosen):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@page(who=may_see_messages)
def outbox(request: HttpRequest) -> HttpResponse:
    """Every message with its link, the newest first; the demo sends no mail."""
    part = Paginator(queries.messages_for(request.user), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    columns = [("subject", _("Message")), ("body", _("What is to be done")), ("to", _("To whom")), ("day", _("When"))]
    rows = [queries.as_row(message) for message in part]
    return render(request, "people/outbox.html", {"part": part, "columns": columns, "rows": rows})
