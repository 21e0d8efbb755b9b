"""The shipped overlays: what they give is recorded beside them, Longhui derived from the base is Longhui as published."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from evaldsl.command_line.rules_and_facts import Rules, loaded_rules, rules
from evaldsl.differences.against_base import against_base
from evaldsl.differences.causes import Causes
from evaldsl.interpreter.rubric import Indicator
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.pipeline import run_examples
from evaldsl.proofs.prover import Prover, whole_scope
from evaldsl.render.against_base import against_text, other_grades
from evaldsl.render.diagnostics import source
from evaldsl.render.proofs import Certificate
from evaldsl.text.typography import same_name
from evaldsl.verification import Verdict, verify
from evaldsl.verification.whole import Whole, whole_proofs
from tests.test_rubrics import RUBRICS, run, scorecard

FILES = {
    "hunan-base": "hunan-base/hunan-base.rubric",
    "longhui-from-hunan": "longhui-from-hunan/longhui-from-hunan.rubric",
    "dongxi-2023": "example-dongxi/dongxi-2023.rubric",
    "dongxi-2024": "example-dongxi/dongxi-2024.rubric",
    "example-nanling": "example-nanling/example-nanling.rubric",
    "example-xinan-city": "example-xinan-city/example-xinan-city.rubric",
    "example-beihe": "example-beihe/example-beihe.rubric",
}
EXAMPLES = [name for name in FILES if name not in ("hunan-base", "longhui-from-hunan")]
CARDS = {
    "hunan-base": ("hunan-base",),
    "dongxi-2024": ("example-dongxi",),
    "dongxi-2023": ("example-dongxi", "example-dongxi/facts-2023.yaml"),
    "example-nanling": ("example-nanling",),
    "example-xinan-city": ("example-xinan-city",),
    "example-beihe": ("example-beihe",),
}
RECORDS = [
    *((name, "report") for name in CARDS),
    *((name, "findings") for name in FILES),
    *((name, "against") for name in EXAMPLES),
]
each_file = pytest.mark.parametrize("name", FILES)


def path_of(name: str) -> str:
    """The rule file as a command takes it."""
    return str(RUBRICS / FILES[name])


def record(name: str, kind: str) -> Path:
    """The file of a record; the two years of one county each have their own."""
    ending = {"report": "report.md", "findings": "findings.txt", "against": "against-base.txt"}[kind]
    folder = RUBRICS / FILES[name].split("/")[0]
    return folder / (f"{name}-{ending}" if name.startswith("dongxi") else ending)


def current(name: str, kind: str) -> str:
    """What a record should hold."""
    if kind == "report":
        status, written, said = run("score", *(str(RUBRICS / one) for one in CARDS[name]), "--format", "md")
        assert (status, said) == (0, "")
        return written
    if kind == "findings":
        status, written, _ = run("check", path_of(name), "--format", "json")
        assert status != 2
        found = json.loads(written)["findings"]
        lines = (f"{Path(one['file']).name}:{one['line']} {one['slug']} {one['message']}\n" for one in found)
        return "".join(lines)
    given = loaded_rules(FILES[name].split("/")[0], int(name[-4:]) if name.startswith("dongxi") else None)
    assert given.overlaid is not None and given.overlaid.base is not None and given.overlaid.base.loaded is not None
    base, own = given.overlaid.base.loaded.rubric, given.loaded.rubric
    assert base is not None and own is not None
    certificate = Certificate((), "", {**scorer(own).facts, **scorer(base).facts})
    where = source(given.located.name, given.text, given.layer)
    found = list(against_base(base, own))
    assert given.layer is not None and given.overlaid.base.layer is not None
    causes = Causes(given.layer, given.overlaid.base.layer)
    grades = other_grades(base, own, given.loaded.places.get("等级", (0, 0)))
    return against_text(found, given.overlaid.base.file.name, certificate, where, causes, 100, grades).lstrip("\n")


@pytest.mark.parametrize(("name", "kind"), RECORDS)
def test_the_record_is_current(name: str, kind: str, request: pytest.FixtureRequest) -> None:
    """Scores, findings and the comparison with the base are what the commands give today; --update writes them."""
    path, now = record(name, kind), current(name, kind)
    if request.config.getoption("--update"):
        path.write_text(now, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == now, f"{path.name}: run pytest with --update"


@each_file
def test_the_examples_pass(name: str) -> None:
    """The examples, those of the base that still hold included, agree with the rules."""
    status, written, said = run("test", path_of(name))
    assert (status, said) == (0, ""), written


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_promise_of_the_examples_is_proved(name: str) -> None:
    """What holds of the base (proved in test_proofs) still holds of every indicator that was changed, and of the whole."""
    given = loaded_rules(path_of(name))
    assert given.overlaid is not None and given.overlaid.base is not None
    below, own = given.overlaid.base.loaded, given.loaded.rubric
    assert below is not None and below.rubric is not None and own is not None
    changed = [one.name for one in own.indicators if one not in below.rubric.indicators]
    found = list(verify(given.loaded, names=changed))
    ready = scorer(own)
    found += whole_proofs(Whole(given.loaded, ready, Prover(whole_scope(ready))))
    assert {one.subject for one in found} == {*changed, ""}
    refuted = [one for one in found if one.verdict is Verdict.REFUTED]
    recorded = (record(name, "report").parent / "refuted.txt").read_text(encoding="utf-8")
    assert [one.statement for one in found if one.verdict is Verdict.OPEN] == []
    assert [one.statement for one in refuted] == recorded.splitlines()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_say_that_they_are_none(name: str) -> None:
    """A county that does not exist says so in its head, so that nobody takes it for an official rubric."""
    text = Path(path_of(name)).read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("# 示例：")
    assert "虚构" in text.splitlines()[1]
    assert "（示例）" in text.partition("\n沿用")[0]


# ---- Longhui


def read(name: str) -> Rules:
    """The rules of a folder."""
    return rules(str(RUBRICS / name))


def plainly(indicator: Indicator) -> Indicator:
    """An indicator with its explanation in plain typography: comments inside it leave blanks."""
    return evolve(indicator, explanation=same_name(indicator.explanation))


def test_longhui_derived_from_the_base_means_what_was_published() -> None:
    """Every indicator, its facts and its order, the grades, the conventions and the rates are those of the publication."""
    derived, published = read("longhui-from-hunan").rubric, read("longhui-2021").rubric
    assert [plainly(one) for one in derived.indicators] == [plainly(one) for one in published.indicators]
    assert derived.grades == published.grades
    assert derived.grade_rules == published.grade_rules
    assert derived.conventions == published.conventions
    assert {one.key: one for one in derived.facts} == {one.key: one for one in published.facts}
    assert {one.name: one for one in derived.definitions} == {one.name: one for one in published.definitions}


def cells(given: Rules) -> dict[str, str]:
    """The scoring words of every item."""
    return {f"{one.name}.{item.label}": same_name(item.words) for one in given.rubric.indicators for item in one.items}


def test_longhui_derived_keeps_every_published_word() -> None:
    """The words of every item are the published ones, typography aside."""
    assert cells(read("longhui-from-hunan")) == cells(read("longhui-2021"))


def test_longhui_derived_keeps_every_published_example() -> None:
    """What was worked out by hand for the publication holds of the derived rubric."""
    derived, published = read("longhui-from-hunan").rubric, read("longhui-2021").rubric
    have = {(one.indicator, one.label, one.facts, one.expected, one.grade) for one in derived.examples}
    assert {(one.indicator, one.label, one.facts, one.expected, one.grade) for one in published.examples} <= have


def test_longhui_derived_gives_the_same_scores() -> None:
    """The facts of the publication give the same scores and the same intervals."""
    facts = str(RUBRICS / "longhui-2021/facts.yaml")
    status, written, _ = run("score", str(RUBRICS / "longhui-from-hunan"), facts, "--format", "json")
    derived, published = json.loads(written), scorecard(str(RUBRICS / "longhui-2021"))
    assert status == 0
    for card in (derived, published):
        for one in card["indicators"]:
            one["deductions"] = [deduction["points"] for deduction in one["deductions"]]
    assert derived["indicators"] == published["indicators"]
    assert derived["interval"] == published["interval"]


# ---- years


def test_the_year_of_the_facts_picks_the_version() -> None:
    """Facts of 2023 are scored by the rules of 2023, facts of 2024 by those of 2024, named by one folder."""
    folder = str(RUBRICS / "example-dongxi")
    before = scorecard(folder, str(RUBRICS / "example-dongxi/facts-2023.yaml"))
    after = scorecard(folder)
    assert "绩效结果应用" not in [one["path"][-1] for one in before["indicators"]]
    assert "绩效结果应用" in [one["path"][-1] for one in after["indicators"]]
    assert before["score"] != after["score"]


def test_the_examples_of_an_overlay_stand_in_its_own_file_or_in_its_base() -> None:
    """Every example of a chain of three is read from one of its three files, at its line."""
    given = loaded_rules(path_of("example-beihe"))
    assert given.layer is not None
    names = set()
    for result in run_examples(given.loaded):
        at = given.layer.origin(*result.example.span)
        assert at.file.text.splitlines()[at.line - 1].startswith("例 ")
        names.add(Path(at.file.name).name)
    assert names == {"example-beihe.rubric", "example-xinan-city.rubric", "hunan-base.rubric"}
