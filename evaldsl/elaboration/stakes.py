"""Stakes: how many points of its indicator each item is worth, and its effects in the order in which they act."""

from fractions import Fraction

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.exemptions import exempted
from evaldsl.clauses.interpolations import interpolate, points_named
from evaldsl.clauses.ladders import bounded, ladder_of
from evaldsl.clauses.shortfalls import forgive
from evaldsl.elaboration.formulas.computed_bands import takes_whole
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.bounds import value_of
from evaldsl.interpreter.expressions import All, Condition, If, Number, Rest
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Cap, Change, Decision, Effect, Item, Ladder, Share, Steps, Together, Veto
from evaldsl.interpreter.values import NOTHING
from evaldsl.text.diagnostics import warning


def items_of(drafts: list[ItemDraft], weight: Fraction | None, reader: Reader) -> tuple[Item, ...]:
    """The items of *drafts*: what their sentences say that each is worth, the rest of *weight* to those that say nothing."""
    for draft in drafts:
        _settle(draft, weight)
    interpolating = [draft for draft in drafts if draft.interpolations]
    if any(draft.grades is not None for draft in drafts):
        drafts = [draft for draft in drafts if draft.grades is None or draft.effects]
    stakes: list[Fraction] = []
    open_drafts: list[ItemDraft] = []
    for draft in drafts:
        stake = draft.stake
        if stake is None:
            stake = _own_stake(draft) or (_most(draft) if len(drafts) > 1 else None)
        if stake is None:
            open_drafts.append(draft)
        else:
            draft.stake = stake
            stakes.append(stake)
    left = weight if open_drafts else None
    if left is not None and stakes:
        left = max(left - sum(stakes, NOTHING), NOTHING)
    pool, claimed = _share_left(open_drafts, left, any(stakes)) if open_drafts else ([], False)
    if reader.own_losses:
        _lose_own_items(reader, len(drafts), pool, left if any(stakes) else None)
    for draft in interpolating:
        for one in interpolate(draft, draft.stake or left):
            reader.unread("没有读出从几分到几分插值", *one.span)
    found = [_item(draft, NOTHING if draft.stake is None else draft.stake) for draft in drafts if draft not in pool]
    if reader.stated.headings:
        pool, left = _under_headings(reader, drafts, found, pool, left)
    if pool:
        found.insert(min(drafts.index(pool[0]), len(found)), _pooled(pool, NOTHING if claimed else left))
    return tuple(found)


def _settle(draft: ItemDraft, weight: Fraction | None) -> None:
    """Settles what the words of *draft* left open while others could follow."""
    if draft.otherwise is not None:
        _carry_on(draft)
    if draft.bonus_only and weight:
        _balance(draft, weight)
    if draft.interpolations:
        points_named(draft)
    draft.settle()
    if draft.grades is not None:
        _join(draft, draft.grades)


def _lose_own_items(reader: Reader, many: int, pool: list[ItemDraft], left: Fraction | None) -> None:
    """Each 不得分 of items that only take, one of *many*: of what its own is worth, which is *left* where it is the *pool*."""
    for draft, veto, own in reader.own_losses:
        rest = left if own and pool == [draft] else None
        if _lose_own(draft, veto, draft.stake or rest, own):
            reader.vetoes = [one for one in reader.vetoes if one is not veto]
        elif draft.effects and draft.stake is None and many > 1:
            message = "这一项只写了扣分，“不得分”没有写明是这一项还是整个指标，按整个指标读"
            hint = "只说这一项的，写明这一项几分，如“扣完2分为止，…的该项不得分”；说整个指标的，写“本指标不得分”"
            reader.measures.tell(warning("step-target-unstated", message, *veto.span, hint=hint))


def _under_headings(
    reader: Reader, drafts: list[ItemDraft], found: list[Item], pool: list[ItemDraft], left: Fraction | None
) -> tuple[list[ItemDraft], Fraction | None]:
    """Gives those of the *pool* under a heading with points what it leaves them; the rest of the pool, and what is *left* to it."""
    for heading in reader.stated.headings:
        if heading.items and not any(one in drafts and _scores(one) for one in heading.items):
            hint = "写明每项几分，如“①…得2分”，或者“每项不符合扣1分”"
            reader.unread("下面各项没有写得几分、扣几分", *heading.span, hint)
    for heading in reader.stated.headings if pool else ():
        below = [draft for draft in pool if draft in heading.items]
        given = (one.stake or NOTHING for one in drafts if one in heading.items and one not in below)
        worth = heading.points - sum(given)
        if below and worth > 0 and (len(below) < len(pool) or worth != left):
            found.insert(min(drafts.index(below[0]), len(found)), _pooled(below, worth))
            pool, left = [draft for draft in pool if draft not in below], None if left is None else left - worth
    return pool, left


def _lose_own(draft: ItemDraft, veto: Veto, worth: Fraction | None, own: bool) -> bool:
    """2.命案发生1起扣2分，扣完3分为止，命案未侦破的该项不得分: whether *veto* takes no more than *draft* is *worth*, or, of 该项
    (*own*), than there is to take in it."""
    taken, most = _most_taken(draft) if own else ((), None)
    if worth and most in (None, worth):
        draft.vetoes.append(veto)
    elif most is not None:
        lost = Change(veto.condition, -most, None, veto.words, veto.span)
        words, first, last = "，".join(one.words for one in (*draft.effects, veto)), draft.effects[0].span, veto.span
        span = min(first[0], last[0]), max(first[1], last[1])
        draft.effects = [Together((*taken, lost), most, words, span)]
    return bool(worth) or most is not None


