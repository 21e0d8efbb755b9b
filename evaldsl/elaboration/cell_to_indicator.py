"""A scoring cell to an indicator: stakes shared out, bands settled, effects in order."""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import starmap

from attrs import evolve, field

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.exemptions import exempted
from evaldsl.clauses.grouping import Group, groups
from evaldsl.clauses.interpolations import interpolate, points_named
from evaldsl.clauses.left_open import Place
from evaldsl.clauses.leftovers import exceptions, left_over, leftovers
from evaldsl.clauses.measure_names import Choices, choices_among
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.shortfalls import forgive
from evaldsl.elaboration import arrange, read_groups
from evaldsl.elaboration.computed_bands import takes_whole
from evaldsl.elaboration.definitions import own_definitions
from evaldsl.elaboration.one_distance import join_distances
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.traces import refuse_untraced
from evaldsl.interpreter.expressions import TRUE, Not, Rest, Some, keys_of
from evaldsl.interpreter.records import frozen
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
)
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import ALIKE, text_to_tree, whole_cell
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import Plain

NOTHING, ONE = Fraction(0), Fraction(1)


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

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the plain text stands in the file."""
        return self.plain.span(start, end)


def read_cell(text: str, setting: Setting, offset: int = 0, place: Span | None = None) -> Reading:
    """Reads the scoring cell *text* that begins at *offset* of its file.

    *place* is where the whole of it is to be reported when it stands nowhere in the file: a default rule.
    """
    cell, plain, found = text_to_tree(text, offset)
    if place is not None:
        plain = Plain(plain.text, [place[0]] * len(plain.text) + [place[1]])
    measures = Measures(
        setting.name, plain, setting.conventions, dict(setting.rates), setting.declared, setting.choices
    )
    own_definitions(cell, measures)
    reader = Reader(cell, measures, setting.weight, setting.explanation)
    grouped, left = _words(cell)
    read_groups(reader, grouped)
    refuse_untraced(reader, grouped)
    weight = setting.weight if setting.weight is not None else reader.stated.declared
    drafts = [draft for draft in reader.items if _scores(draft)]
    join_distances(drafts, measures)
    items = _items(drafts, weight, reader)
    _bound_decisions(items, measures)
    for key in (key for draft in drafts for key in draft.unasked):
        measures.facts.pop(key, None)
    items, homeless = _without_homeless(items, weight)
    effects = (*homeless, *reader.vetoes, *starmap(_whole, reader.all_or_nothing))
    if not items and (effects or reader.grade_rules):
        items = (Item("", weight or NOTHING, (), weight or NOTHING),)
    indicator = None
    if items or effects:
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
            _passing(measures.facts.values(), cell.plain),
            setting.explanation,
            setting.source,
            setting.span,
        )
    said = [*found, *(one for one in measures.found if not any(_same_place(one, other) for other in found))]
    for one in leftovers(cell, plain, left) if left else ():
        if not any(_same_place(one, other) for other in said):
            said.append(one)
    if "除外" in cell.plain:
        said += exceptions(cell, plain, [fact.name for fact in measures.facts.values()])
    allowed = setting.conventions.bonus_over_full is True
    return Reading(indicator, weight, cell, plain, tuple(grouped), tuple(drafts), measures.rates, tuple(said), allowed)


_ABOVE_WHOLE = re.compile(r"(?:超过|高于|大于|超出|>)(?:100%|1[0-9]{2}%)")


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


def _without_homeless(items: tuple[Item, ...], weight: Fraction | None) -> tuple[tuple[Item, ...], tuple[Effect, ...]]:
    """Deductions of an item that has nothing to take from, in an indicator whose points are all given, take from all."""
    if weight is None or len(items) < 2:
        return items, ()
    kept: list[Item] = []
    effects: list[Effect] = []
    for item in items:
        own = item.effects and not (item.stake or item.opening)
        if own and all(isinstance(e, (Steps, Change, Decision, Together, Veto)) and _takes(e) for e in item.effects):
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


def _takes(effect: Steps | Change | Decision | Together | Veto) -> bool:
    if isinstance(effect, Veto):
        return True
    if isinstance(effect, Together):
        return all(map(_takes, effect.effects))
    return effect.takes if isinstance(effect, Decision) else effect.points < 0


def _gives(item: Item) -> bool:
    """Whether something adds to the points an item begins with: a bonus."""
    return any(
        isinstance(effect, (Steps, Change)) and effect.points > 0 and item.opening > 0 for effect in item.effects
    )


def _scores(draft: ItemDraft) -> bool:
    return draft.has_award or bool(draft.effects or draft.vetoes or draft.otherwise) or draft.stake is not None


def _items(drafts: list[ItemDraft], weight: Fraction | None, reader: Reader) -> tuple[Item, ...]:
    interpolating = [draft for draft in drafts if draft.interpolations]
    for draft in drafts:
        if draft.otherwise is not None:
            _carry_on(draft)
        if draft.bonus_only and weight:
            _balance(draft, weight)
        if draft in interpolating:
            points_named(draft)
        draft.settle()
    stakes: list[Fraction] = []
    open_drafts: list[ItemDraft] = []
    for draft in drafts:
        stake = _own_stake(draft) or (_most(draft) if len(drafts) > 1 else None)
        if stake is None:
            open_drafts.append(draft)
        else:
            draft.stake = stake
            stakes.append(stake)
    left = weight if open_drafts else None
    if left is not None and stakes:
        left = max(left - sum(stakes), NOTHING)
    pool, claimed = _share_left(open_drafts, left, any(stakes)) if open_drafts else ([], False)
    for draft in interpolating:
        for one in interpolate(draft, draft.stake or left):
            reader.unread("没有读出从几分到几分插值", *one.span)
    found = [_item(draft, NOTHING if draft.stake is None else draft.stake) for draft in drafts if draft not in pool]
    if pool:
        found.insert(min(drafts.index(pool[0]), len(found)), _pooled(pool, NOTHING if claimed else left))
    return tuple(found)


def _share_left(drafts: list[ItemDraft], left: Fraction | None, given: bool) -> tuple[list[ItemDraft], bool]:
    """Shares what is *left* among items without points of their own; *given*: others have some. The items that only take,
    and whether any has a claim to what is left."""
    pool = [draft for draft in drafts if not draft.has_award or _only_takes(draft)]
    claimants = [draft for draft in drafts if draft not in pool and not draft.bonus_only]
    share_out = [draft for draft in claimants if draft.shared] or claimants[:1]
    whole = left or NOTHING
    share = whole / len(share_out) if len(share_out) > 1 else whole
    for draft in claimants:
        draft.stake = share if draft in share_out else NOTHING
    alone = not claimants and not pool and not given
    for draft in drafts:
        if draft.bonus_only:
            draft.stake = whole if alone and draft is drafts[0] else NOTHING
    return pool, bool(claimants)


def _only_takes(draft: ItemDraft) -> bool:
    """95%以上不扣分，90%-95%扣1分: 不扣分 gives nothing."""
    takes = [one for one in draft.effects if isinstance(one, Change) and one.points < 0]
    return len(takes) == len(draft.effects) > 0 and bool(draft.cases) and all(case.spared for case in draft.cases)


def _carry_on(draft: ItemDraft) -> None:
    """否则每低1个百分点扣0.5分 on the measure of the award is what steps after an award mean anyway."""
    if isinstance(draft.otherwise, Steps) and not draft.otherwise.counted and draft.measure is not None:
        draft.effects.insert(0, draft.otherwise)
        draft.otherwise = None


def _balance(draft: ItemDraft, weight: Fraction) -> None:
    """表扬一次加1分，批评一次扣1分: what is taken needs points to take from, unless the bonus alone can earn them all."""
    changes = [e for e in draft.effects if isinstance(e, (Steps, Change))]
    earned = any(e.most == weight for e in (*changes, *(e for e in draft.effects if isinstance(e, Together))))
    earned = earned or any(isinstance(e, Cap) for e in draft.effects)
    if not earned and any(e.points < 0 for e in changes):
        draft.opening_zero = draft.bonus_only = False


def _own_stake(draft: ItemDraft) -> Fraction | None:
    if draft.stake is not None:
        return draft.stake
    if draft.bonus_only or draft.plain_full or takes_whole(draft):
        return None
    if len(draft.cases) == 1:
        return draft.cases[0].value
    values = [case.value for case in draft.cases if case.value is not None]
    whole = any(case.value is None and isinstance(case.points, Rest) for case in draft.cases)
    if not values or whole or draft.cases[0].value is None:
        return None
    return max(values) if len(values) > 1 else values[0]


def _most(draft: ItemDraft) -> Fraction | None:
    """What 最高得3分 says that a formula or a bonus among other items is worth."""
    named = [effect.points for effect in draft.effects if isinstance(effect, Cap)]
    if (
        draft.opening_zero
        and not draft.cases
        and len(draft.effects) == 1
        and isinstance(draft.effects[0], (Together, Steps))
    ):
        one = draft.effects[0]
        named += [one.most] if one.most is not None and not _takes(one) else []
    return named[0] if named else None


def _effects(draft: ItemDraft) -> tuple[Effect, ...]:
    forgive(draft)
    ladder = draft.ladder(draft.cases[0].words if draft.cases else "")
    if len(draft.cases) == 1 and draft.cases[0].spared and draft.otherwise is None:
        ladder = None
    if ladder is None and draft.otherwise is not None:
        ladder = Ladder((), draft.otherwise)
        if not draft.has_award:
            ladder = None
    shares = [effect for effect in draft.effects if isinstance(effect, Share)] if draft.effects else []
    if draft.cases and shares and draft.otherwise is None:
        draft.otherwise = shares[0]  # 按完成比例得分，全部完成得满分
        ladder, shares = draft.ladder(draft.cases[0].words), []
    others = [_bounded(draft, effect) for effect in draft.effects if not isinstance(effect, Share)]
    if draft.stake_is_award and ladder is not None and len(ladder.cases) == 1 and ladder.cases[0].condition == TRUE:
        ladder = None
    first = [ladder] if ladder is not None else []
    effects = (*first, *shares, *others, *draft.vetoes)
    return effects if draft.exempt is None else exempted(effects, draft.exempt)


def _bounded(draft: ItemDraft, effect: Effect) -> Effect:
    """*effect* with its steps no further than the bands behind them."""
    if isinstance(effect, Together):
        inner = (draft.bounded(one) if isinstance(one, Steps) else one for one in effect.effects)
        return evolve(effect, effects=tuple(inner))
    return draft.bounded(effect) if isinstance(effect, Steps) and draft.cases else effect


def _item(draft: ItemDraft, stake: Fraction) -> Item:
    opening = NOTHING if draft.opening_zero else stake
    takes = draft.effects and not stake and any(isinstance(e, (Steps, Change)) and e.points < 0 for e in draft.effects)
    floor = None if takes and not draft.sinks else draft.lowest
    return Item(draft.label, stake, _effects(draft), opening, floor, draft.words, draft.span)


def _pooled(pool: list[ItemDraft], left: Fraction | None) -> Item:
    """Items without points of their own take from what their indicator has left, together."""
    effects = [effect for draft in pool for effect in draft.effects]
    vetoes = [effect for draft in pool for effect in draft.vetoes]
    stake = left if left is not None else NOTHING
    span = (min(draft.span[0] for draft in pool), max(draft.span[1] for draft in pool))
    label = pool[0].label if len(pool) == 1 else ""
    sinking = [draft.lowest for draft in pool if draft.sinks]
    floor = (
        None if left is None or None in sinking else min((one for one in sinking if one is not None), default=NOTHING)
    )
    return Item(label, stake, (*effects, *vetoes), stake, floor, "", span)
