"""Findings as JUnit XML: a suite a file, a case a finding; a file without findings is a case that passes."""

from collections.abc import Sequence

from evaldsl.render.diagnostics import Report, text
from evaldsl.render.widths import clean, one_line
from evaldsl.text.diagnostics import Diagnostic, Severity

_ELEMENTS = {Severity.ERROR: "error", Severity.WARNING: "failure"}


def junit(reports: Sequence[Report]) -> str:
    """The whole document. Errors are <error>, warnings <failure>; remarks pass and tell what they are."""
    found = [diagnostic for report in reports for diagnostic in report.findings]
    cases = sum(max(len(report.findings), 1) for report in reports)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="evaldsl check" tests="{cases}"{_counts(found)}>')
    for report in reports:
        name = _escaped(report.where.name)
        tests = max(len(report.findings), 1)
        lines.append(f'  <testsuite name="{name}" tests="{tests}"{_counts(report.findings)}>')
        if not report.findings:
            lines.append(f'    <testcase classname="{name}" name="没有发现问题"/>')
        for one in report.findings:
            lines += _case(one, report, name)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _counts(found: Sequence[Diagnostic]) -> str:
    failures = sum(one.severity is Severity.WARNING for one in found)
    return f' failures="{failures}" errors="{sum(one.is_error for one in found)}"'


def _case(one: Diagnostic, report: Report, name: str) -> list[str]:
    line, column = report.where.position(one.start)
    told = _escaped("\n".join(clean(shown) for shown in text([one], report.where).split("\n")), keep_lines=True)
    element = _ELEMENTS.get(one.severity)
    inner = (
        f"      <system-out>{told}</system-out>"
        if element is None
        else f'      <{element} type="{one.slug}" message="{_escaped(one_line(one.message))}">{told}</{element}>'
    )
    return [
        f'    <testcase classname="{name}" name="{one.slug} {line}:{column}" file="{name}" line="{line}">',
        inner,
        "    </testcase>",
    ]


def _escaped(words: str, keep_lines: bool = False) -> str:
    words = words if keep_lines else one_line(words)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        words = words.replace(sign, entity)
    return words
