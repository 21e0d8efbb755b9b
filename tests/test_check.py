"""The outside of ``evaldsl check``: choosing, suppressing, baselines, rewording, forms of output, the pre-commit hooks."""

import io
import json
import random
import re
import shlex
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evaldsl import pipeline
from evaldsl.cli import main
from evaldsl.diagnostics import Place, error, info, warning
from evaldsl.finding_pages import near, page, slugs
from evaldsl.render.annotations import annotations
from evaldsl.render.diagnostics import Report, source
from evaldsl.render.junit import junit
from evaldsl.render.page import page as shown_page
from evaldsl.render.sarif import sarif
from evaldsl.render.widths import display_width
from evaldsl.suppressions import suppressions

GAP = "预算执行率90%以上得4分；80%以上得3分；70%以下得1分。"
RULES = f"""规则集 某县
约定 得分保留2位小数
一级 过程（8分）
指标 预算执行率（4分）
评分 {GAP}
指标 信息公开（4分）
评分 ①制度健全得2分；③公开及时得2分。
"""
Shown = tuple[int, str, str]
Run = Callable[..., Shown]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``evaldsl check``; gives the exit status, stdout and stderr."""

    def call(*argv: object, stdin: str = "") -> Shown:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        status = main(["check", *map(str, argv)])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return call


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule file with two warnings."""
    path = tmp_path / "某县.rubric"
    path.write_text(RULES, encoding="utf-8")
    return path


def found(run: Run, *argv: object, stdin: str = "") -> list[str]:
    """The slugs that ``check`` reports."""
    return [one["slug"] for one in json.loads(run(*argv, "--format", "json", stdin=stdin)[1])["findings"]]


# ---- the catalogue


def test_a_page_is_shown_for_a_terminal(run: Run) -> None:
    """--explain shows the page without Markdown, in lines that fit; --list every name."""
    status, out, err = run("--explain", "bands-gap")
    assert (status, err) == (0, "")
    assert out.startswith("bands-gap\n")
    assert not re.search(r"```|\*\*|^#|\]\(", out, re.M)
    assert max(display_width(line) for line in out.splitlines()) <= 100
    status, out, _ = run("--list")
    assert status == 0
    assert run("--explain")[1] == out
    assert all(re.search(rf"^{slug} ", out, re.M) for slug in slugs())


@pytest.mark.parametrize("slug", sorted(slugs()))
def test_every_page_can_be_shown(slug: str) -> None:
    """No page has marks that the terminal would show raw, and nothing of it is lost."""
    shown = shown_page(page(slug), 80)
    assert not re.search(r"```|\]\(|\*\*", shown)
    assert all(f"\n{heading}\n" in shown for heading in ("查什么", "为什么", "例", "所得", "改法"))


def test_an_unknown_name_is_told_with_near_ones(run: Run, rules: Path) -> None:
    """By letters, by part of the name, by a Chinese word of the messages."""
    for argv in (["--explain", "band-gap"], [rules, "--select", "band-gap"], [rules, "--ignore", "band-gap"]):
        status, out, err = run(*argv)
        assert (status, out) == (2, "")
        assert "没有“band-gap”这种发现，是不是“bands-gap”" in err
    assert "bands-gap" in near("断档")
    assert near("overlap") == ["bands-overlap"]
    assert "--list" in run("--explain", "zzz")[2]


# ---- choosing


def test_what_is_reported_can_be_chosen(run: Run, rules: Path) -> None:
    """By name and by severity; the exit status is that of what is reported."""
    assert found(run, rules) == ["bands-gap", "numbering-gap"]
    assert found(run, rules, "--select", "bands-gap") == ["bands-gap"]
    assert found(run, rules, "--ignore", "bands-gap，unused-fact") == ["numbering-gap"]
    for level in ("错误", "error"):
        assert run(rules, "--severity", level)[0] == 0
    assert found(run, rules, "--severity", "警告") == ["bands-gap", "numbering-gap"]
    assert run(rules, "--severity", "严重")[0] == 2


def test_errors_are_always_reported(run: Run, rules: Path) -> None:
    """No option and no comment hides what makes the rules unusable."""
    text = RULES.replace("语法 1", "").replace("（4分）\n评分 预算", "\n# 不报 missing-points：试\n评分 预算")
    rules.write_text(f"# 不报 missing-points：没有定\n{text}", encoding="utf-8")
    for argv in (["--ignore", "missing-points"], ["--select", "bands-gap"]):
        status, out, _ = run(rules, *argv, "--format", "concise")
        assert status == 2
        assert "错误[missing-points]" in out
    assert "“missing-points”在这里是错误，不能不报" in run(rules)[1]


