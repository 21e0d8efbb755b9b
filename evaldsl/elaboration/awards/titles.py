"""Points that head what is worth them: 机构（2分）：成立领导小组; 预算编制（3分）。①…②…"""

import itertools
import re
from fractions import Fraction

from evaldsl.arrangement.headings import runs_along
from evaldsl.clauses.conditions import condition
from evaldsl.clauses.failings import ENDS_WELL, is_any_fault, is_had
from evaldsl.clauses.grade_words import alternatives
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.measure_names import is_rate_name, names_measure
from evaldsl.clauses.opposites import comes_late, contradicts
from evaldsl.clauses.signs import is_generic
from evaldsl.clauses.targets import is_number_of
from evaldsl.clauses.things_named import things_named
from evaldsl.clauses.told_again import says_none_met, so_many_met
from evaldsl.elaboration.awards.earned_below import comes_to, earned_below
from evaldsl.elaboration.awards.whole_list import EACH_FAILS
from evaldsl.elaboration.bands.cases import add_case
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.so_far import Heading
from evaldsl.elaboration.steps.names import taken_for
from evaldsl.elaboration.steps.periods import heads_periods
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree


def titled(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """数量指标（2分）：… : points before a colon are what the item is worth."""
    effect = clause.effect
    if value.per or value.apiece or value.amount.is_range or effect is None or clause.end > effect.end:
        return False
    if value.amount.share:  # 数量指标（40%）：…
        points = value.amount.high * (reader.weight or NOTHING)
        value = evolve(value, amount=tree.Amount(points, points))
    plain = reader.cell.plain
    parted = "其中" in plain and _WHICH.match(plain, effect.end) is not None and _is_sum(reader, clause, value)
    if not (value.bare or parted or plain[effect.start - 1] == "("):
        return False
    rest = _unbracketed(reader.cell.behind(effect.start))
    below = _list_below(rest) if clause.segments else None
    if below is not None and _heads_list(reader, rest, value.amount, below):
        style = reader.group.style if below.style != reader.group.style else ""
        name = text_of(reader.cell, clause.segments[-1])
        reader.stated.headings.append(Heading(name, value.amount.high, style, reader.span_of(clause)))
        return True
    rest = _without_definition(rest)
    if not (rest and (value.bare or parted)) or not (
        parted
        or isinstance(rest[0], tree.Colon)
        or _names_quality(reader, clause, value, rest)
        or _names_rate(reader, clause, value, rest)
        or _heads_awards(reader, clause, value, rest)
        or (_adds_up(reader, value, rest) and not _of_those_above(reader, effect.end))
        or _lose_together(reader, clause)
        or ("每" in reader.cell.plain and heads_periods(reader, clause, value))
    ):
        return False
    award_title(reader)
    before = reader.group.items[-1] if reader.group.items else None
    ended = before is not None and bool(reader.stated.headings) and _begins_sentence(reader, clause)
    used = ended or (before is not None and (before.has_award or bool(before.effects)))
    joined = _goes_on(reader, clause) and not _parts_of_title(reader, value, rest)
    if ended:  # 安全（6分）：①…；②…。信访（4分）：…
        reader.stated.headings.append(Heading("", NOTHING, reader.group.style, reader.span_of(clause)))
    if used:
        reader.new_item(clause.start, clause.end)
    item = reader.item_for(clause)
    item.stake = item.titled = value.amount.high + ((item.stake or NOTHING) if joined else NOTHING)
    item.texts.append(condition(reader.cell, clause).judged)
    return True


_WHICH = re.compile(r"\)?[,;。\n]*其中")


def _is_sum(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """财务管理规范5分，其中：账目清楚2分、票据合规3分: whether the points of what stands behind 其中 come to those before it."""
    if clause.effect is None or condition(reader.cell, clause, bare=True).compared:
        return False
    behind = itertools.takewhile(lambda one: not isinstance(one, tree.Marker), reader.cell.behind(clause.effect.start))
    points = [one.amount.high for one in behind if isinstance(one, tree.Award) and not one.amount.share]
    return value.amount.high in [*itertools.accumulate(points)][1:]


def _begins_sentence(reader: Reader, clause: Clause) -> bool:
    """Whether *clause* stands behind a 。 or the end of a line, where the things of a list stand behind ；."""
    stop = next((one.value for one in reversed(reader.cell.parts) if one.start < clause.start), None)
    return isinstance(stop, tree.Stop) and (stop.mark == "。" or (stop.ends and stop.mark != ";"))


def _goes_on(reader: Reader, clause: Clause) -> bool:
    """Whether points that head something stand right before *clause*, of which nothing is said yet."""
    before = reader.group.items[-1] if reader.group.items else None
    titled = before is not None and before.titled is not None and before.sentence == clause.sentence
    return titled and before is not None and not (before.has_award or before.effects)


_TAKES = (tree.Deduction, tree.Zero, tree.Cap, tree.UntilZero, tree.PartStep)


def _lose_together(reader: Reader, clause: Clause) -> bool:
    """制度健全性2分，执行有效性3分。未建立制度扣2分；未验收扣1分: points of several qualities, behind which words only take, are what is taken
    from; those of 制度健全 and 执行有效 where as much is taken for as many faults, and those of 组织领导 where just as much is."""
    heads, below = _heads_beside(reader, clause) if tree.Deduction in reader.cell.by_kind else ([], [])
    effects = [one for one in below if isinstance(one, tree.EFFECTS)] if len(heads) > 1 else []
    if not effects or not isinstance(effects[0], tree.Deduction) or not all(isinstance(one, _TAKES) for one in effects):
        return False
    taken = [one.amount.high for one in effects if isinstance(one, tree.Deduction)]
    names, worth = [name for name, _ in heads], sum(points for _, points in heads)
    if all(map(_QUALITY.search, names)):
        return True
    good = all(_QUALITY.search(name) or ENDS_WELL.search(name) for name in names)
    return len(taken) >= len(names) and (sum(taken) == worth or (good and sum(taken) > worth))


def _heads_beside(reader: Reader, clause: Clause) -> tuple[list[tuple[str, Fraction]], list[tree.Value]]:
    """The names with nothing but points among which *clause* stands, and what is behind them up to the next number."""
    assert clause.effect is not None
    parts = reader.cell.parts
    breaks = (at for at, one in enumerate(parts) if isinstance(one.value, tree.Stop | tree.Colon | tree.Marker))
    start = max((at + 1 for at in breaks if parts[at].start < clause.effect.start), default=0)
    heads, behind = _qualities(_unbracketed([one.value for one in parts[start:]]))
    return heads, [*itertools.takewhile(lambda one: not isinstance(one, tree.Marker), behind)]


def _qualities(rest: list[tree.Value]) -> tuple[list[tuple[str, Fraction]], list[tree.Value]]:
    """The names with nothing but points that *rest* begins with, and what is behind them."""
    found: list[tuple[str, Fraction]] = []
    values: list[tree.Value] = [one for one in rest if not isinstance(one, tree.Comma)]
    while True:
        match values:
            case [tree.Word(text), tree.Award(amount, bare=True), *behind]:
                found.append((text, amount.high))
                values = behind
            case _:
                return found, values


def _parts_of_title(reader: Reader, value: tree.Award, rest: list[tree.Value]) -> bool:
    """业务管理5分：制度健全性2分、执行有效性3分: whether the points of qualities are those of the title before them."""
    title = reader.group.items[-1].titled if reader.group.items else None
    beside, _ = _qualities(rest)
    return bool(beside) and title == value.amount.high + sum(points for _, points in beside)


def _unbracketed(values: list[tree.Value]) -> list[tree.Value]:
    """*values* without what closes points in brackets."""
    return [one for one in values if not (isinstance(one, tree.Word) and one.text == ")")]


def _without_definition(values: list[tree.Value]) -> list[tree.Value]:
    """*values* without the definition that stands between points and what is said of them: （4分），结转率=结转资金/可用资金×100%。"""
    match values:
        case [tree.Comma() | tree.Stop() as mark, tree.Word(name), tree.Formula(), tree.Comma() | tree.Stop(), *behind]:
            return values if name.endswith("得分") else [mark, *behind]
    return values


_QUALITY = re.compile(r"(?:性|程度|情况|(?:安全|卫生|秩序|纪律|作风|师风)|(?<![^及和与、]..)(?:管理|质量))$")


def _names_quality(reader: Reader, clause: Clause, value: tree.Award, rest: list[tree.Value]) -> bool:
    """公开及时性2分，20日内公开得2分，每迟1天扣0.2分: a quality, its points, and how they are earned or lost; 完整性（1.5分）、真实性
    （1.5分），发现一处扣0.5分: several lose theirs together; 项目管理（4分）。每发现1处问题扣1分."""
    words = text_of(reader.cell, clause.segments[-1]) if len(clause.segments) == 1 else ""
    if not _QUALITY.search(words) or not isinstance(rest[0], tree.Comma | tree.Word | tree.Stop | tree.Each):
        return False
    below = rest[isinstance(rest[0], tree.Stop) :]
    sentence = [*itertools.takewhile(lambda one: not isinstance(one, tree.Stop | tree.Marker), below)]
    several = next((one for one in sentence if isinstance(one, tree.Word)), None)
    if several is not None and _QUALITY.search(several.text) and several.text.lstrip(")")[:1] in _AND:
        effects = [one for one in sentence if isinstance(one, tree.EFFECTS)]
        own = next((one for one in effects if not (isinstance(one, tree.Award) and one.bare)), None)
        return isinstance(own, tree.Deduction) and effects[0] is not own
    effect = next((one for one in sentence if isinstance(one, tree.EFFECTS)), None)
    earned = isinstance(effect, tree.Award) and not effect.bare and effect.amount == value.amount
    if isinstance(rest[0], tree.Stop):
        headed = any(one.titled is not None for one in reader.items) and not reader.group.style
        taken = isinstance(effect, tree.Formula) or (headed and isinstance(effect, tree.Deduction))
        taken = taken or (earned and bool(reader.group.style) and not reader.group.items)
        return taken and rest[0].mark != ";"
    return (isinstance(rest[0], tree.Comma) and earned) or (
        isinstance(rest[0], tree.Comma | tree.Each) and isinstance(effect, tree.Deduction | tree.Formula)
    )


_AND = ("、", "和", "及")


def _adds_up(reader: Reader, value: tree.Award, rest: list[tree.Value]) -> bool:
    """安全生产（3分）无事故得3分，…；资料管理（3分）资料齐全得3分, of 6: the bare points are all there is, and each earned again below;
    资金管理（8分）。手续齐全得4分；核算规范得4分."""
    worth, weight = value.amount.high, reader.weight or NOTHING
    if not isinstance(rest[0], tree.Word | tree.Comma | tree.Stop) or worth not in earned_below(rest, value):
        return False
    several = next((one.amount.high for one in rest if isinstance(one, tree.Award)), worth) != worth
    totals = comes_to(reader)
    return any(total + worth > weight for total in totals) or (
        several and bool(totals) and all(total + worth != weight for total in totals)
    )


def _heads_awards(reader: Reader, clause: Clause, value: tree.Award, rest: list[tree.Value]) -> bool:
    """①质量管理（5分），6月底完成得3分；9月底完成得2分; 质量管理（4分）。合同签订及时，1分；验收程序齐全，3分: whether points in brackets are
    the sum of those below, up to the next number, or to the end where there cannot be as many again."""
    assert clause.effect is not None
    worth, first = value.amount.high, bool(reader.group.style) and not reader.group.items
    below = itertools.takewhile(lambda one: not isinstance(one, tree.Marker), rest)
    each = [one.amount.high for one in below if isinstance(one, tree.Award)]
    if reader.cell.plain[clause.effect.start - 1] != "(" or len(each) < 2 or each[0] == worth:
        return False
    if _falls(text_of(reader.cell, clause.segments[-1]) if clause.segments else "", worth, rest):
        return False
    return worth in (earned_below(rest) if first else ()) or (
        sum(each) == worth and (first or 2 * worth > (reader.weight or NOTHING))
    )


def _falls(name: str, worth: Fraction, rest: list[tree.Value]) -> bool:
    """好（6分）、较好（4分）、一般（2分）; 无投诉（5分）；1-2起（3分）；3-5起（2分）；5起以上（0分）: whether what is *worth* the most has degrees behind
    it, each of which is worth less, and no parts."""
    beside = next((one.text.lstrip(")、") for one in rest if isinstance(one, tree.Word)), "")
    below = [one for one in rest if isinstance(one, tree.EFFECTS)]
    points = [one.amount.high if isinstance(one, tree.Award) and one.bare else NOTHING for one in below]
    falling = all(more > less for more, less in itertools.pairwise([worth, *points]))
    apart = isinstance(rest[0], tree.Stop) and rest[0].mark != ";"
    return not apart and (alternatives(name, beside) or (falling and (not points[-1] or not _QUALITY.search(name))))


def _names_rate(reader: Reader, clause: Clause, value: tree.Award, rest: list[tree.Value]) -> bool:
    """资金到位率（3分），≥100%得3分; 资金到位率（3分），到位率100%得满分; 资金到位率（3分）。到位率=到位数/预算数: no judgement;
    渠道衬砌20公里（3分），完成率100%得3分: no limit; 资金到位率（3分），每低10%扣1分."""
    named = clause.segments[0] if len(clause.segments) == 1 else ()
    if not named or not (names_measure(text_of(reader.cell, named)) or is_number_of(named)):
        return False
    below = rest[1:] if isinstance(rest[0], tree.Comma | tree.Stop) else rest
    before = [*itertools.takewhile(lambda one: not isinstance(one, (*tree.EFFECTS, tree.Marker)), below)]
    behind = below[len(before)] if len(before) < len(below) else None
    limits = [one for one in before if isinstance(one, tree.Comparison | tree.Between)]
    if isinstance(rest[0], tree.Comma) and len(named) == 1 and isinstance(behind, tree.Deduction):
        name = text_of(reader.cell, named)
        said = [one for one in before if not (isinstance(one, tree.Word) and one.text in ("的", name))]
        return is_rate_name(name) and runs_along(said)
    ends = [one.limit if isinstance(one, tree.Comparison) else one.high for one in limits]
    limited = bool(ends) and (len(named) == 1 or ends[0].unit == "%")
    match behind:
        case tree.Full():
            return limited
        case tree.Award(amount, bare=False):
            return limited and (len(before) == 1 or amount == value.amount)
        case tree.Formula():
            return len(named) == 1 and bool(before) and isinstance(rest[0], tree.Comma | tree.Stop | tree.Word)
    return False


def award_title(reader: Reader) -> None:
    """机构2分：成立领导小组；方案2分：制定实施方案: where no other points stand below a heading, what it heads earns them."""
    if reader.group.pending is None or not reader.group.items:
        return
    item = reader.group.items[-1]
    if item.titled is None or item.stake is None:
        return
    if not (item.cases or item.effects or item.otherwise):
        add_case(reader, reader.group.pending, tree.Amount(item.stake, item.stake))
        reader.group.pending = None


def _heads_list(reader: Reader, rest: list[tree.Value], amount: tree.Amount, first: tree.Marker) -> bool:
    """资金管理（5分）：①…②…, （1）预算编制（3分）。①…②…: what the numbers below add up to; without a colon, where all that a list
    has above it makes up the whole."""
    own = reader.group.style
    if any(isinstance(one, tree.Colon) for one in itertools.takewhile(lambda one: one is not first, rest)):
        return True
    if own and own != first.style and isinstance(rest[0], tree.Stop):
        return True
    values = _unbracketed([part.value for part in reader.cell.parts])
    heads = [one for at, one in enumerate(values) if isinstance(one, tree.Award) and _list_below(values[at + 1 :])]
    return amount.high == reader.weight or sum(one.amount.high for one in heads) == reader.weight


def _list_below(rest: list[tree.Value]) -> tree.Marker | None:
    """The first number of the list that *rest* begins with, perhaps behind 评分标准：."""
    for one in rest:
        match one:
            case tree.Marker(number) if number == 1:
                return one
            case tree.Colon() | tree.Comma():
                continue
            case tree.Stop(mark) if mark != ";":
                continue
            case tree.Word(text) if is_generic(text):
                continue
        return None
    return None


_OF_EACH = re.compile(r"^\)?[;。\n]+(?:以上|上述|前述|(?:每|各|任一?|任何一)(?:一)?(?:项|条|点))")
"""有效执行，2分。以上每出现一例: what follows is of all that stands above, and of no heading."""


def is_title(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """流动人口延期或主动注销2分。… 每发现1人扣0.05分: points after a heading, not an award."""
    said = condition(reader.cell, clause)
    if reader.group.items or said.compared:
        return False
    assert clause.effect is not None
    rest = _unbracketed(reader.cell.behind(clause.effect.start))
    if not (rest and isinstance(rest[0], tree.Stop) and rest[0].mark != ";"):
        return False
    if _OF_EACH.match(reader.cell.plain[clause.effect.end :]) or _of_those_above(reader, clause.effect.end):
        return False
    below = itertools.takewhile(lambda one: not isinstance(one, tree.Marker), rest)
    following = [one for one in below if isinstance(one, tree.EFFECTS)]
    if reader.group.style and following and isinstance(following[0], tree.Award) and not following[0].bare:
        own = [one.amount.high for one in following if isinstance(one, tree.Award) and not one.bare]
        return value.amount.high in (own[0], sum(own))
    taken = following[0] if following else None
    if not isinstance(taken, tree.Deduction) or _ends_list(reader, clause, taken):
        return False
    if not (is_had(said.judged) or _is_last_of_awards(reader, clause)):
        return True
    return contradicts(_next_fault(reader, taken), said.judged, False)  # not 有台账，2分。每例未登记扣0.5分


def _is_last_of_awards(reader: Reader, clause: Clause) -> bool:
    """①组织健全2分；②经费到位2分。发生事故的扣2分: whether it ends a numbered list, each other thing of which is awarded, before a 。"""
    assert clause.effect is not None
    others = reader.items if reader.group.style else []
    awarded = bool(others) and all(len(one.cases) == 1 and not (one.effects or one.otherwise) for one in others)
    return awarded and reader.cell.plain.startswith(("。", ")。"), clause.effect.end)


def _next_fault(reader: Reader, taken: tree.Deduction) -> str:
    """What is *taken* for."""
    clauses = (one for group in reader.groups for one in group.clauses)
    return next((taken_for(reader, clause)[0] for clause in clauses if clause.value is taken), "")


def _ends_list(reader: Reader, last: Clause, taken: tree.Deduction) -> bool:
    """①手续完备（1分）；②资料齐全（2分）。存在问题的，每处扣0.5分: whether what is *taken* first behind a list is for any fault in it, or
    for what comes late, where each of it, the *last* too, is to be in time."""
    plain = all(len(one.cases) == 1 and not one.effects for one in reader.items)
    listed = bool(reader.group.style and reader.items) and plain
    awards = (part.value for part in reader.cell.by_kind[tree.Award] if part.start < last.end)
    if not listed or reader.number_follows(last.end) or not all(one.bare for one in awards):
        return False
    name = _next_fault(reader, taken)
    wanted = (condition(reader.cell, last).judged, *(one.cases[0].text for one in reader.items))
    return bool(name) and (is_any_fault(name) or all(comes_late(name, one) for one in wanted))


def _of_those_above(reader: Reader, end: int) -> bool:
    """Whether the words behind a thing of a list, which ends at *end*, are about all of it, or about some by their numbers, or how
    many: A-C每项不符合扣1分, 符合一项得1分."""
    plain = reader.cell.plain
    start = len(plain) - len(plain[end:].lstrip(")。\n"))
    behind = (one for one in reader.cell.parts if one.start >= start)
    effect = next((one for one in behind if isinstance(one.value, tree.EFFECTS)), None)
    words = plain[start : effect.start].rstrip(",") if effect is not None and reader.items else ""
    named = bool(words) and (things_named(words) or so_many_met(words) or says_none_met(words))
    return bool(named) or (bool(reader.items) and EACH_FAILS.match(plain, start) is not None)
