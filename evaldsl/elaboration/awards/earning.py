"""Whether each one earns: 在省级媒体发表1篇得1分，最高得4分; 符合一项得0.5分，共8项."""

import re
from fractions import Fraction

from evaldsl.clauses.counted_names import counted_name
from evaldsl.clauses.counting import Per
from evaldsl.clauses.failings import is_fault
from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.text.numerals import COUNTED

_EARNED = re.compile(r"发表|刊登|刊发|采用|采纳|采编|录用|获得?|荣获|表彰|表扬|推广|承办|举办|刊载|转发|报送")
_OF_LISTED = re.compile(r"(?:上述|以上|下列)(\d+)(?:项|条|点).*(?<!\d)1(?:项|条|点)")


_EVERYWHERE = re.compile(r"(?:实现|做到|确保)?每(?:一|1)?个?[^\d,;]{1,8}(?:都|均|至少|不少于|不低于)[^;]*\d")


_EACH_SO = re.compile(
    r"[^\d,;每]*每(?:一|1)?(?:项|个|户|家|人|名|位|场|次|期|处|条|件|份|笔|类|种|村|月|季度|年)[^\d,;每]{0,10}(?:均|都)(?!可|能|得|计)[^\d,;]{2,}?,?(?:的,?)?[得计记给]"
)


def everywhere(reader: Reader, clause: Clause) -> bool:
    """每个村至少有1个产业得5分, 出水水质每项指标均达标得8分: what holds everywhere, and nothing to count."""
    words = reader.words_of(clause)
    return bool(_EVERYWHERE.match(words) or _EACH_SO.match(words))


