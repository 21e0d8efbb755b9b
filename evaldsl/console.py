"""The two streams of a command: results on stdout, messages on stderr, in an encoding that does not fail."""

import errno
import io
import os
import sys
from typing import IO

PLAIN_WIDTH = 100
LEAST_WIDTH, MOST_WIDTH = 72, 160


def install(extra: str) -> str:
    """How the libraries of an optional *extra* are installed: in a checkout, for evaldsl is in no package index."""
    return f'在evaldsl的源码目录里运行 python -m pip install ".[{extra}]"（用uv运行的，写 uv run --extra {extra} evaldsl …）'


class NoOutput(Exception):
    """Results cannot be written; the Chinese message says why."""


def prepare_streams() -> None:
    """UTF-8 when redirected; on a console its own encoding. A sign it lacks becomes ?, never an error."""
    if sys.stderr is None:  # closed by the caller
        sys.stderr = io.StringIO()
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
    if sys.stdout is None:
        raise NoOutput("标准输出是关着的，结果没有地方写")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as trouble:
        full = trouble.errno in (errno.ENOSPC, errno.EDQUOT)
        raise NoOutput(f"结果写不出去：{'磁盘已满' if full else '标准输出不能写'}") from None


def say(text: str) -> None:
    """A message, one line or more."""
    try:
        sys.stderr.write(text if text.endswith("\n") else f"{text}\n")
        sys.stderr.flush()
    except OSError:  # nobody is left to tell
        _discard(sys.stderr)


def drop_output() -> None:
    """Whoever read our output has stopped, or it cannot be written: what is still held back goes nowhere."""
    if sys.stdout is not None:
        _discard(sys.stdout)


def _discard(stream: IO[str]) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether somebody reads *stream* on a screen; it is None when it is closed."""
    return stream is not None and stream.isatty()


def colours(stream: IO[str]) -> bool:
    """Whether *stream* is a terminal that shows colours and nobody asked for none."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not is_terminal(stream):
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ or "ANSICON" in os.environ


def width() -> int:
    """The columns to fill: those of the terminal, 100 when redirected so that output does not depend on the window."""
    if not is_terminal(sys.stdout):
        return PLAIN_WIDTH
    import shutil

    return min(max(shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns - 1, LEAST_WIDTH), MOST_WIDTH)


def as_json(value: object) -> str:
    """*value* as JSON, Chinese as it is."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)
