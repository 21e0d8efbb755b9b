"""每超出1%, 每发现一处: steps along a measure, and what is counted."""

import re
from fractions import Fraction

from evaldsl.arrangement.categories import condition_among
from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.counted_names import counted_name
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, clean
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import counts_alike, is_measure_name, is_rank_name, is_rate_name, same_measure
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.elaboration.judging import spare
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.around_ranges import around_range, outside_range
from evaldsl.elaboration.steps.asked_numbers import at_least, points_to_see, read_number_in_award
from evaldsl.elaboration.steps.bases import (
    OF_CHANGE,
    bonus_limit,
    from_nothing,
    from_the_first,
    from_there,
    of_its_thing,
    of_the_whole,
    other_way,
    percentage_points,
    short_of_rate,
    stated_base,
    turned,
    within_award,
)
from evaldsl.elaboration.steps.decided_each import decided_each
from evaldsl.elaboration.steps.limits import tell_one_to_many
from evaldsl.elaboration.steps.names import (
    DELAY,
    SINCE,
    base_name,
    beyond_limit,
    compares_two,
    count_name,
    counts_another,
    distance_name,
    like_before,
    missed_name,
    rate_spoken_of,
    tell_other_unit,
)
from evaldsl.elaboration.steps.periods import in_a_year
from evaldsl.elaboration.steps.segments import end_tier, most_within
from evaldsl.elaboration.subjects import limits_of, subject_of
from evaldsl.elaboration.worded_awards import join_words
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Fact, Kind, Span, Steps
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.numerals import COUNTED, TIMES, same_counts
from evaldsl.text.typography import same_name

_STRANGE = re.compile(r"[≥≤<>×]")
_WITHIN = re.compile("的?(?:范围)?[以之]?内$")
_RELATIVE = re.compile(r"低于|少于|超出|超过|高于|高出|多于|不足|^超$|^低$|^高$|^少$|^多$|^差$")


def add_steps(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, amount: tree.Amount, *, given: bool
) -> None:
    """Adds what *counted* says to *item*: steps along a measure, or what is counted."""
    points = amount.high if given else -amount.high
    words, span = reader.words_of(clause), reader.span_of(clause)
    if amount.is_range:
        decided_each(reader, item, clause, counted, amount, given=given)
        return
    if counted.after:
        reader.unread(f"“每…”与扣分之间的“{counted.after}”没有读懂", *span)
        return
    counted = within_award(item, from_there(item, counted, given))
    counted = of_the_whole(reader, item, counted)
    counted = of_its_thing(item, short_of_rate(item, percentage_points(reader, item, counted)))
    counted = from_the_first(item, from_nothing(reader, item, counted, given), given)
    if counted.step is None and counted.size.unit and counted.size.unit not in COUNTED:
        reader.unread(f"“每{shown(counted.size.number)}{counted.size.unit}”没有读出从多少算起", *span)
        return
    if not counted.size.number:
        reader.unread("每一步不能是0", *span)
        return
    if _said_once(reader, item, counted, points):
        reader.unread("没有写明是“每…”还是到了就扣一次", *span)
        return
    counted = outside_range(item, at_least(_said_twice(item, counted)))
    counted = _of_the_same(reader, item, clause, counted)
    read_number_in_award(reader, item, clause, counted)
    if not given and counted.step is None:
        spare(reader, item, words)
    effect = _on_number(reader, item, counted, points, words, span)
    if effect is None and _on_measure(reader, item, counted):
        effect = _measured_steps(reader, item, clause, counted, points, words, span)
        end_tier(reader, item, effect)
    elif effect is None:
        name = like_before(reader, count_name(item, clause, counted, given))
        effect = _counted_steps(reader, item, name, counted.size, points, words, span)
    if clause.among is not None:
        effect = evolve(effect, where=condition_among(reader.measures, item.label, clause.among))
    both = around_range(item, effect) if counted.base is None else None
    if both is not None:
        reader.add_effect(item, both[0])
        effect = both[1]
    if clause.otherwise and item.cases:
        item.otherwise = effect
        reader.spoken.changed = [effect]
    else:
        reader.add_effect(item, effect)


