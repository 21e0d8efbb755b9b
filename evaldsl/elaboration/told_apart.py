"""Facts of one name under one number: 公开内容完整 of 部门预算 and of 部门决算, 推迟 of 开工 and of 完工, each told by what stands above
or before it."""

from collections.abc import Iterable

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind


def told_apart(reader: Reader, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """*facts*, in whose names stands what they are of where the words alone are those of another; their keys stay."""
    found = list(facts)
    if len(found) < 2:
        return tuple(found)
    alike: dict[tuple[str, int | bool], list[tuple[int, str]]] = {}
    names = [fact.name for fact in found]
    for place, fact in enumerate(found) if len({*names}) < len(names) else ():
        if names.count(fact.name) == 1:
            continue
        begins, of, headed = _of(reader, fact) if fact.kind is not Kind.DISCRETION else (0, "", False)
        alike.setdefault((fact.name, headed or begins), []).append((place, of))
    for (name, _), several in alike.items():
        whose = [of for _, of in several]
        if len(several) > 1 and all(whose) and len(set(whose)) == len(whose):
            for place, of in several:
                address = f"{found[place].address.removesuffix(name)}{of}{name}"
                found[place] = evolve(found[place], name=f"{of}{name}", address=address)
    return tuple(found)


def _of(reader: Reader, fact: Fact) -> tuple[int, str, bool]:
    """Where the number begins under which *fact* is asked for, and the heading of its item (True), or what it, or its sentence,
    awards first; empty where none of them says it."""
    label = fact.address.removeprefix(f"{reader.measures.indicator}.").removesuffix(f".{fact.name}")
    place = next((at for at, item in enumerate(reader.items) if item.label == label), None)
    if place is None:
        return 0, "", False
    item, origin = reader.items[place], reader.measures.source.origin
    begins = max((start for group in reader.groups if (start := origin[group.start]) <= item.span[0]), default=0)
    for one in reversed(reader.items[: place + 1]):
        if one.span[0] >= begins and one.titled is not None and one.texts:
            return begins, one.texts[0].removesuffix(fact.name[:2]), True  # 预算公开（2分）：公开及时
    beside = [item, *(one for one in reader.items if one.award_sentence == item.award_sentence and one.has_award)]
    said = next((words for words in map(_awarded, beside) if words and words != fact.name), "")
    return begins, f"{said}，" if said else "", False


def _awarded(item: ItemDraft) -> str:
    return item.cases[0].text if item.cases else ""
