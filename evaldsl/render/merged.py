"""A whole merged rubric with the origin of every changed word, and the list of changes, for people and for machines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from attrs import evolve, frozen

from evaldsl.overlays.layers import Layer
from evaldsl.overlays.runs import Made, Mark, Run, changes, runs
from evaldsl.render.markdown import inner, plain
from evaldsl.render.widths import clean, fitted, one_line, table, wrap
from evaldsl.rubric_files.overlay_lines import BLANKS

LONGEST_BEFORE, LONGEST_SENTENCE = 40, 120
MOVED = "移动"


@frozen
class _Line:
    """A line of the merged text: its runs, and the marks that are told below it."""

    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The line without marks."""
        return "".join(one.text for one in self.runs)


def _lines(layer: Layer) -> list[_Line]:
    """The merged text by lines. A change that wrote several lines is told under the last of those that follow each other,
    with all that they stand for."""
    rows = _rows(runs(layer))
    marks = [[one.mark for one in row if one.mark is not None] for row in rows]
    replaced: dict[tuple[str, int, str], str] = {}
    found: list[_Line] = []
    for place, row in enumerate(rows):
        after = [_key(one) for one in marks[place + 1]] if place + 1 < len(rows) else []
        for one in marks[place]:
            replaced[_key(one)] = replaced.get(_key(one), "") + one.before
        told = {_key(one): one for one in reversed(marks[place]) if _key(one) not in after}
        notes = tuple(evolve(one, before=replaced.pop(key)) for key, one in reversed(told.items()))
        found.append(_Line(tuple(_joined(row)), notes))
    return found


def _rows(found: Iterable[Run]) -> list[list[Run]]:
    """Runs by lines; whole lines that were taken out are told with the line before them."""
    rows: list[list[Run]] = [[]]
    for run in found:
        if not run.text and run.mark is not None and run.mark.before.endswith("\n") and not rows[-1]:
            rows[max(len(rows) - 2, 0)].append(run)
            continue
        for place, part in enumerate(run.text.split("\n")):
            if place:
                rows.append([])
            if part or not run.text:
                rows[-1].append(Run(part, run.mark))
            elif run.mark is not None and run.mark.change is not None and run.mark.change.kind == MOVED and not place:
                rows[-1].append(Run("", run.mark))
    return rows


def _joined(row: list[Run]) -> Iterator[Run]:
    """The runs of a line, those that one change wrote side by side as one."""
    for _, group in groupby(row, lambda run: run.mark and (_key(run.mark), run.text == "")):
        those = list(group)
        yield Run("".join(one.text for one in those), those[0].mark)


def _key(mark: Mark) -> tuple[str, int, str]:
    """Marks of one change are told once; each word that it replaced by itself."""
    return mark.file.name, mark.line, mark.before if mark.change is not None and mark.change.kind == "调整" else ""


def note(mark: Mark) -> str:
    """dongkou.rubric:6 调整：原作“扣0.2分”；依据…；理由…"""
    where = f"{one_line(mark.file.name)}:{mark.line}"
    before = one_line(mark.before.strip(BLANKS))
    rewritten = mark.change is not None and mark.change.kind == "改写"
    shown = before if rewritten else _shortened(before, LONGEST_BEFORE)
    if mark.change is None:
        return f"{where} 本规则的开头{f'，原作“{shown}”' if shown else ''}"
    what = mark.change.kind
    if what == "删除":
        what = f"删去“{shown}”"
    elif what == MOVED:
        what = f"{'由此移出' if before else '移到此处'}：{one_line(mark.change.address.text.strip(BLANKS))}"
    elif shown:
        what = f"{what}，原作“{shown}”"
    return f"{where} {what}；依据：{one_line(mark.basis)}；理由：{one_line(mark.reason)}"


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[:most]}…"


# ---- text and Markdown


def text(layer: Layer, width: int) -> str:
    """Every line, changed words in 【】, what changed them below."""
    out: list[str] = []
    for line in _lines(layer):
        out.append(
            clean("".join(f"【{one.text}】" if one.mark and one.text.strip() else one.text for one in line.runs))
        )
        for mark in line.marks:
            first, *more = wrap(note(mark), max(width - 8, 30))
            out += [f"    〔{first}", *(f"      {one}" for one in more)]
            out[-1] += "〕"
    return "\n".join(out).rstrip("\n") + "\n"


def markdown(layer: Layer) -> str:
    """The same for a page: headings, changed words bold, what changed them as quotations."""
    out: list[str] = [_chain_line(layer), ""]
    for line in _lines(layer):
        words = "".join(
            f"**{plain(one.text)}**" if one.mark and one.text.strip() else plain(one.text) for one in line.runs
        )
        level = _level(line.text)
        if level:
            words = f"{'#' * level} {words.strip()}"
        out.append(f"{words}  " if words.strip() else "")
        if line.marks:
            out += ["", *(f"> {plain(note(mark))}  " for mark in line.marks), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).rstrip("\n") + "\n"


def _chain_line(layer: Layer) -> str:
    names = " ← ".join(f"`{one.file.name}`" for one in layer.chain())
    return f"{names}；粗体是改动过的，下面写明由哪个文件改动" if layer.base is not None else names


# ---- HTML