def test_a_folder_stands_for_all_its_rule_files(run: Run, rules: Path) -> None:
    """Those in folders below too, hidden ones not; together with other files in one report."""
    below = rules.parent / "下级"
    below.mkdir()
    (below / "乙.rubric").write_text(RULES, encoding="utf-8")
    (rules.parent / ".git").mkdir()
    (rules.parent / ".git" / "丙.rubric").write_text(RULES, encoding="utf-8")
    report = json.loads(run(rules.parent, "anning-2023", "--format", "json")[1])
    names = [Path(name).name for name in report["files"]]
    assert names == ["乙.rubric", "某县.rubric", "anning-2023.rubric"]


def test_stdin_may_be_given_a_name(run: Run) -> None:
    """As editors and hooks want it."""
    assert run("-", "--stdin-filename", "甲.rubric", stdin=RULES)[1].startswith("甲.rubric:5:")


# ---- suppressing


BOTH = ["bands-gap", "numbering-gap"]
SCOPES = [
    pytest.param(
        "指标 预算执行率（4分）", "# 不报 bands-gap：原文如此\n指标 预算执行率（4分）", ["numbering-gap"], id="指标之前"
    ),
    pytest.param("评分 预算", "# 不报 bands-gap：原文如此\n评分 预算", ["numbering-gap"], id="评分之前"),
    pytest.param(GAP, GAP + "  # 不报 bands-gap：原文如此", ["numbering-gap"], id="行末"),
    pytest.param("一级", "# 不报 bands-gap：原文如此\n一级", ["numbering-gap"], id="一级之前"),
    pytest.param("规则集", "# 不报 bands-gap：原文如此\n\n规则集", ["numbering-gap"], id="全文"),
    pytest.param("规则集", "#不报bands-gap、numbering-gap: 原文如此\n规则集", [], id="两种"),
    pytest.param(
        GAP, GAP.replace("；70", "；\n# 不报 bands-gap：原文如此\n70"), ["numbering-gap"], id="接着写的下一行"
    ),
    pytest.param(
        GAP,
        GAP.replace("；80", "；\n# 不报 bands-gap：原文如此\n80").replace("；70", "；\n70"),
        ["unused-suppression", *BOTH],
        id="断档不在下一行",
    ),
    pytest.param("指标 信息", "# 不报 bands-gap：原文如此\n指标 信息", ["unused-suppression", *BOTH], id="别的指标"),
    pytest.param("规则集", "# 不报 bands-gap\n规则集", ["unexplained-suppression", *BOTH], id="没有理由"),
    pytest.param("规则集", "# 不报 bands-gap：\n规则集", ["unexplained-suppression", *BOTH], id="理由空白"),
    pytest.param("规则集", "# 不报 断档：原文如此\n规则集", ["unknown-suppression", *BOTH], id="名称不对"),
    pytest.param(
        "③公开及时得2分。\n", "③公开及时得2分。\n# 不报 bands-gap：尾\n", ["unused-suppression", *BOTH], id="文件末尾"
    ),
    pytest.param("规则集", "# 不报告的单位另列\n规则集", BOTH, id="别的批注"),
]


@pytest.mark.parametrize(("words", "instead", "expected"), SCOPES)
def test_a_comment_says_what_not_to_report(words: str, instead: str, expected: list[str]) -> None:
    """For its line, the next line, or all that belongs to the heading of the next line; with a reason, or not at all."""
    text = RULES.replace(words, instead, 1)
    assert sorted(one.slug for one in pipeline.check(pipeline.load(text, "甲"))) == sorted(expected)


def test_what_is_suppressed_is_counted_and_kept(run: Run, rules: Path) -> None:
    """Nothing vanishes: the summary counts it, the pipeline and SARIF give it with its reason."""
    rules.write_text(
        RULES.replace("评分 预算", "# 不报 bands-gap：原文如此\r\n评分 预算"), encoding="utf-8", newline=""
    )
    assert run(rules)[1].endswith("某县.rubric：1个警告（另有1个写明不报）\n")
    checked = pipeline.examine(pipeline.load(rules.read_text(encoding="utf-8"), "甲"))
    assert [(one.slug, said.reason) for one, said in checked.suppressed] == [("bands-gap", "原文如此")]
    results = json.loads(run(rules, "--format", "sarif")[1])["runs"][0]["results"]
    assert [one["suppressions"] for one in results] == [[], [{"kind": "inSource", "justification": "原文如此"}]]


