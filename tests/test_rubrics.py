"""The shipped rubrics: everything in their folders runs, and what they give is recorded beside them."""

import csv
import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from evaldsl import pipeline
from evaldsl.cli import main
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.syntax.text_to_tree import parser
from evaldsl.text.typography import plain

RUBRICS = Path(__file__).resolve().parent.parent / "rubrics"
FOLDERS = {
    "longhui-2021": (32, "83.5"),
    "anning-2023": (34, "95.5"),
    "yueyang-third-brigade-2023": (18, "98"),
    "yueyanglou-inspection-2023": (22, "98"),
}
FACTS_ONLY = "zhuhui-sanitation-2023"
EVERY_FOLDER = (*FOLDERS, FACTS_ONLY)

each_rubric = pytest.mark.parametrize("name", FOLDERS)
each_folder = pytest.mark.parametrize("name", EVERY_FOLDER)


# ---- what the commands say


@cache
def run(*argv: str) -> tuple[int, str, str]:
    """The exit status of a command, what it writes and what it says."""
    written, said = io.StringIO(), io.StringIO()
    with redirect_stdout(written), redirect_stderr(said):
        status = main(argv)
    return status, written.getvalue(), said.getvalue()


def folder(name: str) -> str:
    """The folder as a command takes it."""
    return str(RUBRICS / name)


def rubric_file(name: str) -> Path:
    """The rule file of a folder."""
    return RUBRICS / name / f"{name}.rubric"


def scorecard(*argv: str) -> dict:  # type: ignore[type-arg]
    """The scorecard as JSON."""
    _, written, said = run("score", *argv, "--format", "json")
    assert said == ""
    card = json.loads(written)
    assert isinstance(card, dict)
    return card


