"""Names become facts: what a rule reads, of which kind, in which unit, under which address."""

import re
from fractions import Fraction

from attrs import define, field

from evaldsl.clauses.asked import Asked
from evaldsl.clauses.definitions import own_name
from evaldsl.clauses.measure_names import (
    Choices,
    as_rate,
    change_name,
    count_alike,
    denied_fact,
    is_called,
    is_rate_name,
    names_measure,
)
from evaldsl.clauses.mentions import MERELY_MET
from evaldsl.clauses.units import (
    PARTS_OF_ONE,
    in_round_days,
    is_known,
    scale_between,
)
from evaldsl.interpreter.expressions import ZERO, Expr, Ref, keys_of, minus, most
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Conventions, Definition, Fact, Kind
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import Diagnostic, error, info, warning
from evaldsl.text.numerals import THINGS, is_averaged
from evaldsl.text.typography import Plain, same_name

MISTYPED = "核对原来的文件：是整数的删去这一点，漏了小数的补上"


@define
class Measures:
    """The facts of one cell, in the order in which its words read them.

    *rates* are the definitions known, *declared* the facts of the rubric's 数据, by compared name; *choices* those of several words.
    """

    indicator: str
    source: Plain
    conventions: Conventions
    rates: dict[str, Definition]
    declared: dict[str, Fact]
    choices: Choices = field(factory=dict)
    defined: list[str] = field(init=False, factory=list)
    apart: set[str] = field(init=False, factory=set)
    """What the cell calls those of the rates it defines (*defined*) that are its indicator's own."""
    facts: Asked = field(init=False, factory=Asked)
    found: list[Diagnostic] = field(init=False, factory=list)
    bare: set[str] = field(init=False, factory=set)
    """The rates that are written as 1 instead of 100%; *parted*: the units of which parts are compared, 0.8册."""
    parted: set[str] = field(init=False, factory=set)
    taken: set[int] = field(init=False, factory=set)
    """Where the limits stand that were read."""

    def measure(self, name: str, unit: str, rated: bool = False) -> Fact:
        """The fact or rate called *name*, compared with numbers in *unit*; *rated*: a bare number is a percentage."""
        known = self._defined(same_name(name))
        if known.endswith(("绝对值", "(绝对值)")):
            known = self._absolute(known.replace("(绝对值)", "绝对值"))
        if rate := self.rates.get(known):
            self.read_term(rate.expr)
            return rate.fact
        if known in self.declared:
            return self._use(self.declared[known])
        for fact in self.facts.values():
            if as_rate(same_name(fact.name)) == as_rate(known) and fact.kind in (Kind.RATIO, Kind.NUMBER, Kind.COUNT):
                return fact
        if unit in PARTS_OF_ONE or (not unit and (rated or is_rate_name(name))):
            low = NOTHING if known.endswith("绝对值") else None
            return self._use(Fact(known, name, Kind.RATIO, "%", low=low, address=name))
        if unit in THINGS and unit not in self.parted and not is_averaged(name):
            alike = count_alike(self.facts.values(), name, unit)
            if alike is None and MERELY_MET.fullmatch(name):
                return self.count(name, "", unit)  # 符合两项, of each indicator its own
            return alike or self._use(Fact(known, name, Kind.COUNT, unit, address=name))
        return self._use(Fact(known, name, Kind.NUMBER, unit, address=name))

    def _defined(self, known: str) -> str:
        """完成率 after 年度任务完成率=… in the same cell is the rate that was defined, and so is 实际完成率."""
        if known in self.apart:
            return own_name(self.indicator, known)
        own = [name for name in self.defined if is_called(name, known)] if self.defined else []
        named = own and known not in self.rates and known not in self.declared and names_measure(known)
        return own[0] if named and len(own) == 1 else known

    def _absolute(self, known: str) -> str:
        """预算调整率绝对值, where 预算调整率 is computed: the same without its sign."""
        rate = self.rates.get(self._defined(known.removesuffix("绝对值").removesuffix("的")))
        if rate is not None and known not in self.rates and known not in self.declared:
            value, said = Ref(rate.name), known if rate.said else ""
            known = own_name(self.indicator, known) if said else known
            self.rates[known] = evolve(rate, name=known, said=said, expr=most(value, minus(ZERO, value)))
        return known

    def define(self, rate: Definition) -> None:
        """From here on *rate* is known; what was read by this name before is computed too and not asked for."""
        self.rates[rate.name] = rate
        self.defined.append(rate.name)
        if rate.name not in self.declared:
            self.facts.drop(rate.name)

    def in_full(self, name: str) -> str:
        """产出数量完成率 for 完成率, where the cell has spoken of no other."""
        own = [one.name for one in self.facts.values() if one.kind is Kind.RATIO and one.name.endswith(name)]
        computed = self._defined(same_name(name)) in self.rates
        return own[0] if len(own) == 1 and is_rate_name(name) and not computed else name

    def _use(self, fact: Fact) -> Fact:
        return self.facts.setdefault(fact.key, fact)

    def read_term(self, expr: Expr) -> None:
        """Notes the base facts of a rate as read."""
        waiting, met = keys_of(expr), set[str]()
        while waiting:
            key = waiting.pop(0)
            if key in self.declared:
                self._use(self.declared[key])
            elif key in self.rates and key not in self.facts and key not in met:
                met.add(key)
                waiting[:0] = keys_of(self.rates[key].expr)

    def limit(self, quantity: tree.Quantity, fact: Fact, part: tree.Part) -> Fraction:
        """*quantity* in the unit of *fact*; a ratio is a plain number. Reports units that do not go together."""
        number, unit = quantity.number, quantity.unit
        self.taken.add(part.start)
        if quantity.slip:
            message = f"“{shown(number)}.”像是漏了小数或多了一点，按{shown(number)}读"
            self.report("mistyped-number", message, part, MISTYPED)
        if unit in (":1", "1:"):
            return number
        if fact.kind is Kind.RATIO:
            if unit and unit not in PARTS_OF_ONE:
                self._mismatch(unit, "%", fact, part)
            if unit == "‰" and fact.key in self.facts and "%" not in self.source.text:
                self.facts[fact.key] = evolve(self.facts[fact.key], multiple=unit)
            return quantity.part if unit in PARTS_OF_ONE else number / 100
        if unit == "%":
            self._mismatch("%", fact.unit, fact, part)
            return number
        if unit == fact.unit:
            self._counted_in(fact, part)
            return number
        upper, _, under = fact.unit.partition("/")
        scale = scale_between(unit, fact.unit if "/" in unit else upper)
        if scale is None or (scale != 1 and under[:1] in tuple("万亿") and "/" not in unit):  # per 人 may be meant
            if is_known(unit) and is_known(upper):
                return number * self._mismatch(unit, fact.unit, fact, part)
            return number
        folded = fact.unit == f"万{unit}" and unit != "元"  # 5万人 is read as 50000人
        if scale != 1 and fact.span != (0, 0) and not folded:
            message = f"“{fact.name}”以“{fact.unit}”计，此处写“{unit}”；按{shown(number, 6)}{unit}＝{shown(number * scale, 6)}{fact.unit}读"
            self.found.append(info("unit-mismatch", message, *self.span(part.start, part.end), hint="统一成一种单位"))
        return number * scale

    def _counted_in(self, fact: Fact, part: tree.Part) -> None:
        """6.5万亩 is 65000亩, and who fills in 6.2 means 万亩."""
        words = self.source.text[part.start : part.end]
        found = next((one for one in "万亿" if fact.unit and f"{one}{fact.unit}" in words), "")
        if found and self.facts.get(fact.key) is fact and fact.key not in self.declared:
            self.facts[fact.key] = evolve(fact, multiple=found)

    def as_rates(self, ends: tuple[tree.Quantity, ...], fact: Fact, part: tree.Part) -> tuple[tree.Quantity, ...]:
        """控制率≤1 means 100%, 0.8-0.9 80%-90%: a number alone of at most 1, or the two *ends* of a range, are the rates themselves."""
        most = ends[-1].number
        if fact.kind is not Kind.RATIO or any(end.unit for end in ends) or not most:
            return ends
        of = 100 if 0 < most <= 1 else 1
        if of > 1:
            self.bare.add(fact.key)
        said, read = ("-".join(shown(end.number * one) for end in ends) for one in (1, of))
        message = f"“{fact.name}”以%计，此处写{said}，按{read}%读"
        self.report("unit-mismatch", message, part, f"写成{read}%")
        return tuple(tree.Quantity(end.number * of, "%", end.slip) for end in ends)

    def _mismatch(self, have: str, want: str, fact: Fact, part: tree.Part) -> Fraction:
        one, word = ("1个百分点", "百分点") if have == "%" else (f"1{have}", have)
        scale = in_round_days(have, want)
        said = f"{one}＝{shown(scale)}{want}" if scale >= 1 else f"{shown(1 / scale)}{have}＝1{want}"
        told, say = f"按{said}读", warning
        if want == "%" and have in THINGS:  # 控制率≤100%得3分，超1人扣0.5分
            told, say = "没有读出数的是什么", error
        message = f"“{fact.name}”{f'以“{want}”计' if want else '没有单位'}，此处却用“{word}”；{told}"
        self.tell(say("unit-mismatch", message, *self.span(part.start, part.end), hint="统一成一种单位"))
        return scale

    # ---- judgements, counts, decisions

    def judgement(self, text: str, label: str) -> Fact:
        """The yes/no fact named by its own words."""
        return self._local(text, label, Kind.JUDGEMENT)

    def denied(self, text: str) -> Fact | None:
        """组织验收, judged before, of 未组织验收; 项目有绩效目标 of 无绩效目标; 发现挪用 of 未发现."""
        return denied_fact([fact for fact in self.facts.values() if fact.kind is Kind.JUDGEMENT], text)

    def count(self, text: str, label: str, unit: str) -> Fact:
        """How many times something occurred, or how many days are computed of that name: 逾期, 逾期天数."""
        for name in (text, f"{text}天数") if unit == "天" else ():
            if (days := self.rates.get(same_name(name))) is not None and days.unit == unit:
                return self.measure(name, unit)
        return self._local(text, label, Kind.COUNT, unit)

    def ratio(self, text: str, label: str, high: Fraction | None = None) -> Fact:
        """A ratio that only this item reads, never negative."""
        fact = evolve(self._local(text, label, Kind.RATIO, "%"), low=Fraction(0), high=high)
        self.facts[fact.key] = fact
        return fact

    def change(self, subject: str, words: str, unit: str) -> Fact:
        """The change of *subject* against the year or month before, in *unit*; it may be negative."""
        if re.search(r"(?:变动|增减|增长|下降|变化)(?:率|幅度)$|[增降]幅$", subject):
            return self.measure(subject, unit)
        name, unit = change_name(subject, words), "%" if is_rate_name(subject) else unit
        known = same_name(name)
        if known in self.declared:
            return self._use(self.declared[known])
        kind = Kind.RATIO if unit == "%" else Kind.NUMBER
        return self._use(Fact(known, name, kind, unit, address=name, signed=True))

    def choice(self, text: str, label: str, words: tuple[str, ...]) -> Fact:
        """One of *words*."""
        declared = self.declared.get(same_name(text))
        if declared is not None and declared.kind is Kind.CHOICE:
            return self._use(declared)
        fact = self._local(text, label, Kind.CHOICE, choices=words)
        if fact.choices != words:
            fact = self.facts[fact.key] = Fact(fact.key, text, Kind.CHOICE, "", fact.address, words)
        return fact

    def chosen(self, text: str) -> tuple[str, str] | None:
        """A declared choice and its word, where *text* says just that: 整改情况为优."""
        known = same_name(text)
        for end, facts in self.choices.items():
            fact = facts.get(known[:end])
            if fact is not None:
                rest = re.sub(r"^(?:等级|等次|结果)?(?:评定|评价)?[为是:]?|(?:等次|等级|级|档|的)$", "", known[end:])
                if rest in fact.choices:
                    return self._use(fact).key, rest
        return None

    def decision(self, text: str, label: str, low: Fraction | None, high: Fraction | None) -> Fact:
        """Points an evaluator takes or gives, within bounds."""
        fact = self.decided(text or "酌情", label)
        if (fact.low, fact.high, fact.may_be_zero) != (low, high, bool(low)):
            fact = self.facts[fact.key] = evolve(fact, low=low, high=high, may_be_zero=bool(low))
        return fact

    def decided(self, text: str, label: str) -> Fact:
        """Points an evaluator decides on, whatever their bounds."""
        return self._local(text, label, Kind.DISCRETION, "分")

    def _local(self, text: str, label: str, kind: Kind, unit: str = "", choices: tuple[str, ...] = ()) -> Fact:
        declared = self.declared.get(same_name(text))
        if declared is not None and declared.kind is kind:
            return self._use(declared)
        address = f"{self.indicator}.{label}.{text}" if label else f"{self.indicator}.{text}"
        key = same_name(address)
        if (clash := self.facts.get(key)) is not None and clash.kind is not kind:
            key = same_name(address := f"{address}（{kind.value}）")
        return self._use(Fact(key, text, kind, unit, address, choices))

    # ---- diagnostics

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the plain text from *start* to *end* stands in the file."""
        return self.source.span(start, end)

    def report(self, slug: str, message: str, part: tree.Part, hint: str = "") -> None:
        """A finding at *part*."""
        self.tell(warning(slug, message, *self.span(part.start, part.end), hint=hint))

    def tell(self, one: Diagnostic) -> None:
        """Says *one* once."""
        self.found += [] if one in self.found else [one]
