"""A rule file that has findings."""

import json

from tests.command_line import Run

GAP = "预算执行率90%以上得4分；80%以上得3分；70%以下得1分。"
RULES = f"""规则集 某县
约定 得分保留2位小数
一级 过程（8分）
指标 预算执行率（4分）
评分 {GAP}
指标 信息公开（4分）
评分 ①制度健全得2分；③公开及时得2分。
"""


def found(check: Run, *argv: object, stdin: str = "") -> list[str]:
    """The slugs that ``check`` reports."""
    return [one["slug"] for one in json.loads(check(*argv, "--format", "json", stdin=stdin)[1])["findings"]]
