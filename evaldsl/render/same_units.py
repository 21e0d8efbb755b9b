"""Which units of several years are the same, and which are not compared, in words and as JSON."""

from collections.abc import Iterator, Sequence

from evaldsl.ranks.same_units import SameUnits
from evaldsl.render.widths import one_line

MOST_NAMED = 6


def same_units_lines(same: SameUnits | None, years: Sequence[int]) -> Iterator[str]:
    """How units were recognised, which have another name now, and which are not compared and why."""
    if same is None:
        return
    if same.kind:
        yield f"按{same.kind}认是不是同一个单位，没有写代码的按名称"
    if same.renamed:
        told = [" → ".join(f"“{one_line(name)}”" for name in names) for names in same.renamed[:MOST_NAMED]]
        yield f"{len(same.renamed)}个单位改了名称：{'、'.join(told)}{_more(same.renamed)}"
    for code, names in same.shared[:MOST_NAMED]:
        yield f"{same.kind}{code}不止一个单位用（{_named(names)}），不用它认单位"
    if len(same.shared) > MOST_NAMED:
        yield f"还有{len(same.shared) - MOST_NAMED}个代码也是这样"
    for one in same.doubled[:MOST_NAMED]:
        where = f"有{len(one.sources)}个（{_listed(one.sources)}）"
        yield f"{years[one.place]}年度{_named(one.names)}{where}，分不清是哪一个，没有比"
    if len(same.doubled) > MOST_NAMED:
        yield f"还有{len(same.doubled) - MOST_NAMED}个单位也是这样"
    if same.unlike:
        yield f"{len(same.unlike)}个单位名称相同而{same.kind}不同，不当作同一个：{_named(same.unlike)}"
    if same.left:
        yield f"{len(same.left)}个单位缺一个年度的数据，没有比：{_listed(same.left)}"


def _named(names: Sequence[str]) -> str:
    return "、".join(f"“{one_line(name)}”" for name in names[:MOST_NAMED]) + _more(names)


def _listed(names: Sequence[str]) -> str:
    return "、".join(map(one_line, names[:MOST_NAMED])) + _more(names)


def _more(names: Sequence[object]) -> str:
    return "等" if len(names) > MOST_NAMED else ""


def same_units_object(same: SameUnits | None, years: Sequence[int]) -> dict[str, object]:
    """The same for other programs."""
    if same is None:
        return {"left_out": []}
    return {
        "left_out": list(same.left),
        "same_by": same.kind or "名称",
        "renamed": [list(names) for names in same.renamed],
        "doubled": [
            {"year": years[one.place], "names": list(one.names), "sources": list(one.sources)} for one in same.doubled
        ],
        "shared_codes": [{"code": code, "names": list(names)} for code, names in same.shared],
        "unlike_codes": list(same.unlike),
    }