def published(name: str) -> list[dict[str, str]]:
    """The rows of published.csv."""
    text = (RUBRICS / name / "published.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def report(name: str) -> str:
    """report.md as it should be."""
    compared = () if name == FACTS_ONLY else ("--compare",)
    status, written, said = run("score", folder(name), *compared, "--format", "md")
    assert (status in (0, 1), said) == (True, "")
    return written


def findings(name: str) -> str:
    """findings.txt as it should be: line, slug, message."""
    status, written, _ = run("check", str(rubric_file(name)), "--format", "json")
    assert status != 2
    return "".join(f"{one['line']} {one['slug']} {one['message']}\n" for one in json.loads(written)["findings"])


RECORDS = [(name, "report.md") for name in EVERY_FOLDER] + [(name, "findings.txt") for name in FOLDERS]


def current(name: str, record: str) -> str:
    """What a record should hold."""
    return report(name) if record == "report.md" else findings(name)


@pytest.mark.parametrize(("name", "record"), RECORDS)
def test_the_record_is_current(name: str, record: str, request: pytest.FixtureRequest) -> None:
    """report.md and findings.txt are what the commands give today; --update writes them."""
    path = RUBRICS / name / record
    if request.config.getoption("--update"):
        path.write_text(current(name, record), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == current(name, record), f"{name}/{record}: run pytest with --update"


def slugs_found(name: str) -> set[str]:
    """The findings about a rubric, by name."""
    return {line.split(" ")[1] for line in findings(name).splitlines()}


@each_rubric
def test_the_notes_say_why_each_finding_is_right(name: str) -> None:
    """Under 检查的发现 every kind of finding stands once, with the reason why it is no false alarm, and no other."""
    section = (RUBRICS / name / "NOTES.md").read_text(encoding="utf-8").partition("\n## 检查的发现\n")[2]
    rows = re.findall(r"^\| ([a-z-]+) \| (.+。) \|$", section, re.M)
    assert sorted(slug for slug, _ in rows) == sorted(slugs_found(name))


@pytest.mark.parametrize("name", EVERY_FOLDER)
def test_the_page_of_published_faults_is_true(name: str) -> None:
    """A finding that the page says to name a fault is found in that rubric, and none of those found is left out."""
    page = (RUBRICS.parent / "docs/explanation/published-faults.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    last = [line.split("|")[2].strip() for line in section.splitlines() if line.startswith("| ")][2:]
    named = {match[1] for cell in last for match in re.finditer(r"\[([a-z-]+)\]", cell)}
    assert all(cell == "还没有" or cell.startswith("[") for cell in last)
    assert named == (set() if name == FACTS_ONLY else slugs_found(name))
    assert section


# ---- rules


@each_rubric
def test_the_rules_load(name: str) -> None:
    """No error, and as many indicators as the publication has rows, together 100 points."""
    status, _, said = run("check", str(rubric_file(name)))
    assert (status in (0, 1), said) == (True, "")
    indicators = scorecard(folder(name))["indicators"]
    assert len(indicators) == FOLDERS[name][0]
    assert sum(Fraction(one["full"]) for one in indicators) == 100


@each_rubric
def test_the_examples_pass(name: str) -> None:
    """The examples, worked out by hand, agree with the rules."""
    status, written, said = run("test", folder(name))
    assert (status, said) == (0, ""), written


def _blocks(name: str) -> dict[str, list[str]]:
    """The lines of every indicator, by its name."""
    found: dict[str, list[str]] = {}
    for line in rubric_file(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("指标 "):
            lines = found.setdefault(re.sub(r"（[^（）]*分）.*", "", line[3:]).strip(), [])
        elif re.match(r"[一二]级 ", line):
            lines = []
        elif found:
            lines.append(line)
    return found


@each_rubric
def test_every_number_in_a_rule_has_an_example(name: str) -> None:
    """An indicator whose rule names a number has an example."""
    bare = [
        indicator
        for indicator, lines in _blocks(name).items()
        if any(re.search(r"^(?!例 |#|解释 |来源 ).*\d", line) for line in lines)
        and not any(line.startswith("例 ") for line in lines)
        and any(line.startswith(("评分 ", "指标值 ")) for line in lines)
    ]
    assert bare == []


@each_rubric
def test_the_canonical_form_means_the_same(name: str, tmp_path: Path) -> None:
    """Formatted, the rules give the same scores from the same facts, and formatting again changes nothing."""
    copy = tmp_path / name
    shutil.copytree(RUBRICS / name, copy)
    path = copy / f"{name}.rubric"
    assert run("fmt", str(path))[0] == 0
    once = path.read_text(encoding="utf-8")
    before, after = (_without_text(scorecard(one)) for one in (folder(name), str(copy)))
    assert after == before
    assert run("test", str(copy))[0] == 0
    assert run("fmt", "--check", str(path))[0] == 0
    assert path.read_text(encoding="utf-8") == once


def _without_text(card: dict) -> dict:  # type: ignore[type-arg]
    """A scorecard without the words and places of the file."""
    for one in card["indicators"]:
        one["deductions"] = [deduction["points"] for deduction in one["deductions"]]
    return card


# ---- facts


@each_folder
def test_the_facts_are_read(name: str) -> None:
    """Every entry of facts.yaml belongs to the rules and can be read: nothing is said about any."""
    status, _, said = run("score", folder(name))
    assert (status, said) == (0, "")


@each_folder
def test_every_fact_names_its_source(name: str) -> None:
    """Every entry carries a comment that says where in the publication it stands."""
    text = (RUBRICS / name / "facts.yaml").read_text(encoding="utf-8")
    lines = text[text.index("\n数据:") :].splitlines()[2:]
    entries = [line for line in lines if re.match(r"  [^\s#]", line)]
    assert len(entries) > 5
    assert [line for line in entries if not re.search(r"\s# *\S", line)] == []


@each_folder
def test_the_score_lies_within_its_interval(name: str) -> None:
    """Scores lie in their intervals, the intervals add up, and deductions make up the difference to full marks."""
    card = scorecard(folder(name))
    ends: list[list[Fraction | None]] = [[], []]
    for one in card["indicators"]:
        low, high = (None if end is None else Fraction(end) for end in one["interval"])
        ends[0].append(low)
        ends[1].append(high)
        assert low is not None
        assert high is None or low <= high
        if one["score"] is not None:
            assert low == high == Fraction(one["score"])
            assert one["missing"] == []
            assert Fraction(one["full"]) - sum(Fraction(d["points"]) for d in one["deductions"]) == low
    total = [None if None in side else sum(end for end in side if end is not None) for side in ends]
    assert total == [None if end is None else Fraction(end) for end in card["interval"]]
    if card["score"] is not None:
        assert total == [Fraction(card["score"])] * 2


@pytest.mark.parametrize("name", ["违规情况特别严重", "发生安全重大安全事故"])
def test_a_veto_fixes_the_grade(name: str, tmp_path: Path) -> None:
    """The two sentences of 隆回 that fix the grade do so, whatever the score is."""
    text = (RUBRICS / "longhui-2021" / "facts.yaml").read_text(encoding="utf-8")
    struck, found = re.subn(rf"(\.{name}): 否", r"\1: 是", text)
    assert found == 1
    facts = tmp_path / "facts.yaml"
    facts.write_text(struck, encoding="utf-8")
    assert scorecard("longhui-2021", str(facts))["grade"] == "差"
    assert scorecard("longhui-2021")["grade"] is None


# ---- published scores


@each_rubric
def test_the_published_scores_are_complete(name: str) -> None:
    """published.csv has every indicator in order, with the points of the rules, and the published sum."""
    rows = published(name)
    indicators = scorecard(folder(name))["indicators"]
    assert [row["指标"] for row in rows] == [one["path"][-1] for one in indicators]
    assert [Fraction(row["分值"]) for row in rows] == [Fraction(one["full"]) for one in indicators]
    assert sum(Fraction(row["得分"]) for row in rows) == Fraction(FOLDERS[name][1])


def _table(name: str) -> dict[str, tuple[str, str]]:
    """The table 指标 | 公布 | 按规则 | 原因 of NOTES.md."""
    text = (RUBRICS / name / "NOTES.md").read_text(encoding="utf-8")
    lines = text[text.index("| 指标 | 公布 | 按规则 | 原因 |") :].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(len(row) == 4 and row[3] for row in rows)
    return {row[0]: (row[1], row[2]) for row in rows}


@each_rubric
def test_every_difference_is_explained(name: str) -> None:
    """NOTES.md explains the rows in which publication and rules disagree, and no others."""
    differing = {
        one["path"][-1]: (one["published"]["score"], one["score"] or "～".join(one["interval"]))
        for one in scorecard(folder(name), "--compare")["indicators"]
        if one["published"]["outcome"] in ("不同", "在区间外")
    }
    assert _table(name) == differing


@each_rubric
def test_the_readme_tells_the_totals(name: str) -> None:
    """The table of rubrics/README.md has the rows, the published and the computed total."""
    text = (RUBRICS / "README.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` "))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    card = scorecard(folder(name))
    low, high = card["interval"]
    own = card["score"] or (f"{low}分以上，不封顶" if high is None else f"{low}～{high}")
    assert cells[3:] == [str(FOLDERS[name][0]), FOLDERS[name][1], own]


def test_a_fact_that_settles_another_leaves_the_rest_open() -> None:
    """A count that was found decides a judgement that is still missing; the other counts are asked for all the same."""
    path = rubric_file("longhui-2021")
    rubric = pipeline.load(path.read_text(encoding="utf-8"), path.name).rubric
    assert rubric is not None
    name = "实际完成、质量达标率/清运公厕"
    one = next(one for one in rubric.indicators if one.name == name)
    counts = [fact.key for fact in one.facts if fact.kind is Kind.COUNT]
    ready = scorer(rubric)
    for key in counts:
        card = score(ready, {key: Fraction(1)})
        asked = {missing.key for missing in card.missing}
        assert key not in asked
        assert asked >= {other for other in counts if other != key}


def test_where_a_plain_word_begins_no_scoring_word_does() -> None:
    """PLAIN saves holding most words against every terminal; it may hide none. A new spelling may need a sign in it."""
    terminals = {one.name: one.pattern.to_regexp() for one in parser().terminals if one.priority > 0}
    word = re.compile(terminals.pop("PLAIN"))
    others = re.compile("|".join(terminals.values()))
    for scoring in (
        "结合完成情况得分",
        "的分别得2分、1分",
        "都不得分",
        "应不得分",
        "基础分10分",
        "起评分10分",
        "都按100%计",
        "比上年未增长",
        "时按(甲",
    ):
        assert others.match(scoring) and not word.match(scoring)
    hidden: set[str] = set()
    for path in [*RUBRICS.glob("*/*.rubric"), *RUBRICS.parent.glob("docs/reference/**/*.md")]:
        text = plain(path.read_text(encoding="utf-8")).text
        starts = (place for place in range(len(text)) if word.match(text, place))
        hidden |= {match[0] for match in (others.match(text, place) for place in starts) if match}
    assert not hidden
