"""A private folder in which what takes long to build is kept from one process to the next.

Nothing depends on it: what cannot be read or written is built anew. It is the user's own cache folder, never a shared
temporary one, and a file in it counts only where nobody else could have written it.
"""

import os
import stat
from pathlib import Path


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


def kept(name: str) -> bytes | None:
    """What was kept under *name*, None where there is nothing that can be trusted."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        with (folder / name).open("rb") as file:
            return file.read() if _is_own(os.fstat(file.fileno())) else None
    except OSError:
        return None


def keep(name: str, data: bytes, most: int = 0) -> None:
    """Keeps *data* under *name*; of files whose names begin as this one, up to the first -, the newest *most* stay."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(folder.stat()):
            return
        _write(folder / name, data)
        if most:
            alike = folder.glob(name.partition("-")[0] + "-*")
            for old in sorted(alike, key=lambda one: one.stat().st_mtime, reverse=True)[most:]:
                old.unlink()
    except OSError:
        return


def _write(place: Path, data: bytes) -> None:
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, place)
    except OSError:
        os.unlink(temporary)
        raise


def _is_own(status: os.stat_result) -> bool:
    """Whether only this user could have written the file."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
