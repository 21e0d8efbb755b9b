"""What frames the rest: declared points, the least and the most of an item, standards, points shared equally."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import CaseDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.relative_limits import is_rated
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.totals import awarded, takes, together
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import (
    Cap,
    Change,
    Steps,
    Together,
)
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info
from evaldsl.text.numerals import number


def declare(reader: Reader, clause: Clause, value: tree.Declared) -> None:
    """满分10分, （1.5分）: what the item, or at the head of the cell the indicator, is worth."""
    if not reader.items and not reader.group.label:
        reader.stated.declared = value.points
        return
    if value.points == (reader.stated.shared_total or NOTHING) or value.points == _awarded_by_all(reader):
        return
    words = "".join(text_of(reader.cell, segment) for segment in clause.segments)
    if re.search(r"扣除|减去|另加|加上", words):
        reader.unread(f"“{words}”中的扣分、加分不是这个指标的，或者没有读懂", *reader.span_of(clause))
        return
    item = reader.item_for(clause)
    if awarded(item) == value.points and item.stake is None and not item.effects:
        return  # 制度健全得4分，该项4分
    last = reader.spoken.last_change
    if item.opening_zero and not item.cases and together(reader, item, clause, tree.Cap("得", value.points, True)):
        pass
    elif isinstance(last, Steps) and last.points > 0 and item.opening_zero and last.most is None:
        reader.replace_effect(item, last, evolve(last, most=value.points))
    if item.computed and not any(isinstance(one, Cap) for one in item.effects) and _IS_SCORE.fullmatch(words):
        # 得分=完成率×6分，满分6分
        item.effects.append(Cap(value.points, reader.words_of(clause), reader.span_of(clause)))
    if item.stake is None:
        item.stake = value.points
        item.titled = value.points if not (item.cases or item.effects) else None
    if clause.segments:
        item.texts.append(condition(reader.cell, clause).judged)


_IS_SCORE = re.compile(r"(?:即?为(?:本项|该项|最终|实际)*的?得分)?")


def _awarded_by_all(reader: Reader) -> Fraction | None:
    """What several awards of the group add up to: 设立机构得2分，配备人员得3分，满分5分."""
    values = [item.cases[0].value for item in reader.group.items if len(item.cases) == 1 and not item.effects]
    several = len(values) > 1 and len(values) == len(reader.group.items)
    return sum((value or NOTHING for value in values), NOTHING) if several else None


def offset(reader: Reader) -> None:
    """奖惩相抵: what is given comes before what is taken, so that nothing is lost where there is nothing yet to take from."""
    for item in reader.group.items:
        changes = [one for one in item.effects if isinstance(one, (Steps, Change, Together))]
        given = [one for one in changes if not takes(one.effects[0] if isinstance(one, Together) else one)]
        item.effects = [*given, *(one for one in item.effects if one not in given)]


_NET = re.compile(
    r"(?:加减分|加扣分|奖惩分|奖扣分|加分(?:与|和|、)?(?:扣分|减分))(?:总分|总额)?(?:累计|合计|总计|相抵后?|均|不得|不|超过|在|以|控制)*±(?P<points>[\d.]+)分(?:以内|之内|内|范围内|之间|为限)?"
)


def net_range(reader: Reader, clause: Clause) -> bool:
    """加减分合计不超过±3分: what is given and taken together, from nothing, comes to no more and no less."""
    text = text_of(reader.cell, clause.segments[-1]) if clause.segments else ""
    match, item = _NET.fullmatch(text), reader.group.last
    if match is None:
        return False
    points, span = number(match["points"]), reader.span_of(clause)
    if item is None or item.cases or item.computed or not item.effects or len(clause.segments) > 1:
        reader.unread("没有读出是哪几处加减分的合计", *span)
    elif points != reader.weight:
        hint = "写明从几分起加减，如“基础分2分”，再写“最高得4分，最低得1分”"
        reader.unread(f"加减分在±{shown(points)}分以内，没有写明从几分起加减", *span, hint)
    else:
        offset(reader)
        item.opening_zero = item.bonus_only = item.sinks = True
        item.lowest = -points
        item.effects.append(Cap(points, reader.words_of(clause), span))
    return True


_AFTER = re.compile(
    r"(?:(?:本项|该项)?(?:分值|基本分|得分)*(?:扣完|不足扣|不够扣)?(?:后|时|的)?(?:实行|执行|进行|继续)?)?"
)


def lowest(reader: Reader, clause: Clause, value: tree.Lowest) -> None:
    """可倒扣, 最多倒扣5分: the points of the item may go below 0; 不实行倒扣 says what holds anyway. 保底2分: they may not."""
    words = "".join(text_of(reader.cell, segment) for segment in clause.segments)
    if value.points is not None and value.points > 0:
        _at_least(reader, clause, value.points, words)
        return
    if re.fullmatch(r"不(?:再)?(?:实行|执行|进行)?", words):
        return
    item = reader.item_for(clause)
    if not _AFTER.fullmatch(words) or not (item.effects or item.otherwise):
        reader.unread("没有读出哪一处扣分可以倒扣", *reader.span_of(clause))
        return
    item.sinks, item.lowest = True, value.points


def _at_least(reader: Reader, clause: Clause, points: Fraction, words: str) -> None:
    """保底2分, 本项得分不低于2分, 扣至2分为止."""
    item, whole = reader.group.last, None if reader.group.last is None else reader.whole_points(reader.group.last)
    if item is None or words or not (item.has_award or item.effects) or len(reader.group.items) > 1:
        reader.unread("没有读出是哪一项最少得几分", *reader.span_of(clause))
    elif whole is not None and whole < points:
        reader.unread(f"最少得{shown(points)}分，比这一项的{shown(whole)}分还多", *reader.span_of(clause))
    else:
        item.sinks, item.lowest = True, points


def base_of(reader: Reader, clause: Clause, value: tree.Base) -> None:
    """以100%为标准。"""
    unit = value.limit.unit
    number = value.limit.number / 100 if unit == "%" else value.limit.number
    name = (text_of(reader.cell, clause.segments[-1]) if clause.segments else "") + value.name
    if reader.group.items or name:
        item = reader.item_for(clause)
        item.base = number
        if name:
            reader.spoken.stepped = None  # 任务办结率以85%为标准，每少1%: no longer of what stepped before
            item.subject = reader.measures.measure(name, unit, is_rated(reader.cell))
    else:
        reader.stated.base = number


def equally(reader: Reader, clause: Clause, _: tree.Equally) -> None:
    """以上三点匹配得分: each item above has an equal part of the points."""
    reader.list_pending()
    listed = [item for item in reader.items if not item.has_award and item.texts]
    for item in listed:
        text = item.texts[0].replace("是否", "")
        item.shared = True
        item.cases.append(CaseDraft([], [judgement_of(reader, item, text)], ex.Rest(), None, text, item.span, text))
        item.words = text
    stated = clause.effect is not None and "平均" in reader.cell.plain[clause.effect.start : clause.effect.end]
    if listed and not stated:
        message = f"{len(listed)}项各几分没有写明，按平均分读"
        span = reader.span_of(clause)
        reader.measures.found.append(info("award-split-unstated", message, *span, hint="写明各项的分数，如“①…，得1分”"))
    if not listed:
        reader.unread("前面没有可以分摊分值的各项", *reader.span_of(clause))
