"""What comes of the examples of a page: what a block should hold beside what it does hold, and pages written anew."""

import io
import json
import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from fractions import Fraction
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, frozen

from evaldsl.cli import main
from evaldsl.command_line.base_files import BaseFiles
from evaldsl.command_line.files import Located
from evaldsl.command_line.rule_request import answer_line
from evaldsl.facts.facts_file import read_facts
from evaldsl.facts.published import read_published
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scores import IndicatorScore, Scorecard
from evaldsl.interpreter.values import decimal_text
from evaldsl.overlays.chain import Overlaid
from evaldsl.overlays.chain import read as read_overlay
from evaldsl.overlays.checking import examine
from evaldsl.overlays.layers import File
from evaldsl.pipeline import Loaded, check, load, prepare
from evaldsl.render.numbers import interval_text, moved_text
from evaldsl.render.scorecard import printed
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.rule import Rule, read_rule
from evaldsl.text.diagnostics import Diagnostic
from tests.pages import ABOUT, SUBJECTS, WRITTEN, Block, Example, Unreadable, blocks, examples, pages

OPTIONS = {"规则": frozenset({"分值", "指标", "约定"})}

Value = Fraction | bool | str


@frozen
class Outcome:
    """What a block should hold and what it does hold, when they differ."""

    expected: str
    actual: str


def differs(example: Example) -> Outcome | None:
    """None when the page says what is so."""
    if example.block.kind in SUBJECTS | ABOUT:
        return _unexpected_errors(example) or (_rereads(example) if example.block.kind == "规则" else None)
    actual = written(example)
    return None if same(example.block, actual) else Outcome(example.block.text, actual)


def same(block: Block, actual: str) -> bool:
    """Whether *block* holds *actual*; blanks at the ends do not count."""
    return block.text.strip("\n") == actual.strip("\n")


def written(example: Example) -> str:
    """The text that the block of *example* should hold."""
    kind = example.block.kind
    if kind == "发现":
        return "\n".join(f"{slug}：{message}" for slug, message, _ in findings(example))
    if kind == "得分单":
        return _scorecard(example)
    if kind == "终端":
        return _terminal(example)
    rule = read(example.subject)
    if kind == "数据":
        return "\n".join(fact_text(fact) for fact in rule.reads)
    if kind == "规范":
        return rule.canonical
    return "\n".join(_scored(rule, line) for line in example.block.text.split("\n"))


Finding = tuple[str, str, str]


def findings(example: Example) -> list[Finding]:
    """Slug, message and severity of what is found in the sentence, the rule file, the facts file …"""
    if example.subject.kind == "请求":
        answered = json.loads(answer_line(example.subject.text))["findings"]
        return [(one["slug"], one["message"], one["severity"]) for one in answered]
    return [(one.slug, one.message, one.severity.value) for one in _diagnostics(example)]


def _diagnostics(example: Example) -> Iterable[Diagnostic]:
    if example.subject.kind == "规则":
        return read(example.subject).findings
    if example.facts is None:
        return _checked(example)
    if example.facts.kind == "公布的得分":
        return read_published(example.facts.text + "\n", _rubric(example))[1]
    return _file_facts(example)[1]


def _checked(example: Example) -> Iterable[Diagnostic]:
    """The findings about a rule file; of an overlay those that its base does not have."""
    if not is_overlay(example.subject.text):
        return check(loaded(example.subject))
    return [one.diagnostic for one in examine(overlaid(example)).findings if not one.inherited]


def overlaid(example: Example) -> Overlaid:
    """The 评分表 block of an overlay, laid over the 底本 blocks above it, or over a rubric that comes with the program."""
    own = File(example.subject.options or "例.rubric", example.subject.text + "\n")
    known = {one.options: File(one.options, one.text + "\n") for one in example.bases} | {own.name: own}
    shipped = BaseFiles.of(Located(own.name, None))
    return read_overlay(own, lambda said, above: known[said] if said in known else shipped(said, above))


def read(subject: Block) -> Rule:
    """The sentence of a 规则 block, read."""
    given = options(subject)
    weight = Fraction(given["分值"]) if "分值" in given else None
    return read_rule(subject.text.rstrip("\n"), given.get("指标", ""), weight, given.get("约定"))


def loaded(subject: Block) -> Loaded:
    """The rule file of a 评分表 block."""
    return load(subject.text + "\n", subject.options or "例.rubric")


def options(block: Block) -> dict[str, str]:
    """分值=2 指标=预算完成率 as a dictionary."""
    pairs = {name: value for name, _, value in (pair.partition("=") for pair in block.options.split())}
    unknown = set(pairs) - OPTIONS[block.kind]
    if unknown:
        raise Unreadable(f"第{block.line}行：不认识{'、'.join(sorted(unknown))}")
    return pairs


