"""Facts: the entries of a facts file to values of the facts that a rubric reads.

A name is looked up in ``FactNames``, a value is read by ``read_value`` in the kind and unit of its fact. What cannot be
read is a diagnostic, and its fact stays out of the values; nothing is guessed.
"""

import re
from collections import Counter
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from attrs import define, field, frozen

from evaldsl.diagnostics import Diagnostic, Place, error, warning
from evaldsl.facts_text import AMOUNTS, SECTION, Entry, decode, read_entries
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import effect_to_expr
from evaldsl.interpreter.rubric import Decision, Definition, Fact, Indicator, Kind, Rubric
from evaldsl.interpreter.values import decimal_text
from evaldsl.measures import same_name
from evaldsl.numerals import MOST_DIGITS, decimal, number
from evaldsl.typography import plain_text

__all__ = ["Evidence", "FactNames", "Problem", "UnitFacts", "decode", "read_facts", "read_value"]

Value = Fraction | bool | str


@frozen
class Evidence:
    """What a value rests on, who decided it and why, and where it stands in the file."""

    basis: str
    reason: str
    evaluator: str
    start: int
    end: int


@frozen
class UnitFacts:
    """What is known about one unit: values by ``Fact.key``, in the kinds of ``Kind``; a ratio is a plain number."""

    unit: str = ""
    year: str = ""
    rubric_name: str = ""
    source: str = ""
    values: dict[str, Value] = field(factory=dict)
    evidence: dict[str, Evidence] = field(factory=dict)


@frozen
class Problem:
    """Why a name or a value cannot be read: a diagnostic without a place."""

    slug: str
    message: str
    hint: str = ""


# ---- names


_LABEL = re.compile(r"(?<=\.)(?:\(([0-9]{1,2})\)|([0-9]{1,2})(?=\.|$|[^0-9.])|([⑴-⒇]))")
_ITEM = re.compile(r"(.+?)\.([①-⑳]|\([0-9]+\))")


def _circled(match: re.Match[str]) -> str:
    place = ord(match[3]) - ord("⑴") + 1 if match[3] else int(match[1] or match[2])
    return chr(ord("①") + place - 1) if 1 <= place <= 20 else f"({place})"


def _compared(name: str) -> str:
    """*name* as names are compared here: typography settled, (1) and 1 after a dot written ①."""
    return _LABEL.sub(_circled, same_name(name))


