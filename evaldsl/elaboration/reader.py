"""The reader of one cell: the items so far, and what its handlers share: subjects, limits, conditions, labels."""

import re
from fractions import Fraction

from attrs import define, field

from evaldsl.arrangement.categories import condition_among
from evaldsl.arrangement.headings import WHEN, heading_of, timed_before
from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.conditions import condition, judged_first
from evaldsl.clauses.drafts import CaseDraft, ItemDraft, wants_none
from evaldsl.clauses.failings import is_weaker
from evaldsl.clauses.grouping import Clause, Group, clean, text_of, without_opaque
from evaldsl.clauses.judged_words import at_level
from evaldsl.clauses.limits import Limit, claimed
from evaldsl.clauses.measure_names import counts_in_other_words, done_of, is_rate_name, this_measure, under_label
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.opposites import HAPPENS, denied_thing
from evaldsl.clauses.past_limits import beyond_award, how_far, of_formula, past_limit
from evaldsl.clauses.relative_limits import (
    changed_limit,
    computed_here,
    in_all,
    level_limit,
    measured,
    named_in_award,
    number_limit,
    of_unit,
    own_name,
    range_limit,
    rank_limit,
    said_again,
    share_of_award,
    step_unit,
    stepped_again,
)
from evaldsl.clauses.signs import ONCE, UNREAD, no_name, what_is_no_name, what_is_unread
from evaldsl.clauses.two_numbers import two_numbers
from evaldsl.elaboration.labels import label_of
from evaldsl.elaboration.so_far import OpenGroup, Spoken, Stated
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Effect, Fact, GradeRule, Kind, Share, Span, Veto
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import error, info
from evaldsl.text.numerals import CIRCLED, COUNTED, THINGS
from evaldsl.text.typography import plain_text, same_name

NOTHING = Fraction(0)
_AGAINST = re.compile(r"(.+?)(?:不?(?:低于|高于|超过)|达到)")
WHAT_IS_DEFINED = ("比率", "比例", "比值", "该比率", "该比例", "该比值", "结果", "计算结果", "数值", "该数值")
"""What a formula before them says: 在职人员控制率=在职人数/编制数，比率≤100%."""
_UNDER_NUMBER = re.compile(r"([①-⑳])([^①-⑳]+)")
_SEVERAL = re.compile(
    r"^(?:低于|高于|超过|超出|按照?)$|^的.|^每(?:一|1)?[件笔次起例份宗项](?=逾|迟|延|超[期时]|晚|拖|滞)|\d[^,，]{0,4}[、和]|(?<![所获取心])得$|(?<![折回])扣$|\d/$|(?:大约|大概|将近|接近|优于|劣于|早于)$"
)


