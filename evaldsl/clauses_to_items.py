"""Clauses to items: what each effect does to the item it stands in. One handler an effect."""

import re
from collections.abc import Callable
from fractions import Fraction

from attrs import define, evolve, field

from evaldsl import tree
from evaldsl.clauses import Clause, Group, alternatives, clean, core, graded, is_generic, is_negated, text_of
from evaldsl.conditions import Compared, Condition, Per, compared, condition, counted_name, per
from evaldsl.diagnostics import error
from evaldsl.drafts import CaseDraft, ItemDraft, Limit
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import (
    Cap,
    Change,
    Decision,
    Effect,
    Fact,
    GradeRule,
    Kind,
    Share,
    Span,
    Steps,
    Together,
    Veto,
)
from evaldsl.measures import COUNTED, TIMES, Measures, is_rate_name, same_name

NOTHING = Fraction(0)
OTHER = "其他"
"""The grade word for what no band names: it gets nothing."""
_RELATIVE = re.compile(r"低于|少于|超出|超过|高于|高出|多于|不足|^超$|^低$|^高$|^少$|^多$|^差$")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def label_of(number: int) -> str:
    """The label of the item with this number: ①."""
    return _CIRCLED[number - 1] if 1 <= number <= len(_CIRCLED) else f"({number})"


