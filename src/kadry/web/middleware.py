"""Headers every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Nothing is loaded from another host and nothing runs inline; pictures may be data: for the sort arrows of Bootstrap.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]):
    """Add the content security policy and switch off what the pages never use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware
