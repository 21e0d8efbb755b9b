"""``evaldsl check --fix``: wording made canonical, meaning and findings kept."""

import json
import random
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from evaldsl import pipeline
from evaldsl.render.annotations import annotations
from evaldsl.render.diagnostics import Report, source
from evaldsl.render.junit import junit
from evaldsl.render.sarif import sarif
from tests.checked_rules import RULES, found
from tests.command_line import Run

ROUGH = RULES.replace("得4分；80%以上", "计4分;80%以上").replace("①制度健全得2分；③", "(1)制度健全,计2.分；(3)")


def test_fix_rewrites_the_wording_and_nothing_else(check: Run, rules: Path) -> None:
    """Numbers, meaning, findings, line ends and byte order mark stay; a second time nothing changes."""
    rules.write_bytes(b"\xef\xbb\xbf" + ROUGH.replace("\n", "\r\n").encode())
    before = pipeline.load(ROUGH, "甲")
    status, out, _ = check(rules, "--diff")
    assert status == 1
    assert "+评分 预算执行率90%以上得4分；" in out
    status, _, err = check(rules, "--fix")
    assert (status, err) == (1, f"已改写：{rules}\n")
    data = rules.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    after = pipeline.load(data.decode("utf-8-sig"), "甲")
    assert after.rubric == before.rubric
    assert re.findall(r"\d+\.?\d*", after.text) == re.findall(r"\d+\.?\d*", before.text)
    assert [one.slug for one in pipeline.check(after)] == [one.slug for one in pipeline.check(before)]
    assert check(rules, "--diff") == (0, "", "")
    assert check(rules, "--fix")[2] == ""


def test_fix_leaves_what_would_say_something_new(check: Run, rules: Path) -> None:
    """A canonical form that settles what the sentence left open is no wording."""
    line = "评分 ①制度健全;②执行有效;③公开及时。以上三点匹配得分。"
    rules.write_text(f"约定 得分保留2位小数\n指标 制度（3分）\n{line}\n", encoding="utf-8")
    assert found(check, rules) == ["award-split-unstated"]
    assert check(rules, "--diff") == (0, "", "")


def test_fix_leaves_a_file_with_errors_and_refuses_what_is_no_file(check: Run, rules: Path) -> None:
    """Nothing is written before all may be written."""
    faulty = ROUGH.replace("规则集 某县", "语法 9")
    rules.write_text(faulty, encoding="utf-8")
    assert check(rules, "--fix")[0] == 2
    assert rules.read_text(encoding="utf-8") == faulty
    rules.write_text(ROUGH, encoding="utf-8")
    for other in ("-", "anning-2023"):
        status, out, err = check(rules, other, "--fix", stdin=ROUGH)
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


def test_contradicting_options_are_refused(check: Run, rules: Path) -> None:
    """Nothing is done by halves."""
    for argv in (
        ["--diff", "--fix"],
        ["--baseline", "a", "--write-baseline", "b"],
        ["--diff", "--write-baseline", "b"],
    ):
        assert check(rules, *argv)[0] == 2
    assert check()[0] == 2
