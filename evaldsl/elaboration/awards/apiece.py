"""Awards apiece: ①、②各计1分, 甲率≥95%、乙率≥90%，达到一项得1分: the points of each thing, or limit, that is named before them."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.grouping import JOINED, Clause, text_of
from evaldsl.clauses.measure_names import enumerated_alike, is_rate_name, with_shared_end
from evaldsl.clauses.mentions import counts_several
from evaldsl.elaboration.awards.earning import given_beside
from evaldsl.elaboration.bands.cases import new_case
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.text.numerals import TIMES


def apiece(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """①、②各计1分; 一、二、三季度末进度分别达到20%、50%、80%各计0.5分."""
    if not clause.segments:
        return False
    segment = clause.segments[-1]
    joined = condition(reader.cell, clause, bare=True)
    if len(joined.compared) > 1 and not joined.judged and all(one.subject for one in joined.compared):
        for pair in joined.compared:
            _one_of(reader, clause, value, pair.part, pair.subject)
        return True
    if len(joined.compared) == 1 and not joined.judged:
        names = [name for name in re.split(r"[、和]", joined.compared[0].subject) if name]
        names = with_shared_end(names) if len(names) > 1 else []
        if names and all(map(is_rate_name, names)):
            for name in names:
                _one_of(reader, clause, value, joined.compared[0].part, name)
            return True
    limits = [part for part in segment if _is_limit(part)]
    text = re.sub(r"(?<=[①-⑳])(?=[①-⑳])", "、", text_of(reader.cell, segment))
    if len(limits) > 1:
        said = re.sub(r"(?:分别|各)+$", "", text_of(reader.cell, _before(segment, limits[0])))
        pieces = [name for name in re.split(r"[、和]", said) if name]
        if len(pieces) != len(limits):
            return False
        names = with_shared_end(pieces)
        op = limits[0].value.op if isinstance(limits[0].value, tree.Comparison) else ""
        for name, part in zip(names, limits, strict=True):
            assert isinstance(part.value, tree.Comparison)
            one = evolve(part, value=evolve(part.value, op=part.value.op or op or "≥"))
            _one_of(reader, clause, value, one, name)
        return True
    names = [reader.explained(name) for name in enumerated_alike(JOINED.split(text)) if name]
    fewer = enumerated_alike([name for name in text.split("、") if name])  # 数据和资料真实、完整、准确各得1分
    if 1 < len(fewer) < len(names) and value.amount.high * len(fewer) == reader.weight:
        names = fewer
    told = [one for one in joined.judged.split("，") if one]
    if len(told) > 1 and not limits:  # 制度健全，台账清楚、规范，各得5分
        every = [name for one in told for name in enumerated_alike(JOINED.split(one)) if name]
        fitting = [one for one in (told, every) if value.amount.high * len(one) == reader.weight]
        if len(fitting) == 1 or (fitting and len(told) == len(every)):
            names = fitting[0]
    if limits or len(names) < 2:
        return False
    reader.spoken.apiece = []
    for name in names:
        _one_of(reader, clause, value, None, name)
    return True


def _is_limit(part: tree.Part) -> bool:
    """Whether it is a limit, and no 6月 that says when."""
    value = part.value
    return isinstance(value, tree.Comparison) and bool(value.op or value.limit.unit not in TIMES)


_MET = "(?:达到|达标|完成|满足|实现|符合|做到|具备)"
_EACH_REACHED = re.compile(
    rf"每{_MET}?(?:一|1)?(?:项|个)(?:[时节]点|阶段)?(?:达标|达到)?的?即?"
    rf"|(?P<one>(?:每?有)?(?:{_MET}(?:一|1)(?:项|个)|(?:一|1)(?:项|个){_MET})的?即?)"
)


def each_reached(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """半年进度达到40%，全年进度达到100%，每达到一项得2分; 6、9、11月末分别达到45%、70%、85%，每个时点达标得2分: each limit before it;
    达到一项得2分, where they are worth no more together than the indicator."""
    *limits, last = clause.segments
    if len(limits) < 2 and len(limits[0] if limits else ()) < 4:
        return False
    assert clause.effect is not None
    each = _EACH_REACHED.fullmatch(reader.cell.plain[last[0].start : clause.effect.start].strip(","))
    many = sum(_is_limit(part) for segment in limits for part in segment)
    if each is None or (each["one"] and not _may_be_each(reader, clause, value.amount.high * many)):
        return False
    return apiece(reader, evolve(clause, segments=tuple(limits)), value)


def _may_be_each(reader: Reader, clause: Clause, together: Fraction) -> bool:
    """Whether 达到一项 speaks of each of what is listed: where no points are named for 达到两项, and they fit or are capped."""
    fits = reader.weight is None or together <= reader.weight or bool(reader.beside(clause, tree.Cap))
    return fits and not _for_several(reader, clause)


def _for_several(reader: Reader, clause: Clause) -> bool:
    return counts_several(one for one in reader.beside(clause, tree.Comparison) if one.limit.unit not in TIMES)


def each_named(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """制度健全、台账清楚，每项2分, of 4; 制度健全、台账清楚每项2分; 有制度，资料齐全，每符合一项得2分: each of what is named, where that is what
    they are worth together, with what other awards give."""
    *named, last = clause.segments
    if not named and len(last) > 1 and not isinstance(last[0].value, tree.Each):
        named, last = [last[:1]], last[1:]
    each = _EACH_ONE.fullmatch(text_of(reader.cell, last))
    if (
        not each
        or (each["one"] and _for_several(reader, clause))
        or value.bonus
        or clause.otherwise
        or value.amount.share
        or reader.weight is None
    ):
        return False
    if not all(isinstance(part.value, tree.Word) for one in named for part in one):
        return False
    told = [text_of(reader.cell, one) for one in named]
    names = [name for one in told for name in JOINED.split(one) if name]
    left = (reader.weight, reader.weight - given_beside(reader, clause))
    if len(told) > 1 and value.amount.high * len(told) in left:
        reader.spoken.apiece = []
        for name in told:
            _one_of(reader, clause, value, None, name)
        return True
    if len(names) < 2 or len(told) > 1 or value.amount.high * len(names) not in left:
        return False
    return apiece(reader, evolve(clause, segments=tuple(named)), value)


_EACH_ONE = re.compile(
    f"每(?:一|1)?[项类]|每(?:{_MET}|有)(?:一|1)项|(?P<one>(?:每?有)?(?:{_MET}(?:一|1)项|(?:一|1)项{_MET})的?)即?"
)


def without_their_number(clause: Clause) -> Clause:
    """依据充分、合理、可衡量三项各占1/3权重分: without 三项, where as many stand before it."""
    segment = clause.segments[-1] if clause.segments else ()
    if len(segment) != 2 or not isinstance(segment[0].value, tree.Word):
        return clause
    many, names = segment[1].value, [name for name in JOINED.split(segment[0].value.text) if name]
    if not isinstance(many, tree.Comparison) or many.op or many.limit.number != len(names) or len(names) < 2:
        return clause
    return evolve(clause, segments=(*clause.segments[:-1], segment[:1]))


def _one_of(reader: Reader, clause: Clause, value: tree.Award, limit: tree.Part | None, name: str) -> None:
    last = reader.group.last
    if last is not None and last.titled is not None and last.cases:
        last.stake = None  # the heading only sums them up
    item = reader.new_item(clause.start, clause.end) if _fresh(reader, clause) else reader.item_for(clause)
    found = Condition("" if limit else name, (Compared(name, limit),) if limit else (), clause.start, clause.end)
    draft = new_case(reader, item, clause, found, value.amount)
    item.ladder_span, item.words = draft.span, f"{name}：{draft.words}"
    item.cases.append(draft)
    reader.spoken.apiece.append(item)


def _fresh(reader: Reader, clause: Clause) -> bool:
    return bool(reader.group.items) and reader.item_for(clause).has_award


def _before(segment: tuple[tree.Part, ...], part: tree.Part) -> list[tree.Part]:
    return list(segment[: segment.index(part)])
