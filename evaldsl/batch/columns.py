"""The columns of a wide table: which fact each gives, in which unit its cells are, what its cells say."""

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, evolve, field, frozen

from evaldsl.facts.csv_columns import FOOTER
from evaldsl.facts.fact_values import NOT_SAID, Value, is_bare, parted, read_value, scale_of_unit, takes_unit, trouble
from evaldsl.facts.facts_file import FactNames
from evaldsl.facts.name_units import ANSWERS
from evaldsl.facts.small_rates import lines_words
from evaldsl.facts.unit_codes import CODES
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import curly, plain_text, same_name

UNIT_NAME = ("单位", "单位名称", "部门名称", "被评价单位")
YEAR = ("年度", "评价年度")
IDENTITY = (
    *UNIT_NAME,
    *YEAR,
    *("编号", "行号", "序号", "部门编码"),
    *CODES,
    *(
        "地区",
        "省",
        "省份",
        "市",
        "市州",
        "县",
        "县区",
        "县市区",
        "行政区划",
        "行政区划代码",
        "主管部门",
        "部门",
        "备注",
    ),
)
"""What a table says of a unit besides its facts; passed through to the result."""
_REMARKS = ("备注",)
_GAP = "[\\s\u3000\xa0]*"
SUM = (
    f"^{_GAP}(?:(?:全[省市州县区]|本[页表省市州县区])?(?:[合总小共]{_GAP}计数?|平{_GAP}均[值数分]?)(?:[:：（(].*)?{_GAP}$"
    f"|{FOOTER})"
)
"""What a row is called that is no unit: it sums others up, 合计, 全县合计, 小计（3个单位）, 平均, or stands below them, 填表人：…, 注：….
In Python and in Arrow alike."""
_UNIT = re.compile(r"(.+)\(([^()]+)\)")
MANY = 5
"""More unknown columns than that, and few that are known: the table of something else."""
_LONG_FORM = frozenset({"指标", "数值", "值", "名称"})


@frozen
class Column:
    """A column that gives *fact*. *unit* is the unit in its *header*, "" where none is written; *place* counts from 0.

    *scale*: what one of that unit is in the unit of the fact (a ratio being a plain number), as 1/60 for minutes of
    hours; None where a number without a unit says nothing, as of a ratio, or of what is counted in 万亩, whose header names no unit.
    *year*: the one that is evaluated.
    """

    place: int
    header: str
    fact: Fact
    unit: str = ""
    scale: Fraction | None = None
    year: int | None = None

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.fact.kind not in (Kind.JUDGEMENT, Kind.CHOICE)

    @property
    def is_unitless(self) -> bool:
        """Whether the rules name no unit of its numbers."""
        return self.fact.kind is Kind.NUMBER and not self.fact.unit

    def read(self, text: str) -> Value | Diagnostic | None:
        """What a cell says; None where it says nothing."""
        known = plain_text(text)
        if text.strip() != "*" and (not known or NOT_SAID.fullmatch(known)):
            return None
        if not self.is_number:
            return read_value(text, self.fact, self.year)
        return parted(text, self.fact) or read_value(self.with_unit(known), self.fact)

    def with_unit(self, known: str) -> str:
        """A number as a facts file would have it: with the unit of the header where the cell, typography settled, has none."""
        return known + self.unit if is_bare(known) else known


