"""Hostile settings: warnings, sockets, undefined template variables fail."""

import os
import tempfile

os.environ["KADRY_HOME"] = tempfile.mkdtemp(prefix="kadry-tests-")
os.environ["KADRY_TODAY"] = "2026-06-15"
os.environ["KADRY_DEMO"] = "1"
os.environ["KADRY_SECRET"] = "for tests only, long enough to be taken for a key, not used anywhere else"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from kadry.config.settings import *  # noqa: F403
from kadry.config.settings import DATABASES, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True


class Undefined(str):
    """A template variable nobody defined: the test fails with its name."""

    def __contains__(self, other: object) -> bool:
        return True

    def __mod__(self, missing: object) -> str:
        raise AssertionError(f"The template uses a variable nobody defined: {missing}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
