"""One HTML file: tables that need no script, charts that need no network. Everything from users is escaped."""

import json
from collections.abc import Iterable, Sequence
from html import escape

from evaldsl.data_folders import ECHARTS, data_folder
from evaldsl.render.charts import Chart
from evaldsl.render.widths import clean

_STYLE = """
:root{--ink:#222;--soft:#666;--line:#d9d9d9;--accent:#1f6fb2;--old:#b03a2e;--new:#1d7a46}
*{box-sizing:border-box}
body{font:15px/1.65 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:var(--ink);
max-width:1080px;margin:0 auto;padding:24px 28px 48px;background:#fff}
h1{font-size:24px;margin:0 0 6px}h2{font-size:18px;margin:30px 0 8px;padding-left:9px;border-left:4px solid var(--accent)}
h3{font-size:15px;margin:18px 0 6px}
p{margin:6px 0}p.inner{margin:2px 0 2px 2em}p.verdict{font-size:16px;font-weight:600;margin:10px 0 14px}.soft{color:var(--soft)}.note{color:var(--soft);font-size:13px}
table{border-collapse:collapse;width:100%;margin:8px 0;font-size:14px}
th,td{border:1px solid var(--line);padding:5px 8px;text-align:left;vertical-align:top}
th{background:#f3f6f9;font-weight:600}td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td{white-space:pre-line}th{white-space:nowrap}th:not(.number),td:not(.number){min-width:3em}
th:first-child,td:first-child:not(.number){min-width:9.5em}.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid var(--accent)}
dl.lines{display:grid;grid-template-columns:max-content 1fr;gap:3px 14px;margin:6px 0}
dl.lines dt{color:var(--soft)}dl.lines dd{margin:0;overflow-wrap:anywhere}
del{color:var(--old);background:#fbeae8;text-decoration:line-through;padding:0 2px}
ins{color:var(--new);background:#e6f4ec;text-decoration:none;font-weight:600;padding:0 2px}
.chart{width:100%;margin:6px 0}figure{margin:10px 0}figcaption{font-weight:600;font-size:14px}
footer{margin-top:36px;border-top:1px solid var(--line);padding-top:8px;color:var(--soft);font-size:12px;overflow-wrap:anywhere}
@media (max-width:900px){body{padding:16px}th,td{padding:4px 5px;font-size:13px}}
@media print{body{max-width:none;padding:0;font-size:12px}h2{break-after:avoid}tr,figure{break-inside:avoid}
thead{display:table-header-group}.wide{overflow:visible}a{color:inherit;text-decoration:none}}
@page{size:A4 landscape;margin:14mm}
"""
_SCRIPT = """
document.querySelectorAll('div.chart').forEach(function(place){
  var option=JSON.parse(document.getElementById(place.dataset.option).textContent);
  place.style.height=place.dataset.height+'px';
  var chart=echarts.init(place,null,{renderer:'svg'});
  chart.setOption(option);
  window.addEventListener('resize',function(){chart.resize()});
  window.addEventListener('beforeprint',function(){chart.resize()});
});
"""


def safe(words: str) -> str:
    """Words as they may stand in HTML, in an attribute too."""
    return escape(clean(words), quote=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table of plain words; columns in *numbers* stand to the right."""

    def cells(tag: str, row: Sequence[str]) -> str:
        marked = ((f'<{tag} class="number">' if place in numbers else f"<{tag}>", one) for place, one in enumerate(row))
        return "".join(f"{opening}{safe(one)}</{tag}>" for opening, one in marked)

    body = "".join(f"<tr>{cells('td', row)}</tr>\n" for row in rows)
    return f'<div class="wide" tabindex="0"><table><thead><tr>{cells("th", head)}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def figure(chart: Chart, name: str) -> str:
    """A chart under its title; *name* is unique in the page."""
    data = script_json(chart.option)
    note = f'<p class="note">{safe(chart.note)}</p>' if chart.note else ""
    return (
        f"<figure><figcaption>{safe(chart.title)}</figcaption>"
        f'<div class="chart" data-height="{chart.height}" data-option="{safe(name)}"></div>'
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
    charts = 'class="chart"' in parts
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
