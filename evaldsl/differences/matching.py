"""What of one rubric is what of the other: indicators, items and sentences in pairs, facts under one key."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

import attrs
from attrs import frozen

from evaldsl.differences.wording import likeness
from evaldsl.interpreter.rubric import Fact, Indicator, Item, Rubric
from evaldsl.text.typography import same_name

Thing = TypeVar("Thing")
RENAMED, REWORDED, RELABELLED = 0.8, 0.5, 0.25
"""How much two sentences must have in common to be taken for one: of another name, in one indicator, under one number."""


@frozen
class Match:
    """The same thing in two rubrics, None where one has it not; *moved*: it stands elsewhere among the others."""

    before: Any
    after: Any
    moved: bool = False


def pair_up(
    befores: Sequence[Thing], afters: Sequence[Thing], alike: Callable[[Thing, Thing], float], least: float
) -> list[Match]:
    """Each thing with its most alike, if they are at least *least* alike; in the order of *befores*, new ones in place."""
    likely = [
        (degree, -abs(i - j), -i, -j)
        for i, one in enumerate(befores)
        for j, other in enumerate(afters)
        if (degree := alike(one, other)) >= least
    ]
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, minus_i, minus_j in sorted(likely, reverse=True):
        if -minus_i not in partner and -minus_j not in taken:
            partner[-minus_i] = -minus_j
            taken.add(-minus_j)
    kept = _rising([partner[i] for i in sorted(partner)])
    found = [
        ((i, 0), Match(one, afters[partner[i]], partner[i] not in kept) if i in partner else Match(one, None))
        for i, one in enumerate(befores)
    ]
    owner = {j: i for i, j in partner.items()}
    place = -1
    for j, other in enumerate(afters):
        if j in owner:
            place = owner[j]
        else:
            found.append(((place, j + 1), Match(None, other)))
    return [match for _, match in sorted(found, key=lambda pair: pair[0])]


def _rising(places: Sequence[int]) -> set[int]:
    """A longest rising part of *places*: what keeps its order."""
    tails: list[int] = []
    chains: list[tuple[int, ...]] = []
    for place in places:
        at = bisect_left(tails, place)
        chain = (*(chains[at - 1] if at else ()), place)
        tails[at : at + 1], chains[at : at + 1] = [place], [chain]
    return set(chains[-1]) if chains else set()


def same_facts(first: Rubric, second: Rubric) -> dict[str, str]:
    """The facts of *second* that are facts of *first* under another key: a key of *second* to that of *first*."""
    renamed = one_key_each(first, second, matched_indicators(first, second))[1]
    known = {fact.key for fact in first.facts}
    return {key: to for key, to in renamed.items() if to in known}


def called(rubrics: Sequence[Rubric]) -> list[dict[str, str]]:
    """What users call the facts of each of *rubrics*, by key: what the first one has is called as it is there."""
    addresses = [{fact.key: fact.address or fact.name for fact in rubric.facts} for rubric in rubrics]
    for names, rubric in zip(addresses[1:], rubrics[1:], strict=True):
        names |= {key: addresses[0][to] for key, to in same_facts(rubrics[0], rubric).items()}
    return addresses


# ---- indicators


def words_of(indicator: Indicator) -> str:
    """All its sentences."""
    return "；".join(part for item in indicator.items for part in item_words(item))


def item_words(item: Item) -> list[str]:
    """The sentences of an item, each once."""
    found = dict.fromkeys([item.words])
    for effect in item.effects:
        found.update(dict.fromkeys(case.words for case in getattr(effect, "cases", ())))
        found[effect.words] = None
    return [words for words in found if words]


def matched_indicators(first: Rubric, second: Rubric) -> list[Match]:
    """By name; what is left, by its sentences, if they are nearly the same."""
    names = {one.name for one in first.indicators} & {one.name for one in second.indicators}
    words = {id(one): words_of(one) for rubric in (first, second) for one in rubric.indicators}

    def alike(one: Indicator, other: Indicator) -> float:
        if one.name == other.name:
            return 2.0
        if one.name in names or other.name in names or not words[id(one)]:
            return 0.0
        return likeness(words[id(one)], words[id(other)])

    return pair_up(first.indicators, second.indicators, alike, RENAMED)


def matched_items(first: Indicator | None, second: Indicator | None) -> list[Match]:
    """The items of two indicators: the same sentences, else the same number and something in common."""

    def alike(one: Item, other: Item) -> float:
        degree = likeness("；".join(item_words(one)), "；".join(item_words(other)))
        if one.label == other.label and degree >= RELABELLED:
            return max(degree, REWORDED)
        return degree

    return pair_up(first.items if first else (), second.items if second else (), alike, REWORDED)


# ---- facts


def one_key_each(first: Rubric, second: Rubric, indicators: Sequence[Match]) -> tuple[Rubric, dict[str, str]]:
    """*second* with the keys of *first* for what is the same fact: one of the same name in the same item.

    The address of a judgement holds the name of the indicator and the number of the item, which may have changed. A
    fact of another name is another fact. Returns what was renamed, too: a key of *second* to that of *first*.
    """
    known = {fact.key: fact for fact in first.facts}
    theirs = {fact.key: fact for fact in second.facts}
    renamed: dict[str, str] = {}
    for match in indicators:
        if match.before is None or match.after is None:
            continue
        for items in matched_items(match.before, match.after):
            if items.before is None or items.after is None:
                continue
            ours = {_identity(known[key]): key for key in keys_read(items.before) if _own(known.get(key))}
            for key in keys_read(items.after):
                fact = theirs.get(key)
                same = ours.get(_identity(fact)) if fact is not None and _own(fact) else None
                if same is not None and same not in renamed.values() and _comparable(known[same], theirs[key]):
                    renamed[key] = same
    for key, fact in theirs.items():  # a key that now means something else must not be taken for the other
        if key not in renamed and (key in renamed.values() or (key in known and not _comparable(known[key], fact))):
            renamed[key] = f"{key}（后者）"
    changed = {key: to for key, to in renamed.items() if key != to}
    return with_keys(second, changed), changed


def _own(fact: Fact | None) -> bool:
    """Whether a fact belongs to one item: its address is more than its name."""
    return fact is not None and fact.address not in ("", fact.name)


def _comparable(one: Fact, other: Fact) -> bool:
    """Whether one unit can have both: values of one kind, and some in common."""
    low, high = max(_known(one.low, other.low), default=None), min(_known(one.high, other.high), default=None)
    some = not one.choices or bool({*one.choices} & {*other.choices})
    return one.kind is other.kind and some and (low is None or high is None or low <= high)


def _known(*ends: Fraction | None) -> list[Fraction]:
    return [end for end in ends if end is not None]


def _identity(fact: Fact) -> tuple[str, str]:
    return same_name(fact.name), fact.kind.value


def keys_read(item: Item) -> list[str]:
    """The keys that stand anywhere in *item*."""
    found: dict[str, None] = {}

    def look(value: Any) -> None:
        if isinstance(value, tuple):
            for part in value:
                look(part)
        elif attrs.has(type(value)):
            for one in attrs.fields(type(value)):
                inner = getattr(value, one.name)
                if one.name == "key":
                    found.setdefault(inner)
                elif one.name not in ("words", "span"):
                    look(inner)

    look(item)
    return list(found)


def with_keys(value: Thing, keys: Mapping[str, str]) -> Thing:
    """*value*, anything of a rubric, with other keys; whether words say what a part of a step is worth is left aside."""

    def other(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(other, value))
        if isinstance(value, Enum) or not attrs.has(type(value)):
            return value
        parts = {one.name: other(getattr(value, one.name)) for one in attrs.fields(type(value))}
        if "key" in parts:
            parts["key"] = keys.get(parts["key"], parts["key"])
        if "stated" in parts:
            parts["stated"] = True
        return type(value)(**parts)

    changed: Thing = other(value)
    return changed