@define
class Reader:
    """Reads the groups of one cell into items.

    *weight* is the indicator's points, None when not known. *changes* are all effects that gave or took, each with the
    sentence it stood in; *all_or_nothing* are the items of which a list says 以上任一项未完成的，本项不得分;
    *lost_with* are those with whose award, or under one band of which, 本指标不得分; *own_losses* those that only take, of which
    该项不得分 (so far all is lost; whether 该项 is said, not 本项).
    """

    cell: tree.Cell
    measures: Measures
    weight: Fraction | None
    explanation: str = ""
    groups: list[Group] = field(init=False, factory=list)
    items: list[ItemDraft] = field(init=False, factory=list)
    labels: set[str] = field(init=False, factory=set)
    vetoes: list[Effect] = field(init=False, factory=list)
    grade_rules: list[GradeRule] = field(init=False, factory=list)
    changes: list[tuple[int, Effect]] = field(init=False, factory=list)
    all_or_nothing: list[tuple[tuple[ItemDraft, ...], str, Span]] = field(init=False, factory=list)
    lost_with: list[tuple[ItemDraft, CaseDraft | None, str, Span]] = field(init=False, factory=list)
    own_losses: list[tuple[ItemDraft, Veto, bool]] = field(init=False, factory=list)
    group: OpenGroup = field(init=False)
    spoken: Spoken = field(init=False, factory=Spoken)
    stated: Stated = field(init=False, factory=Stated)

    # ---- groups

    def open_group(self, group: Group, numbers: set[int]) -> None:
        marker = group.marker
        label = label_of(marker.number) if marker and marker.number else ""
        if label in self.labels:
            label = self.free_label()
        self.group = OpenGroup(label, marker.style if marker else "", group.offset, numbers)
        self.spoken.changed = []

    def listed(self, group: Group) -> None:
        """A numbered item that awards nothing itself: ①是否… of a list scored as a whole."""
        texts = [text_of(self.cell, segment) for clause in group.clauses for segment in clause.segments]
        item = self.new_item(group.start, max((c.end for c in group.clauses), default=group.start))
        item.texts = ["，".join(filter(None, texts))]
        first = group.marker is not None and group.marker.number == 1
        self.stated.things = [item] if first else [*self.stated.things, item]

    def explained(self, mark: str) -> str:
        """What the explanation says under the circled number *mark*, or else the number itself."""
        pieces = dict(_UNDER_NUMBER.findall(self.explanation))
        return clean(plain_text(pieces[mark]).strip(";。,")).replace(",", "，") if mark in pieces else mark

    def list_pending(self) -> None:
        """What stands before words such as 以上 is the last of the list."""
        if self.group.pending is not None and not self.group.items:
            item = self.new_item(self.group.pending.start, self.group.pending.end)
            item.texts = [text_of(self.cell, [part for segment in self.group.pending.segments for part in segment])]
            self.stated.things.append(item)
            self.group.pending = None

    def free_label(self) -> str:
        number = 1
        while label_of(number) in self.labels:
            number += 1
        return label_of(number)

    def new_item(self, start: int, end: int) -> ItemDraft:
        label = self.group.label
        if not label or label in self.labels:
            number = 2 + max(map(CIRCLED.find, self.labels)) if self.labels else 1
            fills = not self.group.label or (number not in self.group.numbers and number < max(self.group.numbers))
            label = label_of(number) if fills else f"{self.group.label}.{len(self.group.items) + 1}"
        self.labels.add(label)
        item = ItemDraft(label, self.measures.source.span(start, end), sentence=-1)
        self.items.append(item)
        self.group.items.append(item)
        if self.stated.headings and self.group.style != self.stated.headings[-1].style:
            self.stated.headings[-1].items.append(item)
        return item

    def item_for(self, clause: Clause) -> ItemDraft:
        """The item that *clause* acts on, opened if there is none."""
        if not self.group.items:
            self.new_item(clause.start, clause.end)
        item = self.group.items[-1]
        item.sentence = clause.sentence
        return item

    def flush_note(self) -> None:
        if self.group.pending is not None:
            text = text_of(self.cell, [part for segment in self.group.pending.segments for part in segment])
            span = self.measures.span(self.group.pending.start, self.group.pending.end)
            if ONCE.search(text):
                self.tell_once(text, span)
            else:
                self.check_note(text, span)
            if self.group.items:
                self.group.items[-1].texts.append(text)
            self.group.pending = None

    def tell_once(self, text: str, span: Span) -> None:
        """Says how to fill in what counts only once; 可累计加分 says that nothing is."""
        level = "最高的一级" if "高" in text or "重扣" in text else "一次"
        if not re.search("(?<!不)(?<!不得)累[计加]|叠加|可以?重复|分别|逐项|合并", text):
            message = f"“{text.replace(',', '，')}”：同一件事只填{level}，不重复计"
            self.measures.found.append(info("count-exception", message, *span))

    def check_note(self, text: str, span: Span) -> None:
        if match := UNREAD.search(text):
            self.unread(*what_is_unread(match, span))

    def unread(self, message: str, start: int, end: int, hint: str = "") -> None:
        """A place that scoring words are in and that could not be read."""
        hint = hint or "常见写法：“…，得2分”“每发现一处扣0.5分”“每低于1个百分点扣0.2分”“得分=完成率×分值”"
        if message.count("(") != message.count(")"):
            hint = "这里的括号没有配对，补上或删去一个"
        self.measures.found.append(error("unread-clause", message, start, end, hint=hint))

    def number_follows(self, place: int) -> bool:
        """Whether another number of the list that is being read stands behind *place*."""
        behind = self.cell.behind(place) if self.group.style else []
        return any(isinstance(one, tree.Marker) and one.style == self.group.style for one in behind)

    def beside(self, clause: Clause, kind: type[tree.V]) -> list[tree.V]:
        """The values of one class that stand under the same number as *clause*."""
        found = self.cell.by_kind.get(kind, [])
        marks = [mark.start for mark in self.cell.by_kind.get(tree.Marker, ())] if found else []
        if not marks:
            return [part.value for part in found]
        start = max((mark for mark in marks if mark <= clause.start), default=0)
        end = min((mark for mark in marks if mark > clause.start), default=len(self.cell.plain))
        return [part.value for part in found if start <= part.start < end]

    def alike(self, clause: Clause, items: list[ItemDraft]) -> list[ItemDraft]:
        """Those of *items* in *clause*'s own sentence, or before its 。 or a ； of its own, that award for one limit and say
        nothing of what falls short of it."""
        apart = clause.after in ("。", ";") and self.group.items[-1].award_sentence != clause.sentence
        return [
            item
            for item in items
            if (apart or item.sentence == clause.sentence)
            and len(item.cases) == 1
            and len(item.cases[0].limits) == 1
            and item.cases[0].limits[0].high is None
            and not (item.cases[0].others or item.effects or item.otherwise)
        ]

    def words_of(self, clause: Clause) -> str:
        return self.cell.plain[clause.start : clause.end].strip(",;").lstrip("),")

    def span_of(self, clause: Clause) -> Span:
        return self.measures.source.span(clause.start, clause.end)

    def subject_of(self, item: ItemDraft, clause: Clause, name: str, unit: str) -> Fact:
        """The measure called *name*, or the one spoken of before."""
        before = [one.formula for one in self.group.items] if name in WHAT_IS_DEFINED else []
        defined = any(before) and item.subject is not None
        name = "" if defined or name in ("X", "x") else name
        label = heading_of(clause)
        if name == "完成" and unit == "%" and item.cases and item.cases[0].text and self._inherits(item):
            name = done_of(item.cases[0].text, label or self.measures.indicator)
        if not name and not (self.group.heading == label and item.subject):
            denied = item.cases and denied_thing(item.cases[0].text)  # 投诉管理：无投诉得3分，1起得2分
            name = "" if denied else label
        if unit in THINGS and (not name or HAPPENS.fullmatch(name) or name in ("缺", "缺少")):
            happened = self._happened(item, unit)
            if happened is not None:
                self.group.heading = label or self.group.heading
                return happened
        if not name:
            if item.subject is None and unit in COUNTED and self.spoken.count is not None:
                return self.spoken.count
            if item.subject is not None:
                return of_unit(item, unit) or item.subject
            spoken = _AGAINST.match(item.cases[0].text) if item.cases and unit == "%" else None
            name = spoken[1] if spoken and is_rate_name(spoken[1]) else self.measures.indicator
        elif (known := named_in_award(self.measures, item, name, unit, clause)) is not None:
            return known
        elif not computed_here(self.measures, name) and (
            again := said_again(item, name, unit) or stepped_again(self.measures, item, name, unit)
        ):
            return again
        for fact in self.measures.facts.values() if unit in COUNTED else ():
            same = fact.name in (name, in_all(name)) and fact.key != same_name(name)
            if fact.kind is Kind.COUNT and (same or counts_in_other_words(fact, name, unit)):
                return fact
        name = own_name(self.items, item, this_measure(name, self.measures.indicator), unit)
        name = under_label(label, name) if is_rate_name(label) else name
        if several := _SEVERAL.search(name):
            self.unread(f"“{name}”里的“{several.group()}”没有读懂", *self.span_of(clause))
        if name and not name.strip("-"):
            self.unread("“-”前面缺少数", *self.span_of(clause), "一段写全两头，如“80%-90%”")
        self.group.heading = label or self.group.heading
        if WHEN.fullmatch(name):
            name = f"{name}{timed_before(self.group.items) or self.group.heading or self.measures.indicator}"
        return measured(self.measures, self.cell, name, unit)

    def _inherits(self, item: ItemDraft) -> bool:
        return item.subject in (None, *(one.subject for one in self.group.items if one is not item))

    def _happened(self, item: ItemDraft, unit: str) -> Fact | None:
        """What 发现三处以上 and 发生2起 count: what was counted before, or what the award before denies."""
        name = denied_thing(item.cases[0].text) if item.cases else ""
        for known in (item.subject, self.spoken.count if item.effects or not name else None):
            if known is not None and known.kind is Kind.COUNT and known.unit == unit:
                return known
        if item.subject is not None and not item.subject.unit and item.subject.kind is Kind.NUMBER and wants_none(item):
            fact = self.measures.facts[item.subject.key] = evolve(item.subject, kind=Kind.COUNT, unit=unit)
            for limit in item.cases[0].limits:
                limit.fact = fact
            item.subject = fact
            return fact  # 事故起数为0得5分，1起得3分
        return self.measures.count(name, item.label, unit) if name else None

    def limits_of(self, item: ItemDraft, clause: Clause, found: tuple[Compared, ...]) -> list[Limit]:
        limits: list[Limit] = []
        for one in found:
            one = of_formula(item, beyond_award(item, one), self.whole_points(item))
            value, part = one.part.value, one.part
            span = self.measures.source.span(part.start, part.end)
            if one.untold:
                hint = "写成“占…的比例不超过…”或“超过…的幅度不高于…”"
                self.measures.tell(info("percent-of-unstated", one.untold, *span, hint=hint))
            self.measures.taken.add(part.start)
            past = past_limit(item, one, span, self.cell.plain[part.start : part.end])
            if past is not None:
                limits.append(past)
            elif isinstance(value, tree.Level):
                limits.append(level_limit(self.measures, item, one, value.words, step_unit(self.cell), span))
            elif isinstance(value, tree.Changed):
                limits.append(changed_limit(self.measures, item, value, span))
            elif isinstance(value, tree.Rank):
                limits.append(rank_limit(self.measures, item.subject, one.subject, value, span))
            elif isinstance(value, tree.Between):
                fact = self._measured(item, clause, one, value.high.unit)
                limits.append(range_limit(self.measures, item, one, value, fact, span))
            elif isinstance(value, tree.Comparison):
                far = value.op == ">" or (value.past and value.op == "≥")  # 超5%以上, 超5%（含）以上
                beyond = how_far(self.measures, item, value.limit.unit) if far and not one.subject else None
                fact = beyond or self._measured(item, clause, one, value.limit.unit)
                limits.append(number_limit(self.measures, self.cell, item, one, fact, span))
            item.subject = limits[-1].fact
        self.spoken.limits = limits
        return limits

    def _measured(self, item: ItemDraft, clause: Clause, one: Compared, unit: str) -> Fact:
        whole = share_of_award(item, one)
        if whole is not None:
            return whole.fact
        if one.counted:
            counted = [fact for fact in self.measures.facts.values() if fact.kind is Kind.COUNT]
            known = [one.subject == fact.name or fact.name.endswith(one.subject) for fact in counted]
            named = counted[known.index(True)].name if known.count(True) == 1 else one.subject
            return self.measures.count(named, item.label, unit)
        return self.subject_of(item, clause, one.subject, unit)

    def judged(self, item: ItemDraft, text: str) -> ex.Condition:
        strange = no_name(without_opaque(text))
        if strange:
            self.unread(what_is_no_name(text, strange), *item.span)
        text = self.measures.indicator if text in ("是", "有", "能") else text
        if "级" in text:
            text = at_level(text, (case.text for one in reversed(self.group.items) for case in reversed(one.cases)))
        denied = self.measures.denied(text)
        if denied is not None:
            return ex.Not(ex.Holds(denied.key))
        chosen = self.measures.chosen(text)
        if chosen is not None:
            return ex.Is(*chosen)
        numbers = two_numbers(self.cell, self.measures, text, item.cases[0].others if item.cases else [])
        return numbers or ex.Holds(self.measures.judgement(text.replace("是否", ""), item.label).key)

    def condition_of(self, item: ItemDraft, clause: Clause) -> ex.Condition:
        """The whole condition of *clause*, for effects that are no bands."""
        found = condition(self.cell, clause)
        judged = [self.judged(item, found.judged)] if found.compared and judged_first(self.cell, found) else []
        taken = [*item.ranges, *(one for case in item.cases for one in case.limits)]
        limits = [claimed(one, taken).condition() for one in self.limits_of(item, clause, found.compared)]
        if found.judged and not judged:
            judged = [self.judged(item, found.judged)]
        of: list[ex.Condition] = [*judged, *([ex.Some(tuple(limits))] if found.either else limits)]
        if found.any_of:
            of = [ex.Some((*judged, *limits))]
        if clause.among is not None:
            of.append(condition_among(self.measures, item.label, clause.among))
        return of[0] if len(of) == 1 else ex.All(tuple(of))

    def spare(self, item: ItemDraft, words: str) -> bool:
        """未建立的不得分；制度不完善的扣1分: whether *words* keep what is left of the award, so that 不得分 is for its own alone."""
        award = item.cases[0].text if item.denied and item.cases else ""
        if isinstance(item.otherwise, Change) or not is_weaker(words, item.denied, award):
            return False
        if isinstance(item.otherwise, Share):
            item.vetoes.append(Veto(self.judged(item, item.denied), item.denied, item.otherwise.span))
            item.otherwise = None
        return True

    def add_effect(self, item: ItemDraft, effect: Effect) -> None:
        item.effects.append(effect)
        self.spoken.changed = [effect]
        self.changes.append((item.sentence, effect))

    def add_change(self, item: ItemDraft, clause: Clause, points: Fraction) -> Change:
        spared = self.spare(item, self.words_of(clause))
        when = self.condition_of(item, clause) if clause.segments or clause.among else ex.TRUE
        if spared:
            item.cases[0].loosen(when)
        effect = Change(when, points, None, self.words_of(clause), self.span_of(clause))
        self.add_effect(item, effect)
        self.spoken.condition = (clause.sentence, when)
        return effect

    def replace_effect(self, item: ItemDraft, old: Effect, new: Effect) -> None:
        for one in self.items if old not in item.effects else [item]:
            if old in one.effects:
                one.effects[one.effects.index(old)] = new
            if one.otherwise is old:
                one.otherwise = new
        if item.otherwise == old:
            item.otherwise = new
        self.spoken.changed = [new]

    def whole_list(self) -> None:
        """What follows speaks of the whole list above, whose items score nothing themselves."""
        self.list_pending()
        listed = [one for one in self.items if not one.has_award and not one.effects]
        if listed and len(listed) == len(self.items):
            self.items.clear()
            self.stated.things.clear()
            self.labels.clear()
            self.group.items = []
            self.group.label = ""

    def in_points(self, amount: tree.Amount) -> tree.Amount:
        """*amount* in 分, where it is a share of what the indicator is worth: 每项得分值的1/3."""
        whole = self.weight or self.stated.declared or NOTHING
        return evolve(amount, low=amount.low * whole, high=amount.high * whole, share=False) if amount.share else amount

    def whole_points(self, item: ItemDraft) -> Fraction:
        """What a share of the points is a share of."""
        first = item.cases[0].value if item.cases else None
        return item.stake or item.whole or first or self.weight or NOTHING
