"""Facts: the entries of a facts file to values of the facts that a rubric reads.

A name is looked up in ``FactNames``, a value is read by ``read_value``. What cannot be read stays out of the values.
"""

import re
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from heapq import nlargest

from attrs import define, evolve, field, frozen

from evaldsl.diagnostics import Diagnostic, Place, error, warning
from evaldsl.facts_text import AMOUNTS, SECTION, Entry, read_entries
from evaldsl.facts_text import decode as decode
from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import effect_to_expr
from evaldsl.interpreter.rubric import Decision, Definition, Fact, Indicator, Kind, Rubric
from evaldsl.interpreter.values import decimal_text
from evaldsl.measures import COUNTED, same_name
from evaldsl.numerals import MOST_DIGITS, decimal, number
from evaldsl.typography import plain_text

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


def _trouble(slug: str, message: str, hint: str = "") -> Diagnostic:
    return error(slug, message, 0, 0, hint)


# ---- names
_LABEL = re.compile(r"(?<=\.)(?:\(([0-9]{1,2})\)|([0-9]{1,2})(?=\.|$|[^0-9.])|([⑴-⒇]))")
_ITEM = re.compile(r"(.+?)\.([①-⑳]|\([0-9]+\))")


def _circled(match: re.Match[str]) -> str:
    place = ord(match[3]) - ord("⑴") + 1 if match[3] else int(match[1] or match[2])
    return chr(ord("①") + place - 1) if 1 <= place <= 20 else f"({place})"


def _compared(name: str) -> str:
    """*name* as names are compared here: typography settled, (1) and 1 after a dot written ①, 是否 left out."""
    return _LABEL.sub(_circled, same_name(name).replace("是否", ""))


