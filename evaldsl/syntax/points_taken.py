"""按每处0.5分扣减, 扣减按每处0.5分, 每处扣0.5分的标准扣减: deductions whose 扣 stands apart from the points, 扣分=(95%-执行率)×20
among them; and those that say from what they take, 在本指标总分中扣减."""

import re
from collections.abc import Iterator

from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part

_TAKEN = "(?:扣减|扣除|扣分|减分)"
_BEHIND = re.compile(rf"的?(?:标准|幅度)?(?:来|予以|进行|相应)?{_TAKEN}")
_COUNTED = re.compile(r"的?(?:标准)?(?:来|进行)?(?:计算|计|执行)?")
_BEFORE = re.compile(rf"(.*?){_TAKEN}(?:标准|分值)?(?:按照?|为|是)?", re.S)
_STANDARD = re.compile(rf"的标准(?:来|予以|进行)?(?:{_TAKEN}|执行|计算)?")
_BY = re.compile(r"(.*?)按照?", re.S)
_ENDS = (tree.Comma, tree.Stop)


def with_points_taken(parts: list[Part]) -> list[Part]:
    """*parts* with a deduction for points that the words before or behind them say are taken."""
    found: list[Part] = []
    for run in _runs(parts):
        found += _taken(run)
    return found


def _runs(parts: list[Part]) -> Iterator[list[Part]]:
    """What stands between commas and stops, these with what they end."""
    run: list[Part] = []
    for part in parts:
        run.append(part)
        if isinstance(part.value, _ENDS):
            yield run
            run = []
    yield run


_EQUALS = re.compile(r"(.*?)(?:应|计)?(?:扣减|扣除|扣)分?[值数]?", re.S)


def _formula(run: list[Part], at: int) -> list[Part]:
    """*run* with its formula at *at* as what is taken off: 扣分=(95%-执行率)×20, 按(95%-执行率)×20扣分."""
    before, behind = run[:at], run[at + 1 :]
    words = behind[0].value.text if behind and isinstance(behind[0].value, tree.Word) else ""
    said = _stripped(before, _EQUALS)
    if said == before and not (words and _BEHIND.fullmatch(words)):
        return run
    value = run[at].value
    assert isinstance(value, tree.Formula)
    if isinstance(value.term, tree.Quantity) and value.term.unit == "分":
        number, slip = value.term.number, value.term.slip
        return [*said, evolve(run[at], value=tree.Deduction(tree.Amount(number, number, slip=slip))), *behind]
    taken = evolve(run[at], value=evolve(value, taken=True, scored=False))
    return [*said, taken, *(behind[1:] if said == before else behind)]


def _taken(run: list[Part]) -> list[Part]:
    computed = next((i for i, part in enumerate(run) if isinstance(part.value, tree.Formula)), None)
    if computed is not None:
        return _formula(run, computed)
    at = next((i for i, part in enumerate(run) if _points(part) is not None), None)
    if at is None:
        return run
    amount, before, behind = _points(run[at]), run[:at], run[at + 1 :]
    words = behind[0].value.text if behind and isinstance(behind[0].value, tree.Word) else ""
    if isinstance(run[at].value, tree.Deduction):
        return [*before, run[at], *behind[1:]] if _STANDARD.fullmatch(words) else run
    each = next((i for i, part in enumerate(before) if isinstance(part.value, tree.Each | tree.Step)), None)
    by = bool(before) and _stripped(before[-1:], _BY) != before[-1:]
    said = before if each is None else [*_stripped(before[:each], _BEFORE), *before[each:]]
    if words and _BEHIND.fullmatch(words) and (each is not None or by):
        behind, head = behind[1:], 0 if each is None else each
        said = [*_stripped(before[:head], _BY), *_stripped(before[head:], _BY)]
    elif said != before and _COUNTED.fullmatch(words):
        behind = behind[1:] if words else behind
    else:
        return run
    assert amount is not None
    return [*said, Part(tree.Deduction(amount), run[at].start, run[at].end), *behind]


def _points(part: Part) -> tree.Amount | None:
    """The points that *part* names without saying whether they are given."""
    match part.value:
        case tree.Award(amount, bare=True, per="", more=()) | tree.Deduction(amount, per="", more=()):
            return amount
        case tree.Comparison("", tree.Quantity(number, "分", slip)):
            return tree.Amount(number, number, slip=slip)
    return None


def _stripped(parts: list[Part], words: re.Pattern[str]) -> list[Part]:
    """*parts* without *words* at their end, and the colon behind these."""
    kept = parts[:-1] if parts and isinstance(parts[-1].value, tree.Colon) else parts
    last = kept[-1].value if kept else None
    match = words.fullmatch(last.text) if isinstance(last, tree.Word) else None
    if match is None:
        return parts
    shorter = evolve(kept[-1], value=tree.Word(match[1]), end=kept[-1].start + len(match[1]))
    return [*kept[:-1], shorter] if match[1] else kept[:-1]


_FROM = (
    r"(?:直接)?[在从](?:该项|此项|(?:[本该此]|(?=指标[总得]))(?P<of>指标|项)(?:指标)?)的?(?:总得分|总分|得分|分值|分数)?(?:[中里内]|的?基础上)"
    "(?:予以|进行|直接|相应)*"
)
_FROM_THESE = re.compile(f"{_FROM}$")
_AGAIN = re.compile(f"{_FROM}(?:扣减|扣除|扣分|减分|扣|减)")


def with_scopes(parts: list[Part]) -> list[Part]:
    """*parts* with deductions that say themselves from what they take: 每起从本指标得分中扣3分; 每起扣3分，在本指标总分中扣减."""
    found: list[Part] = []
    for run in _runs(parts):
        words = run[0].value.text if run and isinstance(run[0].value, tree.Word) else ""
        again = _AGAIN.fullmatch(words) if len(run) < 3 and found else None
        if again and isinstance(found[-1].value, tree.Comma) and isinstance(found[-2].value, tree.Deduction):
            found[-2:] = [_scoped(found[-2], again), run[-1] if len(run) > 1 else found[-1]]
            continue
        taken = next((at for at, part in enumerate(run) if isinstance(part.value, tree.Deduction)), 0)
        for at, part in enumerate(run[:taken]):
            said = _FROM_THESE.search(part.value.text) if isinstance(part.value, tree.Word) else None
            if said is not None:
                run[taken] = _scoped(run[taken], said)
                short = Part(tree.Word(said.string[: said.start()]), part.start, part.start + said.start())
                run[at : at + 1] = [short] if said.start() else []
                break
        found += run
    return found


def _scoped(part: Part, said: re.Match[str]) -> Part:
    assert isinstance(part.value, tree.Deduction)
    return evolve(part, value=evolve(part.value, scope=said["of"] or ""))
