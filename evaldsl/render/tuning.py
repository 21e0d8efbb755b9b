"""Tuning for people: parameters, sweeps, answers to goals, as sheets."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.values import decimal_text, shown
from evaldsl.render.sheets import Sheet
from evaldsl.tuning.advice import Answer, Trial
from evaldsl.tuning.goals import Goal, reached_text
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.regimes import Regime, is_whole
from evaldsl.tuning.rereading import Setting
from evaldsl.tuning.solving import Section, Stretch, joined
from evaldsl.tuning.sweep import Moved, Row
from evaldsl.tuning.units import Population

UNGRADED = "未定"
MOST_STRETCHES = 12
PLACES, EXACT_PLACES = 6, 10
"""Decimals of what is about so much, and of what is written out to its end."""


def parameter_sheet(parameters: Sequence[Parameter], name: str) -> Sheet:
    """Every address with its value and the words in which it stands."""
    rows = tuple((one.address, value_text(one.value, one), one.words) for one in parameters)
    return Sheet(
        f"{name}：{len(parameters)}个可以调的数", (), ("地址", "现在", "所在的话"), rows, ("left", "right", "left")
    )


def value_text(value: Fraction, parameter: Parameter) -> str:
    """0.2分, 100%, 5%分值; a number that no decimals say with the sign of about."""
    return f"{number_text(value)}{parameter.unit}"


def number_text(value: Fraction, places: int = PLACES) -> str:
    """A decimal where it ends after few places, else about so much, to so many *places*."""
    text = decimal_text(value, max(places, EXACT_PLACES))
    return f"约{shown(value, places)}" if "/" in text else text


def ends_text(low: Fraction, high: Fraction) -> tuple[str, str]:
    """Two different numbers with as many decimals as tell them apart."""
    places = PLACES
    while low != high and shown(low, places) == shown(high, places):
        places += 1
    return number_text(low, places), number_text(high, places)


# ---- units and settings


def head_lines(population: Population, parameters: Sequence[Parameter], most: int) -> tuple[str, ...]:
    """What is set, and which units count."""
    lines = [f"{one.address}  “{one.words}”  现在{value_text(one.value, one)}" for one in parameters]
    return (*lines, unit_line(population, most))


def unit_line(population: Population, most: int) -> str:
    """被评单位12个；数据不全、不计入的3个：甲、乙等"""
    scored = set(population.scored)
    left = [population.units.name(place) for place in range(len(population.units)) if place not in scored]
    missing = f"；数据不全、不计入的{len(left)}个：{names_text(left, most)}" if left else ""
    return f"被评单位{len(scored)}个{missing}"


def names_text(names: Sequence[str], most: int) -> str:
    """甲、乙等"""
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def grade_words(rubric: Rubric) -> list[str]:
    """The words of the grade scale, and those that a rule fixes."""
    return list(dict.fromkeys(band.word for band in rubric.grades))


def sweep_sheet(population: Population, rows: Sequence[Row], most: int, title: str) -> Sheet:
    """One row a setting: mean, middle, ends, grades, who moves, how ranks agree with today's."""
    parameters = [one for one, _ in rows[0].setting]
    grades = [*grade_words(population.rubric), *([None] if any(row.counts.get(None) for row in rows) else [])]
    one = len(parameters) == 1
    head = (
        *(_head(parameter) if one else parameter.address for parameter in parameters),
        "均分", "最低", "中位数", "最高", *(grade or UNGRADED for grade in grades), "变档", "名次相关",
    )  # fmt: skip
    cells = []
    for row in rows:
        quantiles = [shown(row.quantiles[place], 2) for place in (0, 2, 4)]
        values = [value_text(value, parameter) for parameter, value in row.setting]
        values[0] += "（现在）" if row.today else ""
        counts = [str(row.counts.get(grade, 0)) for grade in grades]
        agreement = "－" if row.agreement is None else shown(row.agreement, 4)
        cells.append((*values, shown(row.mean, 2), *quantiles, *counts, str(len(row.moved)), agreement))
    aligns = ("right",) * len(head)
    notes = [*(_moved_line(row, most) for row in rows if row.moved), *(_lost_line(row) for row in rows if row.lost)]
    return Sheet(title, head_lines(population, parameters, most), head, tuple(cells), aligns, tuple(notes))


def _head(parameter: Parameter) -> str:
    """What stands above its values: 扣, 线; of a grade its address, for 等级 above points says nothing."""
    return parameter.address if parameter.is_grade_line else parameter.role


def setting_text(setting: Setting) -> str:
    """人员控制.①.扣＝0.1分"""
    return "，".join(f"{one.address}＝{value_text(value, one)}" for one, value in setting)


