"""How far the facts of units are from the next edge, and what a unit would have to change, as sheets and objects."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evaldsl.facts.fact_values import written
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.scores import IndicatorScore
from evaldsl.interpreter.values import Bound, shown
from evaldsl.render.numbers import ends, exact, exact_or_none, interval_text, points_text
from evaldsl.render.scorecard import address_text, fact_names, short_interval
from evaldsl.render.sheets import Sheet
from evaldsl.render.tuning import UNGRADED, names_text, number_text, stretch_text, told_stretches, value_text
from evaldsl.text.typography import curly
from evaldsl.tuning.chances import Chance, FactEdges
from evaldsl.tuning.fact_ranges import is_decision
from evaldsl.tuning.improvements import MOST_CHANGES, Improvement
from evaldsl.tuning.incomplete import Incomplete
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.reaching import Reached
from evaldsl.tuning.solving import plain_value
from evaldsl.tuning.standings import UnitStanding

NONE = "－"
DECIDED, UNTRIED, ANEW = "由评价人判断", "未能判定", "要重评"
MOST_STRETCHES, MOST_NAMED = 3, 4
LEAST_SHARE = Fraction(1, 10_000)


def fact_text(fact: Fact) -> str:
    """The address of a fact, in full: two may begin alike."""
    return curly(fact.address or fact.name)


def fact_value_text(value: Fraction | bool | str, fact: Fact) -> str:
    """53人, 147.2222%, 是; a number that no decimals say with the sign of about."""
    if not isinstance(value, Fraction) or fact.unit == "日期":
        return written(value, fact)
    if fact.kind is Kind.RATIO:
        return f"{number_text(value * fact.ratio_size)}{fact.asked_unit}"
    return f"{number_text(value / fact.asked_size)}{fact.asked_unit}"


def chance_text(chance: Chance, value: Fraction | bool | str) -> str:
    """52人→16.2分（良）, 高于52.5人→…"""
    total = f"{shown(chance.total, 4)}分（{chance.grade or UNGRADED}）"
    return f"{target_text(chance, value)}→{total}{_anew_text(chance)}"


def _anew_text(chance: Chance) -> str:
    """；评定得分要重评，按4分算"""
    return "".join(f"；{fact_text(fact)}{ANEW}，按{shown(points, 4)}分算" for fact, points in chance.anew)


def target_text(chance: Chance, value: Fraction | bool | str) -> str:
    """The value to reach: 52人, 高于52.5人."""
    beyond = ""
    if not chance.inside and isinstance(chance.value, Fraction) and isinstance(value, Fraction):
        beyond = "低于" if chance.sample < chance.value else "高于"  # type: ignore[operator]
    return beyond + fact_value_text(chance.value, chance.fact)


def share_text(chance: Chance) -> str:
    """How much of today's value the change is; empty where there is no such measure."""
    if chance.share is None:
        return ""
    return f"{shown(chance.share * 100, 2)}%" if chance.share >= LEAST_SHARE else "不到0.01%"


def edges_sheets(unit: UnitStanding, edges: Sequence[FactEdges], title: str) -> list[Sheet]:
    """One unit: each fact with its nearest edges, those that change the grade first, by how little it takes.

    What an evaluator decides stands apart.
    """
    notes = [
        "别的数据都不变，只改这一项；往小、往大各列最近的变动，“－”是怎样改都不变",
        "幅度是等级变动要改的多少与现在的值之比",
    ]
    if any(one.unseen for one in edges):
        why = "；".join(f"{fact_text(one.fact)}，{one.limit}" for one in edges if one.unseen)
        notes.append(f"写“未看”的只看到所写的值为止：{why}")
    own = [one for one in edges if not is_decision(one.fact)]
    decided = [one for one in edges if is_decision(one.fact)]
    if any(chance.anew for one in edges for chance in (*one.scores, *one.grades)):
        notes.append(f"{ANEW}：评价人现在的决定那时不在规则允许的范围里，要由他重新决定；这里按离现在的决定最近的算")
    sheets = [_edges_sheet(own, "数据", title, (standing_text(unit),), tuple(notes))]
    if decided:
        sheets.append(_edges_sheet(decided, "决定", DECIDED, ("这些由评价人判断，单位自己改不了；读法同上",)))
    return sheets