@define
class FactNames:
    """Every name by which a facts file may call the facts of a rubric; built once, used for many units.

    *keys* and *forms* are names as compared; *places* the facts that only one indicator, or one item (指标.②), reads;
    *reads* the keys of all that it reads; *takes* says which decisions deduct.
    """

    keys: dict[str, Fact]
    rates: dict[str, Definition]
    forms: dict[str, dict[str, Fact]] = field(factory=dict)
    places: dict[str, list[Fact]] = field(factory=dict)
    labels: dict[str, dict[str, None]] = field(factory=dict)
    reads: dict[str, list[str]] = field(factory=dict)
    takes: dict[str, bool] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "FactNames":
        """The names of *rubric*."""
        facts = {fact.key: fact for indicator in rubric.indicators for fact in indicator.facts}
        facts |= {fact.key: fact for fact in rubric.facts}
        rates = {_compared(rate.name): rate for rate in rubric.definitions}
        names = cls({_compared(key): fact for key, fact in facts.items()}, rates)
        for fact in facts.values():
            names._call(fact, fact.key, fact.name, fact.address)
            if fact.name.endswith(("酌情扣分", "酌情得分", "的得分")):
                names.takes[fact.key] = fact.name.endswith("酌情扣分")
        for indicator in rubric.indicators:
            names._enter(indicator)
        return names

    def _call(self, fact: Fact, *forms: str) -> None:
        for form in forms:
            self.forms.setdefault(_compared(form), {})[fact.key] = fact

    def _enter(self, indicator: Indicator) -> None:
        name, head = same_name(indicator.name), _compared(indicator.name)
        labels = self.labels.setdefault(head, {})
        for item in indicator.items:
            place = _compared(f"{name}.{item.label}") if item.label else head
            labels |= {item.label: None} if item.label else {}
            self.places.setdefault(place, [])
            for effect in item.effects:
                reads = keys_of(effect_to_expr(effect, item))
                for one in {place, head}:
                    self.reads.setdefault(one, []).extend(reads)
                if isinstance(effect, Decision):
                    self.takes.setdefault(effect.key, effect.takes)
        for fact in indicator.facts:
            address, words = same_name(fact.address), same_name(fact.name)
            if address == name or address.startswith(f"{name}."):
                rest = address[len(name) + 1 :]
                at = max(rest.rfind(words), 0)
                label = rest[:at].rstrip(".")
                labels |= {label: None} if label else {}
                for place in {_compared(f"{name}.{label}") if label else head, head}:
                    self.places.setdefault(place, []).append(fact)
                self._call(fact, f"{name}.{rest[at:]}", f"{name}.{label}{rest[at:]}")

    def find(self, name: str, wanted: Kind | None = None) -> Fact | Diagnostic:
        """The fact called *name*; where several would do, the only one of the kind *wanted*."""
        known = _compared(name)
        if known in self.rates and known not in self.keys:
            return self._computed(known)
        called = [self.keys[known]] if known in self.keys else [*self.forms.get(known, {}).values()]
        if len(called) == 1 and (called[0].kind is wanted or called[0].kind not in (Kind.CHOICE, Kind.DISCRETION)):
            return called[0]
        if len(called) == 1:  # {等次: 达成, 得分: 5}: the grade's name stands for both
            home = _ITEM.match(_compared(called[0].address))
            return (home and (self._only(home[0], wanted) or self._only(home[1], wanted))) or called[0]
        if not called and known in self.places:
            return self._only(known, wanted) or self._at(known, name)
        item = _ITEM.match(known)
        if not called and item is not None and item[2] not in self.labels.get(item[1], {item[2]: None}):
            labels = "、".join(self.labels[item[1]]) or "不分小项的数据"
            return _trouble("unknown-fact", f"“{item[1]}”没有{item[2]}，只有{labels}", "请写列出的小项")
        return _unclear(name, called)

    def _only(self, place: str, wanted: Kind | None) -> Fact | None:
        facts = [fact for fact in self.places.get(place, ()) if fact.kind is wanted]
        return facts[0] if len(facts) == 1 else None

    def _at(self, place: str, name: str) -> Fact | Diagnostic:
        own, whole = self.places[place], place in self.labels
        if own and not whole:
            return own[0] if len(own) == 1 else next((fact for fact in own if fact.kind is Kind.JUDGEMENT), own[0])
        reads = [_compared(key) for key in self.reads.get(place, ())]
        rate = next((key for key in reads if key in self.rates), None)
        if rate is not None and not own:
            return self._computed(rate)
        every = {fact.key: fact for fact in (*own, *(self.keys[key] for key in reads if key in self.keys))}
        return next(iter(every.values())) if len(every) == 1 and rate is None else _unclear(name, [*every.values()])

    def _computed(self, rate: str) -> Diagnostic:
        bases, waiting, seen = dict[str, None](), [rate], {rate}
        while waiting:
            for key in map(_compared, keys_of(self.rates[waiting.pop()].expr)):
                if key in self.rates and key not in seen:
                    waiting.append(key)
                elif key in self.keys:
                    bases.setdefault(f"“{self.keys[key].name}”")
                seen.add(key)
        hint = f"请填{'、'.join(bases)}" if bases else ""
        return _trouble("computed-fact", f"“{self.rates[rate].name}”由基础数据算出，不能直接填", hint)

    def near(self, name: str) -> str:
        """A hint with at most three names that look like *name*."""
        known, item = _compared(name)[:80], _ITEM.match(_compared(name))
        own = self.places.get(item[0], []) if item is not None else []
        forms = {_compared(fact.address): {fact.key: fact} for fact in own} or self.forms
        likely = nlargest(40, forms, key=lambda form: len({*known} & {*form}) / (len(known) + len(form)))
        close = get_close_matches(known, likely, 6, 0.1 if own else 0.6)
        shown = list(dict.fromkeys(_shown(fact) for form in close for fact in forms[form].values()))[:3]
        return f"是不是{'、'.join(shown)}" if shown else ""


def _shown(fact: Fact) -> str:
    return f"“{fact.address or fact.name}”"


