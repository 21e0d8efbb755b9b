"""Findings for other programs: annotations, JUnit, SARIF; the suffix that chooses; the hooks of pre-commit."""

import json
import re
import shlex
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evaldsl.cli import main
from evaldsl.render.annotations import annotations
from evaldsl.render.diagnostics import Report, source
from evaldsl.render.junit import junit
from evaldsl.render.sarif import sarif
from evaldsl.rubric_files.finding_pages import page
from evaldsl.text.diagnostics import Place, error, info, warning
from tests.checked_rules import RULES
from tests.command_line import Run

WIDE = "𠮷县\r\n评分 达到90%，得4分：好\r\n"


def hard_report() -> Report:
    """One finding of each severity, with wide signs before it, several lines, signs that each form has to escape."""
    start = WIDE.index("90%")
    several = warning("b", '<甲> & "乙": 50%,\n丙', 0, start, "改", (Place(start, start + 3, "先写"),))
    return Report(
        source("某 县/a,b:1.rubric", WIDE), (error("a", "错", start, start + 3), several, info("c", "知道", 0, 0))
    )


def test_annotations_are_escaped() -> None:
    """%, line ends; in properties : and , too; columns only for findings of one line."""
    assert annotations([hard_report()]).splitlines() == [
        "::error file=某 县/a%2Cb%3A1.rubric,line=2,endLine=2,col=6,endColumn=9,title=a::错",
        '::warning file=某 县/a%2Cb%3A1.rubric,line=1,endLine=2,col=1,title=b::<甲> & "乙": 50%25, 丙%0A改',
        "::notice file=某 县/a%2Cb%3A1.rubric,line=1,endLine=1,col=1,endColumn=1,title=c::知道",
    ]


def test_junit_is_xml_that_says_the_same() -> None:
    """Counts, a failure a warning, an error an error, a remark that passes; a clean file is a case that passes."""
    root = ElementTree.fromstring(junit([hard_report(), Report(source("净.rubric", ""), ())]).encode())
    assert root.attrib == {"name": "evaldsl check", "tests": "4", "failures": "1", "errors": "1"}
    assert [case.get("name") for case in root.iter("testcase")] == ["a 2:6", "b 1:1", "c 1:1", "没有发现问题"]
    failure = next(root.iter("failure"))
    assert failure.get("message") == '<甲> & "乙": 50%, 丙'
    assert "提示：改" in (failure.text or "")
    assert "知道" in (next(root.iter("system-out")).text or "")


def test_sarif_has_what_the_schema_requires() -> None:
    """Version, driver, rules with help, results that point at rules and places; columns count code points from 1."""
    log = json.loads(
        json.dumps(
            sarif([hard_report(), Report(source("/绝对/甲.rubric", RULES), (warning("bands-gap", "断", 3, 9),))], True)
        )
    )
    assert log["version"] == "2.1.0"
    assert re.fullmatch(r"https://.*/sarif-schema-2\.1\.0\.json", log["$schema"])
    (one_run,) = log["runs"]
    driver = one_run["tool"]["driver"]
    assert {"name", "version", "rules"} <= set(driver)
    assert one_run["columnKind"] == "unicodeCodePoints"
    assert one_run["invocations"] == [{"executionSuccessful": True}]
    for result in one_run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert re.fullmatch("[0-9a-f]{16}", *result["partialFingerprints"].values())
        for place in (*result["locations"], *result.get("relatedLocations", [])):
            region = place["physicalLocation"]["region"]
            assert min(region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")) >= 1
            assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
            assert place["physicalLocation"]["artifactLocation"]["uri"].isascii()
    rule = next(rule for rule in driver["rules"] if rule["id"] == "bands-gap")
    assert rule["help"]["markdown"] == page("bands-gap")
    assert all(rule[name]["text"] for name in ("shortDescription", "fullDescription", "help"))
    assert rule["defaultConfiguration"] == {"level": "warning"}
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in one_run["results"]}
    assert uris == {"%E6%9F%90%20%E5%8E%BF/a%2Cb%3A1.rubric", "file:///%E7%BB%9D%E5%AF%B9/%E7%94%B2.rubric"}
    first = one_run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert first == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 9, "snippet": {"text": "90%"}}


def test_fingerprints_stay_when_lines_move_and_differ_within_a_file(check: Run, rules: Path) -> None:
    """Code scanners follow a finding through the versions of a file."""

    def prints() -> list[str]:
        results = json.loads(check(rules, "--format", "sarif")[1])["runs"][0]["results"]
        return [one["partialFingerprints"]["evaldslFinding/v1"] for one in results]

    before = prints()
    rules.write_text("# 说明\n" + RULES.replace("一级", "\n一级"), encoding="utf-8")
    assert prints() == before
    assert len(set(before)) == 2


def test_the_suffix_of_the_output_says_its_form(check: Run, rules: Path) -> None:
    """.sarif, .json, .xml; the exit status is as without -o."""
    for suffix, begins in (
        (".sarif", '{\n  "$schema"'),
        (".json", '{\n  "files"'),
        (".xml", "<?xml"),
        (".txt", str(rules)),
    ):
        path = rules.parent / f"报告{suffix}"
        assert check(rules, "-o", path) == (1, "", f"已写入“{path}”\n")
        assert path.read_text(encoding="utf-8").startswith(begins)


# ---- pre-commit


HOOKS = YAML(typ="safe").load((Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_a_hook_of_pre_commit_runs(hook: dict[str, str], rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pre-commit installs the package and runs the entry on the rule files that changed: 0 lets them pass."""
    assert {"id", "name", "entry", "language", "files", "description"} <= set(hook)
    assert hook["language"] == "python"
    assert [
        name for name in ("a.rubric", "rubrics/甲/甲.rubric", "a.yaml", "rubric.md") if re.search(hook["files"], name)
    ] == [
        "a.rubric",
        "rubrics/甲/甲.rubric",
    ]
    program, *arguments = shlex.split(hook["entry"])
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert program in project["scripts"]
    rules.write_text(RULES.replace("90%以上得4分；", "90%以上计4分;"), encoding="utf-8")
    assert main([*arguments, str(rules)]) == (1 if hook["id"] == "evaldsl-check" else 0)
    rules.write_text("约定 得分保留2位小数\n指标 公开（2分）\n评分 公开及时得2分。\n", encoding="utf-8")
    before = rules.read_bytes()
    assert main([*arguments, str(rules)]) == 0
    assert rules.read_bytes() == before
    capsys.readouterr()


def test_every_hook_is_described() -> None:
    """The page for authors names both."""
    text = (Path(__file__).parent.parent / "docs/how-to/check.md").read_text(encoding="utf-8")
    assert all(f"id: {hook['id']}\n" in text for hook in HOOKS)
    assert [hook["id"] for hook in HOOKS] == ["evaldsl-check", "evaldsl-fmt"]
