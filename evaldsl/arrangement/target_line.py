"""指标值 ≥65% beside 评分 完成目标值得满分，每降低1个百分点扣0.5分: what the line says is put where the words of the cell name it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from evaldsl.arrangement.stated_values import AGAINST, MET_TARGET, VALUE, replaced
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.terms import names_of, with_names
from evaldsl.syntax.tree import Cell, Part

_SPOKEN = re.compile(VALUE)
_STATED = re.compile(rf"{VALUE}(?:设?定?[为是]|[:=≥≤])+\d")
_ACTUAL = re.compile(r"(?:年度|全年)?(?:实际)?(?:完成|达到|实现)?(?:值|数|情况|量)?")
_BASE = re.compile(rf"以{VALUE}为(?:满分)?(?:标准|基准|基础|目标)")
_COMPARED = re.compile(rf"(?:[与和同]{VALUE}(?:相比|比较|对照)|[较比]{VALUE})")
_NUMBERS = (tree.Comparison, tree.Between)
_START = Part(tree.Stop("。"), 0, 0)


def with_target(cell: Cell, target: tree.Comparison) -> Cell:
    """*cell* with the number of the line for its name; *cell* itself where it speaks of no such number, or states its own."""
    if _STATED.search(cell.plain):
        return cell
    names = set(_SPOKEN.findall(cell.plain))
    parts: list[Part] = []
    for before, part in pairwise((_START, *cell.parts)):
        parts += _with_number(cell, before, part, names, target)
    if len(parts) < len(cell.parts) and not cell.by_kind.keys() & {tree.Full, tree.Award}:
        parts.insert(0, Part(tree.Base(target.limit), 0, 0))  # 每低于目标值1个百分点扣0.5分, and nothing awarded
    used = any(isinstance(part.value, (*_NUMBERS, tree.Base, tree.Formula)) for part in parts if part not in cell.parts)
    return evolve(cell, parts=tuple(parts)) if used else cell


def _with_number(cell: Cell, before: Part, part: Part, names: set[str], target: tree.Comparison) -> Iterator[Part]:
    value, after = part.value, cell.behind(part.start)[:1]
    match value:
        case tree.Formula(term=term) if names & set(names_of(term)):
            yield evolve(part, value=evolve(value, term=with_names(term, dict.fromkeys(names, target.limit))))
        case tree.Comparison() | tree.Between() if _share_of(before.value, value, target):
            yield evolve(part, value=_so_much_of(value, target))
        case tree.Comma() if isinstance(before.value, tree.Word) and _COMPARED.fullmatch(before.value.text):
            pass  # 与目标值相比，
        case tree.Word(text) if text in names and isinstance(before.value, tree.Step):
            pass  # 每低于目标值1个百分点: from the limit of the award
        case tree.Word(text) if _BASE.fullmatch(text):
            yield evolve(part, value=tree.Base(target.limit))
        case tree.Word(text) if _COMPARED.fullmatch(text):
            pass
        case tree.Word(text) if after and isinstance(after[0], _NUMBERS):
            match = AGAINST.fullmatch(text) if _share_of(value, after[0], target) else None
            if match is None:
                yield part
            elif match["whose"] and not _ACTUAL.fullmatch(match["whose"]):
                yield evolve(part, value=tree.Word(match["whose"]))
        case tree.Word(text) if MET_TARGET.fullmatch(text) and "按" not in text and _runs_on(cell, after):
            yield evolve(part, value=tree.Comparison("≤" if target.op in ("≤", "<") else "≥", target.limit))
        case tree.Word(text):
            yield from _reached(part, text, names, target)
        case _:
            yield part


def _reached(part: Part, text: str, names: set[str], target: tree.Comparison) -> Iterator[Part]:
    """The words of *part* with the number for the name in which they end."""
    for name in names if text else ():
        *told, last = replaced((part,), name, target)
        if isinstance(last.value, tree.Comparison):
            yield from (
                one for one in told if isinstance(one.value, tree.Word) and not _ACTUAL.fullmatch(one.value.text)
            )
            yield last
            return
    yield part


def _share_of(words: tree.Value, limit: tree.Value, target: tree.Comparison) -> bool:
    """完成目标值80%以上, of a number that is no percentage itself."""
    match = AGAINST.fullmatch(words.text) if isinstance(words, tree.Word) else None
    if match is None or not match["reaches"] or target.limit.unit in ("%", "‰"):
        return False
    match limit:
        case tree.Comparison():
            return limit.limit.unit == "%"
        case tree.Between():
            return limit.low.unit == "%" == limit.high.unit
    return False


def _so_much_of(value: tree.Comparison | tree.Between, target: tree.Comparison) -> tree.Comparison | tree.Between:
    if isinstance(value, tree.Comparison):
        return evolve(value, op=value.op or "≥", limit=_times(value.limit, target))
    return evolve(value, low=_times(value.low, target), high=_times(value.high, target))


def _times(share: tree.Quantity, target: tree.Comparison) -> tree.Quantity:
    return evolve(target.limit, number=share.part * target.limit.number)


def _runs_on(cell: Cell, after: list[tree.Value]) -> bool:
    """完成得满分，未完成的按比例得分: whether how far it is missed counts, and not only that; not 部分完成得50%."""
    measured = cell.by_kind.keys() & {tree.Step, tree.Proportion}
    given = bool(after) and isinstance(after[0], tree.Full | tree.Award)
    named = _SPOKEN.search(_COMPARED.sub("", cell.plain) if "比" in cell.plain else cell.plain)
    return bool(measured) and given and named is None and "部分" not in cell.plain and "基本" not in cell.plain