def _counted_steps(
    reader: Reader, item: ItemDraft, name: str, each: tree.Quantity, points: Fraction, words: str, span: Span
) -> Steps:
    """每发现一处扣0.5分: of what is called *name* so many at a time."""
    if _STRANGE.search(name):
        reader.unread(f"“{name}”不像是数得出次数的事", *span)
    size, unit = each.number, each.unit
    fact = _known_count(item, name) or reader.measures.count(name, item.label, unit)
    if not same_counts(fact.unit, unit):  # 每拖欠1人次扣0.2分，每拖欠1个月扣1分
        fact = reader.measures.count(f"{name}的{unit.removeprefix('个')}数", item.label, unit)
    most = reader.stated.most_of.get(name) or points_to_see(reader, name, unit) or in_a_year(unit, name)
    if most is not None:
        fact = reader.measures.facts[fact.key] = evolve(fact, high=most)
    single = size == 1
    told = single or reader.measures.conventions.part_step is not None
    reader.spoken.count = fact
    tell_other_unit(reader, item, fact, span)
    return Steps(
        ex.Ref(fact.key), NOTHING, size, points, True, False, _mode(reader, single), True,
        told or fact.unit not in TIMES, told and not single, words=words, span=span,
    )  # fmt: skip


def _said_once(reader: Reader, item: ItemDraft, counted: Per, points: Fraction) -> bool:
    """少10人扣1分，少30人扣2分: no steps, if the second is not as many times the first."""
    step = counted.step
    before = reader.spoken.last_change
    if step is None or step.each or counted.size.number == 1 or before not in item.effects:
        return False
    if isinstance(before, Change):
        return bool(re.search(rf"{re.escape(step.words)}\d", before.words))
    same = isinstance(before, Steps) and before.points * points > 0 and (before.up, before.down) == (step.up, step.down)
    return same and not counted.subject


def _known_count(item: ItemDraft, name: str) -> Fact | None:
    """累计通报3次以上不得分；通报一次扣1分: one count."""
    fact = item.subject
    return fact if fact is not None and fact.kind is Kind.COUNT and counts_alike(fact.name, name) else None


def _said_twice(item: ItemDraft, counted: Per) -> Per:
    """上升的，每上升1%: the words before say no more than the step; 同比上升的每上升1% where changes are compared."""
    if counted.step is None:
        return counted
    verb = counted.step.words
    changes = item.measure is not None and item.measure.signed
    said = re.sub(rf"^每?(?:{SINCE.pattern})", "", counted.subject) if changes else counted.subject
    subject = "" if said in ("", verb) else counted.subject
    context = counted.context
    context = "" if context and re.sub(r"^有所?|幅度$", "", context) == verb else context
    same = subject == counted.subject and context == counted.context
    return counted if same else evolve(counted, subject=subject, context=context)


def _of_the_same(reader: Reader, item: ItemDraft, clause: Clause, counted: Per) -> Per:
    """立案数每上升1%扣0.2分，每下降1%加0.1分: the second speaks of the same, where no award gave a measure."""
    if counted.step is None or not counted.step.each:
        return counted
    before = reader.spoken.stepped
    if counted.subject:
        reader.spoken.stepped = (clause.sentence, counted.subject)
    elif (
        before is not None
        and clause.sentence - before[0] in (0, int(clause.after == ";"))
        and not (counted.context or counted.base or item.cases)
    ):
        return evolve(counted, subject=before[1])
    return counted


_HAPPENS = re.compile(r"^(?:发生|发现|出现|存在)?$")