def _unclear(name: str, facts: list[Fact]) -> Diagnostic:
    if not facts:
        return _trouble("unknown-fact", f"评分规则里没有“{name[:60]}”这项数据")
    shown = "、".join(map(_shown, facts[:3])) + ("等" if len(facts) > 3 else "")
    return _trouble("ambiguous-fact", f"“{name[:60]}”可以指{len(facts)}项数据", f"请写明是哪一项：{shown}")


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
_UNITS = "平方米=㎡=m²=m2=平米 公里=km=千米 人=名=位 天=日 个月=月 工作日=个工作日 千克=kg=公斤 吨=t"
_SAME_UNITS = {unit: group.partition("=")[0] for group in _UNITS.split(" ") for unit in group.split("=")}
_KNOWN_UNITS = COUNTED | _SAME_UNITS.keys() | {*"元分米亩克升度", "公顷", "立方米", "平方公里"}
_YES, _NO = ("是", "有", "真", "true", "对", "成立"), ("否", "无", "假", "false", "错", "不成立")
_NOT_SAID = re.compile("-+|缺|暂缺|null", re.I)
_BAD_NUMBERS = (
    (r".*[0-9][eE][+-]?[0-9]+.*", "“{}”是科学计数法", "请写出全部数字，如100000"),
    (r"[+-]?(nan|inf|infinity).*", "“{}”不是数", "没有数据请写“缺”"),
    (r".*(以上|以下|以内|左右|余|多|约|近|超|[≥≤><]|[0-9%]-[0-9]).*", "“{}”不是一个确定的数", "请写实际的数，如97%"),
    (rf"[+-]?(?!{_DIGITS}(?![0-9,.]))[0-9.]+,.*", "“{}”的千分位逗号位置不对", "请写成1,320.73或1320.73"),
)
_NO_NUMBER = ("“{}”读不成数", "数要写明单位，如53人、8.5万元、84.74%、2例；没有数据请写“缺”")


def _quantity(text: str) -> tuple[Fraction, str] | Diagnostic:
    known = next((texts for pattern, *texts in _BAD_NUMBERS if re.fullmatch(pattern, text[:99], re.I | re.S)), None)
    match = _QUANTITY.fullmatch(text)
    if known or match is None or (match[1] and match[5]) or (match[4] and not match[1] and not match[5]):
        message, hint = known or _NO_NUMBER
        return _trouble("bad-number", message.format(text[:30]), hint)
    digits = (match[3] or "").replace(",", "")
    if len(digits.replace(".", "")) > MOST_DIGITS:
        return _trouble("bad-number", f"“{text[:30]}…”超过{MOST_DIGITS}位")
    value = decimal(digits) if digits else number(match[4])
    unit = {"百": "%", "千": "‰"}[match[1][0]] if match[1] else match[5]
    return -value if match[2] == "-" else value, unit


def _scaled(unit: str) -> tuple[int, str]:
    multiple, base = _MULTIPLES.findall(unit)[0]
    return _TIMES[multiple], "/".join(_SAME_UNITS.get(part) or part for part in base.split("/"))


def _in_unit(value: Fraction, unit: str, fact: Fact) -> Fraction | Diagnostic:
    """*value* in the unit of *fact*; a ratio becomes a plain number."""
    expected, percent = "%" if fact.kind is Kind.RATIO else fact.unit, unit in ("%", "‰", "个百分点", "百分点")
    if percent and expected == "%":
        return value / (1000 if unit == "‰" else 100) * (1 if fact.kind is Kind.RATIO else 100)
    (times, base), (own_times, own_base) = _scaled(unit), _scaled(expected)
    known = base == own_base or not base or (not own_base and _KNOWN_UNITS.issuperset(base.split("/")))
    if known and not percent and fact.kind is not Kind.RATIO:
        return value * times / own_times if unit else value
    want, have = f"以{expected}计" if expected else "没有单位", f"写的是“{unit[:20]}”" if unit else "没有单位"
    hint = f"请换算成{expected or '数'}" if unit else "请写明单位，如84.74%"
    hint = "说明请写在“#”后面或“依据”里" if unit.startswith((f"{expected}(", f"{expected},")) else hint
    return _trouble("unit-mismatch", f"“{fact.name}”{want}，此处{have}", hint)


