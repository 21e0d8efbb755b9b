"""What is different between two rubrics, for people: a report of lines, as text and as Markdown; and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.differences import Difference, IndicatorDifference
from evaldsl.differences.edits import AnyEdit, Edit, SentenceEdit, word_changes
from evaldsl.differences.extents import Apart, Extent
from evaldsl.differences.grade_moves import GradeMove, TotalReplay
from evaldsl.differences.replays import Replay
from evaldsl.differences.totals import TotalExtent, Totals
from evaldsl.facts.fact_values import written
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.rubric import Fact, GradeIs
from evaldsl.interpreter.values import Bound, amount
from evaldsl.render.changes import ChangeLine, change_lines
from evaldsl.render.markdown import items, plain
from evaldsl.render.numbers import exact, exact_or_none
from evaldsl.render.proofs import ROLES, address
from evaldsl.render.regions import ranges, region_lines
from evaldsl.render.stamp import Stamp
from evaldsl.render.widths import display_width, one_line, pad, wrap
from evaldsl.text.typography import curly

HEAD = "评分表"
MOST_FACTS = 8


@frozen
class Line:
    """A line of a report: a *label*, and either the pieces of a change or *words*."""

    label: str
    change: ChangeLine | None = None
    words: str = ""

    def text(self) -> str:
        """Its words without the label."""
        return self.change.plain() if self.change is not None else self.words


@frozen
class Section:
    """One indicator, the head or the total: a title and its lines."""

    title: str
    lines: tuple[Line, ...]
    difference: IndicatorDifference | None = None


# ---- the report


def sections(found: Difference, *, wording: bool) -> list[Section]:
    """What there is to say, in the order of the rubric."""
    result: list[Section] = []
    facts = found.facts
    head = [Line("", one) for one in change_lines(found.head, "", facts)]
    head = [line for line in head if wording or (line.change and line.change.counts)]
    if head:
        result.append(Section(HEAD, tuple(head)))
    for one in found.indicators:
        lines = [Line(line.place, line) for line in change_lines(one.edits, one.name, facts)]
        lines = [line for line in lines if wording or (line.change and line.change.counts)]
        if one.counts or lines:
            result.append(Section(title_of(one), (*lines, *_apart_lines(found, one)), one))
    if found.counts and found.totals is not None:
        rubrics = [own.rubric for own in (found.both.first, found.both.second)]
        regraded = any(not isinstance(rule.change, GradeIs) for one in rubrics for rule in grade_rules(one))
        lines_of_totals = _total_lines(found.totals, graded=bool(rubrics[0].grades), regraded=regraded)
        result.append(Section("总分与等级", tuple(lines_of_totals)))
    return result


def title_of(one: IndicatorDifference) -> str:
    """人员控制（3分）"""
    indicator = one.match.before or one.match.after
    return f"{one_line(indicator.name)}（{amount(indicator.full)}分）"


def _apart_lines(found: Difference, one: IndicatorDifference) -> Iterator[Line]:
    apart = one.apart
    if apart.never:
        yield Line("得分", words="对任何数据都相同（已证明）")
        return
    domains = {key: domain.parts for key, domain in found.both.prover.scope.measures.items()}
    if apart.why:
        yield Line("得分", words=f"差别未能判定：{apart.why}")
    if apart.region is None or not apart.region.is_empty:
        lines = region_lines(apart.region, found.facts, domains)
        if (
            apart.region is None
            and not apart.why
            and found.both.first.rubric.conventions.decimals != (found.both.second.rubric.conventions.decimals)
        ):
            lines = ["差别只来自保留的小数位数" if apart.only_rounding else "保留的小数位数不同，任何数据都可能不同"]
        if apart.rounds and not apart.only_rounding:
            lines[-1] += "；差别小到四舍五入后看不出的，得分相同"
        for place, line in enumerate(lines):
            yield Line("得分不同" if not place else "或者", words=line)
    for zero in apart.on_zero:
        yield Line("得分不同", words=curly(zero.words))
    if not apart.why:
        for way, extent in (("多", apart.more), ("少", apart.less)):
            if extent is not None:
                only = "只因保留的位数不同：" if extent.rounding and not apart.only_rounding else ""
                yield Line(f"最多{way}得", words=only + _extent_words(extent, found.facts))
            elif apart.more is None or apart.less is None:
                yield Line(f"不会{way}得", words=f"后者从不{'高' if way == '多' else '低'}于前者（已证明）")


def points_words(value: Bound) -> str:
    """A difference without its sign; one without an end."""
    return "不封顶" if isinstance(value, float) else f"{amount(abs(value))}分"


def _extent_words(extent: Extent, facts: Mapping[str, Fact]) -> str:
    value = points_words(extent.value)
    if extent.unit is None:
        return f"不超过{value}（已证明；没有找到达到它的单位）" if not isinstance(extent.value, float) else value
    gap = extent.unit.difference
    if extent.reached:
        said = value
    elif isinstance(extent.value, float):
        said = f"{value}，例如{amount(abs(gap))}分"
    else:
        said = f"不超过{value}，找到的单位差{amount(abs(gap))}分"
    return f"{said}，{_scores(extent.unit)}：{unit_facts(extent.unit, facts)}"


def _scores(unit: Replay) -> str:
    """前者1.6分、后者2.3分"""
    parts = []
    for role, one in zip(ROLES, (unit.before, unit.after), strict=True):
        score = None if one is None else one.score
        parts.append(f"{role}没有这个指标" if score is None else f"{role}{amount(score)}分")
    return "、".join(parts)


def unit_facts(unit: Replay, facts: Mapping[str, Fact]) -> str:
    """在职人员数＝107人；编制数＝100人"""
    name = (unit.before or unit.after).name if unit.before or unit.after else ""  # type: ignore[union-attr]
    said = [
        f"{address(facts[key]).removeprefix(f'{name}.')}＝{written(value, facts[key])}" for key, value in unit.values
    ]
    return "；".join(said) or "任何数据"


def _total_lines(totals: Totals, *, graded: bool, regraded: bool) -> Iterator[Line]:
    if totals.more is None and totals.less is None and not totals.unsettled:
        yield Line("总分", words="对任何数据都相同（已证明）")
    for label, extent in (("最多高出", totals.more), ("最多低于", totals.less)):
        if extent is not None:
            yield Line(label, words=_total_words(extent, totals))
    if totals.unsettled:
        yield Line("总分", words=f"{'、'.join(f'“{name}”' for name in totals.unsettled)}没有判定，总分的差别可以更大")
    for move in totals.moves:
        yield Line("等级", words=_move_words(move))
    if totals.moves and regraded:
        yield Line("等级", words="以上按总分说；有封顶、下调的规定，属于规定所说的单位，再按规定封顶、下调")
    if totals.other_rules:
        yield Line("等级", words="定等级的规定改了：规定所说的单位，等级可能会变")
    elif graded and not totals.moves and not totals.unsettled:
        yield Line("等级", words="任何单位的等级都不会变（已证明）")


def _total_words(extent: TotalExtent, totals: Totals) -> str:
    value, unit = points_words(extent.value), extent.unit
    known = "" if extent.reached else "不超过" if not isinstance(extent.value, float) and not totals.unsettled else ""
    if unit is None or unit.before.score is None or unit.after.score is None:
        return f"{known}{value}"
    same = "" if extent.reached else f"，找到的单位差{amount(abs(unit.after.score - unit.before.score))}分"
    return f"{known}{value}{same}，例如由{amount(unit.before.score)}分变为{amount(unit.after.score)}分"


def _move_words(move: GradeMove) -> str:
    if move.unit is None or move.unit.before.score is None or move.unit.after.score is None:
        tried = f"按各指标可能的得分试了{move.tried}种总分，没有一个是这样" if move.tried else "也没有凑出这样的单位"
        why = f"从总分的范围排除不了，{tried}；实际的单位有没有，用 evaldsl compare 看"
        return f"由“{move.before}”变为“{move.after}”：未能判定，{why}"
    before, after = amount(move.unit.before.score), amount(move.unit.after.score)
    totals = f"总分都是{after}分" if before == after else f"由{before}分变为{after}分"
    return f"由“{move.before}”变为“{move.after}”：例如{totals}"


# ---- text and Markdown


def text(found: Difference, stamp: Stamp, width: int, *, wording: bool) -> str:
    """For a terminal."""
    parts = [*stamp.lines(), ""]
    shown = sections(found, wording=wording)
    if not shown:
        parts.append(nothing(found, wording=wording))
    for section in shown:
        parts += [section.title, *_text_lines(section.lines, width), ""]
    parts += [*renamed_lines(found, width), f"{tally(found)}；evaldsl {stamp.version}"]
    return "\n".join(parts) + "\n"


def nothing(found: Difference, *, wording: bool) -> str:
    """Said when there is nothing to show."""
    places = sum(len(_places(one.edits)) for one in found.indicators)
    head = "、".join(edit.subject for edit in found.head if isinstance(edit, Edit))
    said = [f"有{places}处只改了文字"] * bool(places) + [f"{head}写的不同"] * bool(head)
    return f"意思相同；{'，'.join(said)}，用 --wording 列出" if said and not wording else "意思相同"


def _places(edits: Sequence[AnyEdit]) -> set[tuple[str, object]]:
    """What was changed where: a number that several sentences of an item hold is changed once."""
    found: set[tuple[str, object]] = set()
    for edit in edits:
        words = tuple(word_changes(edit)) if isinstance(edit, SentenceEdit) else edit.subject
        found.add((edit.address, words or edit))
    return found


def _text_lines(lines: Sequence[Line], width: int) -> Iterator[str]:
    column = max((display_width(line.label) for line in lines), default=0)
    column = min(column, 12)
    for line in lines:
        head = f"  {pad(line.label, column)}  " if column else "  "
        first, *more = wrap(one_line(line.text()), max(width - display_width(head), 20))
        yield f"{head}{first}"
        yield from (" " * display_width(head) + other for other in more)


def renamed_lines(found: Difference, width: int) -> list[str]:
    """Facts of other addresses that are taken for the same."""
    if not found.renamed:
        return []
    shown = [f"{before}＝{after}" for after, before in found.renamed[:MOST_FACTS] if "（后者）" not in before]
    if not shown:
        return []
    more = f"等{len(found.renamed)}项" if len(found.renamed) > MOST_FACTS else ""
    words = f"按同一项数据比较的：{'；'.join(shown)}{more}"
    first, *rest = wrap(one_line(words), width)
    return [first, *(f"  {line}" for line in rest), ""]


def tally(found: Difference) -> str:
    """3个指标得分不同，1个只改了文字或名称，28个相同"""
    scores = sum(not one.apart.never and not one.apart.why for one in found.indicators)
    open_ = sum(bool(one.apart.why) for one in found.indicators)
    other = sum(one.apart.never and bool(one.edits) for one in found.indicators)
    same = len(found.indicators) - scores - open_ - other
    said = f"{scores}个指标得分不同，{other}个有改动而得分相同，{same}个没有改动"
    return f"{said}，{open_}个未能判定" if open_ else said


def markdown(found: Difference, stamp: Stamp, *, wording: bool) -> str:
    """As a Markdown page."""
    parts = ["# 两份规则的差别", items(stamp.lines())]
    shown = sections(found, wording=wording)
    if not shown:
        parts.append(nothing(found, wording=wording))
    for section in shown:
        parts.append(f"## {plain(section.title)}")
        parts.append("\n".join(f"- {_markdown_line(line)}" for line in section.lines))
    parts += [plain(line) for line in renamed_lines(found, 10_000) if line]
    parts.append(f"{tally(found)}；evaldsl {stamp.version}")
    return "\n\n".join(parts) + "\n"


def _markdown_line(line: Line) -> str:
    label = f"**{plain(line.label)}** " if line.label else ""
    return label + plain(one_line(line.text()))


# ---- for machines


def as_object(found: Difference, stamp: Stamp) -> dict[str, object]:
    """All of it as JSON: numbers are strings, exact; an end that is infinite is null."""
    facts = found.facts
    return {
        "rubrics": [{"rubric": name, "sha256": digest} for _, name, digest in stamp.sources],
        "evaldsl": stamp.version,
        "equal": not found.counts,
        "head": [_line_object(one) for one in change_lines(found.head, "", facts)],
        "indicators": [_indicator_object(found, one) for one in found.indicators if one.edits or not one.apart.never],
        "same_facts": [{"before": before, "after": after} for after, before in found.renamed],
        "total": None if found.totals is None else _totals_object(found.totals, facts),
    }


def _totals_object(totals: Totals, facts: Mapping[str, Fact]) -> dict[str, object]:
    return {
        "more": _total_object(totals.more, facts),
        "less": _total_object(totals.less, facts),
        "undecided": list(totals.unsettled),
        "other_grade_rules": totals.other_rules,
        "grades": [
            {"before": one.before, "after": one.after, "shown": one.unit is not None, "unit": _whole(one.unit, facts)}
            for one in totals.moves
        ],
    }


def _line_object(line: ChangeLine) -> dict[str, object]:
    return {
        "place": line.place,
        "kind": line.kind,
        "before": "".join(before for before, _ in line.pieces),
        "after": "".join(after for _, after in line.pieces),
        "changes": [list(piece) for piece in line.pieces if piece[0] != piece[1]],
        "counts": line.counts,
    }


def _indicator_object(found: Difference, one: IndicatorDifference) -> dict[str, object]:
    before, after, apart = one.match.before, one.match.after, one.apart
    return {
        "before": before.name if before else None,
        "after": after.name if after else None,
        "edits": [_line_object(line) for line in change_lines(one.edits, one.name, found.facts)],
        "scores": "相同" if apart.never else "未能判定" if apart.why else "不同",
        "why": apart.why or None,
        "region": _region_object(apart, found),
        "on_zero": [
            {"rates": list(z.rates), "before": exact_or_none(z.before), "after": exact_or_none(z.after)}
            for z in apart.on_zero
        ],
        "more": _extent_object(apart.more, found.facts),
        "less": _extent_object(apart.less, found.facts),
    }


def _region_object(apart: Apart, found: Difference) -> list[dict[str, object]] | None:
    if apart.region is None:
        return None
    cells: list[dict[str, object]] = []
    for cell in apart.region.cells:
        limits: dict[str, object] = {}
        for key, limit in cell.limits:
            numbers = [one for one in limit if isinstance(one, tuple)]
            name = address(found.facts[key]) if key in found.facts else key
            limits[name] = (
                [[exact(r.low), r.low_in, exact(r.high), r.high_in] for r in ranges(numbers)]
                if numbers
                else list(limit)
            )
        cells.append({"limits": limits, "all": cell.surely})
    return cells


def _extent_object(extent: Extent | None, facts: Mapping[str, Fact]) -> dict[str, object] | None:
    if extent is None:
        return None
    unit = extent.unit
    return {
        "difference": exact(extent.value),
        "reached": extent.reached,
        "rounding": extent.rounding,
        "unit": None if unit is None else _facts_object(unit.values, facts),
        "before": _score(unit.before) if unit else None,
        "after": _score(unit.after) if unit else None,
    }


def _score(one: object) -> str | None:
    score = getattr(one, "score", None)
    return exact(score) if isinstance(score, Fraction) else None


def _facts_object(values: Sequence[tuple[str, Fraction | bool | str]], facts: Mapping[str, Fact]) -> dict[str, str]:
    return {address(facts[key]): written(value, facts[key]) for key, value in values}


def _total_object(extent: TotalExtent | None, facts: Mapping[str, Fact]) -> dict[str, object] | None:
    if extent is None:
        return None
    return {"difference": exact(extent.value), "reached": extent.reached, "unit": _whole(extent.unit, facts)}


def _whole(unit: object, facts: Mapping[str, Fact]) -> dict[str, object] | None:
    if not isinstance(unit, TotalReplay):
        return None
    return {
        "facts": _facts_object(unit.values, facts),
        "before": exact_or_none(unit.before.score),
        "after": exact_or_none(unit.after.score),
        "grades": [unit.before.grade, unit.after.grade],
    }