def _on_number(reader: Reader, item: ItemDraft, counted: Per, points: Fraction, words: str, span: Span) -> Steps | None:
    """安全事故发生数为0得4分，每发生1起扣2分: what is counted is the number that the award compares."""
    measure = item.measure if counted.step is None and len(item.cases) == 1 else None
    if measure is None or measure.kind is Kind.RATIO:
        return None
    limits, name = item.cases[0].limits, counted_name(counted)
    if len(limits) != 1 or limits[0].high is not None or not (_HAPPENS.match(name) or name in measure.name):
        return None
    fact = evolve(measure, kind=Kind.COUNT, unit=counted.size.unit)
    reader.measures.facts[fact.key] = limits[0].fact = item.subject = fact
    base = limits[0].low
    return Steps(ex.Ref(fact.key), base, counted.size.number, points, True, False, "按比例", words=words, span=span)


def _mode(reader: Reader, single: bool) -> str:
    """How a part of so many occurrences counts, not of a *single* one: not at all, where nothing else is said."""
    return "按比例" if single else reader.measures.conventions.part_step or "整步"


def _on_measure(reader: Reader, item: ItemDraft, counted: Per) -> bool:
    """Whether the steps run along a measure rather than count occurrences."""
    if counted.step is None:
        return False
    if DELAY.search(counted.step.words) and not counted.by_ratio:
        return item.subject is not None and item.subject.unit in TIMES and counted.size.unit in TIMES
    if counted.by_ratio:
        return True
    unit, measure = counted.size.unit, item.subject
    if counted.base is not None:
        return not _missing_things(counted)
    if measure is None or (counted.subject and not same_measure(measure.name, counted.subject)):
        stated = [base.limit.unit for base in reader.cell.values(tree.Base)]  # 以30分钟为标准，每超5分钟
        return bool(unit) and (unit not in COUNTED or unit in stated)
    if item.cases and item.measure is None and unit in COUNTED:
        return False  # 开展2次得2分；有方案、有记录得2分，缺一项, 缺1次记录: of what the second award is for
    if unit == "个" and unit != measure.unit and beyond_limit(item, counted_name(counted), unit):
        return False  # 班额不超过50人得3分，每超1个班
    if counts_another(measure, counted):
        return False
    return measure.kind is not Kind.RATIO or unit in ("分", "")


def _missing_things(counted: Per) -> bool:
    """完工率未达100%的，每少1个小区: things that are counted, and no part of the rate."""
    assert counted.base is not None
    of_rate = unit_of_limit(counted.base.part) == "%"
    return of_rate and counted.size.unit in COUNTED and bool(counted.tail or counted.size.unit != "个")


def _since(reader: Reader, item: ItemDraft, counted: Per, step: tree.Step) -> Fact | None:
    """达到90%得5分，较上年提高的，每提高1个百分点加0.2分: the change of what the award compares with a number."""
    measure = item.measure
    if (
        measure is None
        or measure.signed
        or counted.base is not None
        or counted.subject
        or step.words not in counted.context
    ):
        return None
    return reader.measures.change(measure.name, counted.context, "%") if SINCE.match(counted.context) else None


def _measured_steps(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, points: Fraction, words: str, span: Span
) -> Steps:
    step = counted.step
    assert step is not None
    since = _since(reader, item, counted, step) if counted.by_ratio and counted.context else None
    if since is not None:
        fact, base, up, down = since, NOTHING, step.up, step.down
    else:
        fact, base, up, down = _measure_and_base(reader, item, clause, counted, turned(item, step, counted.context))
    if base == 1 and fact.kind is Kind.RATIO:
        join_words(reader.measures, item, fact)
    step_size = counted.size
    if fact.key in reader.measures.bare and not step_size.unit:
        step_size = evolve(step_size, number=step_size.number * 100, unit="%")  # ≤1得3分，每增加0.1
    fact = _in_unit_of_steps(reader, item, fact, step_size.unit)
    if "1:" in reader.cell.plain and step_size.unit != "%":
        tell_one_to_many(reader, clause, base, f"每{step.words}{shown(step_size.number)}{step_size.unit}")
    size = _part_of(base, step_size, fact) or reader.measures.limit(step_size, fact, counted.part)
    mode = reader.measures.conventions.part_step
    within = counted.base is not None and isinstance(counted.base.part.value, tree.Between) and reader.spoken.limits
    if within and within[0].high is not None:
        item.ranges.append(within[0])
        reader.stated.widths[span] = (within[0].high - within[0].low) / size
    most = most_within(reader.stated.widths[span], mode or "按比例", points) if span in reader.stated.widths else None
    return Steps(
        ex.Ref(fact.key), base, size, points, up, down, mode or "按比例", most=most,
        stated=mode is not None or (fact.kind is Kind.COUNT and size == 1), by_convention=mode is not None,
        words=words, span=span,
    )  # fmt: skip