@define
class Reader:
    """Reads the groups of one cell into items.

    *weight* is the indicator's points, None when not known; *explained* what the explanation says under ①, ② …
    """

    cell: tree.Cell
    measures: Measures
    weight: Fraction | None
    explained: dict[str, str] = field(factory=dict)
    apiece_items: list[ItemDraft] = field(factory=list)
    items: list[ItemDraft] = field(factory=list)
    vetoes: list[Effect] = field(factory=list)
    grade_rules: list[GradeRule] = field(factory=list)
    notes: list[tuple[str, Span]] = field(factory=list)
    labels: set[str] = field(factory=set)
    group_items: list[ItemDraft] = field(factory=list)
    group_label: str = ""
    pending: Clause | None = None
    declared: Fraction | None = None
    base: Fraction | None = None
    rated: bool = False
    last_condition: tuple[int, ex.Condition] | None = None
    last_changed: list[Effect] = field(factory=list)
    last_counted: tuple[int, Per] | None = None
    last_count: Fact | None = None
    shared_total: Fraction = NOTHING
    changes: list[tuple[int, Effect]] = field(factory=list)
    item_bounds: dict[str, tuple[Fraction, Fraction]] = field(factory=dict)

    # ---- groups

    def read(self, groups: list[Group]) -> None:
        """Reads every clause of every group."""
        self.rated = any(
            isinstance(part.value, tree.Comparison) and part.value.limit.unit == "%" for part in self.cell.parts
        )
        numbers = {group.marker.number for group in groups if group.marker}
        for group in groups:
            self._open_group(group, numbers)
            for clause in group.clauses:
                self._clause(clause)
            self._flush_note()
            if group.marker and not self.group_items:
                self._listed(group)

    def _open_group(self, group: Group, numbers: set[int]) -> None:
        self.group_items, self.pending, self.last_changed = [], None, []
        number = group.marker.number if group.marker else 0
        self.group_label = label_of(number) if number else ""
        if self.group_label in self.labels:
            self.group_label = self._free_label()
        self.numbers = numbers

    def _listed(self, group: Group) -> None:
        """A numbered item that awards nothing itself: ①是否… of a list scored as a whole."""
        texts = [text_of(self.cell, segment) for clause in group.clauses for segment in clause.segments]
        item = self._new_item(group.start, max((c.end for c in group.clauses), default=group.start))
        item.texts = ["，".join(filter(None, texts))]

    def _list_pending(self) -> None:
        """What stands before words such as 以上 is the last of the list."""
        if self.pending is not None and not self.group_items:
            item = self._new_item(self.pending.start, self.pending.end)
            item.texts = [text_of(self.cell, [part for segment in self.pending.segments for part in segment])]
            self.pending = None

    def _free_label(self) -> str:
        number = 1
        while label_of(number) in self.labels:
            number += 1
        return label_of(number)

    numbers: set[int] = field(factory=set)

    def _new_item(self, start: int, end: int) -> ItemDraft:
        label = self.group_label
        if not label or label in self.labels:
            last = max((_CIRCLED.find(x) + 1 for x in self.labels if x in _CIRCLED), default=0)
            number = last + 1
            fills = not self.group_label or (number not in self.numbers and number < max(self.numbers))
            label = label_of(number) if fills else f"{self.group_label}.{len(self.group_items) + 1}"
        self.labels.add(label)
        item = ItemDraft(label, self.measures.span(start, end), sentence=-1)
        self.items.append(item)
        self.group_items.append(item)
        return item

    def _item(self, clause: Clause) -> ItemDraft:
        """The item that *clause* acts on, opened if there is none."""
        if not self.group_items:
            self._new_item(clause.start, clause.end)
        item = self.group_items[-1]
        item.sentence = clause.sentence
        return item

    # ---- clauses

    def _clause(self, clause: Clause) -> None:
        value = clause.value
        before = self.pending
        if value is None:
            self._flush_note()
            self.pending = clause
            return
        if (
            not clause.segments
            and not clause.otherwise
            and self.pending is not None
            and _takes_condition(value)
            and not (isinstance(value, tree.Award) and value.apiece)
        ):
            clause = evolve(clause, segments=self.pending.segments, start=self.pending.start)
            self.pending = None
        assert clause.effect is not None
        self._guard(clause)
        handler = _HANDLERS[type(value)]
        handler(self, clause, value)
        if self.pending is not None and self.pending is before:
            self._flush_note()

    def _flush_note(self) -> None:
        if self.pending is not None:
            text = text_of(self.cell, [part for segment in self.pending.segments for part in segment])
            span = self.measures.span(self.pending.start, self.pending.end)
            self._check_note(text, span)
            if self.group_items:
                self.group_items[-1].texts.append(text)
            self.notes.append((text, span))
            self.pending = None

    _UNREAD = re.compile(
        r"(?<!折)扣(?!率)|加分|减分|倒扣|赋分|内插|依次|相抵|此类推|[扣加得计][\d.lIO]+|(?<![\d.])[\d.]+分(?!钟|之|类|别)|排名第|比例得分|(?<!考核)(?<!综合)(?<!评价)得分(?=$|为|是|高|低|按)|"
        r"予以奖励|计分(?=$|[为按])"
    )

    def _check_note(self, text: str, span: Span) -> None:
        match = self._UNREAD.search(text)
        if match:
            self.unread(f"“{match.group()}”一处没有读懂", *span)

    def _guard(self, clause: Clause) -> None:
        """Refuses a condition in which scoring words are left over: they must not be lost."""
        for segment in clause.segments:
            text = self.cell.plain[segment[0].start : segment[-1].end]
            match = _LEFT_OVER.search(text)
            if match is None and any(_stray_points(part) for part in segment[:-1]):
                match = re.search(r"[\d.]+分", text)
            if match:
                span = self.measures.span(segment[0].start, segment[-1].end)
                self.unread(f"“{clean(text)}”中的“{match.group()}”没有读懂", *span)

    def unread(self, message: str, start: int, end: int) -> None:
        """A place that scoring words are in and that could not be read."""
        hint = "常见写法：“…，得2分”“每发现一处扣0.5分”“每低于1个百分点扣0.2分”“得分=完成率×分值”"
        self.measures.found.append(error("unread-clause", message, start, end, hint=hint))

    # ---- conditions

    def _text_words(self, clause: Clause) -> str:
        return self.cell.plain[clause.start : clause.effect.end if clause.effect else clause.end].strip(",;")

    def _span(self, clause: Clause) -> Span:
        return self.measures.span(clause.start, clause.effect.end if clause.effect else clause.end)

    def _subject(self, item: ItemDraft, clause: Clause, name: str, unit: str) -> Fact:
        """The measure called *name*, or the one spoken of before."""
        if not name and clause.label and not is_generic(clause.label):
            name = clean(clause.label)
        if not name:
            if item.subject is None and unit in COUNTED and self.last_count is not None:
                return self.last_count
            if item.subject is not None:
                return item.subject
            name = self.measures.indicator
        elif item.subject is not None and _same_measure(item.subject.name, name):
            return item.subject
        for fact in self.measures.facts.values():
            if fact.kind is Kind.COUNT and fact.name == name and fact.key != same_name(name) and unit in COUNTED:
                return fact
        name = self._spoken_of(name)
        return self.measures.measure(name, unit, self.rated)

    def _spoken_of(self, name: str) -> str:
        """该项结余 in the indicator 结转结余率 is the indicator itself."""
        own = re.match(r"^[该本此](?:项|指标)?(.*)$", name)
        return self.measures.indicator if own and own[1] in self.measures.indicator else name

    def _limits(self, item: ItemDraft, clause: Clause, found: tuple[Compared, ...]) -> list[Limit]:
        limits: list[Limit] = []
        for one in found:
            value, part = one.part.value, one.part
            span = self.measures.span(part.start, part.end)
            if isinstance(value, tree.Level):
                fact = self.measures.change(one.subject or self.measures.indicator, value.words, self._step_unit())
                rises = bool(re.search(r"[不未无没]有?(?:增长|增加|上升|提高)", value.words))
                falls = bool(re.search(r"[不未无没]有?(?:下降|降低|减少)", value.words))
                limits.append(Limit(fact, "≤" if rises else "≥" if falls else "=", NOTHING, span=span))
            elif isinstance(value, tree.Between):
                fact = self._subject(item, clause, one.subject, value.high.unit)
                low, high = self.measures.limit(value.low, fact, part), self.measures.limit(value.high, fact, part)
                stated = value.low_in is not None or value.high_in is not None
                limits.append(Limit(fact, "", low, high, value.low_in, value.high_in, stated, span))
            elif isinstance(value, tree.Comparison):
                fact = self._subject(item, clause, one.subject, value.limit.unit)
                number = self.measures.limit(value.limit, fact, part)
                limits.append(Limit(fact, value.op, number, stated=value.stated, span=span))
            item.subject = limits[-1].fact
        return limits

    def _step_unit(self) -> str:
        """The unit in which the cell's steps count: % or 起."""
        parts = self.cell.parts
        sizes = [
            after.value.limit.unit
            for before, after in zip(parts, parts[1:], strict=False)
            if isinstance(before.value, tree.Step) and isinstance(after.value, tree.Comparison)
        ]
        return sizes[0] if sizes else "%"

    def _judged(self, item: ItemDraft, text: str) -> ex.Condition:
        return ex.Holds(self.measures.judgement(text.replace("是否", ""), item.label).key)

    def _condition(self, item: ItemDraft, clause: Clause) -> ex.Condition:
        """The whole condition of *clause*, for effects that are no bands."""
        found = condition(self.cell, clause)
        of: list[ex.Condition] = [limit.condition() for limit in self._limits(item, clause, found.compared)]
        if found.either:
            of = [ex.Some(tuple(of))]
        if found.judged:
            of.insert(0, self._judged(item, found.judged))
        return of[0] if len(of) == 1 else ex.All(tuple(of))

    # ---- awards

    def award(self, clause: Clause, value: tree.Award) -> None:
        """得2分, 每项得0.5分, 加0.5分."""
        if self._shared_out(clause, value) or self._titled(clause, value):
            return
        counted = per(self.cell, clause, value.per, occurrence=False)
        if counted is None and value.bare and not value.per:
            counted = self._elided(clause)
        if counted is not None and value.per and condition(self.cell, clause).compared:
            self.unread("分段计算的单价还读不懂", *self._span(clause))
            return
        if counted is not None:
            self._counted_award(clause, value, counted)
            return
        if value.apiece and self._apiece(clause, value):
            return
        if clause.otherwise:
            self._otherwise_points(clause, value)
            return
        if value.bare and not clause.segments and not (self.group_items and self.group_items[-1].has_award):
            self.declare(clause, tree.Declared(value.amount.high))
            return
        if value.bonus and not value.bare:
            item = self._item(clause)
            if not item.has_award:
                item.opening_zero = item.bonus_only = True
            self._change(item, clause, value.amount.high)
            return
        self._add_case(clause, value.amount, self._is_title(clause, value))

    def _shared_out(self, clause: Clause, value: tree.Award) -> bool:
        """①…；②…。各得2分 / 每项2分 / 以上各项每符合一项得2分: the points of each item of the list above."""
        text = clean("".join(text_of(self.cell, segment) for segment in clause.segments))
        if not _EACH_OF_LIST.match(text) or not (value.apiece or "每" in text or value.per):
            return False
        self._list_pending()
        listed = [item for item in self.items if not item.has_award and not item.effects and item.texts]
        for item in listed:
            own = item.texts[0].replace("是否", "")
            draft = CaseDraft(
                [], [self._judged(item, own)], ex.number(value.amount.high), value.amount.high, own, item.span, own
            )
            item.cases.append(draft)
            item.words = own
        self.shared_total = value.amount.high * len(listed)
        return bool(listed)

    def _titled(self, clause: Clause, value: tree.Award) -> bool:
        """数量指标（2分）：… : points before a colon are what the item is worth."""
        if not value.bare or value.per or value.apiece or clause.effect is None:
            return False
        after = [part.value for part in self.cell.parts if part.start > clause.effect.start]
        rest = [one for one in after if not (isinstance(one, tree.Word) and one.text == ")")]
        if not rest or not isinstance(rest[0], tree.Colon):
            return False
        if self.group_items and (self.group_items[-1].has_award or self.group_items[-1].effects):
            self._new_item(clause.start, clause.end)
        item = self._item(clause)
        item.stake = value.amount.high
        item.texts.append(condition(self.cell, clause).judged)
        return True

    def _is_title(self, clause: Clause, value: tree.Award) -> bool:
        """流动人口延期或主动注销2分。… 每发现1人扣0.05分: points after a heading, not an award."""
        if not value.bare or condition(self.cell, clause).compared or self.group_items:
            return False
        assert clause.effect is not None
        after = [part.value for part in self.cell.parts if part.start > clause.effect.start]
        rest = [value for value in after if not (isinstance(value, tree.Word) and value.text == ")")]
        if not (rest and isinstance(rest[0], tree.Stop) and rest[0].mark != ";"):
            return False
        following = [v for v in _until_marker(rest) if isinstance(v, tree.EFFECTS)]
        return bool(following) and isinstance(following[0], tree.Deduction)

    def _add_case(self, clause: Clause, amount: tree.Amount | None, title: bool = False) -> None:
        """An award: a band of the item's ladder, or the first of a new item. *amount* None is full marks."""
        found = condition(self.cell, clause, bare=True)
        if (
            self.group_label
            and not found.judged
            and not found.compared
            and not self.group_items
            and not clause.segments
        ):
            found = evolve(found, judged=self.explained.get(self.group_label, self.group_label))
        if self.shared_total and found.judged in ("符合", "满足", "做到", "达到"):
            return
        if _WHOLE_LIST.match(found.judged):
            self._whole_list()
        item = self._item(clause)
        if title and amount is not None:
            item.stake = amount.high
            item.texts.append(found.judged)
            return
        continues = bool(item.cases) and (found.judged.startswith("非") and bool(self._is_twin(item, found)))
        if item.has_award and not continues and not self._continues(item, found, amount):
            if item.computed and not item.cases:
                pass
            else:
                item = self._new_item(clause.start, clause.end)
                item.subject = self.group_items[-2].subject if len(self.group_items) > 1 else None
        draft = self._case(item, clause, found, amount)
        if len(item.cases) == 0:
            item.ladder_span = draft.span
            item.words = item.words or draft.words
        item.cases.append(draft)
        if amount is not None and amount.low == amount.high and not amount.share:
            self.last_condition = (clause.sentence, draft.condition())

    def _case(self, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None) -> CaseDraft:
        limits = self._limits(item, clause, found.compared)
        others: list[ex.Condition] = []
        if found.either:
            others, limits = [ex.Some(tuple(limit.condition() for limit in limits))], []
        twin = self._twin(item, found) if item.cases else None
        if twin is not None:
            others = list(twin)
        elif item.cases and item.measure is None and self._is_choice(item, found):
            others = [self._choose(item, found.judged)]
        elif found.judged:
            others = [*others, self._judged(item, found.judged)]
        points, value = self._points(item, clause, amount)
        segments = () if found.compared else clause.segments
        return CaseDraft(
            limits, others, points, value, self._text_words(clause), self._span(clause), found.judged, segments
        )

    def _decided(self, item: ItemDraft, low: Fraction, high: Fraction) -> ex.Expr:
        """Points that the evaluator chooses between *low* and *high*; the bands of an item share one decision."""
        fact = self.measures.decision("评定得分", item.label, None, None)
        known = self.item_bounds.get(fact.key)
        least, most = (min(known[0], low), max(known[1], high)) if known else (low, high)
        self.item_bounds[fact.key] = (least, most)
        self.measures.facts[fact.key] = evolve(fact, low=least, high=most, may_be_zero=False)
        return ex.least(ex.most(ex.Ref(fact.key), ex.number(low)), ex.number(high))

    def _points(self, item: ItemDraft, clause: Clause, amount: tree.Amount | None) -> tuple[ex.Expr, Fraction | None]:
        if amount is None:
            return ex.Rest(), None
        if amount.slip and clause.effect:
            message = f"“{self.cell.plain[clause.effect.start : clause.effect.end]}”中的数字像是漏了小数或多了一点"
            self.measures.report("mistyped-number", message, clause.effect)
        if amount.low != amount.high:
            low, high = amount.low, amount.high
            if amount.share:
                low, high = low * self._whole(item), high * self._whole(item)
            return self._decided(item, low, high), high
        value = amount.high * self._whole(item) if amount.share else amount.high
        return ex.number(value), value

    def _whole(self, item: ItemDraft) -> Fraction:
        """What a share of the points is a share of."""
        first = item.cases[0].value if item.cases else None
        return item.stake or first or self.weight or NOTHING

    def _continues(self, item: ItemDraft, found: Condition, amount: tree.Amount | None) -> bool:
        """Whether an award is one more band of *item* (of which only one counts) rather than a new item."""
        if not item.cases or item.bonus_only:
            return False
        measure, first = item.measure, item.cases[0]
        if found.compared and measure is not None:
            name = found.compared[0].subject
            return not name or _same_measure(measure.name, name)
        if found.compared and not item.cases[0].text:
            return False
        if item.measure is None and first.text and found.judged and self._is_choice(item, found):
            return True
        if amount is not None and amount.share and not item.effects and found.judged:
            return True
        value = None if amount is None else amount.high
        last = item.cases[-1].value
        if value is None or last is None or value >= last or item.effects:
            return False
        whole = item.stake or self.weight
        total = sum((case.value or NOTHING for case in item.cases), NOTHING) + value
        return whole is not None and total > whole

    def _is_twin(self, item: ItemDraft, found: Condition) -> bool:
        segments = item.cases[-1].segments
        return bool(segments) and not found.compared and text_of(self.cell, segments[-1]) == found.judged[1:]

    def _twin(self, item: ItemDraft, found: Condition) -> list[ex.Condition] | None:
        """…的，产区得4分，非产区得3分: the case before with its last words denied, everything else the same."""
        before = item.cases[-1]
        if not found.judged.startswith("非") or not self._is_twin(item, found):
            return None
        for one in before.others:
            if isinstance(one, ex.Holds):
                self.measures.facts.pop(one.key, None)
        rest = "，".join(text_of(self.cell, segment) for segment in before.segments[:-1])
        shared = [self._judged(item, rest)] if rest else []
        own = self._judged(item, found.judged[1:])
        before.others = [*shared, own]
        return [*shared, ex.Not(own)]

    def _is_choice(self, item: ItemDraft, found: Condition) -> bool:
        first = item.cases[0]
        return bool(found.judged) and bool(first.text) and not first.limits and alternatives(first.text, found.judged)

    def _choose(self, item: ItemDraft, text: str) -> ex.Condition:
        """One more word of a choice; the first award becomes one too."""
        first = graded(item.cases[0].text)
        assert first is not None
        stem = clean(first[0]) or self.measures.indicator
        word = (graded(text) or ("", text))[1]
        words = [first[1]]
        for case in item.cases:
            for condition_ in case.others:
                if isinstance(condition_, ex.Is):
                    words.append(condition_.word)
        before = list(self.measures.facts)
        gone = [one.key for case in item.cases[:1] for one in case.others if isinstance(one, ex.Holds)]
        for key in gone:
            self.measures.facts.pop(key, None)
        fact = self.measures.choice(stem, item.label, tuple(dict.fromkeys([*words, word, OTHER])))
        if gone and gone[0] in before:
            order = [fact.key if key == gone[0] else key for key in before if key != fact.key]
            self.measures.facts = {key: self.measures.facts[key] for key in order if key in self.measures.facts}
        if any(isinstance(c, ex.Holds) for c in item.cases[0].others):
            item.cases[0].others = [ex.Is(fact.key, first[1])]
        return ex.Is(fact.key, word)

    def _otherwise_points(self, clause: Clause, value: tree.Award) -> None:
        item = self._item(clause)
        if clause.segments:
            self._add_case(evolve(clause, otherwise=False), value.amount)
            return
        points, _ = self._points(item, clause, value.amount)
        item.otherwise = Share(points, self._text_words(clause), self._span(clause))

    def _counted_award(self, clause: Clause, value: tree.Award, counted: Per) -> None:
        item = self._item(clause)
        if item.has_award and not value.bonus and not value.bare and not self._steps_on(item, counted):
            item = self._new_item(clause.start, clause.end)
        bonus = item.has_award
        if counted.step is None:
            self.last_counted = (clause.sentence, counted)
        if not bonus:
            item.opening_zero = True
            item.bonus_only = value.bonus
        self._steps(item, clause, counted, value.amount, given=True)

    def _elided(self, clause: Clause) -> Per | None:
        """区级表扬每次得0.5分，市级表扬1分: 每次 is left out the second time."""
        last = self.last_counted
        if last is None or last[0] != clause.sentence or not clause.segments:
            return None
        text = "，".join(filter(None, (text_of(self.cell, segment) for segment in clause.segments)))
        assert clause.effect is not None
        return Per(None, last[1].size, clause.effect, "", "", "", text, None)

    def _steps_on(self, item: ItemDraft, counted: Per) -> bool:
        return counted.step is not None and item.measure is not None

    def _apiece(self, clause: Clause, value: tree.Award) -> bool:
        """①、②各计1分; 一、二、三季度末进度分别达到20%、50%、80%各计0.5分."""
        if not clause.segments:
            return False
        segment = clause.segments[-1]
        joined = condition(self.cell, clause, bare=True)
        if len(joined.compared) > 1 and not joined.judged and all(one.subject for one in joined.compared):
            for pair in joined.compared:
                self._one_of(clause, value, (), pair.part, pair.subject)
            return True
        limits = [
            part
            for part in segment
            if isinstance(part.value, tree.Comparison) and (part.value.op or part.value.limit.unit not in TIMES)
        ]
        text = text_of(self.cell, segment)
        if len(limits) > 1:
            names = _enumerated(re.sub(r"(?:分别|各)+$", "", text_of(self.cell, _before(segment, limits[0]))))
            if len(names) != len(limits):
                return False
            op = limits[0].value.op if isinstance(limits[0].value, tree.Comparison) else ""
            for name, part in zip(names, limits, strict=True):
                assert isinstance(part.value, tree.Comparison)
                one = evolve(part, value=evolve(part.value, op=part.value.op or op or "≥"))
                self._one_of(clause, value, ((evolve(part, value=tree.Word(name)),) if name else ()), one, name)
            return True
        names = [self.explained.get(name, name) for name in re.split(r"[、和及]", text) if name]
        if limits or len(names) < 2:
            return False
        self.apiece_items = []
        for name in names:
            self._one_of(clause, value, (tree.Part(tree.Word(name), segment[0].start, segment[-1].end),), None, name)
        return True

    def _one_of(
        self, clause: Clause, value: tree.Award, words: tuple[tree.Part, ...], limit: tree.Part | None, name: str
    ) -> None:
        item = self._new_item(clause.start, clause.end) if self._fresh(clause) else self._item(clause)
        found = Condition("" if limit else name, (Compared(name, limit),) if limit else (), clause.start, clause.end)
        draft = self._case(item, clause, found, value.amount)
        item.ladder_span, item.words = draft.span, f"{name}：{draft.words}"
        item.cases.append(draft)
        self.apiece_items.append(item)

    def _fresh(self, clause: Clause) -> bool:
        return bool(self.group_items) and self._item(clause).has_award

    # ---- full marks, zero

    def full(self, clause: Clause, value: tree.Full) -> None:
        """得满分, 不扣分."""
        if (
            value.spared
            and self.group_items
            and (
                self.group_items[-1].has_award
                or self.group_items[-1].effects
                or not condition(self.cell, clause).compared
            )
        ):
            span = self._span(clause)
            self.unread("“不扣分”是例外情形，还读不懂", *span)
            return
        if not clause.segments:
            item = self._item(clause)
            item.plain_full = True
            if value.points is not None:
                item.stake = value.points
            return
        amount = None if value.points is None else tree.Amount(value.points, value.points)
        self._add_case(clause, amount)

    def zero(self, clause: Clause, value: tree.Zero) -> None:
        """不得分, 本项为0, 本指标10分全扣."""
        span, words = self._span(clause), self._text_words(clause)
        item = self._item(clause)
        if clause.otherwise or not clause.segments:
            if item.otherwise is None:
                item.otherwise = Share(ex.ZERO, words, span)
            return
        found = condition(self.cell, clause, bare=item.measure is not None)
        if _BARE_OTHERWISE.match(found.judged) and not found.compared and item.cases and item.otherwise is None:
            item.otherwise = Share(ex.ZERO, words, span)
            return
        one = per(self.cell, clause, "", occurrence=True)
        if one is not None and one.step is None:
            fact = self.measures.count(self._count_name(item, clause, one), item.label, one.size.unit)
            self._veto(item, value, ex.Compare("≥", ex.Ref(fact.key), ex.number(one.size.number)), clause)
            return
        if found.compared and not found.judged and self._zero_band(item, clause, found):
            return
        if found.judged and not found.compared and self._denies(item, found.judged, value):
            return
        self._veto(item, value, self._condition(item, clause), clause)

    def _zero_band(self, item: ItemDraft, clause: Clause, found: Condition) -> bool:
        """低于60%不得分 after bands on the same measure is one more band."""
        measure = item.measure
        if measure is None or item.effects:
            return False
        if found.compared[0].subject and not _same_measure(measure.name, found.compared[0].subject):
            return False
        zero = tree.Amount(NOTHING, NOTHING)
        item.cases.append(self._case(item, clause, found, zero))
        self.last_condition = (clause.sentence, item.cases[-1].condition())
        return True

    def _denies(self, item: ItemDraft, text: str, value: tree.Zero) -> bool:
        """Whether *text* only denies the award before it: then it is its 否则."""
        if not item.cases or item.otherwise is not None:
            return False
        first = item.cases[0]
        weaker = [effect.condition for effect in item.effects if isinstance(effect, Change) and effect.points < 0]
        if weaker and first.others and not first.limits:
            first.others = [ex.Some((*first.others, *weaker))]
            return False
        if not first.limits and first.text and alternatives(first.text, text):
            self._zero_choice(item, text)
            return True
        short = re.match(r"^(?:未|没有|不)能?(?:达到|达标|完成|达成|实现|满足)?(?:标准|要求|目标|任务)?的?$", text)
        if first.limits and not first.text:
            measure = item.measure
            counted = measure is not None and measure.kind is Kind.COUNT and is_negated(text)
            denied = bool(short) or (counted and measure is not None and core(text) in measure.name)
        else:
            same = core(text) == core(first.text) and is_negated(text) != is_negated(first.text)
            denied = same or (is_negated(text) and not value.scope)
        if denied:
            item.otherwise = Share(ex.ZERO, text, item.ladder_span)
        return denied

    def _zero_choice(self, item: ItemDraft, text: str) -> None:
        if len(item.cases) == 1 and is_negated(text) and not any(isinstance(c, ex.Is) for c in item.cases[0].others):
            item.otherwise = Share(ex.ZERO, text, item.ladder_span)
            return
        chosen = self._choose(item, text)
        assert isinstance(chosen, ex.Is)
        fact = self.measures.facts[chosen.key]
        self.measures.facts[fact.key] = evolve(fact, choices=tuple(word for word in fact.choices if word != OTHER))
        item.cases.append(CaseDraft([], [chosen], ex.ZERO, NOTHING, text, item.ladder_span, text))

    def _veto(self, item: ItemDraft, value: tree.Zero, when: ex.Condition, clause: Clause) -> None:
        veto = Veto(when, self._text_words(clause), self._span(clause))
        self.last_condition = (clause.sentence, when)
        own = item.has_award
        if value.scope == "指标" or (value.scope == "项" and not own):
            self.vetoes.append(veto)
        else:
            item.vetoes.append(veto)

    # ---- deductions

    def deduction(self, clause: Clause, value: tree.Deduction) -> None:
        """扣0.5分, 每超出1%扣0.2分, 扣0.5分/处."""
        item = self._acted_on(clause)
        amount = value.amount
        if amount.slip and clause.effect:
            self.measures.report("mistyped-number", "扣分的数字像是漏了小数或多了一点", clause.effect)
        if amount.share:
            whole = self._whole(item)
            amount = tree.Amount(amount.low * whole, amount.high * whole)
        counted = per(self.cell, clause, value.per, occurrence=not clause.otherwise or bool(value.per))
        if counted is not None:
            targets = self._targets(item, clause, counted)
            for target in targets:
                self._steps(target, clause, counted, amount, given=False)
            return
        if amount.low != amount.high:
            self.discretion(clause, tree.Discretion(True, amount.low, amount.high))
            return
        if clause.otherwise and not clause.segments:
            item.otherwise = Change(ex.TRUE, -amount.high, None, self._text_words(clause), self._span(clause))
            return
        if self._multiple(clause, amount):
            return
        found = condition(self.cell, clause)
        first = item.cases[0] if item.cases else None
        if (
            first is not None
            and not first.limits
            and item.otherwise is None
            and not found.compared
            and _contradicts(found.judged, first.text, amount.high == first.value)
        ):
            item.otherwise = Change(ex.TRUE, -amount.high, None, self._text_words(clause), self._span(clause))
            return
        self._change(item, clause, -amount.high)

    def _multiple(self, clause: Clause, amount: tree.Amount) -> bool:
        """两处不符扣1分 after 一处不符扣0.5分: nothing new where it is twice as much, else not understood."""
        last = self.last_changed[-1] if self.last_changed else None
        if not isinstance(last, Steps) or not last.counted or self.last_count is None or not clause.segments:
            return False
        sizes = [
            part.value.limit
            for part in clause.segments[-1]
            if isinstance(part.value, tree.Comparison) and not part.value.op
        ]
        if len(sizes) != 1 or sizes[0].unit != self.last_count.unit or sizes[0].number <= 1:
            return False
        if amount.high != sizes[0].number * -last.points:
            self.unread("逐次递增的扣分还读不懂", *self._span(clause))
        return True

    def _acted_on(self, clause: Clause) -> ItemDraft:
        """The item a deduction takes from: the last award's; words such as 以上 speak of the whole list."""
        words = self.cell.plain[clause.start : clause.end]
        if re.match(r"^,*(?:以上|上述|前述)", words) or _ONE_OF_LIST.match(words):
            self._whole_list()
        return self._item(clause)

    def _whole_list(self) -> None:
        """What follows speaks of the whole list above, whose items score nothing themselves."""
        self._list_pending()
        listed = [one for one in self.items if not one.has_award and not one.effects]
        if listed and len(listed) == len(self.items):
            for one in self.items:
                self.notes.append((one.texts[0] if one.texts else "", one.span))
            self.items.clear()
            self.labels.clear()
            self.group_items = []
            self.group_label = ""

    def _targets(self, item: ItemDraft, clause: Clause, counted: Per) -> list[ItemDraft]:
        """A step that opens a sentence without a subject acts on every item of its group that has such a measure."""
        if counted.step is None or counted.subject or counted.base or not counted.by_ratio:
            return [item]
        same = [one for one in self.group_items if one.measure is not None and one.measure.kind is Kind.RATIO]
        if len(same) > 1 and item.measure is None:
            return same
        return [item]

    def _change(self, item: ItemDraft, clause: Clause, points: Fraction) -> None:
        when = self._condition(item, clause) if clause.segments else ex.TRUE
        effect = Change(when, points, None, self._text_words(clause), self._span(clause))
        self._append(item, effect)
        self.last_condition = (clause.sentence, when)

    def _append(self, item: ItemDraft, effect: Effect) -> None:
        item.effects.append(effect)
        self.last_changed = [effect]
        self.changes.append((item.sentence, effect))

    def _steps(self, item: ItemDraft, clause: Clause, counted: Per, amount: tree.Amount, *, given: bool) -> None:
        points = amount.high if given else -amount.high
        words, span = self._text_words(clause), self._span(clause)
        if amount.low != amount.high:
            self.unread("每一步的分数不能是一个范围", *span)
            return
        if counted.after:
            self.unread(f"“每…”与扣分之间的“{counted.after}”没有读懂", *span)
            return
        if not counted.size.number:
            self.unread("每一步不能是0", *span)
            return
        if not self._on_measure(item, counted):
            name = self._count_name(item, clause, counted, given)
            fact = self.measures.count(name, item.label, counted.size.unit)
            size = counted.size.number
            mode = "整步" if size != 1 and self.measures.conventions.part_step is None else "按比例"
            self.last_count = fact
            effect = Steps(
                ex.Ref(fact.key), NOTHING, size, points, True, False, self._mode(mode, size), True,
                words=words, span=span,
            )  # fmt: skip
        else:
            effect = self._measured_steps(item, clause, counted, points, words, span)
        if clause.otherwise and item.cases:
            item.otherwise = effect
            self.last_changed = [effect]
        else:
            self._append(item, effect)

    def _count_name(self, item: ItemDraft, clause: Clause, counted: Per, given: bool = False) -> str:
        """The name of what is counted; a bare verb takes its object from the award before: 无安全事故…，发生1起."""
        name = re.sub(
            r"^以上(?:各|每|[一二三四五六七八九十\d]*)?(?:项|点|条|款|情况|要求|内容)*[，,]?", "", counted_name(counted)
        )
        award = item.cases[0].text if item.cases else ""
        denied = re.search(r"(?:无|未发生|没有|未出现|不发生)([^,，无]+)$", award)
        if name in ("", "发现", "发生", "出现") and denied:
            return denied[1]
        if name in ("", "发现"):
            return "不符合要求" if clause.otherwise else "符合要求" if given else "发现问题"
        if name in ("少", "缺", "缺少") and not award:
            return f"缺少{counted.size.unit}数"
        if counted.step is not None and name == counted.step.words and award:
            return f"{award}，{name}"
        return name

    def _mode(self, mode: str, size: Fraction) -> str:
        return "按比例" if size == 1 else self.measures.conventions.part_step or mode

    def _on_measure(self, item: ItemDraft, counted: Per) -> bool:
        """Whether the steps run along a measure rather than count occurrences."""
        if counted.step is None:
            return False
        if counted.by_ratio:
            return True
        unit, measure = counted.size.unit, item.subject
        if counted.base is not None:
            return True
        if measure is None or (counted.subject and not _same_measure(measure.name, counted.subject)):
            return bool(unit) and unit not in COUNTED
        return measure.kind is not Kind.RATIO or unit in ("分", "")

    def _measured_steps(
        self, item: ItemDraft, clause: Clause, counted: Per, points: Fraction, words: str, span: Span
    ) -> Steps:
        step = counted.step
        assert step is not None
        fact, base, up, down = self._measure_and_base(item, clause, counted, step)
        size = self.measures.limit(counted.size, fact, counted.part)
        mode = self.measures.conventions.part_step
        return Steps(
            ex.Ref(fact.key), base, size, points, up, down, mode or "按比例",
            stated=mode is not None or (fact.kind is Kind.COUNT and size.denominator == 1), words=words, span=span,
        )  # fmt: skip

    def _measure_and_base(
        self, item: ItemDraft, clause: Clause, counted: Per, step: tree.Step
    ) -> tuple[Fact, Fraction, bool, bool]:
        name = counted.subject
        if counted.base is not None:
            limit = self._limits(item, clause, (Compared(counted.base.subject or name, counted.base.part),))[0]
            threshold = limit.low if limit.high is None else (limit.high if step.up else limit.low)
            return limit.fact, threshold, step.up, step.down
        own = bool(name) and item.subject is not None and _same_measure(item.subject.name, name)
        if item.subject is not None and (not name or own):
            measure = item.subject
            exact = not name or same_name(name) == same_name(measure.name)
            thresholds = [
                t for case in item.cases for x in case.limits if x.fact.key == measure.key for t in x.thresholds()
            ]
            if not exact and not _RELATIVE.search(step.words):
                return measure, NOTHING, step.up, step.down
            if item.base is not None:
                return measure, item.base, step.up, step.down
            if thresholds:
                return measure, self._nearest(item, measure, step, thresholds), step.up, step.down
        if self.base is not None and not name:
            fact = self._subject(item, clause, name, counted.size.unit)
            item.subject = fact
            return fact, item.base if item.base is not None else self.base, step.up, step.down
        return self._without_base(item, clause, counted, step, name)

    @staticmethod
    def _nearest(item: ItemDraft, measure: Fact, step: tree.Step, thresholds: list[Fraction]) -> Fraction:
        """The threshold of the award that the steps follow: of several bands the outermost the steps run from."""
        if len(item.cases) == 1:
            last = item.cases[-1].limits[-1]
            return last.low if last.high is None else last.high if step.up else last.low
        return (
            max(thresholds)
            if step.up and not step.down
            else min(thresholds)
            if step.down and not step.up
            else thresholds[-1]
        )

    def _without_base(
        self, item: ItemDraft, clause: Clause, counted: Per, step: tree.Step, name: str
    ) -> tuple[Fact, Fraction, bool, bool]:
        """No base is stated: 100% for a rate that falls short or exceeds, else the distance itself is the fact."""
        known = item.base if item.base is not None else self.base
        context = clean(re.sub(r"^(?:若|如果|如)", "", counted.context))
        rate = name or ("" if context else item.subject.name if item.subject else self.measures.indicator)
        if known is not None or (
            counted.by_ratio and is_rate_name(rate) and (_RELATIVE.search(step.words) or step.down)
        ):
            fact = self._subject(item, clause, rate, counted.size.unit)
            item.subject = fact
            if known is None:
                message = f"“{step.words}”没有写明以多少为标准，按100%读"
                self.measures.report("step-base-unstated", message, counted.part)
            return fact, Fraction(1) if known is None else known, step.up, step.down
        judged = item.cases[0].text if item.cases else ""
        if not counted.by_ratio and known is None:
            self.unread(f"没有读出“{step.words}”以多少为标准", *self._span(clause))
        subject = name or context or judged or self.measures.indicator
        text = f"{subject}{step.words}{counted.between}{counted.tail}的幅度"
        if counted.by_ratio:
            fact = self.measures.ratio(text, item.label)
        else:
            fact = self.measures.measure(text, counted.size.unit)
        return fact, NOTHING, True, False

    # ---- the evaluator's decisions, proportions, formulas

    def discretion(self, clause: Clause, value: tree.Discretion) -> None:
        """酌情扣分, 视情况扣1-3分, 酌情给分."""
        item = self._item(clause)
        span, words = self._span(clause), self._text_words(clause)
        found = condition(self.cell, clause)
        text = "，".join(filter(None, [found.judged, *(one.subject for one in found.compared)]))
        text = "" if re.match(r"^由(?:评价人|专家组?)$", text) else text
        text = "，".join(filter(None, [text, value.basis]))
        if not value.takes and item.has_award and not clause.otherwise:
            item = self._new_item(clause.start, clause.end)
        name = (
            f"{text}{'酌情扣分' if value.takes else '酌情得分'}" if text else "酌情扣分" if value.takes else "酌情得分"
        )
        fact = self.measures.decision(name, item.label, value.low, value.high)
        effect = Decision(fact.key, value.takes, words, span)
        first = item.cases[0] if item.cases else None
        if first is not None and item.otherwise is None and _contradicts(found.judged, first.text, True):
            clause = evolve(clause, otherwise=True)
        if clause.otherwise and item in self.apiece_items:
            for one in self.apiece_items:
                own = self.measures.decision(name, one.label, value.low, value.high)
                one.otherwise = Decision(own.key, value.takes, words, span)
            return
        if clause.otherwise and item.cases:
            item.otherwise = effect if value.takes else Share(ex.Ref(fact.key), words, span)
            return
        if not value.takes:
            item.opening_zero = True
        self._append(item, effect)

    def proportion(self, clause: Clause, value: tree.Proportion) -> None:
        """按比例得分, 未完成的按比例扣分."""
        item = self._item(clause)
        span, words = self._span(clause), self._text_words(clause)
        last = item.cases[-1] if item.cases else None
        found = condition(self.cell, clause)
        first = item.cases[0] if item.cases else None
        if first is not None and first.limits and first.limits[-1].high is None and found.compared and _ranged(found):
            full_at = first.limits[-1]
            whole = ex.Rest() if first.value is None else ex.Number(first.value)
            share = ex.over(ex.Ref(full_at.fact.key), ex.Number(full_at.low))
            limits = self._limits(item, clause, found.compared)
            item.cases.append(CaseDraft(limits, [], ex.times(whole, share), None, words, span))
            return
        if last is not None and last.limits and last.limits[-1].high is None:
            limit = last.limits[-1]
            measure, threshold = ex.Ref(limit.fact.key), ex.Number(limit.low)
            falls = limit.op in ("≤", "<")
            ratio = ex.over(threshold, measure) if falls else ex.over(measure, threshold)
            whole = ex.Rest() if last.value is None else ex.Number(last.value)
            item.otherwise = Share(ex.times(whole, ratio), words, span)
            return
        if last is not None:
            fact = self.measures.ratio(value.words or "完成比例", item.label, Fraction(1))
            item.otherwise = Share(ex.times(ex.Rest(), ex.Ref(fact.key)), words, span)
            return
        name = found.compared[0].subject if found.compared else found.judged
        if value.takes:
            fact = self.measures.ratio(f"{name or '未完成'}的比例", item.label, Fraction(1))
            self._append(item, Share(ex.times(ex.Rest(), ex.minus(ex.ONE, ex.Ref(fact.key))), words, span))
            return
        rate = name if name and is_rate_name(name) else self.measures.indicator
        if value.words and not is_rate_name(rate):
            rate = value.words
        if rate.endswith("比例"):
            fact = self.measures.ratio(rate, item.label, Fraction(1))
        else:
            fact = self.measures.measure(rate, "%")
        item.subject, item.computed = fact, True
        item.effects.insert(0, Share(ex.times(ex.Rest(), ex.Ref(fact.key)), words, span))

    def formula(self, clause: Clause, value: tree.Formula) -> None:
        """得分=完成率×8分, or a definition 控制率=在职人员数÷编制数×100%."""
        name = text_of(self.cell, clause.segments[-1]) if clause.segments else ""
        if not value.scored and isinstance(value.term, tree.Quantity) and name:
            comparison = tree.Comparison("=", value.term)
            assert clause.effect is not None
            part = evolve(clause.effect, value=comparison)
            segments = (*clause.segments[:-1], (*clause.segments[-1], part))
            self.pending = Clause(
                segments, None, clause.otherwise, clause.sentence, clause.after, clause.start, clause.end
            )
            return
        if value.scored or re.search(r"(?:得分|分值|分数|计分|得|分)$", name) or (not name and not self.items):
            item = self._item(clause)
            rate = self.measures.is_plain_rate(value.term)
            if rate:
                self.measures.measure(rate, "%")
            points = self.measures.term(value.term, scored=True)
            if self._formula_band(item, clause, value, points):
                return
            if item.has_award:
                item = self._new_item(clause.start, clause.end)
            item.computed = True
            self._append(item, Share(points, self._text_words(clause), self._span(clause)))
            return
        if not name:
            self.unread("等号前面没有名称", *self._span(clause))
            return
        self._define(clause, value, name)

    def _formula_band(self, item: ItemDraft, clause: Clause, value: tree.Formula, points: ex.Expr) -> bool:
        """未达到的，得分=…; 完成率<100%的，得分=…: a formula that stands for one band of the award before it."""
        segments = clause.segments if value.scored else clause.segments[:-1]
        found = condition(self.cell, evolve(clause, segments=segments))
        span, words = self._span(clause), self._text_words(clause)
        if not item.cases or not (clause.otherwise or found.judged or found.compared):
            return False
        if clause.otherwise or (found.judged and is_negated(found.judged)):
            item.otherwise = Share(points, words, span)
            return True
        limits = self._limits(item, clause, found.compared)
        others = [self._judged(item, found.judged)] if found.judged else []
        item.cases.append(CaseDraft(limits, others, points, None, words, span, found.judged))
        return True

    def _define(self, clause: Clause, value: tree.Formula, name: str) -> None:
        from evaldsl.interpreter.rubric import Definition

        if same_name(name) not in self.measures.rates:
            ratio = is_rate_name(name) or self.rated
            expr = self.measures.term(value.term, ratio)
            known = same_name(name)
            self.measures.rates[known] = Definition(known, expr, ratio, self._text_words(clause), self._span(clause))
        item = self._item(clause)
        if item.has_award:
            item = self._new_item(clause.start, clause.end)
        item.subject = self.measures.measure(name, "%")

    # ---- what frames the rest

    def declare(self, clause: Clause, value: tree.Declared) -> None:
        """满分10分, （1.5分）: what the item, or at the head of the cell the indicator, is worth."""
        if not self.items and not self.group_label:
            self.declared = value.points
            return
        if value.points == self.shared_total:
            return
        item = self._item(clause)
        last = self.last_changed[-1] if self.last_changed else None
        if isinstance(last, Steps) and last.points > 0 and item.opening_zero and last.most is None:
            self._replace(item, last, evolve(last, most=value.points))
        if item.stake is None:
            item.stake = value.points
        if clause.segments:
            item.texts.append(condition(self.cell, clause).judged)

    def cap(self, clause: Clause, value: tree.Cap) -> None:
        """最多扣4分, 最高得3分."""
        item = self._item(clause)
        span, words = self._span(clause), self._text_words(clause)
        last = self.last_changed[-1] if self.last_changed else None
        if value.points is not None and self._together(item, clause, value):
            return
        if value.points is not None and isinstance(last, Steps | Change):
            takes = last.points < 0
            counts = not takes and item.opening_zero and value.on == "得"
            if (value.on == "扣" and takes) or (value.on == "加" and not takes) or counts:
                self._replace(item, last, evolve(last, most=value.points))
                if counts:
                    item.stake = value.points
                return
            if value.on == "累计":
                self._replace(item, last, evolve(last, most=value.points))
                return
        if value.on == "扣":
            self.unread("前面没有扣分，不知道限制什么", *span)
            return
        points = value.points if value.points is not None else item.stake or self.weight or self.declared
        if points is None:
            return
        if any(case.value is not None and case.value < points for case in item.cases) and item.stake is None:
            item.stake = points
        item.effects.append(Cap(points, words, span))

    def _together(self, item: ItemDraft, clause: Clause, value: tree.Cap) -> bool:
        """A cap on several deductions or bonuses of one sentence, or with 累计 of the whole item."""
        words = self._text_words(clause)
        whole = bool(re.search(r"累计|合计|总", words))
        run: list[Steps | Change] = []
        for sentence, effect in reversed(self.changes):
            if effect not in item.effects or not isinstance(effect, Steps | Change):
                break
            if (sentence != clause.sentence and not whole) or (run and _takes(effect) != _takes(run[0])):
                break
            run.insert(0, effect)
        if len(run) < 2 or value.on not in ("扣" if _takes(run[0]) else "加", "累计") or value.points is None:
            return False
        place = item.effects.index(run[0])
        item.effects = [effect for effect in item.effects if effect not in run]
        item.effects.insert(place, Together(tuple(run), value.points, words, self._span(clause)))
        self.last_changed = []
        return True

    def _replace(self, item: ItemDraft, old: Effect, new: Effect) -> None:
        for one in self.items if old not in item.effects else [item]:
            if old in one.effects:
                one.effects[one.effects.index(old)] = new
            if one.otherwise is old:
                one.otherwise = new
        if item.otherwise == old:
            item.otherwise = new
        self.last_changed = [new]

    def until_zero(self, clause: Clause, value: tree.UntilZero) -> None:
        """扣完为止 says what holds anyway; 扣完30分为止 names how much there is to take."""
        last = self.last_changed[-1] if self.last_changed else None
        if value.points is not None and isinstance(last, Steps | Change):
            item = self._item(clause)
            if value.points != (item.stake or self.weight):
                self._replace(item, last, evolve(last, most=value.points))

    def part_step(self, clause: Clause, value: tree.PartStep) -> None:
        """不足1个百分点的按1个百分点计."""
        for item in [*self.group_items, *self.items]:
            for place, effect in enumerate(item.effects):
                if isinstance(effect, Steps) and not effect.stated:
                    item.effects[place] = evolve(effect, mode=value.mode, stated=True)
            if isinstance(item.otherwise, Steps) and not item.otherwise.stated:
                item.otherwise = evolve(item.otherwise, mode=value.mode, stated=True)

    def grade(self, clause: Clause, value: tree.Grade) -> None:
        """年度等级定为“差”: under the condition of its clause, or of the veto before it in the sentence."""
        segments = clause.segments
        own = segments[:-1] if segments and not compared(self.cell, segments[-1]) else segments
        if len(segments) == 1 and self.last_condition and self.last_condition[0] == clause.sentence:
            when = self.last_condition[1]
        else:
            item = self._item(clause)
            when = self._condition(item, evolve(clause, segments=own or segments))
        self.grade_rules.append(GradeRule(when, value.word, self._text_words(clause), self._span(clause)))

    def base_of(self, clause: Clause, value: tree.Base) -> None:
        """以100%为标准。"""
        unit = value.limit.unit
        number = value.limit.number / 100 if unit == "%" else value.limit.number
        name = text_of(self.cell, clause.segments[-1]) if clause.segments else ""
        if self.group_items or name:
            item = self._item(clause)
            item.base = number
            if name:
                item.subject = self.measures.measure(name, unit, self.rated)
        else:
            self.base = number

    def equally(self, clause: Clause, value: tree.Equally) -> None:
        """以上三点匹配得分: each item above has an equal part of the points."""
        self._list_pending()
        listed = [item for item in self.items if not item.has_award and item.texts]
        for item in listed:
            text = item.texts[0].replace("是否", "")
            item.shared = True
            item.cases.append(CaseDraft([], [self._judged(item, text)], ex.Rest(), None, text, item.span, text))
            item.words = text
        if not listed:
            self.unread("前面没有可以分摊分值的各项", *self._span(clause))