def fact_text(fact: Fact) -> str:
    """预算完成率（比率，%）, 效益（等次，显著/较好/一般）."""
    detail = "/".join(fact.choices) or fact.unit
    return f"{fact.name}（{fact.kind.value}{f'，{detail}' if detail else ''}）"


def _unexpected_errors(example: Example) -> Outcome | None:
    """A sentence or file that cannot be read needs a 发现 block that says so."""
    about = evolve(example, facts=example.facts if example.block.kind in ABOUT else None)
    errors = [f"{slug}：{message}" for slug, message, severity in findings(about) if severity == "error"]
    if not errors or _declared(example):
        return None
    return Outcome("能够读懂", "\n".join(errors))


def _declared(example: Example) -> bool:
    """Whether the block that follows is 发现."""
    following = [
        block for _, block in blocks(example.path.read_text(encoding="utf-8")) if block.line > example.block.line
    ]
    return bool(following) and following[0].kind == "发现"


def _rereads(example: Example) -> Outcome | None:
    """The canonical form of a sentence is its own canonical form and means the same."""
    rule = read(example.subject)
    if not rule.ok:
        return None
    again = read(evolve(example.subject, text=rule.canonical))
    if again.canonical != rule.canonical:
        return Outcome(f"规范写法不再改动：{rule.canonical}", again.canonical)
    if again.reading.indicator != rule.reading.indicator:
        return Outcome(f"规范写法与原文意思相同：{rule.canonical}", "意思不同")
    return None


# ---- scores


_ARROW = re.compile(r"\s*→\s*")
_RANGE = re.compile(r"([\d./]+)[～~]([\d./]+|不封顶)分?")


def _scored(rule: Rule, line: str) -> str:
    """*line* with the score that comes out; *line* itself when it says so already."""
    pieces = _ARROW.split(line)
    if len(pieces) != 2:
        return line if not line.strip() else f"{line}  ← 应写作“名称=值 → 得分”"
    if not rule.ok:
        return f"{pieces[0]} → 读不懂"
    expected, _, grade = pieces[1].partition("，")
    card = rule.score(values(rule, pieces[0]))
    fixed = card.grade or ""
    if _as_stated(card.indicators[0], expected.strip()) and fixed == grade.strip():
        return line
    return f"{pieces[0]} → {_points(card.indicators[0])}{f'，{fixed}' if fixed else ''}"


def _as_stated(got: IndicatorScore, expected: str) -> bool:
    spread = _RANGE.fullmatch(expected)
    if spread:
        high = inf if spread[2] == "不封顶" else Fraction(spread[2])
        return got.score is None and got.interval == (Fraction(spread[1]), high)
    return got.score == _number(expected.removesuffix("分"))


def _points(got: IndicatorScore) -> str:
    if got.score is not None:
        return decimal_text(got.score)
    return "～".join(decimal_text(end) for end in got.interval) + "分"


def values(rule: Rule, text: str) -> dict[str, Value]:
    """名称=值，名称=值 or the values alone, by key; 缺 leaves a fact out."""
    given: dict[str, Value] = {}
    pieces = [piece.strip() for piece in text.split("，") if piece.strip()]
    for place, piece in enumerate(pieces):
        name, _, value = piece.rpartition("=")
        fact = _fact(rule, name.strip()) if name else _nth(rule, place, piece)
        if value != "缺":
            given[fact.key] = value_of(fact, value)
    return given


def _nth(rule: Rule, place: int, piece: str) -> Fact:
    if place >= len(rule.reads):
        raise Unreadable(f"“{piece}”没有对应的数据，只读取{'、'.join(map(fact_text, rule.reads))}")
    return rule.reads[place]


def _fact(rule: Rule, name: str) -> Fact:
    named = [fact for fact in rule.reads if name in (fact.name, fact.key) or fact.key.endswith(f".{name}")]
    if len(named) != 1:
        raise Unreadable(f"“{name}”不是一项数据，读取的是{'、'.join(map(fact_text, rule.reads))}")
    return named[0]


def value_of(fact: Fact, text: str) -> Value:
    """A value as the page writes it: a percent for a ratio, 是 or 否, a grade, a number with or without unit."""
    match fact.kind:
        case Kind.JUDGEMENT:
            if text not in ("是", "否"):
                raise Unreadable(f"“{fact.name}”要写是或否，不是“{text}”")
            return text == "是"
        case Kind.CHOICE:
            if text not in fact.choices:
                raise Unreadable(f"“{fact.name}”只有{'/'.join(fact.choices)}，没有“{text}”")
            return text
        case Kind.RATIO:
            return _number(text.removesuffix("%")) / 100
        case _ if fact.unit in (":1", "1:") and ":" in text:
            one, many = map(_number, text.split(":"))
            return one / many if fact.unit == ":1" else many / one
        case _:
            return _number(text.removesuffix(fact.unit) if fact.unit else text)


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except ValueError:
        raise Unreadable(f"“{text}”不是数") from None


