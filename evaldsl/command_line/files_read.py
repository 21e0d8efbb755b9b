"""Which files a run of a command has read, so that it writes no result over them."""

import os
from contextvars import ContextVar

_read: ContextVar[dict[str, str]] = ContextVar("files_read")
"""Of each real path the name by which it was read; unset where no command runs."""


def begin() -> None:
    """Nothing has been read yet."""
    _read.set({})


def note(path: object, name: str) -> None:
    """The file at *path* is read under *name*."""
    seen = _read.get(None)
    if seen is not None and isinstance(path, os.PathLike) and os.path.isfile(path):
        seen.setdefault(os.path.realpath(path), name)


def forget(path: object) -> None:
    """The file at *path* was only looked at: nothing is made from it."""
    seen = _read.get(None)
    if seen is not None and isinstance(path, os.PathLike):
        seen.pop(os.path.realpath(path), None)


def name_of(path: str) -> str | None:
    """The name under which the file at *path* was read, by whatever path; None if it was not."""
    seen = _read.get(None) or {}
    return next((name for real, name in seen.items() if same_file(real, path)), None)


def same_file(one: str, other: str) -> bool:
    """Whether two arguments name one file that exists."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False