_WHOLE_LIST = re.compile(r"^(?:全部|均|都|全)(?:符合|满足|达到|达标|具备|做到)(?:要求|标准)?$")
_ONE_OF_LIST = re.compile(r"^,*(?:每)?有?(?:一|1)(?:项|条|点)(?:不|未|没)")
_EACH_OF_LIST = re.compile(
    r"^(?:以上|上述)?(?:各|每|[一二两三四五六七八九十\d]+)*(?:项|点|条|款|方面|内容|要求)*(?:每|各|均)*(?:符合|满足|具备|达到|做到)?(?:一|1)?(?:项|点|条)?$"
)
_LEFT_OVER = re.compile(
    r"(?<!折)扣(?!除|押|减|率)|加分|减分|赋分|内插|依次|排名第|相抵|此类推|也不得|[得计扣][lIO]分|权重|符合得分|(?<![\d.])[\d.]+分[、和]"
)


def _stray_points(part: tree.Part) -> bool:
    """Points in the middle of words: 从30分里扣除."""
    value = part.value
    return isinstance(value, tree.Comparison) and not value.op and value.limit.unit == "分"


def _ranged(found: Condition) -> bool:
    """Whether a range is named: 60%-90%的，按比例得分."""
    return isinstance(found.compared[0].part.value, tree.Between)


