"""每季度完成得2分, 每月未报送扣0.5分: what is judged once in every part of the year is counted over the year."""

import re
from fractions import Fraction

from evaldsl.clauses.counting import Per
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.rubric import Effect, Steps
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info

_IN_A_YEAR = {"季度": 4, "季": 4, "月份": 12, "月": 12, "周": 52, "旬": 36, "半年": 2}
_EVERY = re.compile(r"^(.*?)每个?(季度|季|月份|月|周|旬|半年)(?![\d底末前初中])(.{2,})$")
_APART = re.compile(r"^每个?(季度|季|月份|月|周|旬|半年)$")
_WHOLE_YEAR = re.compile(
    r"(?:[1一](?:季度)?(?:-|至|到)第?[4四]季度|四个季度|[1一]月?(?:-|至|到)(?:12|十二)月份?|全年)(?=每)"
)
_OFTEN = re.compile(r"^(?:按|每)个?(?:季度|季|月份|月|周|旬|半年)")
_FAILS = re.compile(r"未|不|没有|缺|漏|迟")


def by_period(reader: Reader, clause: Clause, points: Fraction | None) -> Per | None:
    """Counted by the quarter or the month: an award that stands apart from what is judged, 每季度得1分, or where all of the year
    make up its *points*; a deduction of what fails."""
    if not clause.segments or clause.otherwise:
        return None
    segment = clause.segments[-1]
    text = text_of(reader.cell, segment)
    if "每" not in text:
        return None
    year = _WHOLE_YEAR.match(text)
    text, begins = (text[year.end() :], segment[0].start + year.end()) if year else (text, 0)
    if not all(isinstance(part.value, tree.Word) for part in segment if part.end > begins):
        return None
    match, apart = _EVERY.match(text), _APART.match(text)
    if match is not None:
        before, period, judged = match.groups()
    elif apart is not None and len(clause.segments) > 1:  # 按季度开展检查，每季度得1分
        before, period = "", apart[1]
        judged = _OFTEN.sub("", "，".join(text_of(reader.cell, one) for one in clause.segments[:-1]))
    else:
        return None
    if not judged or (points is None and not _FAILS.search(judged)):
        return None
    if match is not None and points is not None and points * _IN_A_YEAR[period] not in _totals(reader, clause):
        return None
    many = f"{'季度' if period.startswith('季') else period[0]}数"
    name = f"{before}{judged}的{many}" if period != "半年" else f"{before}每半年{judged}"
    reader.stated.most_of[name] = Fraction(_IN_A_YEAR[period])
    assert clause.effect is not None
    size = tree.Quantity(Fraction(1), "次" if period == "半年" else "个")
    return Per(None, size, clause.effect, "", "", "", name, None)


_HEADED = re.compile(r"\)?[,:;。]?[^;。\d]*?每个?(季度|季|月份|月|周|旬|半年)(?![\d底末前初中])[^;。\d]*$")


def heads_periods(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """支付进度2分，每季度达到序时进度得0.5分: whether the points are what all of the year below them makes up."""
    assert clause.effect is not None
    end = clause.effect.end
    below = next((one for one in reader.cell.parts if one.start >= end and isinstance(one.value, tree.EFFECTS)), None)
    if below is None or not isinstance(below.value, tree.Award) or below.value.bare or below.value.bonus:
        return False
    told = _HEADED.match(reader.cell.plain[end : below.start])
    return told is not None and below.value.amount.high * _IN_A_YEAR[told[1]] == value.amount.high


_EXAMINED = re.compile("(?:进行|开展|实施)?(?:考核|考评|评价|评估|评分|计分|打分|核算|得分)*")


def points_of_year(reader: Reader, clause: Clause, points: Fraction) -> Fraction | None:
    """10 of 按季度考核，每季度2.5分: what is no judgement only says what a quarter is worth; None where something is judged."""
    texts = [text_of(reader.cell, segment) for segment in clause.segments]
    said = _WORTH.fullmatch(texts[-1]) if texts else None
    before = [_EXAMINED.fullmatch(_OFTEN.sub("", text)) for text in texts[:-1]]
    if said is None or not all(before) or not reader.cell.values(tree.Deduction):
        return None
    reader.stated.of_period = points
    whole = points * _IN_A_YEAR[said[1]]
    if whole not in _totals(reader, clause):
        message = (
            f"每{said[1]}{shown(points)}分，全年共{shown(whole)}分，与分值{shown(reader.weight or Fraction(0))}分对不上"
        )
        reader.unread(message, *reader.span_of(clause), hint="核对每一期的分数，或者写明全年共几分")
    return whole


_WORTH = re.compile(f"每个?(季度|季|月份|月|周|旬|半年)(?:{_EXAMINED.pattern})")


def within_period(reader: Reader, clause: Clause, steps: Effect, period: str) -> None:
    """扣完当季度分值为止: who counts takes no more of each quarter than its points, for one number does not show it."""
    most, span = reader.stated.of_period, reader.span_of(clause)
    if most is None or not (isinstance(steps, Steps) and steps.counted):
        hint = f"写明每{period}几分，如“每{period}2分，每发现一次扣0.5分，扣完当{period}分值为止”"
        reader.unread(f"没有读出每{period}最多扣几分", *span, hint=hint)
        return
    fact = reader.measures.facts[keys_of(steps.measure)[0]]
    times = most / abs(steps.points) * steps.size
    message = (
        f"“{reader.words_of(clause)}”：填“{fact.name}”时，每{period}最多填{shown(times)}{fact.unit}，多出的不计在内"
    )
    reader.measures.found.append(info("count-exception", message, *span))


def in_a_year(unit: str, name: str) -> Fraction | None:
    """How many of *unit* a year has, where *name* says what is done in each: 每月按时报送, but not 逾期 of so many months."""
    return Fraction(_IN_A_YEAR[unit]) if unit in _IN_A_YEAR and name.startswith("每") else None


def _totals(reader: Reader, clause: Clause) -> set[Fraction | None]:
    """What all of it may be worth: the points of its heading, else the indicator's, or what stands beside: 全年8分, 最高8分."""
    headed = [item.titled for item in reader.group.items[-1:] if item.titled is not None and not item.has_award]
    if headed:
        return {*headed}
    declared = [one.points for one in reader.beside(clause, tree.Declared)]
    return {reader.weight, reader.stated.declared, *declared, *(one.points for one in reader.beside(clause, tree.Cap))}


_THAT_ONE = re.compile(r"的?,?[该当](?:季度?|月份?|周|旬|半年|[次期场])$")


def not_counted(reader: Reader, clause: Clause) -> bool:
    """每季度开展检查得1分，被通报的该季度不得分: nothing more is lost than that one, which is then not counted."""
    last = reader.spoken.last_change
    if not (isinstance(last, Steps) and last.counted and last.points > 0 and clause.segments):
        return False
    if not _THAT_ONE.search(text_of(reader.cell, clause.segments[-1])):
        return False
    reader.measures.taken.update(part.start for segment in clause.segments for part in segment)
    (key,) = set(keys_of(last.measure))
    message = f"“{reader.words_of(clause).replace(',', '，')}”：填“{reader.measures.facts[key].name}”时不计在内"
    reader.measures.found.append(info("count-exception", message, *reader.span_of(clause)))
    return True
