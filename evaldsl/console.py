"""The two streams of a command: results on stdout, messages on stderr, in an encoding that does not fail."""

import io
import os
import sys
from typing import IO

PLAIN_WIDTH = 100
LEAST_WIDTH, MOST_WIDTH = 72, 160


def prepare_streams() -> None:
    """UTF-8 when redirected; on a console its own encoding. A sign it lacks becomes ?, never an error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, io.StringIO())
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


def out(text: str) -> None:
    """A result."""
    sys.stdout.write(text)


def say(text: str) -> None:
    """A message, one line or more."""
    sys.stdout.flush()
    sys.stderr.write(text if text.endswith("\n") else f"{text}\n")


def colours(stream: IO[str]) -> bool:
    """Whether *stream* is a terminal that shows colours and nobody asked for none."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ or "ANSICON" in os.environ


def width() -> int:
    """The columns to fill: those of the terminal, 100 when redirected so that output does not depend on the window."""
    if not sys.stdout.isatty():
        return PLAIN_WIDTH
    import shutil

    return min(max(shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns - 1, LEAST_WIDTH), MOST_WIDTH)


def as_json(value: object, indent: int | None = 2) -> str:
    """*value* as JSON, Chinese as it is."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)
