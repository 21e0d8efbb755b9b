"""Wide tables, and what the command line answers to them."""

import csv
import io
from pathlib import Path

import pytest

from evaldsl.cli import main

RULES = """规则集 甲
总分 10分
等级 优：9分以上；良：6分以上不满9分；差：不满6分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
数据 编制数（人）
数据 在职人员数（人）
数据 预算数（万元）
计算 在职人员控制率＝在职人员数÷编制数×100%
指标 人员控制（4分）
评分 ①在职人员控制率≤100%计2分，每超出1%扣0.2分，扣完为止；②制度健全，得2分，否则酌情扣分。
指标 执行（4分）
评分 预算执行率≥95%得2分，每低1个百分点扣0.2分，扣完为止。预算数达到100万元的得2分。
指标 检查（2分）
评分 每发现一处问题扣0.5分，扣完为止。
"""
HEAD = "单位,编制数（人）,在职人员数（人）,预算数（万元）,人员控制.②.制度健全,人员控制.②.酌情扣分（分）,预算执行率（%）,检查.问题（处）"
GOOD = "甲局,50,53,150,是,,95.3,1"
Result = tuple[int, str, str]


def run(capfd: pytest.CaptureFixture[str], *argv: str) -> Result:
    """What the command line answers."""
    status = main(argv)
    out, err = capfd.readouterr()
    return status, out, err


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV result."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def scored(capfd: pytest.CaptureFixture[str], here: Path, content: str | bytes, *options: str) -> Result:
    """What becomes of a CSV table."""
    data = content.encode() if isinstance(content, str) else content
    (here / "表.csv").write_bytes(data)
    return run(capfd, "batch", "甲.rubric", "表.csv", *options)