# ---- scorecards


def _file_facts(example: Example) -> tuple[UnitFacts, list[Diagnostic]]:
    rubric = _rubric(example)
    if example.facts is not None and not (example.block.kind == "得分单" and example.block.options):
        return read_facts(example.facts.text + "\n", example.facts.options, rubric)
    text = "\n".join(f"{name}: {value}" for name, _, value in (p.partition("=") for p in example.block.options.split()))
    return read_facts(text, "数据.yaml", rubric)


def _rubric(example: Example) -> Rubric:
    found = overlaid(example).loaded if is_overlay(example.subject.text) else loaded(example.subject)
    rubric = found.rubric if found is not None else None
    if found is None or rubric is None:
        raise Unreadable("前面的评分表读不懂")
    return rubric


def _scorecard(example: Example) -> str:
    source = overlaid(example).loaded if is_overlay(example.subject.text) else loaded(example.subject)
    if source is None or source.rubric is None:
        return "评分表读不懂"
    facts, found = _file_facts(example)
    lines = [f"{one.slug}：{one.message}" for one in found]
    return "\n".join([*lines, *card_lines(score(prepare(source), facts.values))])


def card_lines(card: Scorecard) -> Iterator[str]:
    """A scorecard as pages show it."""
    names = {missing.key: missing.name for missing in card.missing}
    for one in card.indicators:
        yield f"{one.name} {_shown(one.score, one.interval)}（满分{decimal_text(one.full)}分）"
        for taken in printed(one):
            yield f"  {taken.label}{moved_text(taken.points)}：{taken.reason}"
        for key in one.missing:
            yield f"  缺“{names.get(key, key)}”"
        for key in one.undefined:
            yield f"  “{key}”的分母为0"
    grade = f" {card.grade}" if card.grade else f" {'或'.join(card.grades)}" if card.grades else ""
    yield f"合计 {_shown(card.score, card.interval)}{grade}"


def _shown(points: Fraction | None, interval: tuple[Fraction | float, Fraction | float]) -> str:
    return interval_text(interval) if points is None else f"{decimal_text(points)}分"


# ---- commands


def _terminal(example: Example) -> str:
    """The commands of the block with what they print; those above run first, for they may write files."""
    shown = ""
    with TemporaryDirectory() as folder, chdir(folder):
        for _, block in blocks(example.path.read_text(encoding="utf-8")):
            if block.line > example.block.line:
                break
            if block.kind == "终端":
                here = block.line == example.block.line
                lines = [line for line in block.text.split("\n") if line.startswith("$ ") and (here or _writes(line))]
                shown = "\n".join(map(_run, lines))
            elif block.options and block.kind in ("底本", "评分表", "数据文件", "宽表"):
                Path(block.options).parent.mkdir(exist_ok=True)
                Path(block.options).write_text(block.text + "\n", encoding="utf-8")
    return shown


def _writes(line: str) -> bool:
    """Whether a command may leave a file behind; one that tunes does so only when told where."""
    return not line.startswith("$ evaldsl tune ") or " -o " in line


def _run(line: str) -> str:
    program, *arguments = shlex.split(line[2:])
    if program != "evaldsl":
        raise Unreadable(f"“{line}”不是evaldsl的命令")
    stream = io.StringIO()
    with redirect_stdout(stream), redirect_stderr(stream):
        status = main(arguments)
    printed = [scrubbed(text.rstrip()) for text in stream.getvalue().rstrip("\n").split("\n")]
    told = [f"# 退出状态 {status}"] if status else []
    return "\n".join([line, *(printed if printed != [""] else []), *told])


def scrubbed(text: str) -> str:
    """*text* without what differs from run to run and from machine to machine: times, the version of the solver."""
    return re.sub(r"z3 [0-9.]+", "z3", re.sub(r"用时[0-9.]+秒", "用时0.01秒", text))


# ---- writing pages anew


def _is_disputed(example: Example) -> bool:
    try:
        return differs(example) is not None
    except Unreadable:
        return True


def update() -> None:
    """Writes every block that pages leave to the program; what cannot be computed stays.

    So does what belongs to a sentence whose 得分 are not so: the page is right then, and the program must be mended.
    """
    for path in pages():
        lines = path.read_text(encoding="utf-8").split("\n")
        found = examples(path)
        disputed = {example.subject for example in found if example.block.kind == "得分" and _is_disputed(example)}
        for example in reversed(found):
            block = example.block
            if block.kind not in WRITTEN or example.subject in disputed:
                continue
            try:
                actual = written(example)
            except Unreadable:
                continue
            if not same(block, actual):
                first = block.line - 1
                count = block.text.count("\n") + 1 if lines[first] != "```" else 0
                lines[first : first + count] = actual.split("\n") if actual else []
        text = "\n".join(lines)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