def _edges_sheet(
    edges: Sequence[FactEdges], what: str, title: str, lines: tuple[str, ...], notes: tuple[str, ...] = ()
) -> Sheet:
    rows = [
        (
            fact_text(one.fact),
            fact_value_text(one.value, one.fact),
            _changes_of(one.scores, one),
            "\n".join([_changes_of(one.grades, one)] * (one.grades != () or not one.unseen) + _unseen(one)),
            "\n".join(share_text(chance) or NONE for chance in one.grades) or NONE,
        )
        for one in sorted(edges, key=_closeness)
    ]
    head = (what, "现在", "得分最近的变动", "等级最近的变动", "幅度")
    return Sheet(title, lines, head, tuple(rows), ("left", "right", "left", "left", "right"), notes)


def _closeness(one: FactEdges) -> tuple[bool, bool, Fraction]:
    return one.grade is None, *(one.grade.closeness if one.grade else (True, Fraction(0)))


def _changes_of(chances: Sequence[Chance], one: FactEdges) -> str:
    if one.trouble:
        return f"未能判定：{one.trouble}"
    return "\n".join(chance_text(chance, one.value) for chance in chances) or NONE


def _unseen(one: FactEdges) -> list[str]:
    """The ends beyond which nothing was looked at."""
    sides = [(end, "以下" if isinstance(one.value, Fraction) and end < one.value else "以上") for end in one.unseen]
    return [f"{fact_value_text(end, one.fact)}{word}未看" for end, word in sides]


def standing_text(unit: UnitStanding) -> str:
    """总分15.15分，中；再得0.85分是良，低于12分是差"""
    parts = [f"{unit.name}：总分{shown(unit.total, 4)}分，{unit.grade or UNGRADED}"]
    if unit.above is not None:
        parts.append(f"再得{shown(unit.above[1], 4)}分是{unit.above[0]}")
    if unit.below is not None:
        line, own = unit.total - unit.below[1], "（含）" if unit.below[2] else ""
        parts.append(f"低于{shown(line, 4)}分{own}是{unit.below[0]}")
    return "；".join([parts[0], "，".join(parts[1:])]) if len(parts) > 1 else parts[0]


def units_sheet(
    found: Sequence[tuple[UnitStanding, Sequence[FactEdges]]], title: str, left: int, lacking: Sequence[str]
) -> Sheet:
    """Many units: how far the lines are, and the fact of which the least change changes the grade; those *lacking* facts."""
    rows = []
    for unit, edges in found:
        first = min((one for one in edges if not is_decision(one.fact)), key=_closeness, default=None)
        known = first is not None and first.grade is not None
        above = NONE if unit.above is None else f"{unit.above[0]}差{shown(unit.above[1], 4)}"
        below = NONE if unit.below is None else f"多{shown(unit.below[1], 4)}"
        cells = (NONE, NONE, NONE)
        if known and first is not None and first.grade is not None:
            change = f"{target_text(first.grade, first.value)}（{first.grade.grade or UNGRADED}）"
            cells = (fact_text(first.fact), fact_value_text(first.value, first.fact), change)
        rows.append((unit.name, shown(unit.total, 4), unit.grade or UNGRADED, above, below, *cells))
    head = ("单位", "总分", "等级", "离上一等级", "离下一等级", "最敏感的数据", "现在", "改到（等级）")
    aligns = ("left", "right", "left", "right", "right", "left", "right", "left")
    notes = ["最敏感的数据：只改这一项、改动的幅度最小就使等级变动的；“离下一等级”是比本等级的分数线多几分"]
    troubled = [unit.name for unit, edges in found if any(one.trouble for one in edges)]
    if troubled:
        named = "、".join(troubled[:3]) + (f"等{len(troubled)}个单位" if len(troubled) > 3 else "")
        notes.append(f"{named}有的数据未能判定，不在其内；用 --unit 写明单位，可以看到是哪一项、为什么")
    if lacking:
        who = f"{names_text(lacking, 3)}{f'{len(lacking)}个单位' if len(lacking) > 3 else ''}"
        notes.append(f"{who}数据不全、算不出总分，没有列；缺哪些数据、各能带来几分，用 --to 等级 看")
    if any(is_decision(one.fact) for _, edges in found for one in edges):
        notes.append("由评价人判断的（酌情、优良中差等）不在其内；用 --unit 写明单位，另列一表")
    notes += (
        [f"按离分数线远近列出，另有{left}个单位没有列出，用 --most 写明列几个，或用 --unit 写明单位"] if left else []
    )
    return Sheet(title, (), head, tuple(rows), aligns, tuple(notes))


