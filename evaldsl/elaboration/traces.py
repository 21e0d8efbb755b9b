"""Traces: a clause that compares and scores must have become something, every limit of it must have been read, and points
must be earned by something."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, Group
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.rubric import Decision, Effect, Item, Span, Steps, Together
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.diagnostics import info

_SCORED = (tree.Award, tree.Deduction, tree.Full, tree.Discretion, tree.Portion, tree.Proportion, tree.Formula)
_BANDS = (*_SCORED, tree.Zero)


def refuse_untraced(reader: Reader, groups: list[Group]) -> None:
    """Refuses the clauses of *groups* that nothing came of, and the limits that no clause took."""
    found = reader.cell.by_kind
    parts: list[Part] = [*found.get(tree.Comparison, ()), *found.get(tree.Between, ())]
    if not parts or any(one.is_error for one in reader.measures.found):
        return
    unread = {part.start for part in parts if part.start not in reader.measures.taken}
    limited, spans = any(map(is_limit, parts)), list[Span]()
    for group in groups:
        computed = False
        for clause in group.clauses:
            computed = computed or isinstance(clause.value, tree.Formula)
            if clause.value is None and computed and unread:
                _refuse_limits(reader, clause, unread)
            if not clause.segments or not isinstance(clause.value, _BANDS):
                continue
            if limited and isinstance(clause.value, _SCORED) and _compares(clause):
                spans = spans or _spans(reader)
                if not _is_traced(reader, clause, spans):
                    reader.unread(f"“{reader.words_of(clause)}”没有读进哪一档", *reader.span_of(clause))
                    continue
            for part in _lost(reader, clause, unread) if unread else ():
                words = reader.cell.plain[part.start : part.end]
                reader.unread(f"“{words}”没有用上，不知道限制的是什么", *reader.measures.span(part.start, part.end))


def _refuse_limits(reader: Reader, clause: Clause, unread: set[int]) -> None:
    """得分=完成率×6分（完成率≤1）: a limit behind a formula that has no effect is no remark."""
    for segment in clause.segments:
        if any(part.start in unread and is_limit(part) for part in segment):
            words = reader.cell.plain[segment[0].start : segment[-1].end]
            hint = "写作“完成率超过100%的按100%计”“低于60%的不得分”；不影响得分的，删去"
            span = reader.measures.span(segment[0].start, segment[-1].end)
            reader.unread(f"公式后面的“{words}”没有写得几分，或者按多少计", *span, hint=hint)


def tell_idle_base(reader: Reader) -> None:
    """以90%为标准。执行率≥95%得5分: nothing is counted from the number that is stated."""
    for part in reader.cell.by_kind.get(tree.Base, ()):
        if not isinstance(part.value, tree.Base) or part.value.limit.unit == "分":
            continue
        steps = [one for item in reader.items for effect in _effects(item) for one in _steps(effect)]
        span = reader.measures.span(part.start, part.end)
        clipped = any(start <= span[0] and span[1] <= end for *_, (start, end) in reader.stated.clips)
        if clipped or any(one.base in (part.value.limit.number, part.value.limit.part) for one in steps):
            continue
        words = reader.cell.plain[part.start : part.end]
        message = f"“{words}”写不写一样：后面没有从它算起的得分、扣分"
        reader.measures.found.append(
            info("unreachable-clause", message, *span, hint="写明超过、低于它的怎样计，或者删去")
        )


def _effects(item: ItemDraft) -> list[Effect]:
    return [*item.effects, *([item.otherwise] if item.otherwise is not None else [])]


def _steps(effect: Effect) -> Iterator[Steps]:
    if isinstance(effect, Steps):
        yield effect
    elif isinstance(effect, Together):
        yield from (one for one in effect.effects if isinstance(one, Steps))


def refuse_given(reader: Reader, items: tuple[Item, ...]) -> None:
    """Refuses points of *items* that nothing must be earned for and nothing takes from."""
    for item in items:
        if not item.effects and item.opening:
            reader.unread("这一处得分没有写明条件", *item.span, "写明做到什么得这些分，如“制度健全得2分”")


def _spans(reader: Reader) -> list[Span]:
    """Where the words stand from which something came."""
    found = [one.span for one in (*reader.grade_rules, *reader.vetoes)]
    for item in reader.items:
        found += [one.span for one in (*item.left, *item.cases, *item.interpolations, *_effects(item), *item.vetoes)]
        found += [case.span for case, _ in item.takings]
        found += [item.exempt.span] if item.exempt is not None else []
    return found


def _compares(clause: Clause) -> bool:
    return any(map(is_limit, chain.from_iterable(clause.segments)))


def is_limit(part: Part) -> bool:
    """Whether *part* is a limit, and no bare number."""
    value = part.value
    return bool(value.op) if isinstance(value, tree.Comparison) else isinstance(value, tree.Between)


def _is_traced(reader: Reader, clause: Clause, spans: list[Span]) -> bool:
    """Whether anything came of *clause*, or its points end steps: 每达到10%得0.5分，达到100%得5分."""
    assert clause.effect is not None
    start, end = reader.measures.span(clause.effect.start, clause.effect.end)
    if any(one[0] < end and start < one[1] for one in spans) or not reader.items:
        return True
    points: Fraction | None
    match clause.value:
        case tree.Formula(scored=False):
            return True
        case tree.Award(amount):
            points = amount.high
        case tree.Full():
            points = reader.weight
        case _:
            return False
    ends = [end for item in reader.items for end in (item.stake, *map(_most, item.effects))]
    return points is not None and points in ends


def _most(effect: Effect) -> Fraction | None:
    return effect.most if isinstance(effect, (Steps, Together, Decision)) else None


def _lost(reader: Reader, clause: Clause, unread: set[int]) -> Iterator[Part]:
    """The percentages of *clause* that are in *unread*, and neither said again nor a part of a name."""
    for segment in clause.segments:
        stepped = any(isinstance(part.value, (tree.Step, tree.Each)) for part in segment)
        for part in (one for one in segment if one.start in unread and (is_limit(one) or not stepped)):
            numbers = [one for one in _quantities(part) if one.unit == "%"]
            words = reader.cell.plain[part.start : part.end]
            said = _said_again(reader, part, numbers) or _short_of_whole(clause, part)
            if numbers and not (said or _in_a_name(reader, words)):
                yield part


def _short_of_whole(clause: Clause, part: Part) -> bool:
    """低于100%的，按比例得分: a rate of which 100% gives all points anyway."""
    value = part.value
    short = isinstance(value, tree.Comparison) and value.op in ("<", "≤") and value.limit.number == 100
    return short and isinstance(clause.value, tree.Proportion | tree.Formula)


def _quantities(part: Part) -> list[tree.Quantity]:
    match part.value:
        case tree.Comparison(_, limit):
            return [limit]
        case tree.Between(low, high):
            return [low, high]
    return []


def _said_again(reader: Reader, part: Part, numbers: list[tree.Quantity]) -> bool:
    """超出±5%的 behind ±5%以内, 低于95%的 behind ≥95%: what the limit of another band leaves."""
    kinds = (tree.Comparison, tree.Between)
    others = [one for kind in kinds for one in reader.cell.by_kind.get(kind, ())]
    known = [abs(said.number) for one in others if one.start in reader.measures.taken for said in _quantities(one)]
    return is_limit(part) and all(abs(one.number) in known for one in numbers)


def _in_a_name(reader: Reader, words: str) -> bool:
    return any(words in fact.name for fact in reader.measures.facts.values())
