"""Files called nearly as the user wrote, where there is none of that name."""

from pathlib import Path

_MOST_LOOKED_AT = 1000


def near_files(path: Path, ending: str = "") -> str:
    """A question after the files beside *path* whose names are near: 城东站.yaml for 城东.yaml; *ending* may be left off."""
    from difflib import get_close_matches
    from itertools import islice

    ending = ending or path.suffix
    stem = path.stem
    try:
        beside = [one for one in islice(path.parent.iterdir(), _MOST_LOOKED_AT) if not one.name.startswith(".")]
    except (OSError, ValueError):
        return ""
    alike = {one.stem: one.name for one in beside if one.suffix == ending or one.stem == stem}
    near = get_close_matches(stem, alike, 3, 0.6)
    return f"，是不是{'、'.join(f'“{path.with_name(alike[one])}”' for one in near)}" if near else ""