# ---- a wanted grade


def improvement_sheet(found: Sequence[Improvement], word: str, most: int, title: str, left: int) -> Sheet:
    """What each unit would have to change to reach a grade: the single changes that suffice, else several."""
    rows = []
    for one in found:
        lacking = NONE if one.lacking is None else shown(one.lacking, 4)
        start = (one.name, f"{shown(one.total, 4)}（{one.grade or UNGRADED}）", lacking)
        rows.append((*start, *_way(one, word, most)))
        if one.lacking is not None and one.lacking > 0 and one.decided:
            rows.append(("", "", "", DECIDED, _changes(one.decided, most)))
        if one.lacking is not None and one.lacking > 0 and one.open:
            rows.append(("", "", "", UNTRIED, _untried(one, most)))
    head = ("单位", "现在", "差", "改", f"达到{word}的改动")
    aligns = ("left", "right", "right", "left", "left")
    below = [one for one in found if one.lacking is not None and one.lacking > 0]
    notes = [
        "任一项：只改其中一项就够，每项写的是最近的值；括号里是改动占现在的数的百分之几，小的在前",
        "几项一起：一项不够时，每次取得分最多的一项，最后一项改到刚好够；不保证是最省的改法",
    ]
    if any(one.decided for one in found):
        notes.append(f"{DECIDED}：酌情、优良中差等由评价人决定，单位自己改不了；列出的每一项单独改到所写的值就够")
    held = list(dict.fromkeys(fact_text(fact) for one in below for fact in one.held))
    if held:
        many = f"{len(held)}项" if len(held) > MOST_NAMED else ""
        notes.append(
            f"固定不变：由评价人决定的{names_text(held, MOST_NAMED)}{many}，“任一项”“几项一起”里都照现在的决定算"
        )
    if any(chance.anew for one in below for chance in (*one.single, *one.together, *one.decided)):
        notes.append(
            f"{ANEW}：改了以后，评价人现在的决定不在规则允许的范围里，要由他重新决定；这里按离现在的决定最近的算"
        )
    if any(one.open for one in found):
        notes.append(
            f"{UNTRIED}：这一项怎样改、得分怎样变求不出来，没有算在改法里；“最多”是别的都不变、只改它时得分的上限"
        )
    notes += [f"按差的分数列出，另有{left}个单位没有列出，用 --most 写明列几个，或用 --unit 写明单位"] if left else []
    return Sheet(title, (), head, tuple(rows), aligns, tuple(notes))


