"""What the tests of the command line share: a small rubric with its facts and published scores, what a run gives."""

from collections.abc import Callable

from evaldsl.command_line import files
from evaldsl.render.widths import display_width

RUBRIC = """语法 1
规则集 测试评分表
年度 2023
总分 10分
等级 优：9分（含）以上；良：8分（含）-9分；差：不满8分
约定 不足1个百分点的，按比例计
数据 编制数（人）：核定人数；来源：基础数据表
数据 在职人员数（人）：实际人数
计算 在职人员控制率＝在职人员数÷编制数×100%
一级 投入（4分）
指标 人员控制（4分）
评分 ①在职人员控制率≤100%计2.5分，每超出1%扣0.2分，扣完为止。
②聘用人员数与批复数一致，计1.5分，未经批复或不相符不计分。
一级 过程（6分）
指标 资金使用合规性（6分）
评分 制度健全，得6分；每发现一例不符合扣0.5分，最多扣3分。
"""
FACTS = """规则集: 测试
单位: 某单位
年度: 2023
数据:
  在职人员数: 53人
  编制数: 50人
  人员控制.②: 否
"""
FULL = """  资金使用合规性.①: 是
  资金使用合规性.①.不符合: 2例
"""
PUBLISHED = "指标,分值,得分,备注\n人员控制,4,1.3,\n资金使用合规性,6,5,\n"
Shown = tuple[int, str, str]
Run = Callable[..., Shown]


def shipped() -> list[str]:
    """The rubrics that come with the program."""
    return [one.name for one in files.shipped()]


def ruled(lines: list[str]) -> bool:
    """Whether the lines of a table keep to its dashes, and the gaps between columns stay free."""
    dashes = next(line for line in lines if not line.strip("- "))
    gaps = [place for place, sign in enumerate(dashes) if sign == " "]
    filled = [spread(line) for line in lines]
    return all(line == line.rstrip() for line in lines) and all(
        len(line) <= len(dashes) and not any(line[gap : gap + 1].strip() for gap in gaps) for line in filled
    )


def spread(line: str) -> str:
    """*line* with as many signs as it takes columns."""
    return "".join(char * max(display_width(line[: place + 1]) - display_width(line[:place]), 0)
                   for place, char in enumerate(line))  # fmt: skip
