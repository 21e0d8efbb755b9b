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

from evaldsl.diagnostics import Diagnostic, Place, Severity, warning
from evaldsl.facts_text import AMOUNTS, SECTION, Entry, Span, decode, read_entries
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


@define
class _Scope:
    """An indicator as facts files address it: the facts of its own by label, in order of reading."""

    indicator: Indicator
    labels: dict[str, list[Fact]]


_LABEL = re.compile(r"([①-⑳⑴-⒇])|\(([0-9]{1,2})\)|([0-9]{1,2})(?=\.|$|[^0-9.])")
_SHOWN = 3


@define
class FactNames:
    """Every name by which a facts file may call the facts of a rubric; built once, used for many units."""

    rubric: Rubric
    keys: dict[str, Fact]
    forms: dict[str, list[Fact]]
    rates: dict[str, Definition]
    scopes: dict[str, _Scope]
    homes: dict[str, list[Fact]]
    takes: dict[str, bool]
    grams: dict[str, list[str]] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "FactNames":
        """The names of *rubric*."""
        facts = {fact.key: fact for fact in rubric.facts}
        facts |= {fact.key: fact for indicator in rubric.indicators for fact in indicator.facts}
        rates = {same_name(rate.name): rate for rate in rubric.definitions}
        names = cls(rubric, {same_name(key): fact for key, fact in facts.items()}, {}, rates, {}, {}, {})
        for fact in facts.values():
            names._call(fact, same_name(fact.name), same_name(fact.address))
            if fact.name.endswith(("酌情扣分", "酌情得分", "的得分")):
                names.takes[fact.key] = fact.name.endswith("酌情扣分")
        for indicator in rubric.indicators:
            names._enter(indicator)
        return names

    def _call(self, fact: Fact, *forms: str) -> None:
        for form in forms:
            known = self.forms.setdefault(form, [])
            if form and fact not in known:
                known.append(fact)

    def _enter(self, indicator: Indicator) -> None:
        head = same_name(indicator.name)
        scope = self.scopes[head] = _Scope(indicator, {item.label: [] for item in indicator.items if item.label})
        for fact in indicator.facts:
            address, words = same_name(fact.address), same_name(fact.name)
            if not address.startswith(f"{head}."):
                continue
            rest = address[len(head) + 1 :]
            place = rest.rfind(words) if words else len(rest)
            label, tail = rest[: max(place, 0)].rstrip("."), rest[max(place, 0) :]
            home = scope.labels.setdefault(label, [])
            home.append(fact)
            self.homes[fact.key] = home
            self._call(fact, f"{head}.{tail}", f"{head}.{label}{tail}")
        for item in indicator.items:
            for effect in item.effects:
                if isinstance(effect, Decision):
                    self.takes.setdefault(effect.key, effect.takes)

    def find(self, name: str, wanted: tuple[Kind, ...] = ()) -> Fact | Problem:
        """The fact called *name*; of several in an item or indicator the only one of the kinds *wanted*."""
        known = same_name(name)
        head, label, spelled = self._relabelled(known)
        for form in (known, spelled):
            if form in self.keys:
                return self.keys[form]
            if form in self.rates:
                return self._computed(form)
            called = self.forms.get(form, [])
            if len(called) == 1:
                return called[0]
            if called:
                return _ambiguous(name, called)
        if head not in self.scopes:
            return Problem("unknown-fact", f"评分规则里没有“{name}”这项数据")
        scope = self.scopes[head]
        if label is None:
            return Problem("unknown-fact", f"“{scope.indicator.name}”里没有“{name}”这项数据")
        if label and label not in scope.labels:
            return _no_such_item(scope, label)
        own = scope.labels[label] if label else [fact for facts in scope.labels.values() for fact in facts]
        return self._chosen(scope, label, own, wanted, name)

    def _relabelled(self, known: str) -> tuple[str, str | None, str]:
        """Indicator, item label (empty: the whole indicator, None: no item) and *known* with its label as ①."""
        if known in self.scopes:
            return known, "", known
        for dot in list(re.finditer(r"\.", known))[:9]:
            head, rest = known[: dot.start()], known[dot.end() :]
            match = _LABEL.match(rest)
            if head not in self.scopes:
                continue
            if match is None:
                return head, None, known
            digits = match[2] or match[3]
            if match[1]:
                circled = match[1] if match[1] <= "⑳" else chr(ord(match[1]) - 20)
            else:
                circled = chr(ord("①") + int(digits) - 1) if 1 <= int(digits) <= 20 else f"({digits})"
            tail = rest[match.end() :].rstrip(".")
            whole = circled + tail
            is_item = not tail or whole in self.scopes[head].labels
            return head, whole if is_item else None, f"{head}.{whole}"
        return "", None, known

    def _chosen(self, scope: _Scope, label: str, own: list[Fact], wanted: tuple[Kind, ...], name: str) -> Fact | Problem:
        matching = [fact for fact in own if fact.kind in wanted]
        if len(matching) == 1 or len(own) == 1:
            return (matching or own)[0]
        if own and label:
            return next((fact for fact in own if fact.kind is Kind.JUDGEMENT), own[0])
        if own:
            return _ambiguous(name, own)
        items = [item for item in scope.indicator.items if item.label == label or not label]
        exprs = [effect_to_expr(effect, item) for item in items for effect in item.effects]
        reads = dict.fromkeys(same_name(key) for expr in exprs for key in keys_of(expr))
        rate = next((key for key in reads if key in self.rates), None)
        if rate is not None:
            return self._computed(rate)
        facts = [self.keys[key] for key in reads if key in self.keys]
        return facts[0] if len(facts) == 1 else _ambiguous(name, facts)

    def _computed(self, rate: str) -> Problem:
        bases: dict[str, None] = {}
        waiting, seen = [rate], {rate}
        while waiting:
            for key in map(same_name, keys_of(self.rates[waiting.pop()].expr)):
                if key in self.rates and key not in seen:
                    waiting.append(key)
                elif key in self.keys:
                    bases.setdefault(self.keys[key].name)
                seen.add(key)
        names = "、".join(f"“{name}”" for name in bases)
        return Problem("computed-fact", f"“{self.rates[rate].name}”由基础数据算出，不能直接填", f"请填{names}" if names else "")

    def near(self, name: str) -> str:
        """A hint with at most three names that look like *name*."""
        known = same_name(name)[:80]
        if not self.grams:
            for form in {*self.forms, *self.keys}:
                for gram in {form[at : at + 2] for at in range(len(form) - 1)}:
                    self.grams.setdefault(gram, []).append(form)
        shared = Counter(form for at in range(len(known) - 1) for form in self.grams.get(known[at : at + 2], ()))
        close = get_close_matches(known, [form for form, _ in shared.most_common(40)], 2 * _SHOWN, 0.5)
        facts = dict.fromkeys(fact for form in close for fact in self.forms.get(form) or [self.keys[form]])
        return f"是不是{'、'.join(f'“{_shown(fact)}”' for fact in list(facts)[:_SHOWN])}" if facts else ""


def _shown(fact: Fact) -> str:
    return fact.address or fact.name


def _ambiguous(name: str, facts: list[Fact]) -> Problem:
    if not facts:
        return Problem("unknown-fact", f"“{name}”没有要填的数据")
    shown = "、".join(f"“{_shown(fact)}”" for fact in facts[:_SHOWN])
    return Problem("ambiguous-fact", f"“{name}”可以指{len(facts)}项数据", f"请写明是哪一项：{shown}")


def _no_such_item(scope: _Scope, label: str) -> Problem:
    labels = "、".join(filter(None, scope.labels))
    message = f"“{scope.indicator.name}”没有{label}"
    return Problem("unknown-fact", f"{message}，只有{labels}" if labels else f"{message}，它不分小项")


# ---- values


_ONE = "[一二两三四五六七八九]"
_TENS = f"(?:{_ONE}?十{_ONE}?|{_ONE})"
_HUNDREDS = f"(?:{_ONE}百(?:零{_ONE}|{_TENS}(?<!百{_ONE}))?|{_TENS})"