@define
class FactNames:
    """Every name by which a facts file may call the facts of a rubric; built once, used for many units.

    *forms* are the names of facts; *places* the facts that only one indicator, or one item (指标.②), reads, in order of
    reading; *reads* what is read where there are none such; *homes* the places of a fact, the item first.
    """

    keys: dict[str, Fact]
    rates: dict[str, Definition]
    forms: dict[str, list[Fact]] = field(factory=dict)
    places: dict[str, list[Fact]] = field(factory=dict)
    reads: dict[str, list[str]] = field(factory=dict)
    labels: dict[str, list[str]] = field(factory=dict)
    homes: dict[str, list[list[Fact]]] = field(factory=dict)
    takes: dict[str, bool] = field(factory=dict)
    grams: dict[str, list[str]] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "FactNames":
        """The names of *rubric*."""
        facts = {fact.key: fact for indicator in rubric.indicators for fact in indicator.facts}
        facts |= {fact.key: fact for fact in rubric.facts}
        rates = {_compared(rate.name): rate for rate in rubric.definitions}
        names = cls({_compared(key): fact for key, fact in facts.items()}, rates)
        for fact in facts.values():
            names._call(fact, fact.name)
            names._call(fact, fact.address)
            if fact.name.endswith(("酌情扣分", "酌情得分", "的得分")):
                names.takes[fact.key] = fact.name.endswith("酌情扣分")
        for indicator in rubric.indicators:
            names._enter(indicator)
        return names

    def _call(self, fact: Fact, form: str) -> None:
        known = self.forms.setdefault(_compared(form), [])
        if fact not in known:
            known.append(fact)

    def _enter(self, indicator: Indicator) -> None:
        head = same_name(indicator.name)
        whole = self.places.setdefault(_compared(head), [])
        labels = self.labels.setdefault(_compared(head), [])
        for fact in indicator.facts:
            address, words = same_name(fact.address), same_name(fact.name)
            if address == head or address.startswith(f"{head}."):
                rest = address[len(head) + 1 :]
                at = max(rest.rfind(words), 0)
                label = rest[:at].rstrip(".")
                own = self.places.setdefault(_compared(f"{head}.{label}"), []) if label else whole
                self.homes[fact.key] = [own, whole]
                labels += [label] if label and label not in labels else []
                for facts in (own, whole) if label else (whole,):
                    facts.append(fact)
                self._call(fact, f"{head}.{rest[at:]}")
                self._call(fact, f"{head}.{label}{rest[at:]}")
        for item in indicator.items:
            place = _compared(f"{head}.{item.label}" if item.label else head)
            labels += [item.label] if item.label and item.label not in labels else []
            for effect in item.effects:
                if isinstance(effect, Decision):
                    self.takes.setdefault(effect.key, effect.takes)
                if not self.places.setdefault(place, []):
                    for name in {place, _compared(head)}:
                        self.reads.setdefault(name, []).extend(keys_of(effect_to_expr(effect, item)))

    def find(self, name: str, wanted: Kind | None = None) -> Fact | Problem:
        """The fact called *name*; where several would do, the only one of the kind *wanted*."""
        known = _compared(name)
        if known in self.rates and known not in self.keys:
            return self._computed(known)
        called = [self.keys[known]] if known in self.keys else self.forms.get(known, [])
        if len(called) == 1:
            fact = called[0]
            if fact.kind is not wanted and fact.kind in (Kind.CHOICE, Kind.DISCRETION):
                near = ([one for one in home if one.kind is wanted] for home in self.homes.get(fact.key, ()))
                return next((facts[0] for facts in near if len(facts) == 1), fact)
            return fact
        if known in self.places and not called:
            return self._chosen(name, known, wanted)
        item = _ITEM.match(known)
        if item is not None and item[1] in self.labels and item[2] not in self.labels[item[1]] and not called:
            labels = "、".join(self.labels[item[1]])
            message = f"“{name[: name.rfind('.')] if item[0] == known else item[1]}”没有{item[2]}"
            return Problem("unknown-fact", f"{message}，只有{labels}" if labels else f"{message}，它不分小项")
        return _ambiguous(name, called)

    def _chosen(self, name: str, known: str, wanted: Kind | None) -> Fact | Problem:
        """The fact that a short address stands for."""
        own = self.places[known]
        matching = [fact for fact in own if fact.kind is wanted]
        if len(matching) == 1 or len(own) == 1:
            return (matching or own)[0]
        if own and known not in self.labels:
            return next((fact for fact in own if fact.kind is Kind.JUDGEMENT), own[0])
        reads = dict.fromkeys(map(_compared, self.reads.get(known, ())))
        rate = next((key for key in reads if key in self.rates), None)
        if rate is not None and not own:
            return self._computed(rate)
        own = own or [self.keys[key] for key in reads if key in self.keys]
        return own[0] if len(own) == 1 else _ambiguous(name, own)

    def _computed(self, rate: str) -> Problem:
        bases: dict[str, None] = {}
        waiting, seen = [rate], {rate}
        while waiting:
            for key in map(_compared, keys_of(self.rates[waiting.pop()].expr)):
                if key in self.rates and key not in seen:
                    waiting.append(key)
                elif key in self.keys:
                    bases.setdefault(f"“{self.keys[key].name}”")
                seen.add(key)
        hint = f"请填{'、'.join(bases)}" if bases else ""
        return Problem("computed-fact", f"“{self.rates[rate].name}”由基础数据算出，不能直接填", hint)

    def near(self, name: str) -> str:
        """A hint with at most three names that look like *name*."""
        known = _compared(name)[:80]
        for form in () if self.grams else {**self.forms, **self.keys}:
            for gram in {form[at : at + 2] for at in range(len(form) - 1)}:
                self.grams.setdefault(gram, []).append(form)
        shared = Counter(form for at in range(len(known) - 1) for form in self.grams.get(known[at : at + 2], ()))
        close = get_close_matches(known, [form for form, _ in shared.most_common(40)], 6, 0.5)
        facts = dict.fromkeys(_shown(fact) for form in close for fact in self.forms.get(form) or [self.keys[form]])
        return f"是不是{'、'.join(list(facts)[:3])}" if facts else ""


def _shown(fact: Fact) -> str:
    return f"“{fact.address or fact.name}”"


def _ambiguous(name: str, facts: list[Fact]) -> Problem:
    if not facts:
        return Problem("unknown-fact", f"评分规则里没有“{name}”这项数据")
    shown = "、".join(map(_shown, facts[:3])) + ("等" if len(facts) > 3 else "")
    return Problem("ambiguous-fact", f"“{name}”可以指{len(facts)}项数据", f"请写明是哪一项：{shown}")


# ---- values