def test_the_place_of_a_suppression_is_its_name() -> None:
    """Offsets of the file as it stands, whatever its line ends."""
    text = "规则集 甲\r\n# 不报 bands-gap，grade-gap：试\r\n总分 8分\r\n"
    assert [text[one.start : one.end] for one in suppressions(text)] == ["bands-gap", "grade-gap"]


# ---- baselines


def test_a_baseline_hides_what_is_known(run: Run, rules: Path) -> None:
    """Also when lines have moved and the folder is another; what is new is reported, what has gone is told."""
    baseline = rules.parent / "基线.json"
    status, out, err = run(rules, "--write-baseline", baseline)
    assert status == 0
    assert "2条" in err
    assert out.endswith("没有发现问题（另有2个在基线里）\n")
    moved = rules.parent / "移走" / rules.name
    moved.parent.mkdir()
    moved.write_text("# 说明\n\n" + RULES.replace("一级", "\n# 说明\n一级"), encoding="utf-8")
    assert run(moved, "--baseline", baseline)[0] == 0
    moved.write_text(RULES.replace("①制度健全得2分；③", "①制度健全得2分；④"), encoding="utf-8")
    status, out, err = run(moved, "--baseline", baseline, "--format", "concise")
    assert (status, len(out.splitlines())) == (1, 1)
    assert "numbering-gap" in out
    assert "1条现在已经没有了" in err


def test_a_second_finding_of_the_same_words_is_new(run: Run, rules: Path) -> None:
    """Entries are counted."""
    baseline = rules.parent / "基线.json"
    run(rules, "--write-baseline", baseline)
    rules.write_text(RULES.replace(f"评分 {GAP}", f"评分 ①{GAP}\n②{GAP}"), encoding="utf-8")
    assert found(run, rules, "--baseline", baseline).count("bands-gap") == 1
    run(rules, "--write-baseline", baseline)
    assert found(run, rules, "--baseline", baseline) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"baseline": 9, "findings": []}', '{"baseline": 1, "findings": [1]}']
)
def test_what_is_no_baseline_is_refused(run: Run, rules: Path, content: str) -> None:
    """In Chinese, with the name of the file."""
    path = rules.parent / "基线.json"
    path.write_text(content, encoding="utf-8")
    status, out, err = run(rules, "--baseline", path)
    assert (status, out) == (2, "")
    assert "基线.json”不是 --write-baseline 写出的基线文件" in err


def test_errors_are_no_part_of_a_baseline(run: Run, rules: Path) -> None:
    """They are reported whatever was written."""
    rules.write_text(RULES.replace("规则集 某县", "语法 9"), encoding="utf-8")
    baseline = rules.parent / "基线.json"
    assert run(rules, "--write-baseline", baseline)[0] == 2
    assert run(rules, "--baseline", baseline)[0] == 2


# ---- rewording


ROUGH = RULES.replace("得4分；80%以上", "计4分;80%以上").replace("①制度健全得2分；③", "(1)制度健全,计2.分；(3)")


def test_fix_rewrites_the_wording_and_nothing_else(run: Run, rules: Path) -> None:
    """Numbers, meaning, findings, line ends and byte order mark stay; a second time nothing changes."""
    rules.write_bytes(b"\xef\xbb\xbf" + ROUGH.replace("\n", "\r\n").encode())
    before = pipeline.load(ROUGH, "甲")
    status, out, _ = run(rules, "--diff")
    assert status == 1
    assert "+评分 预算执行率90%以上得4分；" in out
    status, _, err = run(rules, "--fix")
    assert (status, err) == (1, f"已改写：{rules}\n")
    data = rules.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    after = pipeline.load(data.decode("utf-8-sig"), "甲")
    assert after.rubric == before.rubric
    assert re.findall(r"\d+\.?\d*", after.text) == re.findall(r"\d+\.?\d*", before.text)
    assert [one.slug for one in pipeline.check(after)] == [one.slug for one in pipeline.check(before)]
    assert run(rules, "--diff") == (0, "", "")
    assert run(rules, "--fix")[2] == ""


