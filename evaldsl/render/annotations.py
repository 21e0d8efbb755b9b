"""Findings as GitHub Actions reads them from a log: ::warning file=…,line=…,col=…,title=…::message."""

from collections.abc import Sequence

from evaldsl.render.diagnostics import Report
from evaldsl.render.widths import one_line
from evaldsl.text.diagnostics import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def annotations(reports: Sequence[Report]) -> str:
    """One line a finding; the hint is a second line of its message."""
    lines = []
    for report in reports:
        where = report.where
        for one in report.findings:
            line, column = where.position(one.start)
            end_line, end_column = where.position(one.end)
            given = {"file": where.name, "line": line, "endLine": end_line, "col": column}
            if end_line == line:  # columns are of one line
                given["endColumn"] = end_column
            given["title"] = one.slug
            properties = ",".join(f"{name}={_property(str(value))}" for name, value in given.items())
            message = "\n".join(one_line(words) for words in (one.message, one.hint) if words)
            lines.append(f"::{_COMMANDS[one.severity]} {properties}::{_data(message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
