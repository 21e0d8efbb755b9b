"""列出随程序提供的规则集；名称可以直接用在 score、explain、check、template 等命令里。"""

import re
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from evaldsl.command_line.files import decoded, read_bytes, shipped
from evaldsl.console import as_json, out, width
from evaldsl.render.widths import fitted, one_line, table

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_HEADING = re.compile(r"^(规则集|地区|年度|单位)[ \t\u3000:：]+([^#\r\n]*)", re.M)
_HEAD = ("名称", "内容", "地区", "年度", "规则集")
_ALIGNS = ("left",) * 5


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", metavar="格式", help="text 表格（默认），json 供程序读"
    )


def run(args: Namespace) -> int:
    """Lists the folders of rubrics/."""
    rows = [_row(folder) for folder in shipped()]
    if args.format == "json":
        keys = ("name", "holds", "region", "year", "title")
        out(as_json([dict(zip(keys, row, strict=True)) for row in rows]) + "\n")
    else:
        out("\n".join(table(_HEAD, rows, _ALIGNS, fitted(_HEAD, rows, _ALIGNS, width(), kept=[0]))) + "\n")
    return 0


def _row(folder: "Traversable") -> tuple[str, ...]:
    files = {one.name: one for one in folder.iterdir()}
    rubric = next((one for name, one in sorted(files.items()) if name.endswith(".rubric")), None)
    parts = [
        word
        for word, there in (
            ("规则", rubric),
            ("数据", files.get("facts.yaml")),
            ("公布得分", files.get("published.csv")),
        )
        if there is not None
    ]
    described = rubric if rubric is not None else files.get("facts.yaml")
    head = dict.fromkeys(("规则集", "地区", "年度", "单位"), "")
    if described is not None:
        text = decoded(read_bytes(described, described.name), described.name)
        head |= {match[1]: one_line(match[2]).strip() for match in reversed(list(_HEADING.finditer(text)))}
    title = head["规则集"] if rubric is not None else f"按{head['规则集']}评分：{head['单位']}"
    return folder.name, "、".join(parts), head["地区"], head["年度"], title