@frozen
class Columns:
    """The header of a table, understood: the columns of *facts*, those *passed* through, those *ignored*."""

    headers: tuple[str, ...]
    facts: tuple[Column, ...]
    passed: tuple[int, ...] = ()
    ignored: tuple[int, ...] = ()
    unit: int | None = None
    year: int | None = None
    codes: Mapping[str, int] = field(factory=dict)
    """The columns of the codes of units, by kind."""

    @cached_property
    def given(self) -> dict[str, Column]:
        """The columns by the key of their fact."""
        return {column.fact.key: column for column in self.facts}

    @property
    def written(self) -> dict[str, str]:
        """The units of measure in the headers of facts of which the rules name none."""
        return {one.fact.key: one.unit for one in self.facts if one.is_unitless and one.unit}

    @cached_property
    def titles(self) -> tuple[int, ...]:
        """The columns in which a row says what it is."""
        known = set(IDENTITY) - set(_REMARKS)
        return tuple(place for place in self.passed if same_name(self.headers[place]) in known)

    def lacking(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Those of *facts* that no column gives."""
        return tuple(fact for fact in facts if fact.key not in self.given)


@frozen
class HeaderProblem:
    """What is wrong with the header: the *place* of the column, None for the whole."""

    place: int | None
    finding: Diagnostic


def read_header(
    headers: Sequence[str], names: FactNames, ignore: bool = False, keep: Collection[str] = (), unit: str = ""
) -> tuple[Columns, list[HeaderProblem]]:
    """The columns of a table of the facts *names*, and what is wrong with its header.

    *ignore* leaves out what is no fact; columns called as in *keep* are passed through, facts too; *unit* stands above the table,
    for columns that name none. With an error the columns that could be read stay.
    """
    reader = _Header(names, ignore, frozenset(map(same_name, keep)), unit)
    for place, header in enumerate(headers):
        reader.read(place, header.strip("\ufeff \t\u3000\xa0"))
    reader.hold_units_together()
    unknown = reader.kept_but_absent()
    if unknown:
        reader.report(None, trouble("bad-header", f"要保留的列{'、'.join(f'“{one}”' for one in unknown)}不在表里"))
    if not reader.facts and not reader.problems:
        hint = "宽表一列一项数据、一行一个单位，表头由 evaldsl template --columns 生成"
        reader.report(None, trouble("bad-header", "表头里没有规则要读的数据", hint))
    said = [header for header in headers if header.strip("\ufeff \t\u3000\xa0")]
    if len(said) == 1 and len(headers) > 2 and not reader.facts:
        message = f"第一行只有“{said[0].strip()[:60]}”一格有字，像是标题；表头像是在下一行"
        reader.problems = [HeaderProblem(None, trouble("bad-header", message, "请删去标题行，让表头在第一行"))]
    elif reader.problems and _LONG_FORM & {same_name(header) for header in headers[:1]}:
        hint = "一行一项数据的，是一个单位的数据文件，用 evaldsl score；宽表由 evaldsl template --columns 生成"
        reader.problems = [HeaderProblem(None, trouble("bad-header", "这不是一行一个单位的宽表", hint))]
    elif reader.unknown > MANY and reader.unknown > 4 * len(reader.facts):
        message = f"表头的{len(headers)}列里，规则要读的只有{len(reader.facts)}列"
        strange = "、".join(f"“{headers[one.place]}”" for one in reader.problems[:3] if one.place is not None)
        hint = f"是不是拿错了表，或者漏了表头；{strange}等{reader.unknown}列，规则里没有；表头由 evaldsl template --columns 生成"
        reader.problems = [HeaderProblem(None, trouble("bad-header", message, hint))]
    return reader.columns(headers), reader.problems


@define
class _Header:
    names: FactNames
    ignore: bool
    keep: frozenset[str]
    above: str = ""
    facts: dict[str, Column] = field(factory=dict)
    passed: dict[str, int] = field(factory=dict)
    ignored: list[int] = field(factory=list)
    problems: list[HeaderProblem] = field(factory=list)
    unknown: int = 0

    def report(self, place: int | None, finding: Diagnostic) -> None:
        """Takes down what is wrong."""
        self.problems.append(HeaderProblem(place, finding))

    def read(self, place: int, header: str) -> None:
        """Takes one header."""
        name = same_name(header)
        if name in self.keep:
            self._pass(place, header)
        found = _fact_of(header, self.names)
        if isinstance(found, Column):
            in_above = not found.unit and takes_unit(found.fact, self.above)
            self._take(evolve(_in_unit(found, self.above) if in_above else found, place=place, year=self.names.year))
        elif name in self.keep:
            return
        elif found.slug == "unknown-fact" and name in IDENTITY:
            self._pass(place, header)
        elif self.ignore and found.slug in ("unknown-fact", "computed-fact"):
            self.ignored.append(place)
        elif not header:
            hint = "请给这一列写上名称，没有用的空列请删去，也可以用 --ignore-columns 略去"
            self.report(place, trouble("bad-header", f"第{place + 1}列没有表头", hint))
        else:
            self.unknown += 1
            self.report(place, self._hinted(found, header))

    def _hinted(self, found: Diagnostic, header: str) -> Diagnostic:
        if found.slug != "unknown-fact" or found.hint:
            return found
        near = self.names.near(_UNIT.sub(r"\1", plain_text(header))) if self.unknown <= 20 else ""
        ways = "与评分无关的列请删去，也可以用 --ignore-columns 略去，batch 还可以用 --keep 写明照抄"
        return evolve(found, hint=f"{near}；{ways}" if near else ways)

    def _pass(self, place: int, header: str) -> None:
        if self.passed.setdefault(same_name(header), place) != place:
            self.report(place, trouble("bad-header", f"“{header}”与前面一列意思相同", "删去其中一列"))

    def _take(self, column: Column) -> None:
        first = self.facts.setdefault(column.fact.key, column)
        if first is not column:
            shown = column.fact.address or column.fact.name
            message = f"“{shown}”有两列：第{first.place + 1}列“{first.header}”和第{column.place + 1}列“{column.header}”"
            self.report(column.place, trouble("repeated-fact", message, "删去其中一列"))

    def hold_units_together(self) -> None:
        """Columns of one formula whose rules name no unit say theirs all or none."""
        written = self.names.written_units
        texts = {key: f"1{one.unit}" for key, one in self.facts.items() if key in written.unitless}
        for key, text in written.in_unit(texts, self.above).items():
            self.facts[key], texts[key] = _in_unit(self.facts[key], self.above), text
        for one in written.unlike(texts):
            column, other = self.facts[one.key], self.facts[one.other]
            have = f"列名写的单位是“{column.unit}”" if column.unit else "列名没有写单位"
            message = f"{have}，同一个算式里的“{other.fact.name}”以“{other.unit}”计"
            hint = "两列都在列名里写明单位" if one.bare else "两列写成同一种单位"
            self.report(column.place, trouble("unit-mismatch", message, hint))

    def kept_but_absent(self) -> list[str]:
        """The names to keep that no column has."""
        return sorted(self.keep - self.passed.keys())

    def columns(self, headers: Sequence[str]) -> Columns:
        """All of it."""
        unit = next((self.passed[name] for name in UNIT_NAME if name in self.passed), None)
        year = next((self.passed[name] for name in YEAR if name in self.passed), None)
        passed = tuple(sorted(self.passed.values()))
        codes: dict[str, int] = {}
        for header, kind in CODES.items():
            if header in self.passed:
                codes.setdefault(kind, self.passed[header])
        return Columns(tuple(headers), tuple(self.facts.values()), passed, tuple(self.ignored), unit, year, codes)


def _fact_of(header: str, names: FactNames) -> Column | Diagnostic:
    """The column that *header* announces: a name, or a name with a unit in brackets."""
    whole = names.find(header)
    if isinstance(whole, Fact):
        return Column(0, header, whole, "", _bare_scale(whole))
    parted = _UNIT.fullmatch(plain_text(header))
    if parted is None:
        return whole
    fact, unit = names.find(parted[1]), parted[2]
    if isinstance(fact, Diagnostic):
        return fact if fact.slug != "unknown-fact" else evolve(fact, message=whole.message)
    if fact.kind is Kind.JUDGEMENT and unit in ANSWERS:
        return Column(0, header, fact)
    if fact.kind in (Kind.JUDGEMENT, Kind.CHOICE):
        return trouble("unit-mismatch", f"“{fact.name}”是{fact.kind.value}，没有单位，表头写的是“{unit[:20]}”")
    if unit == "日期" == fact.unit:
        return Column(0, header, fact)
    scale = scale_of_unit(unit, fact)
    return scale if isinstance(scale, Diagnostic) else Column(0, header, fact, unit, scale)


def _in_unit(column: Column, unit: str) -> Column:
    """*column* in the *unit* that stands above the table."""
    scale = scale_of_unit(unit, column.fact)
    assert isinstance(scale, Fraction)
    return evolve(column, unit=unit, scale=scale)


def _bare_scale(fact: Fact) -> Fraction | None:
    """What a number without any unit is, in the unit of *fact*."""
    if fact.kind in (Kind.RATIO, Kind.JUDGEMENT, Kind.CHOICE) or fact.unit == "日期" or fact.multiple:
        return None
    return Fraction(1)


def header_of(fact: Fact) -> str:
    """The header under which a template asks for *fact*: its address, and its unit in brackets."""
    name = curly(fact.address or fact.name)
    if fact.kind in (Kind.JUDGEMENT, Kind.CHOICE):
        return name
    unit = "%" if fact.kind is Kind.RATIO else "分" if fact.kind is Kind.DISCRETION else fact.asked_unit
    return f"{name}（{unit}）" if unit else name


def sums_words(lines: Sequence[int]) -> str:
    """What is said of rows that sum others up or stand below the units."""
    return f"{lines_words(lines)}像是合计、平均或表尾的说明，不是单位，没有评分；确是单位的，请改写它的名称"