def incomplete_sheet(found: Sequence[Incomplete], word: str, most: int, left: int) -> Sheet:
    """Units without a total: whether they can have the grade, and what the missing facts of each indicator could bring."""
    rows = []
    for one in found:
        names = fact_names(one.card)
        open_ = [indicator for indicator in one.card.indicators if indicator.score is None]
        open_.sort(key=lambda indicator: indicator.interval[0] - indicator.interval[1])
        lines = [_lacked(indicator, names) for indicator in open_[:most]]
        lines += [f"等{len(open_)}个指标"] if len(open_) > most else []
        rows.append((one.name, short_interval(one.card.interval), _prospect(one, word), "\n".join(lines) or NONE))
    notes = ["缺的数据：一个指标一行，填好以后这个指标可能得几分到几分，相差大的在前"]
    notes += [f"另有{left}个单位没有列出，用 --most 写明列几个，或用 --unit 写明单位"] if left else []
    head = ("单位", "得分", f"能不能达到{word}", "缺的数据")
    title = f"数据不全、算不出总分的单位（{len(found) + left}个）"
    return Sheet(title, (), head, tuple(rows), ("left", "right", "left", "left"), tuple(notes))


def _lacked(indicator: IndicatorScore, names: Mapping[str, str]) -> str:
    """信息公开 0～5分：按时公开、迟的天数"""
    every = names_text([names.get(key, key) for key in indicator.missing], MOST_NAMED)
    return f"{indicator.name} {interval_text(indicator.interval)}：{every}"


def _prospect(one: Incomplete, word: str) -> str:
    low, high = one.card.interval
    if one.line is None:
        return f"等级另有规定，不能定为{word}"
    if low >= one.line:
        return "怎样填都达到"
    if high >= one.line:
        return "要看怎样填"
    assert isinstance(high, Fraction)
    return f"怎样填都差，最少差{shown(one.line - high, 4)}分"


def _untried(one: Improvement, most: int) -> str:
    lines = [
        f"{fact_text(fact.fact)} {fact_value_text(fact.value, fact.fact)}：{fact.why}；最多{_points(fact.most)}"
        for fact in one.open[:most]
    ]
    return "\n".join([*lines, *([f"等{len(one.open)}项"] if len(one.open) > most else [])])


def _points(most: Bound) -> str:
    return f"到{points_text(most)}" if isinstance(most, Fraction) else "不封顶"


def _way(one: Improvement, word: str, most: int) -> tuple[str, str]:
    """What the unit itself can do."""
    if one.lacking is None:
        return NONE, f"等级另有规定，总分再高也不能定为{word}"
    if one.lacking <= 0:
        return NONE, "已经达到" if one.grade == word else "总分已够，等级另有规定"
    if one.single:
        return "任一项", _changes(one.single, most)
    if one.suffices:
        return f"{len(one.together)}项一起", _changes(one.together, len(one.together))
    if len(one.together) == MOST_CHANGES:
        return NONE, f"得分最多的{MOST_CHANGES}项数据都改，也只到{shown(one.most, 4)}分"
    where = f"，逐项改只到{shown(one.most, 4)}分" if one.together else ""
    if any(most_of.most >= one.total + one.lacking for most_of in one.open):
        return NONE, f"只改能算的数据达不到{where}"
    return NONE, f"只改单位自己的数据达不到{where}"


def _changes(chances: Sequence[Chance], most: int) -> str:
    more = f"\n等{len(chances)}种，用 --most 写明列几种" if len(chances) > most else ""
    return "\n".join(_change(chance) for chance in chances[:most]) + more


def _change(chance: Chance) -> str:
    share = share_text(chance)
    target = target_text(chance, chance.before) + (f"（{share}）" if share else "")
    return f"{fact_text(chance.fact)} {fact_value_text(chance.before, chance.fact)}→{target}{_anew_text(chance)}"


