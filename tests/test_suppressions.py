"""What a rule file says not to report, and what is known of an old one."""

import json
from pathlib import Path

import pytest

from evaldsl import pipeline
from evaldsl.rubric_files.suppressions import suppressions
from tests.checked_rules import GAP, RULES, found
from tests.command_line import Run

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


def test_what_is_suppressed_is_counted_and_kept(check: Run, rules: Path) -> None:
    """Nothing vanishes: the summary counts it, the pipeline and SARIF give it with its reason."""
    rules.write_text(
        RULES.replace("评分 预算", "# 不报 bands-gap：原文如此\r\n评分 预算"), encoding="utf-8", newline=""
    )
    assert check(rules)[1].endswith("某县.rubric：1个警告（另有1个写明不报）\n")
    checked = pipeline.examine(pipeline.load(rules.read_text(encoding="utf-8"), "甲"))
    assert [(one.slug, said.reason) for one, said in checked.suppressed] == [("bands-gap", "原文如此")]
    results = json.loads(check(rules, "--format", "sarif")[1])["runs"][0]["results"]
    assert [one["suppressions"] for one in results] == [[], [{"kind": "inSource", "justification": "原文如此"}]]


def test_the_place_of_a_suppression_is_its_name() -> None:
    """Offsets of the file as it stands, whatever its line ends."""
    text = "规则集 甲\r\n# 不报 bands-gap，grade-gap：试\r\n总分 8分\r\n"
    assert [text[one.start : one.end] for one in suppressions(text)] == ["bands-gap", "grade-gap"]


# ---- baselines


def test_a_baseline_hides_what_is_known(check: Run, rules: Path) -> None:
    """Also when lines have moved and the folder is another; what is new is reported, what has gone is told."""
    baseline = rules.parent / "基线.json"
    status, out, err = check(rules, "--write-baseline", baseline)
    assert status == 0
    assert "2条" in err
    assert out.endswith("没有发现问题（另有2个在基线里）\n")
    moved = rules.parent / "移走" / rules.name
    moved.parent.mkdir()
    moved.write_text("# 说明\n\n" + RULES.replace("一级", "\n# 说明\n一级"), encoding="utf-8")
    assert check(moved, "--baseline", baseline)[0] == 0
    moved.write_text(RULES.replace("①制度健全得2分；③", "①制度健全得2分；④"), encoding="utf-8")
    status, out, err = check(moved, "--baseline", baseline, "--format", "concise")
    assert (status, len(out.splitlines())) == (1, 1)
    assert "numbering-gap" in out
    assert "1条现在已经没有了" in err


def test_a_second_finding_of_the_same_words_is_new(check: Run, rules: Path) -> None:
    """Entries are counted."""
    baseline = rules.parent / "基线.json"
    check(rules, "--write-baseline", baseline)
    rules.write_text(RULES.replace(f"评分 {GAP}", f"评分 ①{GAP}\n②{GAP}"), encoding="utf-8")
    assert found(check, rules, "--baseline", baseline).count("bands-gap") == 1
    check(rules, "--write-baseline", baseline)
    assert found(check, rules, "--baseline", baseline) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"baseline": 9, "findings": []}', '{"baseline": 1, "findings": [1]}']
)
def test_what_is_no_baseline_is_refused(check: Run, rules: Path, content: str) -> None:
    """In Chinese, with the name of the file."""
    path = rules.parent / "基线.json"
    path.write_text(content, encoding="utf-8")
    status, out, err = check(rules, "--baseline", path)
    assert (status, out) == (2, "")
    assert "基线.json”不是 --write-baseline 写出的基线文件" in err


def test_errors_are_no_part_of_a_baseline(check: Run, rules: Path) -> None:
    """They are reported whatever was written."""
    rules.write_text(RULES.replace("规则集 某县", "语法 9"), encoding="utf-8")
    baseline = rules.parent / "基线.json"
    assert check(rules, "--write-baseline", baseline)[0] == 2
    assert check(rules, "--baseline", baseline)[0] == 2