_ONE = "[一二两三四五六七八九]"
_TENS = f"{_ONE}?十{_ONE}?"
_HUNDREDS = f"{_ONE}百(?:零{_ONE}|{_TENS})?"
_THOUSANDS = f"{_ONE}千(?:零{_TENS}|零{_ONE}|{_HUNDREDS})?"
_CHINESE = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_ONE}|零)(?:点[零一二三四五六七八九]+)?|半"
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_QUANTITY = re.compile(rf"(百分之|千分之)?([+-]?)(?:({_DIGITS})|({_CHINESE}))(?![0-9.,])(.*)", re.S)
_DATE = re.compile(r"([0-9]{4})(?:年|[-/.](?=[0-9]+[-/.]))([0-9]{1,2})[-/.月](?:([0-9]{1,2})[日号]?)?")
_MULTIPLES = re.compile(r"(万亿|亿|千万|百万|万|千(?=元)|百(?=元))?(.*)", re.S)
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_SAME_UNITS = dict.fromkeys(("㎡", "m²", "m2", "平米"), "平方米") | dict.fromkeys(("km", "千米"), "公里")
_SAME_UNITS |= {
    "名": "人",
    "位": "人",
    "日": "天",
    "月": "个月",
    "个工作日": "工作日",
    "公斤": "千克",
    "kg": "千克",
    "t": "吨",
}
_YES = frozenset(("是", "有", "真", "true", "对", "成立"))
_NO = frozenset(("否", "无", "假", "false", "错", "不成立"))
_DENIES = re.compile("无|没|未|不")
_NOT_SAID = re.compile("-+|缺|暂缺|null", re.I)
_BAD_NUMBERS = (
    (r".*[0-9][eE][+-]?[0-9]+.*", "“{}”是科学计数法", "请写出全部数字，如100000"),
    (r"[+-]?(nan|inf|infinity).*", "“{}”不是数", "没有数据请写“缺”"),
    (r".*(以上|以下|以内|左右|余|多|约|近|超|[≥≤><]|[0-9%]-[0-9]).*", "“{}”不是一个确定的数", "请写实际的数，如97%"),
    (r"[+-]?[0-9.]+,[0-9,.]*.*", "“{}”的千分位逗号位置不对", "请写成1,320.73或1320.73"),
)


def _bad_number(text: str) -> Problem:
    known = ((m, hint) for pattern, m, hint in _BAD_NUMBERS if re.fullmatch(pattern, text[:99], re.I | re.S))
    message, hint = next(known, ("“{}”读不成数", "数要写明单位，如53人、8.5万元、84.74%、2例；没有数据请写“缺”"))
    return Problem("bad-number", message.format(text[:30]), hint)


def _quantity(text: str) -> tuple[Fraction, str] | Problem:
    match = _QUANTITY.fullmatch(text)
    if match is None or (match[1] and match[5]) or (match[4] and not match[1] and not match[5]):
        return _bad_number(text)
    digits = (match[3] or "").replace(",", "")
    if len(digits.replace(".", "")) > MOST_DIGITS:
        return Problem("bad-number", f"“{text[:30]}…”超过{MOST_DIGITS}位")
    value = decimal(digits) if digits else number(match[4])
    unit = {"百": "%", "千": "‰"}[match[1][0]] if match[1] else match[5]
    return -value if match[2] == "-" else value, unit


def _scaled(unit: str) -> tuple[int, str]:
    match = _MULTIPLES.fullmatch(unit)
    assert match
    return _TIMES[match[1] or ""], "/".join(_SAME_UNITS.get(part, part) for part in match[2].split("/"))


def _in_unit(value: Fraction, unit: str, fact: Fact) -> Fraction | Problem:
    """*value* in the unit of *fact*; a ratio becomes a plain number."""
    expected = "%" if fact.kind is Kind.RATIO else "分" if fact.kind is Kind.DISCRETION else fact.unit
    if fact.kind is Kind.RATIO and not unit:
        return Problem("unit-mismatch", f"“{fact.name}”以%计，此处没有单位", "请写明单位，如84.74%")
    if unit in ("%", "‰", "个百分点", "百分点") and expected == "%":
        return value / (1 if fact.kind is not Kind.RATIO else 1000 if unit == "‰" else 100)
    (times, base), (own_times, own_base) = _scaled(unit), _scaled(expected)
    if base == own_base or (not base and expected != "%") or (not own_base and "%" not in unit and unit != "‰"):
        return value * times / own_times if unit else value
    want = f"以{expected}计" if expected else "没有单位"
    hint = "说明请写在“#”后面或“依据”里" if unit.startswith((expected + "(", expected + ",")) else ""
    return Problem(
        "unit-mismatch", f"“{fact.name}”{want}，此处写的是“{unit[:20]}”", hint or f"请换算成{expected or '数'}"
    )