def _number(text: str, fact: Fact) -> Fraction | Diagnostic:
    day = _DATE.fullmatch(text)
    if day is not None:
        try:
            ordinal = date(int(day[1]), int(day[2]), int(day[3] or 1)).toordinal()
        except ValueError:
            return _trouble("bad-number", f"没有“{text}”这一天")
        is_day = fact.unit == "日期"
        return Fraction(ordinal) if is_day else _trouble("bad-number", f"“{text}”是日期，“{fact.name}”要的是数")
    quantity = _quantity(text)
    value = quantity if isinstance(quantity, Diagnostic) else _in_unit(*quantity, fact)
    if isinstance(value, Diagnostic):
        return value
    if fact.kind is Kind.COUNT and value.denominator != 1:
        return _trouble("bad-number", f"“{fact.name}”是次数，应为不小于0的整数，此处为{text}")
    ranges = [piece for piece in domain(fact) if isinstance(piece, tuple)]
    if any(low <= value <= high for low, high in ranges):
        return value
    times, unit = (100, "%") if fact.kind is Kind.RATIO else (1, fact.unit)
    shown = [[decimal_text(end * times) + unit * isinstance(end, Fraction) for end in piece] for piece in ranges]
    limits = "，或".join(low if low == high else f"{low}至{high}" for low, high in shown)
    return _trouble("out-of-range", f"“{fact.name}”应为{limits}，此处为{text}")


def read_value(text: str, fact: Fact) -> Value | Diagnostic:
    """The value that *text* gives to *fact*, in the kind and unit of the fact."""
    known = plain_text(text)
    if not known:
        return _trouble("empty-value", f"“{fact.name}”没有写值", "没有数据请写“缺”")
    if fact.kind is Kind.CHOICE:
        words = {same_name(choice): choice for choice in fact.choices}
        if same_name(known) in words:
            return words[same_name(known)]
        near = get_close_matches(same_name(known)[:80], words, 1, 0.4)
        choices, hint = "、".join(f"“{choice}”" for choice in fact.choices), f"是不是“{words[near[0]]}”" if near else ""
        return _trouble("unknown-choice", f"“{fact.name}”没有“{text[:30]}”这一等次，可写{choices}", hint)
    if fact.kind is not Kind.JUDGEMENT:
        return _number(known, fact)
    unclear = known in ("有", "无") and fact.name.startswith(("无", "没", "未", "不"))
    if known.lower() in _YES + _NO and not unclear:
        return known.lower() in _YES
    why = "名称是否定的，“有”“无”会有两种读法；" if unclear else ""
    return _trouble("bad-judgement", f"“{fact.name}”要写是或否，此处为“{text[:30]}”", f"{why}请写“是”或“否”")


# ---- a whole file
_HEADS = ("规则集", "单位", "年度", "来源", "备注")
_KINDS = {"扣分": Kind.DISCRETION, "得分": Kind.DISCRETION, "等次": Kind.CHOICE}


