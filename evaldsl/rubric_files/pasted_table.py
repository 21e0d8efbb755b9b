"""A table pasted whole into a rule file, its cells parted by tabs."""

import re

from evaldsl.text.diagnostics import Diagnostic, error

_SCORING = re.compile(r"\t[^\t\n]*(?:评分|计分|评价)(?:标准|说明|细则|规则|办法)[^\t\n]*(?=[\t\n])")


def is_pasted_table(text: str) -> bool:
    """Whether *text* is a table pasted whole, its cells parted by tabs: a header with 评分标准, and rows below it."""
    rows = [line for line in text.splitlines() if line.count("\t") > 1]
    return len(rows) > 1 and bool(_SCORING.search(f"{rows[0]}\n"))


def no_indicators(text: str) -> Diagnostic:
    """What is said of a file without any indicator: how it is to be written, of a pasted table how it is taken apart."""
    if not is_pasted_table(text):
        return error("no-indicators", "没有任何指标", 0, 0, "写作“指标 名称（3分）”，下面写评分文字")
    start = text.rfind("\n", 0, text.index("\t")) + 1
    header = text[start:].split("\n")[0]
    message = f"没有任何指标：这里像是整块粘贴来的表，有{header.count(chr(9)) + 1}列，用制表符隔开"
    hint = (
        "一个指标拆成几行：名称和分值写作“指标 名称（3分）”，评分标准那一格写作下一行“评分 …”，解释那一格写作“解释 …”"
    )
    return error("no-indicators", message, start, start + len(header), hint)