def _most_taken(draft: ItemDraft) -> tuple[tuple[Steps | Change, ...], Fraction | None]:
    """What *draft* takes, and the most that it comes to, where the words say so of all of it."""
    match draft.effects:
        case [Together(taken, most)] if not draft.has_award and takes(taken[0]):
            return taken, most
    taken = tuple(one for one in draft.effects if isinstance(one, Steps | Change) and one.points < 0)
    ends = [one.most or (-one.points if isinstance(one, Change) else None) for one in taken]
    limited = not draft.has_award and 0 < len(taken) == len(draft.effects) and None not in ends
    return taken, sum(filter(None, ends), NOTHING) if limited else None


def _join(draft: ItemDraft, graded: ItemDraft) -> None:
    """到岗履职得4分，到岗率95%以上不扣分，每低5个百分点扣1分: what *draft* takes, it takes from the award that it grades."""
    if all(case.spared for case in draft.cases):
        graded.behind += tuple(effect.span for effect in draft.effects)
        graded.effects += draft.effects
        draft.effects.clear()


def _scores(draft: ItemDraft) -> bool:
    return bool(draft.has_award or draft.effects or draft.vetoes)


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
    if draft.bonus_only or draft.plain_full or takes_whole(draft):
        return None
    if len(draft.cases) == 1:
        return draft.cases[0].value
    if not draft.cases or draft.cases[0].value is None:
        return None
    values = [case.value for case in draft.cases if case.value is not None]
    if len(values) < len(draft.cases) and any(
        case.value is None and isinstance(case.points, Rest) for case in draft.cases
    ):
        return None
    return max(values) if len(values) > 1 else values[0]


def _most(draft: ItemDraft) -> Fraction | None:
    """What a formula or a bonus among other items is worth: 最高得3分, or what 超过100%的按100%计 lets it come to."""
    named = [effect.points for effect in draft.effects if isinstance(effect, Cap)]
    shares = [effect for effect in draft.effects if isinstance(effect, Share)] if not (named or draft.cases) else []
    highest = value_of(shares[0].points, {})[1] if len(shares) == 1 else None
    if isinstance(highest, Fraction) and highest > 0:
        named = [highest]
    if (
        draft.opening_zero
        and not draft.cases
        and len(draft.effects) == 1
        and isinstance(draft.effects[0], (Together, Steps))
    ):
        one = draft.effects[0]
        named += [one.most] if one.most is not None and not takes(one) else []
    return named[0] if named else None


def _effects(draft: ItemDraft) -> tuple[Effect, ...]:
    forgive(draft)
    ladder = ladder_of(draft, draft.cases[0].words if draft.cases else "")
    if len(draft.cases) == 1 and draft.cases[0].spared and draft.otherwise is None:
        ladder = None
    if ladder is None and draft.otherwise is not None:
        ladder = Ladder((), draft.otherwise)
        if not draft.has_award:
            ladder = None
    shares = [effect for effect in draft.effects if isinstance(effect, Share)] if draft.effects else []
    if shares and draft.cases and draft.otherwise is None:
        draft.otherwise = shares[0]  # 按完成比例得分，全部完成得满分
        ladder, shares = ladder_of(draft, draft.cases[0].words), []
    others = [_bounded(draft, one) for one in draft.effects if not isinstance(one, Share)] if draft.effects else []
    alone = (
        ladder is not None and len(ladder.cases) == 1 and draft.stake_is_award and _always(ladder.cases[0].condition)
    )
    first = [] if ladder is None or alone else [ladder]
    return _unless_exempt(draft, (*first, *shares, *others, *draft.vetoes))


def _always(condition: Condition) -> bool:
    return isinstance(condition, All) and not condition.of


def _unless_exempt(draft: ItemDraft, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    return effects if draft.exempt is None else exempted(effects, draft.exempt)


def _bounded(draft: ItemDraft, effect: Effect) -> Effect:
    """*effect* with its steps no further than the bands behind them."""
    if isinstance(effect, Together):
        inner = (bounded(draft, one) if isinstance(one, Steps) else one for one in effect.effects)
        return evolve(effect, effects=tuple(inner))
    return bounded(draft, effect) if isinstance(effect, Steps) and draft.cases else effect


def _item(draft: ItemDraft, stake: Fraction) -> Item:
    opening = NOTHING if draft.opening_zero else stake
    takes = draft.effects and not stake and any(isinstance(e, (Steps, Change)) and e.points < 0 for e in draft.effects)
    floor = None if takes and not draft.sinks else draft.lowest
    effects = _effects(draft)
    if draft.exempt is not None and draft.opening_zero:
        whole = If(draft.exempt.condition(), Number(stake), Rest())
        effects = (Share(whole, draft.exempt.words, draft.exempt.span), *effects)
    return Item(draft.label, stake, effects, opening, floor, draft.words, draft.span)


def _pooled(pool: list[ItemDraft], left: Fraction | None) -> Item:
    """Items without points of their own take from what their indicator has left, together."""
    effects = [effect for draft in pool for effect in _unless_exempt(draft, tuple(draft.effects))]
    vetoes = {id(effect): effect for draft in pool for effect in draft.vetoes}.values()
    stake = left if left is not None else NOTHING
    span = (min(draft.span[0] for draft in pool), max(draft.span[1] for draft in pool))
    label = pool[0].label if len(pool) == 1 else ""
    sinking = [draft.lowest for draft in pool if draft.sinks]
    floor = (
        None if left is None or None in sinking else min((one for one in sinking if one is not None), default=NOTHING)
    )
    return Item(label, stake, (*effects, *vetoes), stake, floor, "", span)


def takes(effect: Steps | Change | Decision | Together | Veto) -> bool:
    """Whether *effect* can only take points."""
    if isinstance(effect, Veto):
        return True
    if isinstance(effect, Together):
        return all(map(takes, effect.effects))
    return effect.takes if isinstance(effect, Decision) else effect.points < 0