def earns(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """在省级媒体发表1篇得1分，最高得4分: each one earns, as the cap on all of them says."""
    words = reader.cell.plain[clause.start : clause.end]
    listed = _OF_LISTED.search(words)
    if listed and reader.weight == int(listed[1]) * value.amount.high:
        return True  # 上述4项标准，满足1项得1.5分
    numbers = _numbers(reader, clause)
    if 1 in numbers and as_many(reader, clause, value.amount.high) and not _all_given(reader):
        return True
    if 1 in numbers and len(numbers) < 3 and _up_to_all(reader, clause, value):
        return True
    if numbers == {1} and _all_behind(reader, clause, value):
        return True
    caps = [one.points for one in reader.beside(clause, tree.Cap)] or _declared_behind(reader, clause)
    if not caps or any(one.up for one in reader.beside(clause, tree.Step)):
        return False  # 完成1个得3分，每增加1个加1分
    if _EARNED.search(words):
        return True
    most = max((points or Fraction(0) for points in caps), default=Fraction(0))
    higher = most > value.amount.high or (most == value.amount.high and len(reader.beside(clause, tree.Award)) > 1)
    return higher and numbers == {1}  # 创建示范点1个得2分，最高5分


def _up_to_all(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """举办一场得0.5分，四场及以上得满分; 一场0.5分，四场2分: so many as make up the points of the only award behind it, from which on no more is given."""
    behind = [one for one in reader.cell.behind(clause.end - 1) if not isinstance(one, (tree.Comma, tree.Word))]
    if len(behind) < 2 or not isinstance(many := behind[0], tree.Comparison) or many.op not in ("", "≥"):
        return False
    top = behind[1]
    whole = top.amount.high if isinstance(top, tree.Award) else reader.weight if isinstance(top, tree.Full) else None
    if any(isinstance(one, tree.Comparison) and one.limit.unit == many.limit.unit for one in behind[2:3]):
        return False
    return many.limit.unit in COUNTED and many.limit.number * value.amount.high == whole == reader.weight


_ALL_SO = re.compile(r"(?:全部|全面|均|都|全)(?:能|已)?[一-龥]{2,4}的?")


def is_all(text: str) -> bool:
    """Whether *text*, 全部做到, is for all of what is counted one by one before it."""
    return _ALL_SO.fullmatch(text) is not None


def _all_behind(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """做到一项得1分，全部做到得4分: the award right behind is for so many as make up its points."""
    behind = [one for one in reader.cell.behind(clause.end - 1) if not isinstance(one, tree.Comma)][:2]
    match behind:
        case [tree.Word(text), tree.Award(amount, bonus=False, apiece=False, per="", more=())] if not amount.share:
            top = amount.high
        case [tree.Word(text), tree.Full(points)]:
            top = points or reader.weight or Fraction(0)
        case _:
            return False
    return is_all(text) and top > value.amount.high > 0 and (top / value.amount.high).denominator == 1


def _declared_behind(reader: Reader, clause: Clause) -> list[Fraction]:
    """省级1家得1分，市级1家得0.5分，满分4分: what all of them are worth, told behind them."""
    if tree.Declared not in reader.cell.by_kind:
        return []
    behind = reader.cell.behind(clause.end - 1)
    stop = next((place for place, value in enumerate(behind) if isinstance(value, tree.Marker)), len(behind))
    total = sum((one.amount.high for one in reader.beside(clause, tree.Award)), Fraction(0))
    return [value.points for value in behind[:stop] if isinstance(value, tree.Declared) and value.points != total]


def _all_given(reader: Reader) -> bool:
    """每年至少组织2次得4分；组织1次得2分: the award before it gives all points, so that this one is less of the same."""
    cases = reader.group.items[-1].cases if reader.group.items else []
    return bool(cases) and cases[0].value == reader.weight


def as_many(reader: Reader, clause: Clause, points: Fraction) -> bool:
    """符合一项得0.5分，共8项: one of as many as make up the points of the indicator."""
    many = _numbers(reader, clause) - {1}
    if len(many) != 1 or reader.weight != max(many) * points:
        return False
    told = (part for part in reader.cell.by_kind[tree.Comparison] if part.value.limit.number in many)
    return not any(_is_graded(reader, part) for part in told)


def _is_graded(reader: Reader, told: tree.Part) -> bool:
    """1起得3分，2起得1分: whether so many are worth points of their own, and are no list of so many things."""
    behind = (one.value for one in reader.cell.parts if one.start >= told.end and not isinstance(one.value, tree.Word))
    return isinstance(next(behind, None), tree.Award)


_SO_MANY = re.compile(
    r"[^，]*?(?:共|设|含|包括)有?(?:\d+|[一二两三四五六七八九十])(?:项|个|条)[^，]{0,6}|[^，]{2,}共(?:\d+|[一二两三四五六七八九十])(?:项|个|条)"
)
_GRADES = (tree.Full, tree.Zero, tree.Proportion, tree.Portion)


def unnamed(reader: Reader, clause: Clause, counted: Per) -> bool:
    """产出数量共4项指标，每项3分，完成的得满分，未完成的按比例计分: refuses things of which each is graded and none is named."""
    if counted.step is not None or counted.tail or not _SO_MANY.fullmatch(counted.context):
        return False
    behind = reader.cell.behind(clause.end - 1)
    graded = isinstance(next((one for one in behind if isinstance(one, tree.EFFECTS)), None), _GRADES)
    if not graded or (counted.between and is_all(next((one.text for one in behind if isinstance(one, tree.Word)), ""))):
        return False  # 共3项任务，每完成1项得2分，全部完成得满分
    hint = "每项写成一句，如“新建道路≥5公里得3分，未完成的按比例得分”；只数完成了几项的，写“每完成一项得3分”"
    reader.unread(f"“{counted.context}”没有写明是哪几项，每一项完成多少没有地方填", *reader.span_of(clause), hint)
    return True


def _numbers(reader: Reader, clause: Clause) -> set[Fraction]:
    beside = reader.beside(clause, tree.Comparison)
    return {one.limit.number for one in beside if not one.op and one.limit.unit in COUNTED}


def given_beside(reader: Reader, clause: Clause) -> Fraction:
    """What the awards before *clause* give at most, and those behind it together."""
    before = (max((case.value or NOTHING for case in item.cases), default=NOTHING) for item in reader.items)
    assert clause.effect is not None
    behind = (one for one in reader.cell.behind(clause.effect.start) if isinstance(one, tree.Award) and not one.bonus)
    return sum(before, NOTHING) + sum((one.amount.high for one in behind), NOTHING)


def costs(found: Per) -> bool:
    """Whether what is counted is worth no points but costs some: 每低1个百分点, 每次迟到."""
    if found.step is None:
        return is_fault(counted_name(found))
    return found.step.down or found.step.words.startswith(("延", "推"))
