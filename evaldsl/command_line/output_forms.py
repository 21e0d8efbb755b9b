"""The format of a file to write, by its ending."""

import os
from collections.abc import Mapping

from evaldsl.command_line.files import STDIN, Unusable

_UNWRITTEN = (
    ((".xlsx", ".xls", ".et"), "Excel、WPS打得开{}", (".csv", ".html")),
    ((".docx", ".doc", ".wps"), "Word、WPS打得开{}", (".html",)),
    ((".pdf",), "{}用浏览器打开，可以打印成PDF", (".html",)),
)
"""Endings that people ask for, and what serves instead."""


def output_form(path: str | None, wanted: str | None, endings: Mapping[str, str], default: str) -> str:
    """The format that is *wanted*, else the one that the ending of the file to write stands for."""
    if wanted is not None or path is None or path == STDIN:
        return wanted or default
    ending = os.path.splitext(path)[1].lower()
    if os.path.isdir(path):
        raise Unusable(f"写不了“{path}”：是文件夹")
    if ending not in endings:
        what = f"不会写“{ending}”文件" if ending else "文件名没有后缀，不知道写成什么格式"
        for asked, words, instead in _UNWRITTEN:
            serving = "、".join(one for one in instead if one in endings)
            what += f"，{words.format(serving)}" if ending in asked and serving else ""
        raise Unusable(f"“{path}”：{what}；后缀可以是{'、'.join(endings)}，或用 --format 写明格式")
    return endings[ending]
