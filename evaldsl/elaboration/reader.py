"""The reader of one cell: the items so far, and what its handlers share: subjects, limits, conditions, labels."""

import itertools
import re
from fractions import Fraction

from attrs import define, field

from evaldsl import tree
from evaldsl.clauses import (
    Clause,
    Group,
    clean,
    is_generic,
    text_of,
)
from evaldsl.conditions import Compared, Per, condition
from evaldsl.diagnostics import error
from evaldsl.drafts import ItemDraft, Limit
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import (
    Change,
    Effect,
    Fact,
    GradeRule,
    Kind,
    Span,
)
from evaldsl.measures import Measures, same_measure
from evaldsl.numerals import COUNTED
from evaldsl.typography import same_name

NOTHING = Fraction(0)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_UNREAD = re.compile(
    r"(?<!折)扣(?!率)|加分|减分|倒扣|赋分|内插|依次|相抵|此类推|[扣加得计][\d.lIO]+|(?<![\d.])[\d.]+分(?!钟|之|类|别)|排名第|比例得分|(?<!考核)(?<!综合)(?<!评价)得分(?=$|为|是|高|低|按)|"
    r"一票否决|按[\d.]+%计|予以奖励|计分(?=$|[为按])|(?:酌情|[得计扣])$"
)


_NO_NAME = re.compile(
    r"[≥≤<>]|(?<!获)(?<!取)(?<!评)[得扣计][\d.]+[/,]?|[\d.]+分(?!钟|之|类|别|期|级|项|批|档|管|公|散|布|析|包|解)"
)
"""Signs of scoring that no name of a fact holds: what is left of a clause that was not understood."""


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
    style: str = ""
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
    clips: list[tuple[str, str, Fraction]] = field(factory=list)
    item_bounds: dict[str, tuple[Fraction, Fraction]] = field(factory=dict)

    # ---- groups
    numbers: set[int] = field(factory=set)

    def open_group(self, group: Group, numbers: set[int]) -> None:
        self.group_items, self.pending, self.last_changed = [], None, []
        number = group.marker.number if group.marker else 0
        self.style = group.marker.style if group.marker else ""
        self.group_label = label_of(number) if number else ""
        if self.group_label in self.labels:
            self.group_label = self.free_label()
        self.numbers = numbers

    def listed(self, group: Group) -> None:
        """A numbered item that awards nothing itself: ①是否… of a list scored as a whole."""
        texts = [text_of(self.cell, segment) for clause in group.clauses for segment in clause.segments]
        item = self.new_item(group.start, max((c.end for c in group.clauses), default=group.start))
        item.texts = ["，".join(filter(None, texts))]

    def list_pending(self) -> None:
        """What stands before words such as 以上 is the last of the list."""
        if self.pending is not None and not self.group_items:
            item = self.new_item(self.pending.start, self.pending.end)
            item.texts = [text_of(self.cell, [part for segment in self.pending.segments for part in segment])]
            self.pending = None

    def free_label(self) -> str:
        number = 1
        while label_of(number) in self.labels:
            number += 1
        return label_of(number)

    def new_item(self, start: int, end: int) -> ItemDraft:
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

    def item_for(self, clause: Clause) -> ItemDraft:
        """The item that *clause* acts on, opened if there is none."""
        if not self.group_items:
            self.new_item(clause.start, clause.end)
        item = self.group_items[-1]
        item.sentence = clause.sentence
        return item

    def flush_note(self) -> None:
        if self.pending is not None:
            text = text_of(self.cell, [part for segment in self.pending.segments for part in segment])
            span = self.measures.span(self.pending.start, self.pending.end)
            self.check_note(text, span)
            if self.group_items:
                self.group_items[-1].texts.append(text)
            self.notes.append((text, span))
            self.pending = None

    def check_note(self, text: str, span: Span) -> None:
        match = _UNREAD.search(text)
        if match:
            self.unread(f"“{match.group()}”一处没有读懂", *span)

    def unread(self, message: str, start: int, end: int) -> None:
        """A place that scoring words are in and that could not be read."""
        hint = "常见写法：“…，得2分”“每发现一处扣0.5分”“每低于1个百分点扣0.2分”“得分=完成率×分值”"
        self.measures.found.append(error("unread-clause", message, start, end, hint=hint))

    def words_of(self, clause: Clause) -> str:
        return self.cell.plain[clause.start : clause.effect.end if clause.effect else clause.end].strip(",;")

    def span_of(self, clause: Clause) -> Span:
        return self.measures.span(clause.start, clause.effect.end if clause.effect else clause.end)

    def subject_of(self, item: ItemDraft, clause: Clause, name: str, unit: str) -> Fact:
        """The measure called *name*, or the one spoken of before."""
        if not name and clause.label and not is_generic(clause.label):
            name = clean(clause.label)
        if not name:
            if item.subject is None and unit in COUNTED and self.last_count is not None:
                return self.last_count
            if item.subject is not None:
                return item.subject
            name = self.measures.indicator
        elif item.subject is not None and same_measure(item.subject.name, name):
            return item.subject
        for fact in self.measures.facts.values():
            if fact.kind is Kind.COUNT and fact.name == name and fact.key != same_name(name) and unit in COUNTED:
                return fact
        name = self.spoken_of(name)
        return self.measures.measure(name, unit, self.rated)

    def spoken_of(self, name: str) -> str:
        """该项结余 in the indicator 结转结余率 is the indicator itself."""
        own = re.match(r"^[该本此](?:项|指标)?(.*)$", name)
        return self.measures.indicator if own and own[1] in self.measures.indicator else name

    def limits_of(self, item: ItemDraft, clause: Clause, found: tuple[Compared, ...]) -> list[Limit]:
        limits: list[Limit] = []
        for one in found:
            value, part = one.part.value, one.part
            span = self.measures.span(part.start, part.end)
            if isinstance(value, tree.Level):
                before = item.subject if item.subject is not None and item.subject.signed and not one.subject else None
                name = one.subject or self.measures.indicator
                fact = before or self.measures.change(name, value.words, self.step_unit())
                rises = bool(re.search(r"[不未无没]有?(?:增长|增加|上升|提高)", value.words))
                falls = bool(re.search(r"[不未无没]有?(?:下降|降低|减少)", value.words))
                beyond = re.match(r"(低于|少于)|高于|超过|多于", value.words)
                if beyond:
                    limits.append(Limit(fact, "<" if beyond[1] else ">", NOTHING, span=span))
                    item.subject = fact
                    continue
                limits.append(Limit(fact, "≤" if rises else "≥" if falls else "=", NOTHING, span=span))
            elif isinstance(value, tree.Between):
                fact = self.subject_of(item, clause, one.subject, value.high.unit)
                low, high = self.measures.limit(value.low, fact, part), self.measures.limit(value.high, fact, part)
                stated = value.low_in is not None or value.high_in is not None
                limits.append(Limit(fact, "", low, high, value.low_in, value.high_in, stated, span))
            elif isinstance(value, tree.Comparison):
                fact = self.subject_of(item, clause, one.subject, value.limit.unit)
                number = self.measures.limit(self.measures.as_rate(value.limit, fact, part), fact, part)
                limits.append(Limit(fact, value.op, number, stated=value.stated, span=span))
            item.subject = limits[-1].fact
        return limits

    def step_unit(self) -> str:
        """The unit in which the cell's steps count: % or 起."""
        parts = self.cell.parts
        sizes = [
            after.value.limit.unit
            for before, after in itertools.pairwise(parts)
            if isinstance(before.value, tree.Step) and isinstance(after.value, tree.Comparison)
        ]
        return sizes[0] if sizes else "%"

    def judged(self, item: ItemDraft, text: str) -> ex.Condition:
        strange = _NO_NAME.search(re.sub(r"《[^》]*》|\"[^\"]*\"|\([^()]*\)", "", text))
        if strange:
            self.unread(f"“{text}”里的“{strange.group()}”没有读懂", *item.span)
        return ex.Holds(self.measures.judgement(text.replace("是否", ""), item.label).key)

    def condition_of(self, item: ItemDraft, clause: Clause) -> ex.Condition:
        """The whole condition of *clause*, for effects that are no bands."""
        found = condition(self.cell, clause)
        of: list[ex.Condition] = [limit.condition() for limit in self.limits_of(item, clause, found.compared)]
        if found.either:
            of = [ex.Some(tuple(of))]
        if found.judged:
            of.insert(0, self.judged(item, found.judged))
        return of[0] if len(of) == 1 else ex.All(tuple(of))

    def add_effect(self, item: ItemDraft, effect: Effect) -> None:
        item.effects.append(effect)
        self.last_changed = [effect]
        self.changes.append((item.sentence, effect))

    def add_change(self, item: ItemDraft, clause: Clause, points: Fraction) -> None:
        when = self.condition_of(item, clause) if clause.segments else ex.TRUE
        effect = Change(when, points, None, self.words_of(clause), self.span_of(clause))
        self.add_effect(item, effect)
        self.last_condition = (clause.sentence, when)

    def replace_effect(self, item: ItemDraft, old: Effect, new: Effect) -> None:
        for one in self.items if old not in item.effects else [item]:
            if old in one.effects:
                one.effects[one.effects.index(old)] = new
            if one.otherwise is old:
                one.otherwise = new
        if item.otherwise == old:
            item.otherwise = new
        self.last_changed = [new]

    def whole_list(self) -> None:
        """What follows speaks of the whole list above, whose items score nothing themselves."""
        self.list_pending()
        listed = [one for one in self.items if not one.has_award and not one.effects]
        if listed and len(listed) == len(self.items):
            for one in self.items:
                self.notes.append((one.texts[0] if one.texts else "", one.span))
            self.items.clear()
            self.labels.clear()
            self.group_items = []
            self.group_label = ""

    def whole_points(self, item: ItemDraft) -> Fraction:
        """What a share of the points is a share of."""
        first = item.cases[0].value if item.cases else None
        return item.stake or first or self.weight or NOTHING


def label_of(number: int) -> str:
    """The label of the item with this number: ①."""
    return _CIRCLED[number - 1] if 1 <= number <= len(_CIRCLED) else f"({number})"
