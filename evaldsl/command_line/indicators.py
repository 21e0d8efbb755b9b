"""Indicators as the user names them: wholly, or in part where that tells which."""

from collections.abc import Sequence

from evaldsl.command_line.files import Unusable
from evaldsl.text.typography import same_name

_SHOWN = 6


def find_indicator(names: Sequence[str], wanted: str, where: str = "") -> int:
    """The place in *names* of the indicator that *wanted* names; *where* says whose they are."""
    name = same_name(wanted)
    known = [same_name(one) for one in names]
    if name in known:
        return known.index(name)
    found = [place for place, one in enumerate(known) if name and name in one]
    if len({names[place] for place in found}) == 1:
        return found[0]
    if found:
        shown = "、".join(f"“{names[place]}”" for place in found[:_SHOWN])
        more = "等" if len(found) > _SHOWN else ""
        raise Unusable(f"“{wanted[:40]}”可以指{len(found)}个指标：{shown}{more}，请写全名")
    from difflib import get_close_matches

    near = [f"“{names[known.index(one)]}”" for one in get_close_matches(name[:60], known, 3, 0.4)]
    hint = f"，是不是{'、'.join(near)}" if near else f"；有{_listed(names)}"
    raise Unusable(f"{where}没有“{wanted[:40]}”这个指标{hint}")


def _listed(names: Sequence[str]) -> str:
    shown = [f"“{one}”" for one in names]
    return "、".join(shown[:8]) + (f"等{len(shown)}个" if len(shown) > 8 else "")