def _takes(effect: Effect) -> bool:
    return isinstance(effect, Steps | Change) and effect.points < 0


def _takes_condition(value: tree.Value) -> bool:
    return isinstance(value, tree.Award | tree.Deduction | tree.Full | tree.Zero | tree.Discretion | tree.Proportion)


_BARE_OTHERWISE = re.compile(r"^(?:超过|超出|低于|高于|未达到|未达|达不到|不足|不符合|不符|不满足|不达标|未达标)$")


def _contradicts(text: str, award: str, whole: bool) -> bool:
    """Whether *text* denies the words of an award; in part (未设定 of …按要求设定目标) only where *whole* points go."""
    if not text or is_negated(text) == is_negated(award):
        return False
    own = core(text)
    return own == core(award) or (whole and is_negated(text) and len(own) > 1 and own in award)


def _until_marker(values: list[tree.Value]) -> list[tree.Value]:
    for place, value in enumerate(values):
        if isinstance(value, tree.Marker):
            return values[:place]
    return values


def _before(segment: tuple[tree.Part, ...], part: tree.Part) -> list[tree.Part]:
    return list(segment[: segment.index(part)])


def _enumerated(text: str) -> list[str]:
    """一季度末进度, 二季度末进度, 三季度末进度 of 一、二、三季度末进度."""
    names = [name for name in re.split(r"[、和]", text) if name]
    if len(names) < 2:
        return names
    length = len(names[0])
    if len(names[-1]) > length and all(len(name) == length for name in names[:-1]):
        return [name + names[-1][length:] for name in names[:-1]] + [names[-1]]
    return names


def _same_measure(known: str, name: str) -> bool:
    known, name = same_name(known), same_name(name)
    return known == name or known.endswith(name) or name.endswith(known) or (len(name) > 2 and name in known)


Handler = Callable[[Reader, Clause, tree.Value], None]
_HANDLERS: dict[type, Callable[..., None]] = {
    tree.Award: Reader.award,
    tree.Deduction: Reader.deduction,
    tree.Zero: Reader.zero,
    tree.Full: Reader.full,
    tree.Declared: Reader.declare,
    tree.Discretion: Reader.discretion,
    tree.Proportion: Reader.proportion,
    tree.Formula: Reader.formula,
    tree.Cap: Reader.cap,
    tree.UntilZero: Reader.until_zero,
    tree.PartStep: Reader.part_step,
    tree.Grade: Reader.grade,
    tree.Base: Reader.base_of,
    tree.Equally: Reader.equally,
}
