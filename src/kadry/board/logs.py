"""No log keeps a link to vote: whoever read it could vote in the member's name."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"(/board/vote/)[^/\s?\"']+")


class NoLinks(logging.Filter):
    """Cuts the token out of every line, whatever the request came to."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/board/vote/" in said:
            record.msg, record.args = _LINK.sub(r"\1…", said), ()
        return True
