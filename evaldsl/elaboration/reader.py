"""The reader of one cell: the items so far, what was said before, where words stand, and what could not be read."""

import re
from fractions import Fraction

from attrs import define, field

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause, Group, clean, text_of
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.signs import ONCE, UNREAD, what_is_unread
from evaldsl.elaboration.labels import label_of
from evaldsl.elaboration.so_far import OpenGroup, Spoken, Stated
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Effect, GradeRule, Span, Veto
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import error, info
from evaldsl.text.numerals import CIRCLED
from evaldsl.text.typography import plain_text

_UNDER_NUMBER = re.compile(r"([①-⑳])([^①-⑳]+)")


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

    def add_effect(self, item: ItemDraft, effect: Effect) -> None:
        item.effects.append(effect)
        self.spoken.changed = [effect]
        self.changes.append((item.sentence, effect))

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