@define
class _Reader:
    names: FactNames
    found: list[Diagnostic]
    head: dict[str, str] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    evidence: dict[str, Evidence] = field(factory=dict)
    first: dict[str, Entry] = field(factory=dict)
    unknown: int = 0

    def read(self, entry: Entry) -> None:
        """Takes one entry: a line of the head, a fact, or a grade with its points."""
        value = entry.value
        if isinstance(value, bool | None):
            value = "null" if value is None else str(value).lower()
        written = value if isinstance(value, dict) else {"值": value}
        path = entry.path[1:] if entry.path[0] == SECTION else entry.path
        amounts, name = [key for key in AMOUNTS if key in written], ".".join(path)[:60]
        if len(entry.path) == 1 and name in _HEADS:
            self.head[name] = "" if entry.value is None else written.get("值", "").strip()
            if isinstance(value, dict):
                self.found.append(error("bad-structure", f"“{name}”后面应直接写文字", entry.start, entry.end))
        elif not amounts:
            hint = "请写“值”，酌情的写“扣分”或“得分”"
            self.found.append(error("empty-value", f"“{name}”没有写值", entry.start, entry.end, hint))
        elif len(amounts) > 1 and amounts not in (["扣分", "等次"], ["得分", "等次"]):
            message, hint = f"“{name}”同时写了{'、'.join(amounts)}", "只写一个；等次和得分可以一起写"
            self.found.append(error("bad-structure", message, entry.start, entry.end, hint))
        else:
            for key in amounts:
                fact = self._find(entry, path, _KINDS.get(key))
                if fact is not None:
                    self._take(entry, fact, key, written)

    def _find(self, entry: Entry, path: tuple[str, ...], wanted: Kind | None) -> Fact | None:
        results = [self.names.find(name, wanted) for name in (".".join(path), "".join(path))]
        fact = next((one for one in results if isinstance(one, Fact)), None)
        if fact is not None:
            return fact
        problems = [problem for problem in results if isinstance(problem, Diagnostic)]
        problem = max(problems, key=lambda one: (one.slug != "unknown-fact", one.hint != ""))
        self.unknown += 1
        if not problem.hint and self.unknown <= 20:  # searching for near names is slow
            problem = evolve(problem, hint=self.names.near(".".join(path)))
        self.found.append(evolve(problem, start=entry.name_start, end=entry.name_end))
        return None

    def _take(self, entry: Entry, fact: Fact, key: str, written: dict[str, str]) -> None:
        place = entry.parts.get(key, (entry.start, entry.end))
        first = self.first.setdefault(fact.key, entry)
        if first is not entry:
            self.values.pop(fact.key, None)
            self.evidence.pop(fact.key, None)
            message, other = f"{_shown(fact)}给了两次", Place(first.name_start, first.name_end, "第一次写在这里")
            self.found.append(
                error("repeated-fact", message, entry.name_start, entry.name_end, "删去其中一处", (other,))
            )
            return
        problem = self._unsuitable(fact, key)
        if problem is None and _NOT_SAID.fullmatch(plain_text(written[key])):
            return
        value = problem or read_value(written[key], fact)
        if isinstance(value, Diagnostic):
            self.found.append(evolve(value, start=place[0], end=place[1]))
            return
        said = {word: text.strip() for word, text in written.items() if not _NOT_SAID.fullmatch(text.strip())}
        basis = said.get("依据") or said.get("来源", "")
        self.values[fact.key] = value
        self.evidence[fact.key] = Evidence(basis, said.get("理由", ""), said.get("评价人", ""), entry.start, entry.end)
        lacking = [word for word in ("理由", "评价人") if not said.get(word)]
        if fact.kind is Kind.DISCRETION and lacking:
            message, hint = f"{_shown(fact)}没有写{'和'.join(lacking)}", "写成{扣分: 0.5, 理由: …, 评价人: …}"
            self.found.append(warning("decision-without-reason", message, *place, hint))

    def _unsuitable(self, fact: Fact, key: str) -> Diagnostic | None:
        takes = self.names.takes.get(fact.key)
        if key != "值" and fact.kind is not _KINDS[key]:
            return _trouble("bad-structure", f"{_shown(fact)}是{fact.kind.value}，不写“{key}”", "请写“值”")
        if key in ("扣分", "得分") and takes not in (None, key == "扣分"):
            right = "扣分" if takes else "得分"
            return _trouble("wrong-direction", f"{_shown(fact)}记的是{right}，此处写的是{key}", f"请改写成“{right}”")
        return None


def read_facts(text: str, name: str, rubric: Rubric | FactNames) -> tuple[UnitFacts, list[Diagnostic]]:
    """The facts of one unit from the file *name*, and what is wrong; for many units give ``FactNames.of(rubric)``."""
    entries, found = read_entries(text, name)
    reader = _Reader(rubric if isinstance(rubric, FactNames) else FactNames.of(rubric), found)
    for entry in entries:
        reader.read(entry)
    unit, year, rules, source = (reader.head.get(key, "") for key in ("单位", "年度", "规则集", "来源"))
    found.sort(key=lambda one: one.start)
    return UnitFacts(unit, year, rules, source, reader.values, reader.evidence), found
