"""Findings for people and for machines: with the line they point at, one a line, JSON."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from evaldsl.render.widths import clean, display_width, one_line
from evaldsl.text.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from evaldsl.overlays.layers import Examined, Layer, Placed
    from evaldsl.rubric_files.suppressions import Suppression

WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "说明"}
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_LINE_END = re.compile("\r\n|\n|\r")
LONGEST_LINE, MARGIN = 92, 8
"""Columns of a line that is shown, and of what stands before it and behind."""


@frozen
class Source:
    """A text that findings point into, under the name its reader knows; *starts* are the offsets of its lines.

    Of an overlay it is the merged text, and *layer* says where that comes from.
    """

    name: str
    text: str
    starts: tuple[int, ...]
    layer: "Layer | None" = None

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, in characters, both from 1."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def spot(self, start: int, end: int) -> tuple[str, int]:
        """The file and the line in which words stand; those of an overlay may stand in its base."""
        if self.layer is None:
            return self.name, self.position(start)[0]
        at = self.layer.origin(start, end)
        return at.file.name, at.line

    def told(self, start: int, end: int) -> str:
        """第3行, with the file where it is another one."""
        name, line = self.spot(start, end)
        return f"{'' if name == self.name else one_line(name)}第{line}行"

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")


@frozen
class Report:
    """What ``check`` says of one rule file.

    *suppressed* are the findings that the file says not to report; *known* counts those of the baseline, *unchosen* those
    that the options leave out. *caused* counts those in the words of its base that its own changes brought about.
    *inherited*: remarks about an overlay that its base has too, which are counted for people and not listed.
    """

    where: Source
    findings: tuple[Diagnostic, ...]
    suppressed: "tuple[tuple[Diagnostic, Suppression], ...]" = ()
    known: int = 0
    unchosen: int = 0
    caused: int = 0
    inherited: frozenset[Diagnostic] = frozenset()
    base: str = ""
    """The file in which to look for them."""


def source(name: str, text: str, layer: "Layer | None" = None) -> Source:
    """*text* as a source, its lines found; *layer* says where the merged text of an overlay comes from."""
    return Source(name, text, (0, *(match.end() for match in _LINE_END.finditer(text))), layer)


def reports_of(name: str, text: str, found: "Examined") -> list[Report]:
    """What was found in the overlay *name*, a report for each file in which something stands, its own first."""
    every = [*found.findings, *(one for one, _ in found.suppressed)]
    texts = {name: text} | {one.file.name: one.file.text for one in every}
    remarks = frozenset(
        _told(one) for one in found.findings if one.inherited and one.diagnostic.severity is Severity.INFO
    )
    caused = sum(not one.inherited and one.file.name != name for one in found.findings)
    return [
        Report(
            source(file, content),
            *_standing_in(file, found),
            caused=caused if file == name else 0,
            inherited=remarks,
            base=found.base if file == name else file,
        )
        for file, content in texts.items()
    ]


def _standing_in(
    file: str, found: "Examined"
) -> "tuple[tuple[Diagnostic, ...], tuple[tuple[Diagnostic, Suppression], ...]]":
    """The findings of one file; those that the base has too say so."""
    findings = [_told(one) for one in found.findings if one.file.name == file]
    hidden = tuple((one.diagnostic, said) for one, said in found.suppressed if one.file.name == file)
    return tuple(sorted(findings, key=lambda one: (one.start, one.end))), hidden


def _told(one: "Placed") -> Diagnostic:
    said = f"底本已有：{one.diagnostic.message}"
    return evolve(one.diagnostic, message=said) if one.inherited else one.diagnostic


def headline(diagnostic: Diagnostic, where: Source, colour: bool = False) -> str:
    """文件:行:列 错误[slug] message"""
    line, column = where.position(diagnostic.start)
    word = f"{WORDS[diagnostic.severity]}[{diagnostic.slug}]"
    if colour:
        word = f"\x1b[1;{_COLOURS[diagnostic.severity]}m{word}\x1b[0m"
    return f"{one_line(where.name)}:{line}:{column} {word} {one_line(diagnostic.message)}"


def concise(diagnostics: Iterable[Diagnostic], where: Source) -> str:
    """One line a finding."""
    return "".join(headline(diagnostic, where) + "\n" for diagnostic in diagnostics)


def text(
    diagnostics: Iterable[Diagnostic], where: Source, colour: bool = False, width: int = LONGEST_LINE + MARGIN
) -> str:
    """Every finding with its line, a caret under the words meant, other places and what to do."""
    room = min(width - MARGIN, LONGEST_LINE)
    return "".join(_full(diagnostic, where, colour, room) for diagnostic in diagnostics)


def _full(diagnostic: Diagnostic, where: Source, colour: bool, room: int) -> str:
    lines = [headline(diagnostic, where, colour)]
    number = max(
        where.position(place)[0] for place in (diagnostic.start, *(other.start for other in diagnostic.others))
    )
    margin = max(len(str(number)), 4)
    lines += _pointed(where, diagnostic.start, diagnostic.end, "", margin, room)
    for other in diagnostic.others:
        lines += _pointed(where, other.start, other.end, one_line(other.note), margin, room)
    if diagnostic.hint:
        lines.append(f"{' ' * margin}   提示：{one_line(diagnostic.hint)}")
    return "\n".join(lines) + "\n"


def _pointed(where: Source, start: int, end: int, note: str, margin: int, room: int) -> list[str]:
    """The line of *start* and a caret under its characters up to *end*."""
    number, column = where.position(start)
    line = where.line(number)
    if not line.strip():
        return []
    first = min(column - 1, len(line))
    last = max(min(first + max(end - start, 1), len(line)), first)
    line, first, last = _window(line, first, last, room)
    before, marked = clean(line[:first]), clean(line[first:last])
    carets = "^" * max(display_width(marked), 1)
    return [
        f"{number:>{margin}} | {before}{marked}{clean(line[last:])}",
        f"{' ' * margin} | {' ' * display_width(before)}{carets}{' ' + note if note else ''}",
    ]


def _window(line: str, first: int, last: int, room: int) -> tuple[str, int, int]:
    """A stretch of a long line around what is marked, with … where it was cut."""
    if display_width(clean(line)) <= room:
        return line, first, last
    room -= 4
    begin = first - _fitting(line[:first][::-1], room // 3)
    end = begin + _fitting(line[begin:], room)
    if end == len(line):
        begin -= _fitting(line[:begin][::-1], room - display_width(clean(line[begin:])))
    head, tail = ("…" if begin else ""), ("…" if end < len(line) else "")
    return head + line[begin:end] + tail, first - begin + len(head), min(last, end) - begin + len(head)


def _fitting(line: str, room: int) -> int:
    """How many characters at the beginning of *line* fit into *room* columns."""
    for count, char in enumerate(line):
        room -= display_width(clean(char))
        if room < 0:
            return count
    return len(line)


# ---- machines


def as_objects(diagnostics: Iterable[Diagnostic], where: Source) -> list[dict[str, object]]:
    """Findings as JSON objects, with offsets and with lines and columns from 1."""
    return [
        {
            "file": where.name,
            **_range(where, diagnostic.start, diagnostic.end),
            "slug": diagnostic.slug,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            "hint": diagnostic.hint,
            "others": [{**_range(where, other.start, other.end), "note": other.note} for other in diagnostic.others],
        }
        for diagnostic in diagnostics
    ]


def _range(where: Source, start: int, end: int) -> dict[str, object]:
    line, column = where.position(start)
    end_line, end_column = where.position(end)
    return {
        "start": start,
        "end": end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def as_object(reports: Sequence[Report]) -> dict[str, object]:
    """What ``check --format json`` writes: one object for all files."""
    found = [diagnostic for one in reports for diagnostic in one.findings]
    return {
        "files": [one.where.name for one in reports],
        "summary": {
            **{severity.value: sum(one.severity is severity for one in found) for severity in Severity},
            "suppressed": sum(len(one.suppressed) for one in reports),
            "known": sum(one.known for one in reports),
            "unchosen": sum(one.unchosen for one in reports),
        },
        "findings": [finding for one in reports for finding in as_objects(one.findings, one.where)],
    }


def short_object(diagnostic: Diagnostic) -> dict[str, object]:
    """A finding as ``evaldsl rule --jsonl`` writes it."""
    return {
        "slug": diagnostic.slug,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "start": diagnostic.start,
        "end": diagnostic.end,
    }


def report_text(report: Report, colour: bool = False, width: int = LONGEST_LINE + MARGIN) -> str:
    """What one file has, for people; remarks that the base of an overlay has too are only counted."""
    shown = [one for one in report.findings if one not in report.inherited]
    return text(shown, report.where, colour, width) + closing(report)


def closing(report: Report) -> str:
    """甲.rubric：2个警告（另有1个写明不报，3个在基线里）"""
    left_out = [f"{len(report.suppressed)}个写明不报"] * bool(report.suppressed)
    left_out += [f"{report.known}个在基线里"] * bool(report.known)
    left_out += [f"{report.unchosen}个按选项没有列出"] * bool(report.unchosen)
    more = f"（另有{'，'.join(left_out)}）" if left_out else ""
    said = summary(report.findings)
    remarks = sum(one in report.inherited for one in report.findings)
    if remarks:
        said = f"{said}，其中底本已有的{remarks}条没有逐条列出，用 evaldsl check {one_line(report.base)} 看"
    if report.caused and not report.findings:
        said = f"自己的文字没有发现问题，改动在底本的文字里引起{report.caused}处，见下"
    return f"{one_line(report.where.name)}：{said}{more}\n"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """2个错误，1个警告，3条说明"""
    counts = {severity: sum(one.severity is severity for one in diagnostics) for severity in Severity}
    parts = [
        f"{counts[severity]}{'条' if severity is Severity.INFO else '个'}{WORDS[severity]}"
        for severity in Severity
        if counts[severity]
    ]
    return "，".join(parts) or "没有发现问题"


def exit_status(diagnostics: Iterable[Diagnostic]) -> int:
    """2 when the rules cannot be used, 1 when something should be changed, 0 when there is nothing or only remarks."""
    worst = {diagnostic.severity for diagnostic in diagnostics}
    return 2 if Severity.ERROR in worst else 1 if Severity.WARNING in worst else 0