def _moved_line(row: Row, most: int) -> str:
    values = "，".join(value_text(value, one) for one, value in row.setting)
    return f"{values}时{len(row.moved)}个单位等级有变：{moved_text(row.moved, most)}"


def _lost_line(row: Row) -> str:
    values = "，".join(value_text(value, one) for one, value in row.setting)
    return f"{values}时{len(row.lost)}个单位要看没有填的数据，算不出总分，不计入：{names_text(row.lost, 3)}"


def moved_text(moved: Sequence[Moved], most: int) -> str:
    """甲县（中→良）、乙县（良→优）等"""
    return names_text([f"{one.name}（{one.before or UNGRADED}→{one.after or UNGRADED}）" for one in moved], most)


# ---- all values of one parameter


def section_sheet(
    population: Population, parameter: Parameter, found: Sequence[Section], unknown: Sequence[Regime], most: int
) -> Sheet:
    """Where grades change as one parameter moves: the stretches between, with counts and the means at their ends."""
    grades = grade_words(population.rubric)
    merged: list[tuple[Section, Section]] = []
    for one in found:
        step = 1 if is_whole(parameter) else 0
        alike = merged and merged[-1][1].high + step == one.low and _same_grades(merged[-1][1], one)
        if alike:
            merged[-1] = (merged[-1][0], one)
        else:
            merged.append((one, one))
    rows = []
    for first, last in merged:
        means = sorted({shown(first.summary.mean, 2), shown(last.summary.mean, 2)}, key=Fraction)
        counts = [str(first.summary.counts.get(grade, 0)) for grade in grades]
        where = Stretch(_end(first.low), _end(last.high), first.low == first.high, last.low == last.high)
        rows.append((stretch_text(where, parameter), "～".join(means), *counts, str(first.summary.moved)))
    head = (_head(parameter), "均分", *grades, "变档")
    aligns = ("left", *("right",) * (len(head) - 1))
    notes = (f"共{len(rows)}段；界限是精确的，一段之内各单位的等级不变", *unknown_lines(unknown, parameter))
    title = f"{parameter.address}：逐段的结果"
    return Sheet(title, head_lines(population, [parameter], most), head, tuple(rows), aligns, notes)


def _end(bound: Fraction | float) -> Fraction:
    assert isinstance(bound, Fraction)
    return bound


def _same_grades(one: Section, other: Section) -> bool:
    return one.summary.moved == other.summary.moved and _counts(one.summary.counts) == _counts(other.summary.counts)


def _counts(counts: Mapping[str | None, int]) -> dict[str | None, int]:
    return {grade: count for grade, count in counts.items() if count}


def told_stretches(stretches: Sequence[Stretch], parameter: Parameter) -> Sequence[Stretch]:
    """*stretches* as they are told: whole numbers that follow each other as one."""
    if not is_whole(parameter):
        return stretches
    found: list[Stretch] = []
    for one in stretches:
        if found and one.low == found[-1].high + 1:
            found[-1] = Stretch(found[-1].low, one.high)
        else:
            found.append(one)
    return found


def stretch_text(stretch: Stretch, parameter: Parameter) -> str:
    """0.1（含）～0.3（不含）分, 0.2分, 1～3天"""
    if stretch.low == stretch.high:
        return value_text(stretch.low, parameter)
    if is_whole(parameter):
        return f"{number_text(stretch.low)}～{value_text(stretch.high, parameter)}"
    ends = zip(ends_text(stretch.low, stretch.high), (stretch.low_in, stretch.high_in), strict=True)
    low, high = (f"{end}（{'含' if inside else '不含'}）" for end, inside in ends)
    return f"{low}～{high}{parameter.unit}"


# ---- goals


def answer_sheet(
    population: Population, found: Answer, goals: Sequence[Goal], now: str, lines: Sequence[str], most: int
) -> Sheet:
    """Where the goals are reached, the value to take, what comes of it; *lines* are how an overlay would say so."""
    parameter = found.parameter
    asked = "，".join(goal.words for goal in goals)
    span = f"{number_text(found.low)}～{value_text(found.high, parameter)}"
    said = [*head_lines(population, [parameter], most), f"目标  {asked}；现在{now}", f"范围  {span}，逐段求得"]
    reached, unknown = _reached(found), unknown_lines(found.unknown, parameter)
    notes = [*reached, *unknown] if found.found.stretches else [*unknown, *reached]
    if found.trial is not None:
        notes += ["", *_tried(found.trial, found, goals, grade_words(population.rubric), most), *_overlay(lines)]
    verdict = verdict_text(found, goals, now)
    return Sheet(f"{parameter.address}：求达到目标的值", tuple(said), notes=tuple(notes), verdict=verdict)