def _in_unit_of_steps(reader: Reader, item: ItemDraft, fact: Fact, unit: str) -> Fact:
    """结余资金为0得5分，每结余1万元扣1分: what is held against nothing but 0 is in the unit of its steps."""
    limits = [one for case in item.cases for one in case.limits if one.fact.key == fact.key]
    plain = fact.kind is Kind.NUMBER and not (fact.unit or any(one.low or one.high for one in limits))
    if not plain or unit not in ("元", "万元", "亿元") or fact.key not in reader.measures.facts:
        return fact
    fact = reader.measures.facts[fact.key] = evolve(fact, unit=unit)
    for one in limits:
        one.fact = fact
    return fact


def _part_of(base: Fraction, size: tree.Quantity, fact: Fact) -> Fraction | None:
    """建成1000亩得10分，每少1%扣0.2分: 1% of the 1000亩."""
    absolute = fact.kind is not Kind.RATIO and not is_rank_name(fact.name) and fact.unit not in ("", "分")
    return abs(base) * size.number / 100 if size.unit == "%" and absolute and base else None


def _measure_and_base(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, step: tree.Step
) -> tuple[Fact, Fraction, bool, bool]:
    name = counted.subject
    if counted.base is not None:
        if re.fullmatch(r"低|高|超|少|多|低于|超过", counted.base.subject):
            reader.unread("分段递进的扣分还读不懂", *reader.span_of(clause))
        limit = limits_of(reader, item, clause, (Compared(base_name(item, counted) or name, counted.base.part),))[0]
        threshold = limit.low if limit.high is None else (limit.low if step.up else limit.high)
        last = item.cases[-1] if len(item.cases) > 1 else None
        if last is not None and last.limits and step.up and all(threshold > t for t in last.limits[-1].thresholds()):
            beyond = Limit(limit.fact, limit.op, limit.low, span=limit.span)  # 21件以上，每增加1件…: from the last band
            item.cases.append(evolve(last, limits=[beyond], others=[]))
        missed = limit.high is None and limit.op == "<" and reader.cell.plain.startswith("的", counted.base.part.end)
        below = missed and step.words.startswith("超")  # 低于90%的，每超过1个百分点
        return limit.fact, threshold, step.up and not below, step.down or below
    known = [x.fact for case in item.cases for x in case.limits if name and same_measure(x.fact.name, name)]
    own = bool(name) and item.subject is not None and same_measure(item.subject.name, name)
    if known or (item.subject is not None and (not name or own)):
        measure = known[0] if known else item.subject
        assert measure is not None
        exact = not name or same_name(name) == same_name(measure.name)
        thresholds = [
            t for case in item.cases for x in case.limits if x.fact.key == measure.key for t in x.thresholds()
        ]
        if not exact and not _RELATIVE.search(step.words) and not is_measure_name(name):
            return measure, NOTHING, step.up, step.down
        if item.base is not None:
            return measure, item.base, step.up, step.down
        if thresholds:
            return measure, _nearest(item, step, measure, thresholds), step.up, step.down
        if (other := other_way(item, measure, step)) is not None:
            return measure, other.base, step.up, step.down
    bonus = bonus_limit(item, step, name)
    if bonus is not None:
        return bonus.fact, bonus.low, step.up, step.down
    stated, unit = stated_base(reader, item, counted, name)
    if stated is not None and not (name or reader.stated.base is None):
        item.subject = subject_of(reader, item, clause, name, unit)
        return item.subject, stated, step.up, step.down
    return _without_base(reader, item, clause, counted, step, name)


