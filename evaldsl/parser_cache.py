"""The LALR table is built from the grammar once a user, not once a process.

Building takes some 0.2 s, more than scoring a unit. lark's own ``save`` and ``load`` keep the table in the user's private
cache folder (never in a shared temporary one: what is loaded is a pickle), under a name that carries the grammar's hash
and the versions of lark and Python. Without a place to write the table is built anew; nothing depends on the cache.
"""

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import lark


def cache_folder() -> Path | None:
    """The user's private cache folder for this program; None when switched off or not to be found.

    EVALDSL_CACHE_DIR names another folder; EVALDSL_CACHE_DIR=off switches the cache off.
    """
    chosen = os.environ.get("EVALDSL_CACHE_DIR", "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "evaldsl"
    home = os.path.expanduser("~")
    return None if home == "~" else Path(home) / ".cache" / "evaldsl"


def cached_parser(grammar: str, build: Callable[[], lark.Lark]) -> lark.Lark:
    """The parser of *grammar*: loaded when this user has built it before, else built and kept."""
    folder = cache_folder()
    if folder is None:
        return build()
    version = f"{lark.__version__}-{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(f"{version}\n{grammar}".encode()).hexdigest()[:32]
    place = folder / f"grammar-{digest}.lark"
    loaded = _load(place)
    if loaded is not None:
        return loaded
    built = build()
    _keep(built, place)
    return built


def _load(place: Path) -> lark.Lark | None:
    try:
        with place.open("rb") as file:
            if not _is_own(os.fstat(file.fileno())):
                return None
            return lark.Lark.load(file)
    except Exception:
        return None  # a cache that cannot be read is no cache


def _is_own(status: os.stat_result) -> bool:
    """Whether only this user could have written the file."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(built: lark.Lark, place: Path) -> None:
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(place.parent.stat()):
            return
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            built.save(file)
        os.replace(temporary, place)
    except Exception:
        return  # a cache that cannot be written is no cache
