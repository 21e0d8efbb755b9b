"""合格率100%，每低1个百分点扣1分, 以预算数为上限，每超1%扣0.4分: a limit that is stated before steps and earns nothing is where they begin; 样本不少于50份，不足50份的
扣1分: or what is missed."""

import re

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import CONTEXT, Clause, Group, text_of
from evaldsl.clauses.measure_names import is_rate_name
from evaldsl.clauses.mentions import of_every_period, says_how, says_how_many
from evaldsl.clauses.units import PARTS_OF_ONE, run_along
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.values import OPPOSITE
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part


def read_bases(cell: Cell, group: Group) -> None:
    """Makes what is stated before the steps of a deduction the limit that they run from."""
    for place in reversed(range(len(group.clauses))):
        clause = group.clauses[place]
        if not isinstance(clause.value, tree.Deduction) or clause.otherwise:
            continue
        at = next((at for at, one in enumerate(clause.segments) if isinstance(one[0].value, tree.Step)), None)
        if at is None:
            continue
        if at:
            limit = _stated(cell, clause.segments[at - 1], clause.segments[at])
            if limit is not None:
                segments = (*clause.segments[: at - 1], limit, *clause.segments[at:])
                group.clauses[place] = evolve(clause, segments=segments)
        elif place and (told := _statement(group.clauses[place - 1])):
            before = group.clauses[place - 1]
            limit = _stated(cell, told, clause.segments[0], alone=True)
            if limit is not None:
                segments = (*before.segments[:-1], limit, *clause.segments)
                merged = evolve(clause, segments=segments, start=before.start, label=before.label)
                group.clauses[place - 1 : place + 1] = [merged]


_NAMED = re.compile(
    r"(?P<of>.*?)以(?P<base>[^,，\d以为]{0,8}(?:数|额|预算|概算|计划|定额|编制|目标|指标|标准|水平))为(?:(?P<most>上限|限额?|限度|控制数)|(?P<least>下限|底线)|标准|基[准数]|准)"
)
_KEPT = re.compile(r"(?:未|不|没有?)(?:超[过出支]?|突破)(?:的|者)?|控制在(?:限额|预算|标准)?(?:以|之)?内(?:的|者)?")
_BEYOND = {"超": "超过", "高": "高于", "低": "低于", "少": "少于", "不足": "低于"}
"""What the verb of a step says of the base that stands before it."""


def read_named_bases(cell: Cell, group: Group) -> None:
    """公用经费超过预算数的，每超1% of 公用经费以预算数为上限，每超1%: says of a base that has a name, and no number, on which side of it
    the steps run."""
    for place in reversed(range(len(group.clauses))):
        clause, (behind, *_) = group.clauses[place], (*group.clauses[place + 1 :], group.clauses[place])
        for at, segment in enumerate(clause.segments):
            named = _NAMED.fullmatch(text_of(cell, segment)) if len(segment) == 1 else None
            inside = at + 1 < len(clause.segments)
            if named is None or not (inside or (clause.effect is None and behind.segments)):
                continue
            said = _said_beyond(
                named, segment[0], clause.segments[at + 1] if inside else behind.segments[0], clause.label
            )
            if said and inside:
                segments = (*clause.segments[:at], *said, *clause.segments[at + 2 :])
                group.clauses[place] = evolve(clause, segments=segments)
            elif said:
                segments = (*clause.segments[:at], *said, *behind.segments[1:])
                joined = evolve(behind, segments=segments, start=clause.start, label=clause.label)
                group.clauses[place : place + 2] = [joined]
            break


def _said_beyond(named: re.Match[str], part: Part, told: Segment, label: str) -> tuple[Segment, ...] | None:
    """What is said of the *named* base with what is *told* behind it, whether it is kept, or by how much it is not."""
    base, what = named["base"], named["of"] or label
    first, least = told[0], named["least"] is not None
    match first.value:
        case tree.Step(words=words) if verb := next((_BEYOND[one] for one in _BEYOND if words.startswith(one)), ""):
            return (evolve(part, value=tree.Word(f"{what}{verb}{base}的")),), told
        case tree.Comparison(">" | "<" as op, limit) if limit.unit == "%" and len(told) == 1:
            verb = "超过" if op == ">" else "低于"
            return ((evolve(part, value=tree.Word(f"{what}{verb}{base}")), first),)
        case tree.Word(text) if len(told) == 1 and _KEPT.fullmatch(text):
            return ((evolve(part, value=tree.Word(f"{what}{'不低于' if least else '不超过'}{base}")),),)
    return None


def read_missed(_: Cell, group: Group) -> None:
    """样本不足50份的扣2分 of 样本不少于50份，不足50份的扣2分: what is wanted is no condition beside that it is not so."""
    for place in reversed(range(len(group.clauses))):
        clause = group.clauses[place]
        if not (clause.segments and isinstance(clause.value, (tree.Deduction, tree.Zero))) or clause.otherwise:
            continue
        told = group.clauses[place - 1] if place and len(clause.segments) == 1 else None
        *before, missed = (*(told.segments if told and told.effect is None else ()), *clause.segments)
        *before, wanted = before or ((),)
        named = wanted[:-1] or (before[-1] if before else ())
        words = named and all(isinstance(part.value, tree.Word) for part in named)
        if words and _misses(missed[0].value, wanted[-1].value):
            label, start = (clause.label, clause.start) if told is None else (told.label, told.start)
            clause = evolve(clause, segments=((*named, *missed),), label=label, start=start)
            group.clauses[place if told is None else place - 1 : place + 1] = [clause]


def _misses(value: tree.Value, wanted: tree.Value) -> bool:
    if not (isinstance(value, tree.Comparison) and isinstance(wanted, tree.Comparison)):
        return False
    return value.limit == wanted.limit and value.op == OPPOSITE.get(wanted.op)


def _statement(clause: Clause) -> Segment:
    """The limit in which *clause* ends, where it does nothing: 合格率100%, or 合格率=100%."""
    if clause.otherwise or not clause.segments:
        return ()
    if clause.effect is None:
        return clause.segments[-1]
    value = clause.value
    if isinstance(value, tree.Formula) and not value.scored and isinstance(value.term, tree.Quantity):
        return (*clause.segments[-1], evolve(clause.effect, value=tree.Comparison("=", value.term)))
    return ()


def _stated(cell: Cell, told: Segment, steps: Segment, alone: bool = False) -> Segment | None:
    """*told* with the sign that the *steps* away from it give its number; None where they do not run from it."""
    *named, last = told if told else (steps[0],)
    limit, step = last.value, steps[0].value
    size = next((part.value for part in steps if isinstance(part.value, tree.Comparison)), None)
    words = all(isinstance(part.value, tree.Word) for part in named)
    if not words or len(named) > 1 or not isinstance(limit, tree.Comparison) or size is None:
        return None
    bare = limit.op in ("", "=")
    if not (bare or alone) or not isinstance(step, tree.Step) or limit.either:
        return None
    name = text_of(cell, tuple(named))
    if not name and limit.limit.unit not in PARTS_OF_ONE:
        return None
    aside = name and (CONTEXT.match(name) or says_how(name) or says_how_many(name) or of_every_period(name))
    if (aside and not is_rate_name(name.rstrip("应当须需要"))) or not run_along(size.limit.unit, limit.limit.unit):
        return None
    sign = limit.op if not bare or step.up == step.down else "≤" if step.up else "≥"
    return (*named, evolve(last, value=evolve(limit, op=sign)))
