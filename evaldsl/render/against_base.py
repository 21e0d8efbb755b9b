"""An overlay against its base for people and for machines: kinder, stricter, and for which unit most."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.differences.against_base import Against, Furthest
from evaldsl.differences.causes import Cause, Causes
from evaldsl.interpreter.values import shown
from evaldsl.proofs.units import Unit
from evaldsl.render.diagnostics import Source
from evaldsl.render.numbers import exact_or_none
from evaldsl.render.proofs import Certificate, facts_text, unit_object
from evaldsl.render.widths import one_line, wrap


def against_text(
    found: Sequence[Against], base: str, certificate: Certificate, where: Source, causes: Causes, width: int
) -> str:
    """Every indicator that differs, with how far at most, which words make it so, and the unit that shows it."""
    each = [one for one in found if one.indicator]
    lines = ["", f"与底本“{one_line(base)}”相比：{_tally(each)}"]
    for one in found:
        if not one.indicator:
            lines += _total(one, certificate, width)
            continue
        place = _because(causes.of(one), where, base) or (where.told(*one.span) if one.span != (0, 0) else "")
        place = f"（{place}）" if place else ""
        lines += _indented(f"{one_line(one.indicator)}：{_said(one)}{place}", width, 2)
        for word, most in (("宽", one.kinder), ("严", one.stricter)):
            if most is not None and most.units and not one.only:
                lines += _indented(f"最{word}时  {_unit_text(most, certificate)}", width, 4)
    return "\n".join(lines) + "\n"


def _because(cause: Cause, where: Source, base: str) -> str:
    """第7行，第30行“调整 约定 …”: its own words by their line, what stands elsewhere as it is written."""
    said = [] if cause.own is None else [f"第{cause.own.line}行"]
    said += [f"第{one.line}行“{one_line(one.what)}”" for one in cause.shared]
    files = {where.name: "", base: "底本"}
    on = [
        f"{files.get(one.at.file.name, one_line(one.at.file.name))}第{one.at.line}行“{one_line(one.words)}”"
        for one in cause.concerned
    ]
    return "，".join([*said, *([f"所涉文字：{'、'.join(dict.fromkeys(on))}"] if on else [])])


def _total(one: Against, certificate: Certificate, width: int) -> Iterator[str]:
    """The totals: by how much at most, and for which unit, the indicators added and left out aside."""
    for word, most in (("宽", one.kinder), ("严", one.stricter)):
        if most is not None:
            yield from _indented(f"各指标合计最多{word}{_points(most)}", width, 2)
            if most.units:
                yield from _indented(f"最{word}时  {facts_text(most.units[0], certificate.facts)}", width, 4)


def _tally(found: Sequence[Against]) -> str:
    if not found:
        return "对任何数据得分都相同"
    kinder = sum(one.kinder is not None and one.stricter is None and not one.only for one in found)
    stricter = sum(one.stricter is not None and one.kinder is None and not one.only for one in found)
    mixed = sum(one.stricter is not None and one.kinder is not None and not one.only for one in found)
    parts = [f"{kinder}个指标只会更宽", f"{stricter}个只会更严", f"{mixed}个有宽有严"]
    added, removed = (sum(one.only == word for one in found) for word in ("本规则", "底本"))
    open_ = sum(bool(one.undecided) for one in found)
    parts += [f"增加{added}个"] * bool(added) + [f"删去{removed}个"] * bool(removed)
    return "，".join([*parts, *[f"未能判定{open_}个"] * bool(open_)]) + "，其余相同"


def _said(one: Against) -> str:
    if one.undecided:
        return f"未能判定：{one_line(one.undecided)}"
    if one.only:
        return "底本没有这个指标" if one.only == "本规则" else "底本有，本规则没有"
    ways = (("宽", one.kinder), ("严", one.stricter))
    words = [_most(word, most) for word, most in ways if most is not None]
    never = "，从不更严" if one.stricter is None else "，从不更宽" if one.kinder is None else ""
    return f"{'，'.join(words)}{never}"


def _most(word: str, most: Furthest) -> str:
    if most.points is None:
        return f"可以{word}{_points(most)}"
    return f"最多{word}{_points(most)}" if most.reached else f"{word}不超过{_points(most)}"


def _points(most: Furthest) -> str:
    if most.points is not None:
        return f"{shown(most.points, 4)}分"
    apart = abs(_number(most.units[-1]) - _number(most.units[0])) if most.units else None
    least = f"{shown(apart, 4)}分以上" if apart is not None else "多少没有算出"
    return least if most.bounded else "得不封顶"


def _unit_text(most: Furthest, certificate: Certificate) -> str:
    before, after = most.units[0], most.units[-1]
    return f"{facts_text(before, certificate.facts)}：底本得{_score(before)}，本规则得{_score(after)}"


def _number(unit: Unit) -> Fraction:
    return unit.score.score if unit.score.score is not None else Fraction(0)


def _score(unit: Unit) -> str:
    return "待定" if unit.score.score is None else f"{shown(unit.score.score, 4)}分"


def _indented(words: str, width: int, indent: int) -> Iterator[str]:
    first, *more = wrap(words, max(width - indent - 2, 20))
    yield " " * indent + first
    yield from (" " * (indent + 2) + line for line in more)


def against_objects(found: Sequence[Against], certificate: Certificate, causes: Causes) -> list[dict[str, object]]:
    """The same as JSON: points are exact strings."""
    return [
        {
            "indicator": one.indicator or None,
            "only": {"底本": "base", "本规则": "overlay"}.get(one.only),
            "kinder": _object(one.kinder, certificate),
            "stricter": _object(one.stricter, certificate),
            "undecided": one.undecided or None,
            **_cause_object(causes.of(one)),
        }
        for one in found
    ]


def _cause_object(cause: Cause) -> dict[str, object]:
    return {
        "line": cause.own.line if cause.own is not None else None,
        "changes": [{"line": one.line, "change": one.what} for one in cause.shared],
        "clauses": [{"file": one.at.file.name, "line": one.at.line, "clause": one.words} for one in cause.concerned],
    }


def _object(most: Furthest | None, certificate: Certificate) -> dict[str, object] | None:
    if most is None:
        return None
    return {
        "points": exact_or_none(most.points),
        "bounded": most.bounded,
        "reached": most.reached,
        "units": [unit_object(unit, certificate.facts) for unit in most.units],
    }
