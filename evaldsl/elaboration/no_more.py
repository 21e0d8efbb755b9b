"""超出部分不加分, 3次以上部分不再加分: where a bonus, or a formula, ends, in words of its own."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import Arithmetic, Expr, Number, Ref, Rest
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Share, Steps
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import number

_NO_MORE = re.compile(
    r"(?:对|其)?(?:超过|超出|多出|超额)?(?:完成|上限|目标|任务)*的?(?P<many>[\d.]+|[一二两三四五六七八九十]+)?(?P<unit>[一-龥]{1,2}?)?(?:及?以上|以外|之外)?的?(?:部分)?的?"
    r"(?:均|一律)?不(?:再|另|予|另外|额外|重复)*(?:加|奖|计加|给予加)分"
)
_PART_BEYOND = re.compile(r"(?:超过|超出|多出|超额)(?:完成)?(?:100%)?的?部分")
_MORE_THAN_ALL = re.compile(
    r"(?:完成率|完成比例|比例|比值)?(?:超过|超出|大于|高于|超额)(?:完成)?(?:100%|[满全]分|(?:计划|目标|任务|指标)[数值]?)?的?"
)
_BEYOND = re.compile(r"超|多出|以上|以外|之外|部分")


def no_more(reader: Reader, clause: Clause) -> Clause:
    """*clause* without words that say where a bonus ends, which the bonus before them is told; behind a formula, its cap."""
    ends = _ends_formula(reader, clause)
    if ends is not None:
        return evolve(clause, segments=(), effect=ends)
    kept = tuple(segment for segment in clause.segments if not _ends_bonus(reader, clause, segment))
    return clause if len(kept) == len(clause.segments) else evolve(clause, segments=kept)


def _ends_formula(reader: Reader, clause: Clause) -> Part | None:
    """得分=完成率×10分，超额完成不加分; 超过部分不得分; 得分=完成数÷计划数×10分，超过100%的得满分: no more than what the formula
    gives for all of it."""
    item = reader.group.last
    share = item.effects[-1] if item is not None and item.computed and item.effects else None
    if not isinstance(share, Share) or len(clause.segments) != 1:
        return None
    text = text_of(reader.cell, clause.segments[0])
    match clause.value:
        case None:
            ends = _NO_MORE.fullmatch(text) and _BEYOND.search(text)
        case tree.Zero():
            ends = _PART_BEYOND.fullmatch(text)
        case tree.Full(None, spared=False) | tree.Clip(
            None | tree.Quantity(Fraction(numerator=100, denominator=1), "%")
        ):
            ends = _MORE_THAN_ALL.fullmatch(text) if _is_quotient(share.points) else None
        case _:
            ends = None
    if not ends:
        return None
    reader.measures.taken.update(part.start for part in clause.segments[0])
    match share.points:
        case Arithmetic("×", _, Number(points)):
            return Part(tree.Cap("得", points), clause.start, clause.end)
    return Part(tree.Cap("得", None), clause.start, clause.end)


def _is_quotient(points: Expr) -> bool:
    """Whether *points* are 完成数÷计划数×10分: what is beyond 100% speaks of no number of its own."""
    match points:
        case Arithmetic("×", Arithmetic("×", Arithmetic() as inner, Number(Fraction(numerator=1, denominator=1))), by):
            return _is_quotient(Arithmetic("×", inner, by))
        case Arithmetic("×", Arithmetic("÷", Ref(), Ref()), Number() | Rest()):
            return True
        case Arithmetic("÷", Arithmetic("×", Rest(), Ref()), Ref()):
            return True
    return False


def _ends_bonus(reader: Reader, clause: Clause, segment: Segment) -> bool:
    text = text_of(reader.cell, segment)
    match = _NO_MORE.fullmatch(text)
    if match is None or not _BEYOND.search(text):
        return False
    last = reader.spoken.last_change
    bonus = last if isinstance(last, Steps) and last.points > 0 else None
    if match["many"] is None:
        if bonus is not None and bonus.most is None:
            hint = "写明最多加几分，如“最多加2分”"
            reader.unread(f"“{text}”没有写明加到多少为止", *reader.span_of(clause), hint=hint)
        return True
    count = reader.spoken.count
    if bonus is None or not bonus.counted or count is None or match["unit"] != count.unit:
        hint = "写明最多加几分，如“最多加2分”"
        reader.unread(f"“{text}”没有读出是哪一处加分到此为止", *reader.span_of(clause), hint=hint)
        return True
    reader.replace_effect(
        reader.item_for(clause), bonus, evolve(bonus, most=bonus.points * (number(match["many"]) // bonus.size))
    )
    return True