def _number(text: str, fact: Fact) -> Fraction | Problem:
    day = _DATE.fullmatch(text)
    if day is not None:
        if fact.unit != "日期":
            return Problem(
                "bad-number", f"“{text}”是日期，“{fact.name}”要的是{'次数' if fact.kind is Kind.COUNT else '数'}"
            )
        try:
            return Fraction(date(int(day[1]), int(day[2]), int(day[3] or 1)).toordinal())
        except ValueError:
            return Problem("bad-number", f"没有“{text}”这一天")
    quantity = _quantity(text)
    if isinstance(quantity, Problem):
        return quantity
    value = _in_unit(*quantity, fact)
    if isinstance(value, Problem):
        return value
    if fact.kind is Kind.COUNT and (value < 0 or value.denominator != 1):
        return Problem("bad-number", f"“{fact.name}”是次数，应为不小于0的整数，此处为{text}")
    floor = Fraction(0) if fact.kind is Kind.DISCRETION else None
    low, high = fact.low if fact.low is not None else floor, fact.high
    allowed_zero = fact.kind is Kind.DISCRETION and fact.may_be_zero and not value
    if allowed_zero or ((low is None or value >= low) and (high is None or value <= high)):
        return value
    percent = 100 if fact.kind is Kind.RATIO else 1
    unit = "%" if fact.kind is Kind.RATIO else "分" if fact.kind is Kind.DISCRETION else fact.unit
    ends = ["" if end is None else f"{decimal_text(end * percent)}{unit}" for end in (low, high)]
    limits = "至".join(ends) if all(ends) else f"不小于{ends[0]}" if ends[0] else f"不大于{ends[1]}"
    zero = "，或者为0" if fact.kind is Kind.DISCRETION and fact.may_be_zero else ""
    return Problem("out-of-range", f"“{fact.name}”应为{limits}{zero}，此处为{text}")


def read_value(text: str, fact: Fact) -> Value | Problem:
    """The value that *text* gives to *fact*, in the kind and unit of the fact."""
    known = plain_text(text)
    if not known:
        return Problem("empty-value", f"“{fact.name}”没有写值", "没有数据请写“缺”")
    if fact.kind is Kind.CHOICE:
        words = {same_name(choice): choice for choice in fact.choices}
        if same_name(known) in words:
            return words[same_name(known)]
        near = get_close_matches(same_name(known)[:80], words, 1, 0.4)
        choices = "、".join(f"“{choice}”" for choice in fact.choices)
        hint = f"是不是“{words[near[0]]}”" if near else ""
        return Problem("unknown-choice", f"“{fact.name}”没有“{text[:30]}”这一等次，可写{choices}", hint)
    if fact.kind is not Kind.JUDGEMENT:
        return _number(known, fact)
    if known.lower() in _YES | _NO and not (known in "有无" and _DENIES.match(same_name(fact.name))):
        return known.lower() in _YES
    why = "名称是否定的，“有”“无”会有两种读法；" if known in "有无" else ""
    return Problem("bad-judgement", f"“{fact.name}”要写是或否，此处为“{text[:30]}”", f"{why}请写“是”或“否”")


# ---- a whole file


_HEADS = ("规则集", "单位", "年度", "来源", "备注")
_KINDS = {"扣分": Kind.DISCRETION, "得分": Kind.DISCRETION, "等次": Kind.CHOICE}
_SUGGESTIONS = 30