def verdict_text(found: Answer, goals: Sequence[Goal], now: str) -> str:
    """Whether the goals can be reached, in one sentence; *now* is what they come to today."""
    asked, parameter, trial = "，".join(goal.words for goal in goals), found.parameter, found.trial
    span = f"{number_text(found.low)}～{value_text(found.high, parameter)}"
    come = "" if trial is None else "，".join(reached_text(goal, trial.summary) for goal in goals)
    if found.found.stretches:
        taken = "" if trial is None else f"，建议取{value_text(trial.value, parameter)}，到时{come}"
        return f"能达到目标{asked}{taken}；现在{now}"
    best = "" if trial is None else f"，最接近的是{value_text(trial.value, parameter)}，到时{come}"
    settled = not found.found.open and not found.unknown
    whether, nowhere = ("没有", "怎样调都达不到") if settled else ("没有找到", "有的值未能判定")
    return f"{whether}达到目标{asked}的值：{parameter.address}在{span}里{nowhere}{best}；现在{now}"


def _reached(found: Answer) -> list[str]:
    parameter = found.parameter
    stretches = told_stretches(found.found.stretches, parameter)
    open_ = _open(found.found.open, parameter)
    if not stretches:
        rest = "别的值都不能达到目标" if open_ or found.unknown else "这个范围里没有值能达到目标"
        return [*open_, *([rest] if found.found.best else [])]
    lines = [f"达到目标的值（{len(stretches)}段）："]
    lines += [f"  {stretch_text(one, parameter)}" for one in stretches[:MOST_STRETCHES]]
    if len(stretches) > MOST_STRETCHES:
        lines.append(f"  等{len(stretches)}段，最后一段是{stretch_text(stretches[-1], parameter)}")
    if found.nearest is not None:
        end, inside = found.nearest
        beyond = "" if inside else "（不含它自己）"
        lines.append(f"离现在最近的  {value_text(end, parameter)}{beyond}")
    return [*lines, *open_]


def _open(stretches: Sequence[Stretch], parameter: Parameter) -> list[str]:
    """What was not settled, said as plainly as what was."""
    if not stretches:
        return []
    listed = [stretch_text(one, parameter) for one in stretches[:MOST_STRETCHES]]
    more = f"等{len(stretches)}段" if len(stretches) > len(listed) else ""
    return [f"未能判定的值  {'、'.join(listed)}{more}：能不能达到目标没有求出，请缩小范围再求"]


def unknown_lines(unknown: Sequence[Regime], parameter: Parameter) -> list[str]:
    """The values that cannot be used, and those for which units lack facts, each kind with the first of its reasons."""
    lines = []
    for lacks, what in ((False, "不能用的值"), (True, "没有求的值")):
        some = [one for one in unknown if one.lacks is lacks]
        if some:
            where = told_stretches(joined((one.low, one.high) for one in some), parameter)
            more = f"等{len(where)}段" if len(where) > 1 else ""
            lines.append(f"{what}  {stretch_text(where[0], parameter)}{more}：{some[0].trouble}")
    return lines


def _tried(trial: Trial, found: Answer, goals: Sequence[Goal], grades: Sequence[str], most: int) -> list[str]:
    reached = "，".join(reached_text(goal, trial.summary) for goal in goals)
    parameter = found.parameter
    value = value_text(trial.value, parameter)
    if trial.value == parameter.value and trial.reached:
        lead = f"建议  不必改，现在的{value}就达到目标"
    elif trial.reached:
        lead = f"建议  {value}"
    else:
        lead = f"{'最接近的' if found.found.proved else '试过的值里最接近的'}  {value}（没有达到目标）"
    row = trial.row
    known = [*grades, *(grade for grade in row.counts if grade not in grades)]
    counts = "，".join(f"{grade or UNGRADED}{row.counts[grade]}个" for grade in known if row.counts.get(grade))
    lines = [f"{lead}：{reached}", f"  均分{shown(row.mean, 4)}，{counts}"]
    if row.moved:
        lines.append(f"  {len(row.moved)}个单位等级有变：{moved_text(row.moved, most)}")
    verdict = "达到目标" if trial.reached else "没有达到目标"
    lines.append(f"复核  把{value}写进原文重读、逐个单位重评，{verdict}")
    lines += [f"  改后多出发现[{one.slug}]：{one.message}" for one in trial.findings[:5]]
    return lines


def _overlay(lines: Sequence[str]) -> list[str]:
    return ["", "写进调整文件：", *(f"  {line}" for line in lines)] if lines else []