def test_fix_leaves_what_would_say_something_new(run: Run, rules: Path) -> None:
    """A canonical form that settles what the sentence left open is no wording."""
    line = "评分 ①制度健全;②执行有效;③公开及时。以上三点匹配得分。"
    rules.write_text(f"约定 得分保留2位小数\n指标 制度（3分）\n{line}\n", encoding="utf-8")
    assert found(run, rules) == ["award-split-unstated"]
    assert run(rules, "--diff") == (0, "", "")


def test_fix_leaves_a_file_with_errors_and_refuses_what_is_no_file(run: Run, rules: Path) -> None:
    """Nothing is written before all may be written."""
    faulty = ROUGH.replace("规则集 某县", "语法 9")
    rules.write_text(faulty, encoding="utf-8")
    assert run(rules, "--fix")[0] == 2
    assert rules.read_text(encoding="utf-8") == faulty
    rules.write_text(ROUGH, encoding="utf-8")
    for other in ("-", "anning-2023"):
        status, out, err = run(rules, other, "--fix", stdin=ROUGH)
        assert (status, out) == (2, "")
        assert "不能改写" in err
        assert rules.read_text(encoding="utf-8") == ROUGH


@pytest.mark.parametrize("name", ["longhui-2021", "anning-2023", "yueyanglou-inspection-2023"])
def test_the_published_rubrics_keep_their_meaning(name: str) -> None:
    """Rewording a whole rubric changes neither what it means nor what is found in it."""
    text = (Path(__file__).parent.parent / "rubrics" / name / f"{name}.rubric").read_text(encoding="utf-8")
    before = pipeline.load(text, name)
    after = pipeline.load(pipeline.reword(before), name)
    assert after.text != text
    assert after.rubric == before.rubric
    assert [one.slug for one in pipeline.check(after)] == [one.slug for one in pipeline.check(before)]


@pytest.mark.parametrize("seed", range(20))
def test_any_text_can_be_reworded_and_reported(seed: int) -> None:
    """Whatever stands in a file, rewording keeps its meaning and finds nothing more to do; every form can be written."""
    dice = random.Random(seed)
    text = ROUGH
    pieces = ("# 不报 bands-gap：试\n", "  # 不报 x、", "\r\n", "\r", "\u2028", "\x0b", "𠮷", "指标 ", "\n", "&<")
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(text) + 1)
        text = text[:place] + dice.choice(pieces) + text[place:]
    loaded = pipeline.load(text, "甲")
    again = pipeline.load(pipeline.reword(loaded), "甲")
    assert again.rubric == loaded.rubric
    assert pipeline.reword(again) == again.text
    checked = pipeline.examine(loaded)
    report = Report(source("甲", text), checked.findings, checked.suppressed)
    assert json.dumps(sarif([report], True))
    assert ElementTree.fromstring(junit([report]).encode()).get("name")
    assert len(annotations([report]).splitlines()) == len(checked.findings)


def test_contradicting_options_are_refused(run: Run, rules: Path) -> None:
    """Nothing is done by halves."""
    for argv in (
        ["--diff", "--fix"],
        ["--baseline", "a", "--write-baseline", "b"],
        ["--diff", "--write-baseline", "b"],
    ):
        assert run(rules, *argv)[0] == 2
    assert run()[0] == 2


# ---- forms of output


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


def test_fingerprints_stay_when_lines_move_and_differ_within_a_file(run: Run, rules: Path) -> None:
    """Code scanners follow a finding through the versions of a file."""

    def prints() -> list[str]:
        results = json.loads(run(rules, "--format", "sarif")[1])["runs"][0]["results"]
        return [one["partialFingerprints"]["evaldslFinding/v1"] for one in results]

    before = prints()
    rules.write_text("# 说明\n" + RULES.replace("一级", "\n一级"), encoding="utf-8")
    assert prints() == before
    assert len(set(before)) == 2


def test_the_suffix_of_the_output_says_its_form(run: Run, rules: Path) -> None:
    """.sarif, .json, .xml; the exit status is as without -o."""
    for suffix, begins in (
        (".sarif", '{\n  "$schema"'),
        (".json", '{\n  "files"'),
        (".xml", "<?xml"),
        (".txt", str(rules)),
    ):
        path = rules.parent / f"报告{suffix}"
        assert run(rules, "-o", path) == (1, "", "")
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
