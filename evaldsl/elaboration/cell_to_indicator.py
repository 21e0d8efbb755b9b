"""A scoring cell to an indicator: the way through, and what is settled when all of the cell is read."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import starmap

from attrs import field

from evaldsl.arrangement.order import arrange
from evaldsl.arrangement.target_line import with_target
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Group, groups
from evaldsl.clauses.left_open import Place
from evaldsl.clauses.leftovers import exceptions, left_over, leftovers
from evaldsl.clauses.measure_names import Choices, choices_among, may_be_negative
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.mentions import MERELY_MET
from evaldsl.clauses.ratios import with_judged_ratio, with_second_number, with_turned_ratio
from evaldsl.clauses.things_named import PARTS_OF_LIST
from evaldsl.elaboration.clauses_to_items import read_groups
from evaldsl.elaboration.formulas.definitions import own_definitions
from evaldsl.elaboration.one_distance import join_distances
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.stakes import items_of, takes
from evaldsl.elaboration.told_apart import told_apart
from evaldsl.elaboration.traces import refuse_given, refuse_untraced, tell_idle_base
from evaldsl.interpreter.expressions import Not, Some, keys_of
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.interpreter.rubric import (
    Cap,
    Change,
    Conventions,
    Decision,
    Definition,
    Effect,
    Fact,
    Indicator,
    Item,
    Kind,
    Ladder,
    Share,
    Span,
    Steps,
    Together,
    Veto,
    nodes_in,
)
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import ALIKE, text_to_tree, whole_cell
from evaldsl.text.diagnostics import Diagnostic, info
from evaldsl.text.typography import Plain, Unplaced

ONE = Fraction(1)


@frozen
class Setting:
    """What surrounds a cell: the indicator's name, path and points, and what the rubric declares.

    *choices* are the declared facts that are one of several words.
    """

    name: str
    path: tuple[str, ...]
    weight: Fraction | None
    conventions: Conventions
    rates: dict[str, Definition]
    declared: dict[str, Fact]
    explanation: str = ""
    source: str = ""
    span: Span = (0, 0)
    choices: Choices = field(kw_only=True)
    target: tree.Comparison | None = field(kw_only=True, default=None)
    """What the line 指标值 beside the cell wants, a number."""

    @choices.default
    def _choices(self) -> Choices:
        return choices_among(self.declared)


@frozen
class Reading:
    """A cell with its meaning, and what checks want to see of how it was read.

    *indicator* is None when nothing in the cell scores. *weight* is None when the indicator's points are not known.
    *bonus_over_full*: the rubric says that a bonus may pass the indicator's points.
    """

    indicator: Indicator | None
    weight: Fraction | None
    cell: tree.Cell
    plain: Plain
    groups: tuple[Group, ...]
    drafts: tuple[ItemDraft, ...]
    rates: dict[str, Definition]
    found: tuple[Diagnostic, ...]
    bonus_over_full: bool = False

    @property
    def of_default_rule(self) -> bool:
        """Whether the cell is a default rule, which stands nowhere in the file as it is read."""
        return isinstance(self.plain, Unplaced)

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the plain text stands in the file."""
        return self.plain.span(start, end)


def read_cell(text: str, setting: Setting, offset: int = 0, place: Span | None = None) -> Reading:
    """Reads the scoring cell *text* that begins at *offset* of its file.

    *place* is where the whole of it is to be reported when it stands nowhere in the file: a default rule.
    """
    written, plain, found = text_to_tree(text, offset)
    cell = written if setting.target is None else with_target(written, setting.target)
    if place is not None:
        plain = Unplaced(plain.text, plain.origin, place)
    measures = Measures(
        setting.name, plain, setting.conventions, dict(setting.rates), setting.declared, setting.choices
    )
    own_definitions(cell, measures)
    if "1:" in cell.plain and not (measures.defined or "=" in cell.plain):
        known = {*measures.rates, *measures.declared}
        cell = with_second_number(with_turned_ratio(with_judged_ratio(cell, known), known), known)
    reader = Reader(cell, measures, setting.weight, setting.explanation)
    grouped, left = _words(cell)
    read_groups(reader, grouped)
    refuse_untraced(reader, grouped)
    if tree.Base in cell.by_kind:
        tell_idle_base(reader)
    weight = setting.weight if setting.weight is not None else reader.stated.declared
    for heading in reader.stated.headings:
        heading.settle()
    drafts = [draft for draft in reader.items if draft.cases or _scores(draft)]
    items, effects = _settled(reader, drafts, weight, bool(left))
    indicator = _indicator(reader, setting, items, effects, weight)
    said = tuple(_said(reader, found, left))
    allowed = setting.conventions.bonus_over_full is True
    return Reading(indicator, weight, written, plain, tuple(grouped), tuple(drafts), measures.rates, said, allowed)