@define
class _Reader:
    names: FactNames
    found: list[Diagnostic]
    head: dict[str, str] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    evidence: dict[str, Evidence] = field(factory=dict)
    first: dict[str, Entry] = field(factory=dict)
    suggested: int = 0

    def report(self, problem: Problem, start: int, end: int) -> None:
        self.found.append(error(problem.slug, problem.message, start, end, problem.hint))

    def read(self, entry: Entry) -> None:
        """Takes one entry: a head line, a fact, or a grade with its points."""
        value = entry.value
        text = str(value).lower() if isinstance(value, bool | None) else value
        written = text if isinstance(text, dict) else {"值": "null" if value is None else text}
        if len(entry.path) == 1 and entry.path[0] in _HEADS:
            if isinstance(value, dict):
                self.report(Problem("bad-structure", f"“{entry.path[0]}”后面应直接写文字"), entry.start, entry.end)
            self.head[entry.path[0]] = written.get("值", "").strip()
            return
        path = entry.path[1:] if entry.path[0] == SECTION else entry.path
        amounts = [key for key in AMOUNTS if key in written]
        if len(amounts) > 1 and not (len(amounts) == 2 and amounts[1] == "等次" and amounts[0] != "值"):
            message = f"“{'.'.join(path)}”同时写了{'、'.join(amounts)}"
            self.report(Problem("bad-structure", message, "只写一个；等次可以和得分一起写"), entry.start, entry.end)
        elif not amounts:
            problem = Problem("empty-value", f"“{'.'.join(path)}”没有写值", "请写“值”，酌情的写“扣分”或“得分”")
            self.report(problem, entry.start, entry.end)
        else:
            for key in amounts:
                fact = self._find(entry, path, _KINDS.get(key))
                if fact is not None:
                    self._take(entry, fact, key, written)

    def _find(self, entry: Entry, path: tuple[str, ...], wanted: Kind | None) -> Fact | None:
        names = dict.fromkeys((".".join(path), "".join(path)))
        results = [self.names.find(name, wanted) for name in names]
        fact = next((one for one in results if isinstance(one, Fact)), None)
        if fact is not None:
            return fact
        problems = [one for one in results if isinstance(one, Problem)]
        problem = next((one for one in problems if one.slug != "unknown-fact"), problems[0])
        hint = problem.hint
        if problem.slug == "unknown-fact" and "只有" not in problem.message and self.suggested < _SUGGESTIONS:
            self.suggested += 1
            hint = self.names.near(".".join(path))
        self.report(Problem(problem.slug, problem.message, hint), entry.name_start, entry.name_end)
        return None

    def _take(self, entry: Entry, fact: Fact, key: str, written: dict[str, str]) -> None:
        place = entry.parts.get(key, (entry.start, entry.end))
        first = self.first.setdefault(fact.key, entry)
        if first is not entry:
            self.values.pop(fact.key, None)
            self.evidence.pop(fact.key, None)
            other = Place(first.name_start, first.name_end, "第一次写在这里")
            message = f"{_shown(fact)}这项数据给了两次"
            self.found.append(
                error("repeated-fact", message, entry.name_start, entry.name_end, "删去其中一处", (other,))
            )
            return
        problem = self._unsuitable(fact, key)
        if problem is None and _NOT_SAID.fullmatch(plain_text(written[key])):
            return
        value = problem or read_value(written[key], fact)
        if isinstance(value, Problem):
            self.report(value, *place)
            return
        self.values[fact.key] = value
        ground = {word: "" if _NOT_SAID.fullmatch(text.strip()) else text.strip() for word, text in written.items()}
        basis, reason, evaluator = (
            ground.get("依据") or ground.get("来源", ""),
            ground.get("理由", ""),
            ground.get("评价人", ""),
        )
        self.evidence[fact.key] = Evidence(basis, reason, evaluator, entry.start, entry.end)
        lacking = [word for word, said in (("理由", reason), ("评价人", evaluator)) if not said]
        if fact.kind is Kind.DISCRETION and lacking:
            message = f"{_shown(fact)}是评价人的决定，没有写{'和'.join(lacking)}"
            hint = "写成{扣分: 0.5, 理由: …, 评价人: …}"
            self.found.append(warning("decision-without-reason", message, *place, hint))

    def _unsuitable(self, fact: Fact, key: str) -> Problem | None:
        """Why *key* (扣分, 得分, 等次) does not suit *fact*."""
        takes = self.names.takes.get(fact.key)
        if key == "值" or (fact.kind is _KINDS[key] and (key == "等次" or takes is None or takes == (key == "扣分"))):
            return None
        if fact.kind is Kind.DISCRETION and key != "等次":
            right = "扣分" if takes else "得分"
            return Problem("wrong-direction", f"{_shown(fact)}记的是{right}，此处写的是{key}", f"请改写成“{right}”")
        return Problem("bad-structure", f"{_shown(fact)}是{fact.kind.value}，不写“{key}”", "请写“值”")


def read_facts(text: str, name: str, rubric: Rubric | FactNames) -> tuple[UnitFacts, list[Diagnostic]]:
    """The facts of one unit, and what is wrong with them; *name* is the name of the file.

    Give ``FactNames.of(rubric)`` instead of the rubric to read many units.
    """
    entries, found = read_entries(text, name)
    reader = _Reader(rubric if isinstance(rubric, FactNames) else FactNames.of(rubric), found)
    for entry in entries:
        reader.read(entry)
    head = [reader.head.get(key, "") for key in ("单位", "年度", "规则集", "来源")]
    return UnitFacts(*head, reader.values, reader.evidence), sorted(found, key=lambda one: one.start)
