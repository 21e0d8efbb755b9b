"""The columns that name the sections, 一级 and 二级, beside the indicators under them."""

from collections.abc import Iterable, Sequence

LEVELS = ("一级", "二级")


def section_depth(paths: Iterable[Sequence[str]]) -> int:
    """How many columns name the sections: 2 where any indicator stands under a 二级, 1 under a 一级 alone, 0 without."""
    return max((len(path) - 1 for path in paths), default=0)


def sections(path: Sequence[str], depth: int) -> list[str]:
    """The sections above an indicator in *depth* columns; empty where it stands directly under a higher one."""
    return [*path[:-1], *[""] * depth][:depth]


def named_once(paths: Iterable[Sequence[str]], depth: int) -> list[list[str]]:
    """The same for a table of indicators, each section named beside its first one only."""
    rows: list[list[str]] = []
    above: list[str] = []
    for path in paths:
        under = sections(path, depth)
        rows.append([name if under[: level + 1] != above[: level + 1] else "" for level, name in enumerate(under)])
        above = under
    return rows
