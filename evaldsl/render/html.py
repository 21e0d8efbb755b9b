"""One HTML file: tables that need no script, charts that need no network. Everything from users is escaped."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain
from math import ceil

from evaldsl.data_folders import ECHARTS, data_folder
from evaldsl.render.charts import Chart
from evaldsl.render.widths import clean, display_width

MOST_ROOM = 14
"""Characters that a column of words has room for, however narrow the page."""

_STYLE = """
:root{--ink:#222;--soft:#666;--line:#d9d9d9;--accent:#1f6fb2;--old:#b03a2e;--new:#1d7a46}
*{box-sizing:border-box}
body{font:15px/1.65 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:var(--ink);
max-width:1240px;margin:0 auto;padding:24px 28px 48px;background:#fff}
h1{font-size:24px;margin:0 0 6px}h2{font-size:18px;margin:30px 0 8px;padding-left:9px;border-left:4px solid var(--accent)}
h3{font-size:15px;margin:18px 0 6px}
p,li,dl{max-width:72em}p{margin:6px 0}p.inner{margin:2px 0 2px 2em}p.verdict{font-size:16px;font-weight:600;margin:10px 0 14px}.soft{color:var(--soft)}.note{color:var(--soft);font-size:13px}
table{border-collapse:collapse;width:100%;margin:8px 0;font-size:14px}
th,td{border:1px solid var(--line);padding:5px 8px;text-align:left;vertical-align:top}
th{background:#f3f6f9;font-weight:600}td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td{white-space:pre-line}th{white-space:nowrap}.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid var(--accent)}
dl.lines{display:grid;grid-template-columns:max-content 1fr;gap:3px 14px;margin:6px 0}
dl.lines dt{color:var(--soft)}dl.lines dd{margin:0;overflow-wrap:anywhere}
del{color:var(--old);background:#fbeae8;text-decoration:line-through;padding:0 2px}
ins{color:var(--new);background:#e6f4ec;text-decoration:none;font-weight:600;padding:0 2px}
.chart{width:100%;margin:6px 0}figure{margin:10px 0}figcaption{font-weight:600;font-size:14px}
footer{margin-top:36px;border-top:1px solid var(--line);padding-top:8px;color:var(--soft);font-size:12px;overflow-wrap:anywhere}
@media (max-width:900px){body{padding:16px}th,td{padding:4px 5px;font-size:13px}}
@media print{body{max-width:none;padding:0;font-size:12px}table{font-size:11px}th,td{padding:3px 5px;font-size:inherit}
h2,h3{break-after:avoid}tr,figure{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}
.chart{height:auto!important;min-width:0!important}.chart>div{width:100%!important;height:auto!important}
.chart svg{position:static!important;max-width:100%;height:auto;max-height:155mm}}
@page{size:A4 landscape;margin:14mm}
"""
_SCRIPT = """
document.querySelectorAll('div.chart').forEach(function(place){
  var option=JSON.parse(document.getElementById(place.dataset.option).textContent);
  place.style.height=place.dataset.height+'px';
  var chart=echarts.init(place,null,{renderer:'svg',locale:'ZH'});
  chart.setOption(option);
  var scale=function(){place.querySelector('svg').setAttribute('viewBox','0 0 '+chart.getWidth()+' '+chart.getHeight())};
  scale();
  window.addEventListener('resize',function(){if(!matchMedia('print').matches){chart.resize();scale()}});
});
"""


def safe(words: str) -> str:
    """Words as they may stand in HTML, in an attribute too."""
    return escape(clean(words), quote=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table of plain words; columns in *numbers* stand to the right, those of words keep room for what is in them."""
    rows = list(rows)

    def cell(tag: str, place: int, words: str) -> str:
        how = ' class="number"' if place in numbers else ""
        if tag == "th" and place not in numbers:
            how = f' style="min-width:{_room(place, [head, *rows])}em"'
        lines = safe(words).replace("\n", "<br>")  # Word and Excel know no other end of a line
        return f"<{tag}{how}>{lines}</{tag}>"

    lines = [
        "".join(cell(tag, place, one) for place, one in enumerate(row))
        for tag, row in chain([("th", head)], (("td", row) for row in rows))
    ]
    body = "".join(f"<tr>{line}</tr>\n" for line in lines[1:])
    return (
        f'<div class="wide" tabindex="0"><table><thead><tr>{lines[0]}</tr></thead>\n<tbody>{body}</tbody></table></div>'
    )


def _room(place: int, rows: Sequence[Sequence[str]]) -> int:
    """How wide a column of words is at least, in characters: as its widest words, up to where they had better wrap."""
    columns = max(display_width(line) for row in rows for line in clean(row[place]).split("\n"))
    return min(ceil(columns / 2), MOST_ROOM) + 2  # the room between words and lines


def figure(chart: Chart, name: str) -> str:
    """A chart under its title; *name* is unique in the page."""
    data = script_json(chart.option)
    note = f'<p class="note">{safe(chart.note)}</p>' if chart.note else ""
    least = f' style="min-width:{chart.width}px"' if chart.width else ""
    return (
        f"<figure><figcaption>{safe(chart.title)}</figcaption>"
        f'<div class="wide" tabindex="0"><div class="chart"{least} data-height="{chart.height}" data-option="{safe(name)}"></div></div>'
        f'<script type="application/json" id="{safe(name)}">{data}</script>'
        f'<noscript><p class="note">看图需要允许脚本；数字都在表里。</p></noscript>{note}</figure>'
    )


def script_json(value: object) -> str:
    """JSON that may stand inside a script: nothing in it can end the script or open a comment."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        plain = plain.replace(sign, f"\\u{ord(sign):04x}")
    return plain


def page(title: str, body: Sequence[str], foot: Sequence[str]) -> str:
    """The whole file; the drawing program is in it only where something is drawn."""
    parts = "\n".join(body)
    charts = '<div class="chart"' in parts
    scripts = f"<script>{drawing_program()}</script>\n<script>{_SCRIPT}</script>\n" if charts else ""
    lines = "".join(f"<div>{safe(line)}</div>" for line in foot)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{safe(title)}</h1>\n"
        f"{parts}\n<footer>{lines}</footer>\n{scripts}</body>\n</html>\n"
    )


def drawing_program() -> str:
    """ECharts, as it comes with the package; nothing is fetched."""
    return (data_folder(ECHARTS) / "echarts.min.js").read_text(encoding="utf-8")
