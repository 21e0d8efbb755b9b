"""The outside of ``evaldsl check``: the catalogue of findings, choosing."""

import json
import re
from pathlib import Path

import pytest

from evaldsl.render.page import page as shown_page
from evaldsl.render.widths import display_width
from evaldsl.rubric_files.finding_pages import near, page, slugs
from tests.checked_rules import RULES, found
from tests.command_line import RUBRIC, Run

# ---- statuses and streams


def test_check_shows_findings_on_stdout(check: Run, folder: Path) -> None:
    """1 with warnings, 2 with errors, 0 when they are ignored or only remarks."""
    path = folder / "测试.rubric"
    status, out, err = check(path)
    assert (status, err) == (0, "")
    assert re.findall(r"^\S+ (\S+)\[", out, re.M) == ["说明", "说明"]
    path.write_text(RUBRIC.replace("计2.5分", "计3.5分"), encoding="utf-8")
    status, out, _ = check(path)
    assert status == 1
    assert "警告[award-exceeds-weight]" in out
    assert check(path, "--ignore", "award-exceeds-weight,weights-do-not-sum")[0] == 0
    assert check(path, "--select", "numbering-gap")[0] == 0
    path.write_text(RUBRIC.replace("计2.5分", "得分=(((").replace("语法 1", "语法 9"), encoding="utf-8")
    status, out, _ = check(path, "--select", "numbering-gap", "--format", "concise")
    assert status == 2
    shown = [re.match(rf"{re.escape(str(path))}:\d+:\d+ 错误\[([a-z-]+)\] ", line) for line in out.splitlines()]
    assert {match and match[1] for match in shown} == {"unknown-version", "unread-sentence"}


def test_check_in_json_is_one_object(check: Run, folder: Path) -> None:
    """For all files together; a missing one does not stop the others."""
    path = folder / "测试.rubric"
    path.write_text(RUBRIC.replace("计2.5分", "计3.5分"), encoding="utf-8")
    status, out, err = check(path, folder / "没有", path, "--format", "json")
    assert status == 2
    report = json.loads(out)
    assert report["files"] == [str(path)] * 2
    assert {one["file"] for one in report["findings"]} == {str(path)}
    assert err.count("错误：") == 1


def test_check_reads_stdin(check: Run) -> None:
    """- is stdin."""
    status, out, _ = check("-", stdin=RUBRIC.replace("计2.5分", "计3.5分"))
    assert status == 1
    assert out.startswith("标准输入:")


# ---- the catalogue


def test_a_page_is_shown_for_a_terminal(check: Run) -> None:
    """--explain shows the page without Markdown, in lines that fit; --list every name."""
    status, out, err = check("--explain", "bands-gap")
    assert (status, err) == (0, "")
    assert out.startswith("bands-gap\n")
    assert not re.search(r"```|\*\*|^#|\]\(", out, re.M)
    assert max(display_width(line) for line in out.splitlines()) <= 100
    status, out, _ = check("--list")
    assert status == 0
    assert check("--explain")[1] == out
    assert all(re.search(rf"^{slug} ", out, re.M) for slug in slugs())


@pytest.mark.parametrize("slug", sorted(slugs()))
def test_every_page_can_be_shown(slug: str) -> None:
    """No page has marks that the terminal would show raw, and nothing of it is lost."""
    shown = shown_page(page(slug), 80)
    assert not re.search(r"```|\]\(|\*\*", shown)
    assert all(f"\n{heading}\n" in shown for heading in ("查什么", "为什么", "例", "所得", "改法"))


def test_an_unknown_name_is_told_with_near_ones(check: Run, rules: Path) -> None:
    """By letters, by part of the name, by a Chinese word of the messages."""
    for argv in (["--explain", "band-gap"], [rules, "--select", "band-gap"], [rules, "--ignore", "band-gap"]):
        status, out, err = check(*argv)
        assert (status, out) == (2, "")
        assert "没有“band-gap”这种发现，是不是“bands-gap”" in err
    assert "bands-gap" in near("断档")
    assert near("overlap") == ["bands-overlap"]
    assert "--list" in check("--explain", "zzz")[2]


# ---- choosing


def test_what_is_reported_can_be_chosen(check: Run, rules: Path) -> None:
    """By name and by severity; the exit status is that of what is reported."""
    assert found(check, rules) == ["bands-gap", "numbering-gap"]
    assert found(check, rules, "--select", "bands-gap") == ["bands-gap"]
    assert found(check, rules, "--ignore", "bands-gap，unused-fact") == ["numbering-gap"]
    for level in ("错误", "error"):
        assert check(rules, "--severity", level)[0] == 0
    assert found(check, rules, "--severity", "警告") == ["bands-gap", "numbering-gap"]
    assert check(rules, "--severity", "严重")[0] == 2


def test_errors_are_always_reported(check: Run, rules: Path) -> None:
    """No option and no comment hides what makes the rules unusable."""
    text = RULES.replace("语法 1", "").replace("（4分）\n评分 预算", "\n# 不报 missing-points：试\n评分 预算")
    rules.write_text(f"# 不报 missing-points：没有定\n{text}", encoding="utf-8")
    for argv in (["--ignore", "missing-points"], ["--select", "bands-gap"]):
        status, out, _ = check(rules, *argv, "--format", "concise")
        assert status == 2
        assert "错误[missing-points]" in out
    assert "“missing-points”在这里是错误，不能不报" in check(rules)[1]


def test_a_folder_stands_for_all_its_rule_files(check: Run, rules: Path) -> None:
    """Those in folders below too, hidden ones not; together with other files in one report."""
    below = rules.parent / "下级"
    below.mkdir()
    (below / "乙.rubric").write_text(RULES, encoding="utf-8")
    (rules.parent / ".git").mkdir()
    (rules.parent / ".git" / "丙.rubric").write_text(RULES, encoding="utf-8")
    report = json.loads(check(rules.parent, "anning-2023", "--format", "json")[1])
    names = [Path(name).name for name in report["files"]]
    assert names == ["乙.rubric", "某县.rubric", "anning-2023.rubric"]


def test_stdin_may_be_given_a_name(check: Run) -> None:
    """As editors and hooks want it."""
    assert check("-", "--stdin-filename", "甲.rubric", stdin=RULES)[1].startswith("甲.rubric:5:")
