"""Facts: the entries of a facts file to values of the facts that a rubric reads.

A name is looked up in ``FactNames``, a value is read by ``read_value``. What cannot be read stays out of the values.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from heapq import nlargest

from attrs import define, evolve, field

from evaldsl.facts.computed_rates import ComputedRate, computed_rates
from evaldsl.facts.contradictions import Contradictions
from evaldsl.facts.dated_answers import DatedAnswers
from evaldsl.facts.deadlines import judged_words, one_year, year_of
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.facts.entries import AMOUNTS, SECTION, Entry
from evaldsl.facts.fact_values import (
    NOT_SAID,
    Value,
    date_in,
    implausible_words,
    is_bare,
    is_implausible,
    number_and_unit,
    read_value,
    takes_unit,
    trouble,
)
from evaldsl.facts.facts_text import read_entries
from evaldsl.facts.name_units import UNIT_BEHIND, with_unit_in_value
from evaldsl.facts.parts_of_one import is_low, may_be_part, part_words
from evaldsl.facts.unit_codes import CODES, unit_code
from evaldsl.facts.unit_facts import Evidence, UnitFacts
from evaldsl.facts.written_units import WrittenUnits
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import effect_to_expr
from evaldsl.interpreter.rubric import Decision, Definition, Fact, Indicator, Kind, Rubric
from evaldsl.text.diagnostics import Diagnostic, Place, error, info, warning
from evaldsl.text.typography import plain_text, same_name

# ---- names
_LABEL = re.compile(r"(?<=\.)(?:\(([0-9]{1,2})\)|([0-9]{1,2})(?=\.|$|[^0-9.])|([⑴-⒇]))")
_ITEM = re.compile(r"(.+?)\.([①-⑳]|\([0-9]+\))")


def _circled(match: re.Match[str]) -> str:
    place = ord(match[3]) - ord("⑴") + 1 if match[3] else int(match[1] or match[2])
    return chr(ord("①") + place - 1) if 1 <= place <= 20 else f"({place})"


def _compared(name: str) -> str:
    """*name* as names are compared here: typography settled, commas alike, (1) and 1 after a dot written ①, no 是否."""
    return _LABEL.sub(_circled, same_name(name).replace("是否", "").replace(",", "、"))


MOST_HINTS = 20


@define
class FactNames:
    """Every name by which a facts file may call the facts of a rubric; built once, used for many units.

    *keys* and *forms* are names as compared; *places* the facts that only one indicator, or one item (指标.②), reads;
    *reads* the keys of all that it reads; *year* is the one that the rubric is for; *takes* says which decisions deduct; *hints* are near names found in examples.
    """

    keys: dict[str, Fact]
    rates: dict[str, Definition]
    ranges: DecisionRanges = field(factory=DecisionRanges)
    contradictions: Contradictions = field(factory=Contradictions)
    dated: DatedAnswers = field(factory=DatedAnswers)
    written_units: WrittenUnits = field(factory=WrittenUnits)
    computed_rates: list[ComputedRate] = field(factory=list)
    forms: dict[str, dict[str, Fact]] = field(factory=dict)
    places: dict[str, list[Fact]] = field(factory=dict)
    labels: dict[str, dict[str, None]] = field(factory=dict)
    reads: dict[str, list[str]] = field(factory=dict)
    year: int | None = None
    takes: dict[str, bool] = field(factory=dict)
    hints: dict[str, str] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "FactNames":
        """The names of *rubric*."""
        facts = {fact.key: fact for indicator in rubric.indicators for fact in indicator.facts}
        facts |= {fact.key: fact for fact in rubric.facts}
        rates = {_compared(name): rate for rate in rubric.definitions for name in (rate.said, rate.name) if name}
        names = cls({_compared(key): fact for key, fact in facts.items()}, rates, DecisionRanges.of(rubric))
        names.contradictions, names.dated = Contradictions.of(rubric), DatedAnswers.of(rubric)
        names.written_units = WrittenUnits.of(rubric)
        names.computed_rates = [*computed_rates(rubric)]
        names.year = year_of(rubric)
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
                if fact.key in self.takes and label:
                    self._call(fact, f"{name}.{label}.酌情{'扣分' if self.takes[fact.key] else '得分'}")

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
            return trouble("unknown-fact", f"“{item[1]}”没有{item[2]}，只有{labels}", "请写列出的小项")
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
        return trouble("computed-fact", f"“{self.rates[rate].name}”由基础数据算出，不能直接填", hint)

    def near(self, name: str) -> str:
        """A hint with at most three names that look like *name*."""
        known, item = _compared(UNIT_BEHIND.sub("", name))[:80], _ITEM.match(_compared(name))
        own = self.places.get(item[0], []) if item is not None else []
        forms = {_compared(fact.address): {fact.key: fact} for fact in own} or self.dated.by_matter | self.forms
        likely = nlargest(40, forms, key=lambda form: len({*known} & {*form}) / (len(known) + len(form)))
        from difflib import get_close_matches

        close = get_close_matches(known, likely, 6, 0.1 if own else 0.6)
        shown = list(dict.fromkeys(_shown(fact) for form in close for fact in forms[form].values()))[:3]
        return f"是不是{'、'.join(shown)}" if shown else ""


def _shown(fact: Fact) -> str:
    return f"“{fact.address or fact.name}”"


def _unclear(name: str, facts: list[Fact]) -> Diagnostic:
    if not facts:
        return trouble("unknown-fact", f"评分规则里没有“{name[:60]}”这项数据")
    shown = "、".join(map(_shown, facts[:3])) + ("等" if len(facts) > 3 else "")
    return trouble("ambiguous-fact", f"“{name[:60]}”可以指{len(facts)}项数据", f"请写明是哪一项：{shown}")


# ---- a whole file
_HEADS = ("规则集", "单位", "年度", "来源", "备注", *CODES)
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_KINDS = {"扣分": Kind.DISCRETION, "得分": Kind.DISCRETION, "等次": Kind.CHOICE}


@define
class _Reader:
    names: FactNames
    found: list[Diagnostic]
    head: dict[str, str] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    evidence: dict[str, Evidence] = field(factory=dict)
    texts: dict[str, str] = field(factory=dict)
    dates: dict[str, str] = field(factory=dict)
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
        if len(entry.path) == 1 and name in _HEADS and not (name in CODES and _compared(name) in self.names.keys):
            self.head[name] = "" if entry.value is None else written.get("值", "").strip()
            if isinstance(value, dict):
                self.found.append(error("bad-structure", f"“{name}”后面应直接写文字", entry.start, entry.end))
            elif name == "年度" and self.head[name] and not _YEAR.search(plain_text(self.head[name])):
                message = f"年度“{self.head[name][:30]}”没有读懂"
                self.found.append(warning("unread-date", message, entry.start, entry.end, "用四位数字写，如2023"))
        elif path == () or path == (SECTION,):
            message = f"“{SECTION}”后面应一行写一项，如“编制数: 50人”"
            self.found.append(error("bad-structure", message, entry.start, entry.end))
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
        if entry.heading:
            message = f"“{'.'.join(path)[:60]}”这一行没有值，不是规则要读的数据，像是小标题，略过"
            self.found.append(info("title-row", message, entry.name_start, entry.name_end))
            return None
        problems = [problem for problem in results if isinstance(problem, Diagnostic)]
        problem = max(problems, key=lambda one: (one.slug != "unknown-fact", one.hint != ""))
        self.unknown += 1
        if not problem.hint and self.unknown <= MOST_HINTS:  # searching for near names is slow
            problem = evolve(problem, hint=self.names.near(".".join(path)))
        self.found.append(evolve(problem, start=entry.name_start, end=entry.name_end))
        return None

    def _take(self, entry: Entry, fact: Fact, key: str, written: dict[str, str]) -> None:
        place = entry.parts.get(key, (entry.start, entry.end))
        first = self.first.setdefault(fact.key, entry)
        if first is not entry:
            for known in (self.values, self.evidence, self.texts, self.dates):
                known.pop(fact.key, None)
            message, other = f"{_shown(fact)}给了两次", Place(first.name_start, first.name_end, "第一次写在这里")
            self.found.append(
                error("repeated-fact", message, entry.name_start, entry.name_end, "删去其中一处", (other,))
            )
            return
        problem = self._unsuitable(fact, key)
        if problem is None and NOT_SAID.fullmatch(plain_text(written[key])):
            return
        text = plain_text(written[key])
        text = text + entry.unit if is_bare(text) and takes_unit(fact, entry.unit) else written[key]
        value = problem or read_value(text, fact, self.year)
        if isinstance(value, Diagnostic):
            self.found.append(evolve(value, start=place[0], end=place[1]))
            return
        on = ""
        if isinstance(value, bool) and (day := date_in(text)):
            self.dates[fact.key], on = day, judged_words(day, fact, self.year)
            self.found.append(info("dated-judgement", f"{_shown(fact)}{on}", *place))
        if fact.key in self.names.written_units.unitless:
            self.texts[fact.key] = plain_text(written[key])
        if is_implausible(value, fact):
            message, hint = implausible_words(fact, value, f"此处为{plain_text(written[key])}")
            self.found.append(warning("implausible-value", message, *place, hint))
        elif is_low(value, fact) or (entry.apart and may_be_part(value, fact)):
            message, hint = part_words(value, fact, apart=entry.apart)
            self.found.append(warning("implausible-value", message, *place, hint))
        said = {word: text.strip() for word, text in written.items() if not NOT_SAID.fullmatch(text.strip())}
        basis = said.get("依据") or said.get("来源", "")
        self.values[fact.key] = value
        self.evidence[fact.key] = Evidence(
            basis, said.get("理由", ""), said.get("评价人", ""), entry.start, entry.end, on
        )
        lacking = [word for word in ("理由", "评价人") if not said.get(word)]
        if fact.kind is Kind.DISCRETION and lacking:
            hint = f"写成{{{'扣分' if self.names.takes.get(fact.key) else '得分'}: 0.5, 理由: …, 评价人: …}}"
            message = f"{_shown(fact)}没有写{'和'.join(lacking)}"
            self.found.append(warning("decision-without-reason", message, *place, hint))

    @property
    def year(self) -> int | None:
        """The one that is evaluated."""
        return self.names.year or one_year(self.head.get("年度", ""))

    def follow_dates(self) -> None:
        """What the dates say of other judgements, and what is doubtful about them."""
        dated = self.names.dated
        for key, other, answer in [*dated.follow(self.dates, self.values, self.year)]:
            basis = self.evidence[key]
            on = judged_words(self.dates[key], other, self.year)
            self.values[other.key], self.evidence[other.key] = answer, evolve(basis, on=on)
            message = f"{_shown(other)}没有填，“{dated.facts[key].name}”{on}"
            self.found.append(info("dated-judgement", message, basis.start, basis.end))
        for key, other, days, on in [*dated.delayed(self.values, self.dates, self.year)]:
            self.values[other.key], self.evidence[other.key] = days, evolve(self.evidence[key], on=on)
            place = self.evidence[key].start, self.evidence[key].end
            self.found.append(info("dated-judgement", f"{_shown(other)}没有填，{on}", *place))
        late = dated.miscounted(self.dates, self.values, self.year)
        early = dated.early(self.values, self.year)
        doubts = [*dated.doubts(self.dates, self.year), *(("contradicting-facts", *one) for one in late)]
        doubts += (("implausible-value", *one) for one in early)
        for slug, key, message, hint in doubts:
            self.found.append(warning(slug, message, self.evidence[key].start, self.evidence[key].end, hint))

    def _unsuitable(self, fact: Fact, key: str) -> Diagnostic | None:
        takes = self.names.takes.get(fact.key)
        if key != "值" and fact.kind is not _KINDS[key]:
            return trouble("bad-structure", f"{_shown(fact)}是{fact.kind.value}，不写“{key}”", "请写“值”")
        if key in ("扣分", "得分") and takes not in (None, key == "扣分"):
            right = "扣分" if takes else "得分"
            return trouble("wrong-direction", f"{_shown(fact)}记的是{right}，此处写的是{key}", f"请改写成“{right}”")
        return None


def read_facts(text: str, name: str, rubric: Rubric | FactNames) -> tuple[UnitFacts, list[Diagnostic]]:
    """The facts of one unit from the file *name*, and what is wrong; for many units give ``FactNames.of(rubric)``."""
    entries, found = read_entries(text, name)
    return facts_of(entries, found, rubric if isinstance(rubric, FactNames) else FactNames.of(rubric))


def facts_of(entries: Sequence[Entry], found: list[Diagnostic], names: FactNames) -> tuple[UnitFacts, list[Diagnostic]]:
    """The facts of one unit from the *entries* of its file, and what is wrong, beginning with what was *found* so far."""
    reader = _Reader(names, found)
    for entry in entries:
        reader.read(with_unit_in_value(entry, names.find))
    reader.follow_dates()
    above = next((entry.unit for entry in entries if entry.unit), "")
    for key, text in names.written_units.in_unit(reader.texts, above).items():
        amount = read_value(text, names.written_units.unitless[key])
        assert isinstance(amount, Fraction)
        reader.texts[key], reader.values[key] = text, amount
    for key, message in reader.names.ranges.outside(reader.values):
        del reader.values[key]
        found.append(error("out-of-range", message, reader.evidence[key].start, reader.evidence[key].end))
    for unlike in reader.names.written_units.unlike(reader.texts):
        del reader.values[unlike.key]
        message, hint = reader.names.written_units.words(unlike, reader.texts)
        place = reader.evidence[unlike.key].start, reader.evidence[unlike.key].end
        found.append(error("unit-mismatch", message, *place, hint))
    for rate in names.computed_rates:
        value = rate.value(reader.values)
        if value is not None:
            where = max((reader.evidence[key] for key in rate.keys), key=lambda one: one.start)
            found.append(
                warning("implausible-value", rate.words(value)[0], where.start, where.end, rate.words(value)[1])
            )
    for key, message, hint in reader.names.contradictions.among(reader.values, reader.dates):
        place = reader.evidence[key].start, reader.evidence[key].end
        found.append(warning("contradicting-facts", message, *place, hint))
    unit, year, rules, source = (reader.head.get(key, "") for key in ("单位", "年度", "规则集", "来源"))
    found.sort(key=lambda one: one.start)
    units = {key: said[1] for key, text in reader.texts.items() if (said := number_and_unit(text)) and said[1]}
    codes = {kind: code for word, kind in CODES.items() if (code := unit_code(reader.head.get(word, "")))}
    return UnitFacts(unit, year, rules, source, reader.values, reader.evidence, units, codes), found


def filled(text: str, name: str) -> int:
    """How many values the facts file *name* holds, whatever rules they are for; 缺 is none."""
    count = 0
    for entry in read_entries(text, name)[0]:
        written = (
            entry.value if isinstance(entry.value, dict) else {"值": "" if entry.value is None else str(entry.value)}
        )
        values = [plain_text(written[key]) for key in AMOUNTS if key in written]
        head = len(entry.path) == 1 and entry.path[0] in _HEADS
        count += not head and any(value and not NOT_SAID.fullmatch(value) for value in values)
    return count