def _settled(
    reader: Reader, drafts: list[ItemDraft], weight: Fraction | None, left: bool
) -> tuple[tuple[Item, ...], tuple[Effect, ...]]:
    """The items of the indicator and what acts on all of them; *left*: words are left over, whose refusal says enough."""
    measures = reader.measures
    join_distances(drafts, measures)
    items = items_of(drafts, weight, reader)
    _bound_decisions(items, measures)
    for draft in drafts:
        for key in draft.unasked:
            measures.facts.drop(key)
    if not left:
        refuse_given(reader, items)
    items, homeless = _without_homeless(items, weight)
    lost = reader.lost_with and (len(items) > 1 or any(map(_gives, items)))
    losses = (_loss(items, *one) for one in reader.lost_with) if lost else ()
    effects = (*homeless, *reader.vetoes, *losses, *starmap(_whole, reader.all_or_nothing))
    if not items and (effects or reader.grade_rules):
        items = (Item("", weight or NOTHING, (), weight or NOTHING),)
    return items, effects


def _indicator(
    reader: Reader, setting: Setting, items: tuple[Item, ...], effects: tuple[Effect, ...], weight: Fraction | None
) -> Indicator | None:
    """What *items* and *effects* make, with the facts that they read; None where nothing scores."""
    if not (items or effects):
        return None
    cell, measures = reader.cell, reader.measures
    full = weight if weight is not None else sum((item.stake for item in items), NOTHING)
    if setting.conventions.bonus_over_full is False and any(map(_gives, items)):
        effects = (*effects, Cap(full, "约定：加分不得超过分值"))
    indicator = Indicator(
        setting.name,
        setting.path,
        full,
        items,
        effects,
        tuple(reader.grade_rules),
        _with_ends(_passing(told_apart(reader, measures.facts.values()), cell.plain), cell),
        setting.explanation,
        setting.source,
        setting.span,
    )
    if measures.facts.dropped:
        indicator = _with_dropped(indicator, measures)
    return _without_idle(indicator, measures) if measures.defined else indicator


def _said(reader: Reader, found: Sequence[Diagnostic], left: list[Place]) -> list[Diagnostic]:
    """What is to be said of the cell: *found* in its characters, by its reader, of words that are *left* over."""
    cell, measures = reader.cell, reader.measures
    said = [*found]
    if measures.found:
        said += [one for one in measures.found if not any(_same_place(one, other) for other in found)]
    for one in leftovers(cell, measures.source, left) if left else ():
        if not any(_same_place(one, other) for other in said):
            said.append(one)
    if "除外" in cell.plain or "不予" in cell.plain:
        said += exceptions(cell, measures.source, measures.facts.values())
    return said


def _with_dropped(indicator: Indicator, measures: Measures) -> Indicator:
    """*indicator* with the facts that were no longer asked for, but which some effect reads after all."""
    asked = {*measures.facts, *measures.rates}
    gone = {key: fact for key, fact in measures.facts.dropped.items() if key not in asked}
    read = _read_in(indicator) if gone else set[str]()
    back = [fact for key, fact in gone.items() if key in read]
    return evolve(indicator, facts=(*indicator.facts, *back)) if back else indicator


def _read_in(indicator: Indicator) -> set[str]:
    """The facts that its effects read, and its rules for the grade."""
    acting = [*(effect for item in indicator.items for effect in item.effects), *indicator.effects]
    nodes = [
        *(node for effect in acting for node in nodes_in(effect)),
        *(one.condition for one in indicator.grade_rules),
    ]
    return {key for node in nodes for key in keys_of(node)}


_ABOVE_WHOLE = re.compile(r"(?:超过|高于|大于|超出|>)(?:100%|1[0-9]{2}%)")


def _without_idle(indicator: Indicator, measures: Measures) -> Indicator:
    """*indicator* without the facts of a rate that the cell defines and no rule reads: 自给率=收入/支出。高于全市平均得4分."""
    read = _read_by([*_read_in(indicator)], measures)
    idle = _read_by(measures.defined, measures) - read if read else set[str]()
    for rate in (measures.rates[name] for name in measures.defined if name in idle):
        message = f"这个算式没有用：得分、扣分没有说到“{rate.said or rate.name}”，算它的数不必填"
        hint = "写明按这个率怎样计，或者删去算式"
        measures.found.append(info("formula-unused", message, *rate.span, hint=hint))
    return evolve(indicator, facts=tuple(fact for fact in indicator.facts if fact.key not in idle))


def _read_by(keys: list[str], measures: Measures) -> set[str]:
    """*keys*, and what the rates among them are computed from."""
    found, waiting = set[str](), list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += keys_of(measures.rates[key].expr) if key in measures.rates else []
    return found


def _with_ends(facts: tuple[Fact, ...], cell: tree.Cell) -> tuple[Fact, ...]:
    """*facts* with how far they go: no more of a list are 符合 than it numbers; 净利润 may be less than nothing."""
    many = _many_listed(cell) if tree.Marker in cell.by_kind and any(map(_counts_met, facts)) else 0
    either_way = "绝对值" in cell.plain  # 预算调整数, of a 预算调整率 that counts without its sign
    found = [
        evolve(fact, high=Fraction(many))
        if many > 1 and _counts_met(fact)
        else evolve(fact, signed=True)
        if fact.kind is Kind.NUMBER
        and fact.span == (0, 0)
        and (may_be_negative(fact.name) or (either_way and "调整" in fact.name))
        else fact
        for fact in facts
    ]
    return tuple(found)


