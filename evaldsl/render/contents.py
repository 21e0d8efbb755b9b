"""A rubric at a glance: its head, its indicators with their points and sentences, what else it holds."""

from collections.abc import Sequence

from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.values import shown
from evaldsl.overlays.layers import Layer
from evaldsl.render.markdown import plain
from evaldsl.render.markdown import table as markdown_table
from evaldsl.render.merged import chain_names
from evaldsl.render.numbers import exact_or_none
from evaldsl.render.sections import LEVELS, named_once, section_depth
from evaldsl.render.widths import GAP, one_line, table, wrap
from evaldsl.rubric_files.rubric_lines import blocks

_TOLD = ("地区", "年度", "施行", "依据", "总分", "等级", "否决", "约定", "默认", "计算")


def sentences(text: str) -> dict[int, str]:
    """The scoring text of every indicator, by where its heading begins."""
    found: dict[int, str] = {}
    at = -1
    for block in blocks(text):
        if block.keyword == "指标":
            at = block.start
            found[at] = one_line(block.text.partition("\n")[2].strip())
        elif block.keyword == "评分" and at >= 0:
            found[at] = " ".join(one_line(line.strip()) for line in block.text.split("\n") if line.strip())
        elif block.keyword == "指标值" and at >= 0 and not found[at]:
            found[at] = f"指标值 {one_line(block.text.strip())}"
        elif block.keyword in ("一级", "二级", "否决"):
            at = -1
    return found


def head_lines(text: str, rubric: Rubric) -> list[tuple[str, str]]:
    """What the head says, and what holds for all indicators: 约定, 默认, 计算."""
    told = [(block.keyword, one_line(block.text.strip())) for block in blocks(text) if block.keyword in _TOLD]
    return [("规则集", rubric.name), *sorted(told, key=lambda one: _TOLD.index(one[0]))]


def tally(text: str, rubric: Rubric, layer: Layer | None) -> str:
    """32个指标，分值合计100分；数据31项，计算12项，例268个"""
    total = sum((one.full for one in rubric.indicators), start=rubric.full * 0)
    declared = [block.keyword for block in blocks(text)]
    parts = [f"{len(rubric.indicators)}个指标，分值合计{shown(total)}分"]
    parts.append(f"数据{declared.count('数据')}项，计算{declared.count('计算')}项，例{declared.count('例')}个")
    if layer is not None:
        count = sum(len(one.changes) for one in layer.chain())
        parts.append(f"改动{count}条，用 --changes 列出，用 --merged 看合并以后的全文")
    return "；".join(parts)


def _rows(text: str, rubric: Rubric) -> list[list[str]]:
    """The head 一级, 二级, 指标, 分值, 评分 as deep as the sections go, and its rows; a section is named once."""
    words, paths = sentences(text), [one.path for one in rubric.indicators]
    depth = section_depth(paths)
    found = [[*LEVELS[:depth], "指标", "分值", "评分"]]
    for one, under in zip(rubric.indicators, named_once(paths, depth), strict=True):
        told = words.get(one.span[0], "") or "没有计分规则，由评价人评定"
        found.append([*map(one_line, under), one_line(one.name), shown(one.full, 4), told])
    return found


def _aligns(head: Sequence[str]) -> list[str]:
    return ["right" if name == "分值" else "left" for name in head]


def contents(text: str, rubric: Rubric, layer: Layer | None, width: int) -> str:
    """The table of contents as text."""
    lines: list[str] = []
    for keyword, words in head_lines(text, rubric):
        lines += wrap(f"{keyword}  {words}", width)
    if layer is not None:
        lines += wrap(f"沿用  {' ← '.join(map(one_line, chain_names(layer)))}", width)
    head, *rows = _rows(text, rubric)
    taken = (*[12] * (len(head) - 3), 22, 4)
    columns = (*taken, max(width - sum(taken) - len(GAP) * len(taken), 30))
    lines += ["", *table(head, rows, _aligns(head), columns)]
    return "\n".join([*lines, "", *wrap(tally(text, rubric, layer), width)]) + "\n"


def contents_markdown(text: str, rubric: Rubric, layer: Layer | None) -> str:
    """The same for a page."""
    lines = [f"# {plain(one_line(rubric.name))}", ""]
    lines += [f"- {keyword}：{plain(words)}" for keyword, words in head_lines(text, rubric)[1:]]
    if layer is not None:
        lines.append(f"- 沿用：{' ← '.join(map(one_line, chain_names(layer)))}")
    head, *rows = _rows(text, rubric)
    lines += ["", markdown_table(head, rows, _aligns(head))]
    return "\n".join([*lines, "", tally(text, rubric, layer)]) + "\n"


def contents_object(name: str, text: str, rubric: Rubric, layer: Layer | None) -> dict[str, object]:
    """The same as JSON."""
    words = sentences(text)
    return {
        "file": name,
        "chain": list(chain_names(layer)) if layer is not None else [name],
        "head": [{"heading": keyword, "text": said} for keyword, said in head_lines(text, rubric)],
        "full": exact_or_none(rubric.full),
        "indicators": [
            {"path": list(one.path), "full": exact_or_none(one.full), "rule": words.get(one.span[0], "")}
            for one in rubric.indicators
        ],
        "changes": sum(len(one.changes) for one in layer.chain()) if layer is not None else 0,
    }