_STYLE = """body{font:16px/1.7 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
h1{font-size:1.4em}h2{font-size:1.2em;border-bottom:1px solid #ccc;margin-top:1.6em}h3{font-size:1.05em}h4{font-size:1em;margin:.9em 0 .2em}
body{overflow-wrap:anywhere}p{margin:.15em 0;white-space:pre-wrap}ins{background:#fff1c2;text-decoration:none;border-bottom:2px solid #d99a00}
del{color:#a33}aside{font-size:.85em;color:#555;border-left:3px solid #d99a00;padding-left:.7em;margin:.1em 0 .5em 1.2em}
.c{color:#666}@page{size:A4;margin:16mm}@media print{body{margin:0;padding:0;max-width:none;font-size:12px}h2,h3,h4{break-after:avoid}aside{break-inside:avoid}}"""


def html(layer: Layer) -> str:
    """A page of its own: changed words marked, what changed them below, what they were struck out."""
    title = next(
        (line.text.partition("规则集")[2].strip(" :：") for line in _lines(layer) if "规则集" in line.text), "规则"
    )
    names = " ← ".join(escape(one.file.name) for one in layer.chain())
    names += "；底色标出的是改动过的，下面写明由哪个文件改动" if layer.base is not None else ""
    body = "\n".join(_html_line(line) for line in _lines(layer) if line.text.strip() or line.marks)
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(clean(title))}</title>'
        f'<style>{_STYLE}</style></head><body>\n<h1>{escape(clean(title))}</h1>\n<p class="c">{names}</p>\n{body}\n</body></html>\n'
    )


_HEADING = re.compile(r"[ \t\u3000]*(?:([一二三])级(?:指标)?|指标)[ \t\u3000:：]")


def _level(text: str) -> int:
    """How deep a heading stands on this line: 2 for 一级, 4 for 指标 and 三级指标, 0 for what is none, as 指标解释."""
    heading = _HEADING.match(text)
    return {"一": 2, "二": 3}.get(heading[1], 4) if heading else 0


def _html_line(line: _Line) -> str:
    words = "".join(
        f'<ins title="{escape(note(one.mark))}">{escape(clean(one.text))}</ins>'
        if one.mark and one.text.strip()
        else escape(clean(one.text))
        for one in line.runs
    )
    level = _level(line.text)
    tag = f"h{level}" if level else "p"
    faint = ' class="c"' if line.text.strip(BLANKS)[:1] == "#" else ""
    notes = "".join(f"<aside>{_html_note(mark)}</aside>" for mark in line.marks)
    return (f"<{tag}{faint}>{words}</{tag}>" if words.strip() else "") + notes


def _html_note(mark: Mark) -> str:
    before = one_line(mark.before.strip(BLANKS))
    return escape(note(mark)) + (f"<br><del>{escape(before)}</del>" if len(before) > LONGEST_BEFORE else "")


# ---- JSON


def as_object(layer: Layer) -> dict[str, object]:
    """The merged text and its runs; a run's *change* is null where the lowest base stands unchanged."""
    return {
        "chain": [one.file.name for one in layer.chain()],
        "text": layer.text,
        "runs": [{"text": one.text, "change": _change(one.mark)} for one in runs(layer)],
    }


def _change(mark: Mark | None) -> dict[str, object] | None:
    if mark is None:
        return None
    return {
        "file": mark.file.name,
        "line": mark.line,
        "kind": mark.change.kind if mark.change is not None else "开头",
        "before": mark.before,
        "basis": mark.basis,
        "reason": mark.reason,
    }


# ---- the list of changes


def changes_text(layer: Layer, width: int) -> str:
    """Every change down the chain, with 依据 and 理由."""
    found = changes(layer)
    if not found:
        return "没有改动\n"
    rows = [(f"{_short(one)}:{one.line}", _told(one), one_line(one.basis), one_line(one.reason)) for one in found]
    head, aligns = ("文件", "改动", "依据", "理由"), ("left",) * 4
    lines = table(head, rows, aligns, fitted(head, rows, aligns, width, kept=[0]))
    return "\n".join([*lines, "", f"共{len(found)}条改动"]) + "\n"


def _told(one: Made) -> str:
    """The change as it is written; of whole sentences that were written anew or left out, also what they were."""
    said = one_line(one.what)
    if one.change.kind not in ("改写", "删除") or not one.before:
        return said
    return f"{said}（原作：{_shortened(one_line(one.before), LONGEST_SENTENCE)}）"


def _short(one: Made) -> str:
    return re.split(r"[/\\]", one_line(one.file.name))[-1]


def changes_markdown(layer: Layer) -> str:
    """The same as a Markdown table."""
    rows = [[f"{_short(one)}:{one.line}", _told(one), one.basis, one.reason] for one in changes(layer)]
    cells = (f"| {' | '.join(inner(one_line(cell)) for cell in row)} |" for row in rows)
    return "\n".join(["| 文件 | 改动 | 依据 | 理由 |", "| --- | --- | --- | --- |", *cells]) + "\n"


def changes_objects(layer: Layer) -> list[dict[str, object]]:
    """The same as JSON."""
    return [
        {
            "file": one.file.name,
            "line": one.line,
            "kind": one.change.kind,
            "change": one.what,
            "before": one.before,
            "basis": one.basis,
            "reason": one.reason,
        }
        for one in changes(layer)
    ]


def chain_names(layer: Layer) -> Sequence[str]:
    """The files of the chain, from the top."""
    return [one.file.name for one in layer.chain()]
