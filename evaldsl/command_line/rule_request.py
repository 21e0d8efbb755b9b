"""One request of ``evaldsl rule``: a sentence with its setting and facts, as JSON gives it, answered or refused.

Nothing in a request raises: what is wrong with it becomes a finding. No number passes through a float.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction

from attrs import frozen

from evaldsl.clauses.measure_names import is_part_of_whole
from evaldsl.facts.contradictions import Contradictions
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.facts.fact_values import implausible_words, is_implausible
from evaldsl.facts.written_units import WrittenUnits
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.rubric import Fact, Kind, Steps
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import shown
from evaldsl.render.rule import as_object, refused
from evaldsl.rule import Rule, read_rule
from evaldsl.text.diagnostics import Diagnostic, error, unexpected, warning
from evaldsl.text.numerals import MOST_DIGITS, decimal
from evaldsl.text.typography import plain_text, same_name

STEPS = ("进一", "整步", "按比例")
LONGEST_LINE = 1_000_000
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class Digits(str):
    """A number of a JSON text, as the characters that stand there."""

    __slots__ = ()

    @property
    def is_number(self) -> bool:
        """Whether it is one: NaN and Infinity are not."""
        return self[-1:].isdigit()


class _Object(dict[str, object]):
    """An object of a JSON text; *twice* is a name that stands in it twice."""

    twice = ""


def _object(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.twice = next(name for place, name in enumerate(names) if name in names[:place])
    return found


@frozen
class Request:
    """What is asked: the sentence, its setting, and the facts, by name or in the order of reading."""

    identity: object
    text: str
    indicator: str = ""
    weight: Fraction | None = None
    step: str | None = None
    facts: Mapping[str, object] | Sequence[object] | None = None


def answer_line(line: str) -> str:
    """The answer to one line of JSON, as one line of JSON."""
    value = parsed(line)
    identity = value.get("id") if isinstance(value, dict) else None
    try:
        result = answer(value)
    except Exception as trouble:  # the last resort: the lines that follow are answered all the same
        result = refused(_echo(identity), [error("internal-error", unexpected(trouble), 0, 0)])
    whole = json.dumps(result, ensure_ascii=False)
    if isinstance(identity, Digits) and identity.is_number:
        return f'{{"id": {identity}{whole[whole.index(",") :]}'
    return whole


def parsed(line: str) -> object:
    """The value of a JSON text; numbers stay characters, a finding stands for what is no JSON."""
    if len(line) > LONGEST_LINE:
        return bad(f"这一行超过{LONGEST_LINE}个字符")
    try:
        value: object = json.loads(
            line, parse_int=Digits, parse_float=Digits, parse_constant=Digits, object_pairs_hook=_object
        )
    except RecursionError:
        return bad("这一行的JSON嵌套太深")
    except ValueError as trouble:
        at = getattr(trouble, "pos", 0)
        return bad(f"这一行不是JSON：第{at + 1}个字符处读不下去", hint="每行写一个对象，名称和文字用半角双引号")
    return value


def bad(message: str, hint: str = "") -> Diagnostic:
    """A request that cannot be used."""
    return error("bad-request", message, 0, 0, hint)


def answer(value: object) -> dict[str, object]:
    """The JSON object that answers *value*, a request as JSON gives it; an id that is a number is left out."""
    request = requested(value)
    if not isinstance(request, Request):
        return refused(_echo(value.get("id") if isinstance(value, dict) else None), request)
    rule, card, found = result_of(request)
    return as_object(_echo(request.identity), rule, card, found)


def _echo(identity: object) -> object:
    """The id as it came; a number is put in by ``answer_line``, digit by digit."""
    return None if isinstance(identity, Digits | dict | list) else identity


def result_of(request: Request) -> tuple[Rule, Scorecard | None, tuple[Diagnostic, ...]]:
    """The sentence read, its score, and every finding; no score when a fact cannot be used."""
    rule = read_rule(request.text, request.indicator, request.weight, request.step)
    if not rule.ok:
        return rule, None, rule.findings
    values, found = fact_values(rule.reads, request.facts)
    assert rule.scorer is not None
    if any(fact.kind is Kind.DISCRETION for fact in rule.reads):
        outside = DecisionRanges.of(rule.scorer.rubric).outside(values)
        found += [error("bad-value", message, 0, 0) for _, message in outside]
    found += _unlike_units(rule, request.facts, values)
    found += _small_rates(rule, request.facts)
    for fact in rule.reads:
        if fact.kind is Kind.RATIO and is_implausible(value := values.get(fact.key, False), fact):
            assert isinstance(value, Fraction)
            message, hint = implausible_words(fact, value, f"此处为{shown(value * 100, 6)}%")
            found.append(warning("implausible-value", message, 0, 0, hint=hint))
    against = Contradictions.of(rule.scorer.rubric).among(values)
    found += [warning("contradicting-facts", message, 0, 0, hint) for _, message, hint in against]
    unusable = any(one.is_error for one in found) or (rule.reads and not values)  # nothing known: the bounds say it all
    card = None if unusable else rule.score(values)
    return rule, card, (*rule.findings, *found)


# ---- the parts of a request


def requested(value: object) -> Request | list[Diagnostic]:
    """The request that *value* is, or why it is none."""
    if isinstance(value, Diagnostic):
        return [value]
    if not isinstance(value, dict):
        return [bad('每行应是一个对象，如{"id": 1, "text": "…"}')]
    found = list(_odd_names(value))
    text = _words(value, "text", found)
    indicator = _words(value, "indicator", found)
    if value.get("text") is None:
        found.append(bad("缺少“text”（评分语句）"))
    identity = value.get("id")
    if isinstance(identity, dict | list) or (isinstance(identity, Digits) and not identity.is_number):
        found.append(bad("“id”应是文字或数字"))
    step = value.get("step") or None
    if step is not None and step not in STEPS:
        found.append(bad(f"“step”没有“{_shown(step)}”，可写{'、'.join(STEPS)}"))
    facts = value.get("facts")
    if facts is not None and not isinstance(facts, dict | list):
        found.append(bad("“facts”应是{名称: 值}或按读取顺序的[值, …]"))
    weight = _weight(value.get("weight"), found)
    return found or Request(identity, text, indicator, weight, step if isinstance(step, str) else None, facts)


def _odd_names(value: Mapping[str, object]) -> Iterator[Diagnostic]:
    """A name that stands twice, or is one of a request misspelt; what others note besides is left alone."""
    if isinstance(value, _Object) and value.twice:
        yield bad(f"“{value.twice[:30]}”写了两次", "删去其中一个")
    for name in value.keys() - set(_NAMES):
        near = _IN_CHINESE.get(name) or next(iter(get_close_matches(name.lower(), _NAMES, 1, 0.75)), None)
        if near is not None:
            yield bad(f"不认识“{name[:30]}”，是不是“{near}”")


_NAMES = ("text", "indicator", "weight", "step", "facts", "id")
_IN_CHINESE = {
    "语句": "text",
    "评分": "text",
    "指标": "indicator",
    "分值": "weight",
    "不足一步": "step",
    "数据": "facts",
}


def _words(value: Mapping[str, object], name: str, found: list[Diagnostic]) -> str:
    words = value.get(name)
    if words is None:
        return ""
    if not isinstance(words, str) or isinstance(words, Digits):
        found.append(bad(f"“{name}”应是文字"))
        return ""
    return words


def _weight(value: object, found: list[Diagnostic]) -> Fraction | None:
    if value is None or value == "":
        return None
    points = plain_number(value)
    if points is None:
        found.append(bad(f"“weight”应是分值，如3或1.5，此处为“{_shown(value)}”"))
    elif points < 0:
        found.append(bad(f"“weight”是分值，不能小于0，此处为“{_shown(value)}”"))
    else:
        return points
    return None


def plain_number(value: object) -> Fraction | None:
    """A decimal without exponent, of no more digits than numbers have; None for anything else."""
    if not isinstance(value, str):
        return None
    digits = value.strip()
    return decimal(digits) if len(digits) <= MOST_DIGITS + 2 and _fits(digits) else None


def _fits(digits: str) -> bool:
    return bool(_DECIMAL.fullmatch(digits)) and sum(char.isdigit() for char in digits) <= MOST_DIGITS


def _shown(value: object) -> str:
    words = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else value
    return f"{words}"[:30] if isinstance(words, str) else "对象或列表"


# ---- facts


def fact_values(
    reads: Sequence[Fact], given: Mapping[str, object] | Sequence[object] | None
) -> tuple[dict[str, Fraction | bool | str], list[Diagnostic]]:
    """Values by key of the facts that *given* names; an error when one of them cannot be used."""
    found: list[Diagnostic] = []
    values: dict[str, Fraction | bool | str] = {}
    if isinstance(given, _Object) and given.twice:
        found.append(error("repeated-fact", f"“{given.twice[:30]}”这项数据给了两次", 0, 0))
    for fact, value in _paired(reads, given or (), found):
        if value is None or value == "":
            continue
        result = fact_value(fact, value)
        if isinstance(result, Diagnostic):
            found.append(result)
        elif fact.key in values:
            found.append(error("repeated-fact", f"“{fact.name}”这项数据给了两次", 0, 0))
        else:
            values[fact.key] = result
    return values, found


def _unlike_units(
    rule: Rule, given: Mapping[str, object] | Sequence[object] | None, values: Mapping[str, object]
) -> Iterator[Diagnostic]:
    """900 beside 1000万元 in one formula that names no unit."""
    assert rule.scorer is not None
    written = WrittenUnits.of(rule.scorer.rubric)
    texts = {fact.key: plain_text(str(value)) for fact, value in _paired(rule.reads, given or (), [])}
    known = {key: text for key, text in texts.items() if key in values and key in written.unitless}
    for unlike in written.unlike(known):
        message, hint = written.words(unlike, known)
        yield error("unit-mismatch", message, 0, 0, hint)


_HARDLY = Fraction(3, 2)


def _small_rates(rule: Rule, given: Mapping[str, object] | Sequence[object] | None) -> Iterator[Diagnostic]:
    """预算执行率=0.95 is 0.95%, where the sentence asks for 95%: said, for 95% may have been meant."""
    for fact, value in _paired(rule.reads, given or (), []):
        number = plain_number(value) if fact.kind is Kind.RATIO else None
        if number is not None and 0 < number <= _HARDLY and _asks_for_much(rule, fact):
            message = f"“{fact.name}”以%计，填的是{value}，按{value}%读"
            hint = f"是{shown(number * 100, 6)}%的，填{shown(number * 100, 6)}"
            yield warning("implausible-value", message, 0, 0, hint=hint)


def _asks_for_much(rule: Rule, fact: Fact) -> bool:
    """Whether what the sentence compares *fact* with, else what its name says, is far above 1%."""
    drafts = rule.reading.drafts
    limits = [limit for draft in drafts for case in draft.cases for limit in case.limits if limit.fact.key == fact.key]
    ends = [end for limit in limits for end in limit.thresholds()]
    ends += [
        one.base
        for draft in drafts
        for one in draft.effects
        if isinstance(one, Steps) and fact.key in keys_of(one.measure)
    ]
    asked = [end for end in ends if end > 0]
    return min(asked) >= Fraction(3, 10) if asked else is_part_of_whole(fact.name) or bool(_REACHED.search(fact.name))


_REACHED = re.compile(r"(?:完成|执行|支出|到位)率$")


def _paired(
    reads: Sequence[Fact], given: Mapping[str, object] | Sequence[object], found: list[Diagnostic]
) -> list[tuple[Fact, object]]:
    if not isinstance(given, Mapping):
        if len(given) > len(reads):
            known = "、".join(f"“{fact.name}”" for fact in reads[:6]) + ("等" if len(reads) > 6 else "")
            only = f"只读取{len(reads)}项数据：{known}" if reads else "不读取数据"
            message = f"给了{len(given)}个值，这一句{only}；不知道哪个值是哪一项的，没有计分"
            hint = "按读取的次序给值，或写成{名称: 值}"
            found.append(error("unknown-fact", message, 0, 0, hint))
            return []
        return list(zip(reads, given, strict=False))
    pairs: list[tuple[Fact, object]] = []
    names: dict[str, list[Fact]] = {}
    for fact in reads:
        for name in {same_name(form) for form in (fact.key, fact.name, fact.address) if form}:
            names.setdefault(name, []).append(fact)
    for name, value in given.items():
        called = names.get(same_name(name), [])
        if len(called) == 1:
            pairs.append((called[0], value))
        elif called:
            shown = "、".join(f"“{fact.address or fact.name}”" for fact in called[:3])
            found.append(error("ambiguous-fact", f"“{name[:30]}”可以指{len(called)}项数据：{shown}", 0, 0))
        else:
            known = "、".join(f"“{fact.name}”" for fact in reads[:5]) or "没有数据"
            message = f"这一句不读取“{name[:30]}”，读取的是{known}"
            found.append(warning("unknown-fact", message, 0, 0))
    return pairs


def fact_value(fact: Fact, value: object) -> Fraction | bool | str | Diagnostic:
    """The value that JSON gives to *fact*: a number is in the fact's unit, a ratio in %."""
    if fact.kind is Kind.JUDGEMENT and isinstance(value, bool):
        return value
    if isinstance(value, bool) or not isinstance(value, str):
        wanted = {Kind.JUDGEMENT: "true或false", Kind.CHOICE: "等次的文字"}.get(fact.kind, "数")
        return error("bad-value", f"“{fact.name}”是{fact.kind.value}，应是{wanted}，此处为{_shown(value)}", 0, 0)
    if isinstance(value, Digits) and fact.kind in (Kind.JUDGEMENT, Kind.CHOICE):
        wanted = "true或false" if fact.kind is Kind.JUDGEMENT else f"{fact.listed}之一"
        return error("bad-value", f"“{fact.name}”是{fact.kind.value}，应是{wanted}，此处为{_shown(value)}", 0, 0)
    return _read(fact, value)


def _read(fact: Fact, value: str) -> Fraction | bool | str | Diagnostic:
    """*value* as facts files write it; a number alone is in the fact's unit."""
    from evaldsl.facts.fact_values import read_value

    number = plain_number(value)
    if re.fullmatch(r"-?[\d.]+[eE][-+]?\d+", value.strip()):
        message = f"“{fact.name}”的值“{value.strip()[:30]}”是科学计数法，请写出全部数字，如100000"
        return error("bad-number", message, 0, 0)
    if number is not None and (fact.kind is Kind.RATIO or fact.multiple):
        result = read_value(f"{value.strip()}{fact.unit}", fact)
    else:
        result = read_value(value[:200], fact)
    if (
        isinstance(result, Fraction)
        and fact.kind is Kind.NUMBER
        and not fact.signed
        and fact.low is None
        and result < 0
    ):
        return error("out-of-range", f"“{fact.name}”不应小于0，此处为{value[:30]}", 0, 0)
    return result