def reached_sheet(found: Sequence[Reached], parameter: Parameter, word: str, title: str, lines: Sequence[str]) -> Sheet:
    """For each unit the value of a parameter, nearest to today's, that lets it reach a grade."""
    rows = []
    for one in found:
        near = NONE if one.nearest is None else value_text(one.nearest[0], parameter)
        near += "（不含）" if one.nearest is not None and not one.nearest[1] else ""
        decimals = len(str(exact(parameter.value)).partition(".")[2])
        plain = plain_value(one.stretches, parameter.value, decimals)
        told = told_stretches(one.stretches, parameter)
        where = "；".join(stretch_text(stretch, parameter) for stretch in told[:MOST_STRETCHES])
        where += f"；等{len(told)}段" if len(told) > MOST_STRETCHES else ""
        cells = (near, NONE if plain is None else value_text(plain, parameter), where or "这个范围里没有")
        rows.append((one.name, f"{shown(one.total, 4)}（{one.grade or UNGRADED}）", *cells))
    head = ("单位", "现在", "最近的值", "取整", f"能得{word}的值")
    return Sheet(title, tuple(lines), head, tuple(rows), ("left", "right", "right", "right", "left"))


# ---- objects


def edges_object(unit: UnitStanding, edges: Sequence[FactEdges]) -> dict[str, object]:
    """One unit for other programs."""
    return {
        "unit": unit.name,
        "score": exact(unit.total),
        "grade": unit.grade,
        "facts": [
            {
                "address": one.fact.address or one.fact.name,
                "decided": is_decision(one.fact),
                "value": _value(one.value),
                "score_changes": _chance(one.score),
                "grade_changes": _chance(one.grade),
                "score_edges": [_chance(chance) for chance in one.scores],
                "grade_edges": [_chance(chance) for chance in one.grades],
                "unseen_beyond": [exact(end) for end in one.unseen],
                "undecided": one.trouble or None,
            }
            for one in edges
        ],
    }


def improvement_object(one: Improvement) -> dict[str, object]:
    """What a unit would have to change."""
    return {
        "unit": one.name,
        "score": exact(one.total),
        "grade": one.grade,
        "lacking": exact_or_none(one.lacking),
        "single": [_chance(chance) for chance in one.single],
        "together": [_chance(chance) for chance in one.together] if one.suffices else [],
        "decided": [_chance(chance) for chance in one.decided],
        "held": [fact.address or fact.name for fact in one.held],
        "untried": [
            {"address": fact.fact.address or fact.fact.name, "why": fact.why, "most": exact(fact.most)}
            for fact in one.open
        ],
    }


def incomplete_object(one: Incomplete) -> dict[str, object]:
    """A unit without a total."""
    return {
        "unit": one.name,
        "score": None,
        "interval": ends(one.card.interval),
        "line": exact_or_none(one.line),
        "missing": [
            {"address": address_text(fact), "kind": fact.kind, "unit": fact.unit, "swing": exact(fact.swing)}
            for fact in one.card.missing
        ],
        "open": [
            {"indicator": indicator.name, "interval": ends(indicator.interval)}
            for indicator in one.card.indicators
            if indicator.score is None
        ],
    }


def reached_object(one: Reached, parameter: Parameter) -> dict[str, object]:
    """The values of a parameter that let a unit reach a grade."""
    from evaldsl.render.tuning_object import stretch_object

    nearest = None if one.nearest is None else {"value": exact(one.nearest[0]), "included": one.nearest[1]}
    return {
        "unit": one.name,
        "score": exact(one.total),
        "grade": one.grade,
        "address": parameter.address,
        "reached": [stretch_object(stretch) for stretch in one.stretches],
        "nearest": nearest,
    }


def _chance(chance: Chance | None) -> dict[str, object] | None:
    if chance is None:
        return None
    return {
        "address": chance.fact.address or chance.fact.name,
        "value": _value(chance.value),
        "included": chance.inside,
        "score": exact(chance.total),
        "grade": chance.grade,
        "decided_anew": [
            {"address": fact.address or fact.name, "counted": exact(points)} for fact, points in chance.anew
        ],
    }


def _value(value: Fraction | bool | str) -> object:
    return exact(value) if isinstance(value, Fraction) else value