def _nearest(item: ItemDraft, step: tree.Step, measure: Fact, thresholds: list[Fraction]) -> Fraction:
    """The threshold of the award that the steps follow: of several bands the outermost the steps run from."""
    if len(item.cases) == 1:
        last = [limit for limit in item.cases[-1].limits if limit.fact.key == measure.key][-1]
        return last.low if last.high is None else last.high if step.up else last.low
    if step.up is step.down:
        return thresholds[-1]
    return max(thresholds) if step.up else min(thresholds)


def _without_base(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, step: tree.Step, name: str
) -> tuple[Fact, Fraction, bool, bool]:
    """No base is stated: 100% for a rate that falls short or exceeds, else the distance itself is the fact."""
    context = clean(re.sub(r"^(?:若|如果|如)", "", counted.context))
    rate = name or ("" if context else rate_spoken_of(reader, item))
    known, unit = stated_base(reader, item, counted, rate)
    wanted = item.cases[0].text if item.cases else ""  # 达到序时进度得10分，每低于序时进度1个百分点
    against = bool(re.search(r"平均|上年|去年|同期", counted.between))  # 破案率每高于全市平均值1个百分点
    against = against or (not (name or context or counted.between) and compares_two(wanted))  # 支付进度率≥序时进度
    against = against or (
        bool(counted.between) and (wanted.endswith(counted.between) or bool(OF_CHANGE.search(rate)))
    )  # 下降率每超过目标1个百分点
    relative = _RELATIVE.search(step.words) or step.down
    if known is not None or (counted.by_ratio and is_rate_name(rate) and relative and not against):
        fact = item.subject = subject_of(reader, item, clause, rate, unit)
        if known is None:
            message = f"“{step.words}”没有写明以多少为标准，按100%读"
            hint = "写明标准，如“≤100%得…分，每…扣…分”或“以100%为标准”"
            reader.measures.report("step-base-unstated", message, counted.part, hint)
        return fact, Fraction(1) if known is None else known, step.up, step.down
    judged = item.cases[0].text if item.cases else ""
    within = _WITHIN.sub("", judged) if "控制在" in judged else judged  # 造价控制在概算以内，每超概算1%
    if counted.between and within.endswith(counted.between):
        judged = re.sub(r"(?:达到|不低于|不超过|高于|低于|等于|控制在)?$", "", within.removesuffix(counted.between))
    missed = "" if counted.by_ratio or counted.between else missed_name(judged, step, context, name)
    if missed:
        fact = reader.measures.measure(missed, counted.size.unit)
        item.distance = fact if step.up else item.distance
        return fact, NOTHING, True, False
    if not counted.by_ratio and known is None and not counted.between:
        far = f"每{step.words}{shown(counted.size.number)}{counted.size.unit}"
        hint = f"写明从哪里算起，如“以90{counted.size.unit}为标准，{far}……”或者“{'高' if step.up else '低'}于平均数的，{far}……”"
        reader.unread(f"没有读出“{step.words}”以多少为标准", *reader.span_of(clause), hint=hint)
    text = distance_name(reader, counted, step, name or context, judged)
    if _STRANGE.search(text):
        reader.unread(f"“{text}”里的界限没有读懂", *reader.span_of(clause))
    if counted.by_ratio:
        fact = reader.measures.ratio(text, item.label)
        item.distance = fact if step.up else None
    else:
        fact = reader.measures.measure(text, counted.size.unit)
    return fact, NOTHING, True, False
