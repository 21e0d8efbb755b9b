"""An overlay against its base for people and for machines: kinder, stricter, and for which unit most."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.differences.against_base import Against, Furthest
from evaldsl.differences.causes import Cause, Causes
from evaldsl.differences.edits import Edit, grade_edits
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.records import frozen
from evaldsl.interpreter.rubric import Rubric, Span
from evaldsl.interpreter.values import shown
from evaldsl.proofs.units import Unit
from evaldsl.render.diagnostics import Source
from evaldsl.render.numbers import exact_or_none
from evaldsl.render.proofs import Certificate, facts_text, unit_object
from evaldsl.render.widths import one_line, wrap


@frozen
class OtherGrades:
    """How the grades of an overlay are not those of its base: other *edges*, other *rules* that fix a grade; *span*: 等级."""

    edges: tuple[Edit, ...]
    rules: bool
    span: Span

    def lines(self, where: Source) -> Iterator[str]:
        """等级“优” 90分（含）以上 → 92分（含）以上（第49行）"""
        place = f"（{where.told(*self.span)}）" if self.span != (0, 0) else ""
        for one in self.edges:
            yield f"{one.subject} {one.before or '（没有）'} → {one.after or '（没有）'}{place}"
        if self.rules:
            yield "定等级的规定（否决）改了，改了哪些用 evaldsl diff 看"


def other_grades(base: Rubric, own: Rubric, span: Span) -> OtherGrades:
    """What the grade lines and the rules that fix a grade became; *span* is where the overlay's text says 等级."""
    rules = [[(one.condition, one.change) for one in grade_rules(rubric)] for rubric in (base, own)]
    return OtherGrades(tuple(grade_edits(base.grades, own.grades)), rules[0] != rules[1], span)


def against_text(
    found: Sequence[Against],
    base: str,
    certificate: Certificate,
    where: Source,
    causes: Causes,
    width: int,
    grades: OtherGrades | None = None,
) -> str:
    """Every indicator that differs, with how far at most, which words make it so, and the unit that shows it; then the grades."""
    each = [one for one in found if one.indicator]
    lines = ["", f"与底本“{one_line(base)}”相比：{_tally(each)}"]
    for one in found:
        if not one.indicator or one.only_rounding:
            continue
        place = _place(one, where, base, causes)
        lines += _indented(f"{one_line(one.indicator)}：{_said(one)}{place}", width, 2)
        for word, most in one.ways:
            if most.units and not one.only:
                lines += _indented(f"最{word}时  {_unit_text(most, certificate)}", width, 4)
    lines += _rounded([one for one in each if one.only_rounding], certificate, where, base, causes, width)
    for one in found:
        if not one.indicator:
            lines += _total(one, certificate, width, apart=any(other.only for other in found))
    for line in grades.lines(where) if grades is not None else ():
        lines += _indented(line, width, 2)
    return "\n".join(lines) + "\n"


def _place(one: Against, where: Source, base: str, causes: Causes) -> str:
    said = _because(causes.of(one), where, base) or (where.told(*one.span) if one.span != (0, 0) else "")
    return f"（{said}）" if said else ""


def _rounded(
    found: Sequence[Against], certificate: Certificate, where: Source, base: str, causes: Causes, width: int
) -> Iterator[str]:
    """The indicators that differ only by rounding in one line, with one unit for all."""
    if not found:
        return
    ends = [(word, one) for each in found for word, one in each.ways]
    most = max(one.points for _, one in ends if one.points is not None)
    names = "、".join(one_line(one.indicator) for one in found)
    place = _place(found[0], where, base, causes)
    yield from _indented(f"{names}：差别只来自保留的位数，每个指标最多差{shown(most, 4)}分{place}", width, 2)
    shows = next(((word, one) for word, one in ends if one.units), None)
    if shows is not None:
        yield from _indented(f"例如  {_unit_text(shows[1], certificate)}", width, 4)


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


def _total(one: Against, certificate: Certificate, width: int, *, apart: bool) -> Iterator[str]:
    """The totals: by how much at most, and for which unit. *apart*: some indicators are added or left out, and not in it."""
    whose = "两者都有的指标合计" if apart else "各指标合计"
    aside = "（增加、删去的指标不算在内；总分差多少用 evaldsl diff 看）" if apart else ""
    for word, most in one.ways:
        only = "，只来自保留的位数" if most.rounding else ""
        yield from _indented(f"{whose}最多{word}{_points(most)}{only}{aside}", width, 2)
        if most.units:
            yield from _indented(f"最{word}时  {facts_text(most.units[0], certificate.facts)}", width, 4)


def _tally(found: Sequence[Against]) -> str:
    if not found:
        return "对任何数据得分都相同"
    ways = ["".join(word for word, most in one.ways if not most.rounding) for one in found if not one.only]
    rounded = sum(one.only_rounding for one in found)
    parts = [
        f"{ways.count('宽')}个指标只会更宽", f"{ways.count('严')}个只会更严", f"{ways.count('宽严')}个有宽有严",
        *[f"{rounded}个只差在保留的位数"] * bool(rounded),
    ]  # fmt: skip
    added, removed = (sum(one.only == word for one in found) for word in ("本规则", "底本"))
    open_ = sum(bool(one.undecided) for one in found)
    parts += [f"增加{added}个"] * bool(added) + [f"删去{removed}个"] * bool(removed)
    return "，".join([*parts, *[f"未能判定{open_}个"] * bool(open_)]) + "，其余相同"


def _said(one: Against) -> str:
    if one.undecided:
        return f"未能判定：{one_line(one.undecided)}"
    if one.only:
        return "底本没有这个指标" if one.only == "本规则" else "底本有，本规则没有"
    words = [_most(word, most) for word, most in one.ways]
    never = "，从不更严" if one.stricter is None else "，从不更宽" if one.kinder is None else ""
    apart = "；" if any(most.rounding for _, most in one.ways) else "，"
    return f"{apart.join(words)}{never}"


def _most(word: str, most: Furthest) -> str:
    if most.rounding:
        return f"只因保留的位数不同，最多{word}{_points(most)}"
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


def grades_objects(grades: OtherGrades) -> dict[str, object]:
    """The grades as JSON."""
    edges = [
        {
            "grade": one.subject.removeprefix("等级“").removesuffix("”"),
            "before": one.before or None,
            "after": one.after or None,
        }
        for one in grades.edges
    ]
    return {"edges": edges, "other_rules": grades.rules}


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
        "rounding": most.rounding,
        "units": [unit_object(unit, certificate.facts) for unit in most.units],
    }
