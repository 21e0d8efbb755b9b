"""The scorecard for people: the table of indicators with the reasons, the total and the grade, what to ask for."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from evaldsl.interpreter.scores import Deduction, IndicatorScore, Missing, Scorecard
from evaldsl.interpreter.values import Interval, shown
from evaldsl.render.names import item_label
from evaldsl.render.numbers import as_printed, interval_text, moved_text, points_text
from evaldsl.render.sections import LEVELS, named_once, section_depth
from evaldsl.render.widths import GAP, display_width, one_line, published, quoted, table, wrap
from evaldsl.text.typography import curly

if TYPE_CHECKING:
    from evaldsl.facts.published import Compared

MOST_NAMED, LONGEST_NAME = 2, 16
COMPARED_HEAD = ("公布得分", "比较", "公布的扣分原因")
MISSING_HEAD = ("数据", "类别", "单位", "最多影响")


def deduction_text(taken: Deduction) -> str:
    """①扣0.5分：在职人员控制率102.5%，超过100% 2.5个百分点，每1个百分点扣0.2分"""
    moved = moved_text(taken.points)
    reason = curly(taken.reason.removesuffix(f"，{moved}"))
    return f"{taken.label}{moved}：{reason}"


def printed(score: IndicatorScore) -> list[Deduction]:
    """The deductions of one indicator, which sum up as they are printed: the rounding makes up for how the others are."""
    taken = [*score.deductions]
    if taken and taken[-1].reason.startswith("四舍五入到") and score.score is not None:
        rounding = score.full - score.score - sum((as_printed(one.points) for one in taken[:-1]), Fraction(0))
        taken[-1:] = [evolve(taken[-1], points=rounding)] if rounding else []
    return taken


def deduction_lines(score: IndicatorScore) -> list[str]:
    """A line for each deduction."""
    return [deduction_text(one) for one in printed(score)]


def reasons(score: IndicatorScore, names: dict[str, str]) -> list[str]:
    """Why points are missing, a line for each deduction; and which facts are missing."""
    lines = deduction_lines(score)
    if score.score is None:
        lines += [f"{'、'.join(score.undefined)}的分母为0，算不出来"] if score.undefined else []
        lines += missing_text([names.get(key, key) for key in score.missing])
    return lines


def missing_text(asked: Sequence[str]) -> list[str]:
    """缺2项：“编制数”“在职人员数”; long names are cut, for the table below has them whole."""
    if not asked:
        return []
    if len(asked) == 1:
        return [f"缺{quoted(asked[0])}"]
    named = "".join(quoted(_cut(name)) for name in asked[:MOST_NAMED])
    return [f"缺{len(asked)}项：{named}{'等' if len(asked) > MOST_NAMED else ''}"]


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 2]}…"


def score_text(score: IndicatorScore) -> str:
    """The points, or the interval when facts are missing; without 分, as in a column."""
    if score.score is not None:
        return shown(score.score, 4)
    return short_interval(score.interval)


def short_interval(interval: Interval) -> str:
    """0～2, 3～不封顶"""
    return f"{shown(interval[0], 4)}～{shown(interval[1], 4)}"


def fact_names(card: Scorecard) -> dict[str, str]:
    """Names of the missing facts by key, as short as they can be: ②不符合 where an item alone reads it."""
    return {missing.key: f"{item_label(missing.address, missing.name)}{missing.name}" for missing in card.missing}


def address_text(missing: Missing) -> str:
    """How a facts file calls the fact."""
    return missing.address or missing.name


def swing_text(missing: Missing) -> str:
    """By how much knowing it can narrow the result."""
    if isinstance(missing.swing, float):
        return "没有上限"
    if missing.grades:
        return f"{shown(missing.swing)}分，定等级" if missing.swing else "定等级"
    return f"{shown(missing.swing)}分" if missing.swing else "-"


def text(
    card: Scorecard,
    width: int = 100,
    year: str = "",
    compared: "Sequence[Compared] | None" = None,
) -> str:
    """The whole scorecard; *compared* adds what was published."""
    unit = "    ".join(
        part for part in (f"单位：{card.unit}" if card.unit else "", f"年度：{year}" if year else "") if part
    )
    lines = [line for heading in (card.rubric, unit) if heading for line in wrap(one_line(heading), width)]
    lines += ["", *_main_table(card, width, compared), "", *foot(card)]
    if card.missing:
        lines += ["", f"最值得补的数据（共{len(card.missing)}项，影响大的在前）", *_missing_table(card, width)]
    if compared is not None:
        lines += ["", *comparison_lines(compared, width)]
    return "\n".join(lines) + "\n"


def _main_table(card: Scorecard, width: int, compared: "Sequence[Compared] | None") -> list[str]:
    names, depth = fact_names(card), section_depth(score.path for score in card.indicators)
    by_name = {one.score.name: one for one in compared or ()}
    rows: list[list[str]] = []
    for score, under in zip(card.indicators, named_once([one.path for one in card.indicators], depth), strict=True):
        row = [
            *map(one_line, under),
            one_line(score.name),
            shown(score.full, 4),
            score_text(score),
            "\n".join(one_line(line) for line in reasons(score, names)),
        ]
        if compared is not None:
            row += compared_cells(by_name.get(score.name))
        rows.append(row)
    total = ["合计", *[""] * depth, shown(card.full, 4), total_text(card), ""]
    rows.append([*total, *compared_total(compared)] if compared is not None else total)
    every: list[Sequence[str]] = [main_head(depth, compared is not None), *rows]
    aligns = main_aligns(depth, compared is not None)
    widths = _columns(width, every, compared is not None)
    if not widths:
        every, aligns = [_reasons_last(row) for row in every], [*aligns[:-4], "right", "left", "left"]
        widths = _beside(width, every, _MOST_NARROW)
    return table(every[0], every[1:], aligns, widths)


def _reasons_last(row: Sequence[str]) -> list[str]:
    """公布得分 and 比较 before the reasons, the published reason below ours: where there is no room for two columns."""
    *before, why, points, outcome, remark = row
    told = remark if remark in ("", COMPARED_HEAD[-1]) else f"公布：{remark}"
    return [*before, points, outcome, why if told == COMPARED_HEAD[-1] else "\n".join(filter(None, (why, told)))]


def main_head(depth: int, compared: bool) -> list[str]:
    """The head of the main table, below *depth* columns of sections."""
    return [*LEVELS[:depth], "指标", "分值", "得分", "扣分原因", *(COMPARED_HEAD if compared else ())]


def main_aligns(depth: int, compared: bool) -> list[str]:
    """How the columns of the main table stand."""
    return [*["left"] * (depth + 1), "right", "right", "left", *(("right", "left", "left") if compared else ())]


_MOST, _MOST_NARROW = (10, 10, 24, 6, 14), (6, 8, 14, 6, 8, 4, 8)
_MOST_COMPARED = (8, 10)
_LEAST_REASONS, _LEAST_BOTH = 18, 44
_ONE_MORE, _ENOUGH = 4, 36
"""Columns of two signs that would stand alone in the next line, where the reasons still have enough."""


def _beside(width: int, rows: Sequence[Sequence[str]], most: Sequence[int]) -> list[int]:
    """The most columns each column of the table may take; the last, the reasons, gets what the others leave."""
    limits = most[len(most) - len(rows[0]) + 1 :]
    widest = [max(display_width(row[place]) for row in rows) for place in range(len(limits))]
    for spare in (_ONE_MORE, 0):
        taken = [wide if wide <= limit + spare else limit for wide, limit in zip(widest, limits, strict=True)]
        room = width - sum(taken) - len(GAP) * len(taken)
        if room >= _ENOUGH:
            break
    return [*taken, max(room, _LEAST_REASONS)]


def _columns(width: int, rows: Sequence[Sequence[str]], compared: bool) -> list[int]:
    """The same for the table as it is, also with two columns of reasons; empty where they do not find room."""
    if not compared:
        return _beside(width, rows, _MOST)
    *taken, room = _beside(width - len(GAP), [[*row[:-4], *row[-3:-1], ""] for row in rows], (*_MOST, *_MOST_COMPARED))
    return [*taken[:-2], room * 3 // 5, *taken[-2:], room * 2 // 5] if room >= _LEAST_BOTH else []


def compared_cells(one: "Compared | None") -> list[str]:
    """公布得分, 比较, 公布的扣分原因"""
    from evaldsl.facts.published import Outcome

    if one is None or one.published is None:
        return ["", Outcome.ABSENT.value, ""]
    points = one.published.points
    return ["" if points is None else shown(points, 4), difference_text(one), one_line(one.published.remark)]


def difference_text(one: "Compared") -> str:
    """多1分 when more was published than the rules give."""
    if one.difference:
        return f"公布{'多' if one.difference > 0 else '少'}{points_text(abs(one.difference))}"
    return one.outcome.value


def compared_total(compared: "Sequence[Compared]") -> list[str]:
    """The cells of the last row: the published total, else the sum of what was published."""
    total = total_of(compared)
    if total is not None and total.published is not None and total.published.points is not None:
        return compared_cells(total)
    known = [one.published.points for one in compared if one.published and one.published.points is not None]
    return [shown(sum(known, Fraction(0)), 4), "", ""]


def total_of(compared: "Sequence[Compared]") -> "Compared | None":
    """The published total beside that of the rules."""
    return next((one for one in compared if one.is_total), None)


def total_text(card: Scorecard) -> str:
    """The total, or its interval."""
    if card.score is not None:
        return shown(card.score, 4)
    return short_interval(card.interval)


def foot(card: Scorecard) -> list[str]:
    """总分, 等级, what is missing to the next grade, 区间."""
    if card.score is not None:
        lines = [f"总分  {points_text(card.score)}（满分{points_text(card.full)}）"]
    else:
        count = f"，还缺{len(card.missing)}项数据" if card.missing else ""
        lines = [f"总分  待定{count}", f"区间  {interval_text(card.interval)}（满分{points_text(card.full)}）"]
    return [*lines, *_grade_lines(card)]


def grade_reason(card: Scorecard) -> str:
    """The rules that make the grade what it is, and what the total alone would earn; empty where it is that."""
    return published(one_line(card.grade_reason))


def _grade_lines(card: Scorecard) -> list[str]:
    if card.grade is not None:
        words = grade_reason(card)
        lines = [f"等级  {card.grade}（依据：{words}）" if words else f"等级  {card.grade}"]
        if card.next_grade is not None:
            word, distance = card.next_grade
            lines.append(f"      距“{word}”还差{points_text(distance)}")
        return lines
    return [f"等级  待定，可能是{'、'.join(card.grades)}"] if card.grades else []


def _missing_table(card: Scorecard, width: int) -> list[str]:
    missing = card.missing
    rows = [(curly(one_line(address_text(one))), one.kind, one.unit or "-", swing_text(one)) for one in missing]
    lines = table(MISSING_HEAD, rows, ("left", "left", "left", "right"), (max(width - 34, 24), 6, 10, 12))
    if any(one.swing == 0 and not one.grades for one in missing):
        lines.append("（“-”：要与别的数据一起补上才影响得分）")
    low, high = card.interval
    if sum((one.swing for one in card.missing), Fraction(0)) < high - low:
        lines.append("（各项按只补这一项算；几项一起补上，影响大于各项之和）")
    return lines


# ---- published scores


def comparison_lines(compared: "Sequence[Compared]", width: int) -> list[str]:
    """The indicators whose published score the rules do not give, and those that cannot be told yet."""
    from evaldsl.facts.published import Outcome

    each, total = [one for one in compared if not one.is_total], total_of(compared)
    of = {outcome: [one for one in each if one.outcome is outcome] for outcome in Outcome}
    lines = _list(of[Outcome.DIFFERENT], "与公布得分不同", _different, width)
    lines += _list(of[Outcome.OUTSIDE], "缺数据，但公布得分不在可能的区间内", _open, width)
    lines += _list(of[Outcome.INSIDE], "缺数据，公布得分在可能的区间内", _open, width)
    lines += _list(of[Outcome.ABSENT], "没有公布得分", lambda one: one.score.name, width)
    lines.append(f"与公布得分相同：{len(of[Outcome.SAME])}项")
    if total is not None and total.outcome is not Outcome.ABSENT:
        lines += wrap(_different(total) if total.score.score is not None else _total(total), width)
    return lines


def _total(one: "Compared") -> str:
    return f"{_open(one)}，公布得分{'不' if one.disagrees else ''}在可能的区间内"


def _different(one: "Compared") -> str:
    assert one.published is not None and one.published.points is not None and one.score.score is not None
    published, by_rule = points_text(one.published.points), points_text(one.score.score)
    return f"{one.score.name}：公布{published}，按规则{by_rule}，{difference_text(one)}"


def _open(one: "Compared") -> str:
    assert one.published is not None and one.published.points is not None
    return f"{one.score.name}：公布{points_text(one.published.points)}，按规则{interval_text(one.score.interval)}"


def _list(chosen: "Sequence[Compared]", title: str, line: "Callable[[Compared], str]", width: int) -> list[str]:
    if not chosen:
        return []
    lines = [f"{title}：{len(chosen)}项"]
    for one in chosen:
        first, *rest = wrap(one_line(line(one)), width - 4)
        lines += [f"  - {first}", *(f"    {more}" for more in rest)]
    return lines