def _counts_met(fact: Fact) -> bool:
    """Whether it is how many things are 符合, of which nothing says how many there may be; not 完成10座."""
    counted = fact.kind is Kind.COUNT and fact.high is None and fact.unit in (*PARTS_OF_LIST, "")
    return counted and MERELY_MET.fullmatch(fact.name) is not None


def _many_listed(cell: tree.Cell) -> int:
    """How many things the list of *cell* numbers, none of which is scored by itself: not ①完成10座得4分；②…."""
    marks = cell.by_kind.get(tree.Marker, ())
    inside = cell.behind(marks[0].start)[: -len(cell.behind(marks[-1].start)) or None] if marks else []
    return 0 if any(isinstance(value, tree.EFFECTS) for value in inside) else len(marks)


def _passing(facts: Iterable[Fact], words: str) -> tuple[Fact, ...]:
    """*facts*, of whose rates the *words* may say what counts above 100%."""
    if "%" not in words or not _ABOVE_WHOLE.search(words):
        return tuple(facts)
    return tuple(evolve(fact, passes_whole=True) if fact.kind is Kind.RATIO else fact for fact in facts)


Words = tuple[list[Group], list[Place]]


def _words(cell: tree.Cell) -> Words:
    """What the words of *cell* say wherever they stand: its clauses as they act, and the places where words are left over."""
    return _words_again(cell.plain) if cell is whole_cell(cell.plain) else _words_anew(cell)


@lru_cache(maxsize=ALIKE)
def _words_again(text: str) -> Words:
    """Those of a cell that can be read: a default rule stands behind many indicators."""
    cell = whole_cell(text)
    assert cell is not None
    return _words_anew(cell)


def _words_anew(cell: tree.Cell) -> Words:
    found = groups(cell)
    arrange(cell, found)
    return found, list(left_over(cell, found))


def _same_place(one: Diagnostic, other: Diagnostic) -> bool:
    """Whether *other* is an error that spoke of the place before *one*, which only says that it is not understood."""
    return one.slug == "unread-clause" and other.is_error and one.start < other.end and other.start < one.end


def _whole(drafts: tuple[ItemDraft, ...], words: str, span: Span) -> Veto:
    """以上任一项未完成的，本项不得分: nothing is left unless every award is earned."""
    return Veto(Some(tuple(Not(draft.cases[0].condition()) for draft in drafts)), words, span)


def _loss(items: tuple[Item, ...], draft: ItemDraft, band: CaseDraft | None, words: str, span: Span) -> Veto:
    """无绩效目标的，本指标不得分: nothing is left under *band*, or with none of the awards of *draft*."""
    if band is not None:
        return Veto(band.condition(), words, span)
    effects = next((item.effects for item in items if item.label == draft.label), ())
    cases = [case.condition for effect in effects if isinstance(effect, Ladder) for case in effect.cases]
    return Veto(Not(cases[0] if len(cases) == 1 else Some(tuple(cases))), words, span)


def _without_homeless(items: tuple[Item, ...], weight: Fraction | None) -> tuple[tuple[Item, ...], tuple[Effect, ...]]:
    """Deductions of an item that has nothing to take from, in an indicator whose points are all given, take from all."""
    if weight is None or len(items) < 2:
        return items, ()
    kept: list[Item] = []
    effects: list[Effect] = []
    for item in items:
        own = item.effects and not (item.stake or item.opening)
        if own and all(isinstance(e, (Steps, Change, Decision, Together, Veto)) and takes(e) for e in item.effects):
            effects += item.effects
        else:
            kept.append(item)
    return tuple(kept), tuple(effects)


def _bound_decisions(items: tuple[Item, ...], measures: Measures) -> None:
    """An evaluator gives or takes no more than the item is worth, where the words name no bounds."""
    unbounded = [key for key, fact in measures.facts.items() if fact.kind is Kind.DISCRETION and fact.high is None]
    for item in items if unbounded else ():
        for key in [key for effect in item.effects for key in _computed_with(effect)] if item.stake else ():
            if key in unbounded:
                unbounded.remove(key)
                fact = measures.facts[key]
                measures.facts[key] = evolve(fact, low=fact.low or NOTHING, high=item.stake)


def _computed_with(effect: Effect) -> list[str]:
    """The facts from which *effect* computes its points."""
    match effect:
        case Decision(key):
            return [key]
        case Share(points):
            return keys_of(points)
        case Ladder(cases, otherwise):
            keys = [key for case in cases for key in keys_of(case.points)]
            return keys if otherwise is None else keys + _computed_with(otherwise)
    return []


def _gives(item: Item) -> bool:
    """Whether something adds to the points an item begins with: a bonus."""
    return any(
        isinstance(effect, (Steps, Change)) and effect.points > 0 and item.opening > 0 for effect in item.effects
    )


def _scores(draft: ItemDraft) -> bool:
    return draft.has_award or bool(draft.effects or draft.vetoes or draft.otherwise) or draft.stake is not None
