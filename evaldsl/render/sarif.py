"""Findings as SARIF 2.1.0, the format in which code scanners exchange them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from evaldsl import __version__
from evaldsl.render.diagnostics import WORDS, Report, Source
from evaldsl.render.page import page as shown_page
from evaldsl.rubric_files.baseline import entries
from evaldsl.rubric_files.finding_pages import page, part, severity, slugs
from evaldsl.text.diagnostics import Diagnostic, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "evaldslFinding/v1"
HELP_WIDTH = 100
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(reports: Sequence[Report], complete: bool) -> dict[str, object]:
    """The whole log; *complete* when every file could be read. What a file says not to report is there, as suppressed."""
    rules = sorted({one.slug for report in reports for one, _ in _every(report)})
    driver = {"name": "evaldsl", "version": __version__, "rules": [_rule(slug) for slug in rules]}
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": complete}],
        "results": [result for report in reports for result in _results(report, rules)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _every(report: Report) -> Iterable[tuple[Diagnostic, str | None]]:
    """The findings, and those not reported with their reasons."""
    yield from ((one, None) for one in report.findings)
    yield from ((one, said.reason) for one, said in report.suppressed)


def _rule(slug: str) -> dict[str, object]:
    if slug not in slugs():
        return {"id": slug}
    level = next((_LEVELS[one] for one in Severity if severity(slug).startswith(WORDS[one])), "warning")
    return {
        "id": slug,
        "shortDescription": {"text": part(slug, "查什么").split("\n")[0]},
        "fullDescription": {"text": part(slug, "为什么").split("\n")[0]},
        "help": {"text": shown_page(page(slug), HELP_WIDTH), "markdown": page(slug)},
        "defaultConfiguration": {"level": level},
    }


def _results(report: Report, rules: list[str]) -> Iterable[dict[str, object]]:
    every = list(_every(report))
    where = report.where
    file = re.split(r"[/\\]", where.name)[-1]
    met: Counter[object] = Counter()
    known = entries([one for one, _ in every], where.text, file)
    for (one, reason), entry in zip(every, known, strict=True):
        met[entry] += 1
        words = f"{one.message}。{one.hint}" if one.hint else one.message
        yield {
            "ruleId": one.slug,
            "ruleIndex": rules.index(one.slug),
            "level": _LEVELS[one.severity],
            "message": {"text": words},
            "locations": [{"physicalLocation": _location(where, one.start, one.end)}],
            **(
                {"relatedLocations": [_related(where, one, place) for place in range(len(one.others))]}
                if one.others
                else {}
            ),
            "partialFingerprints": {FINGERPRINT: _digest(f"{entry or one} {met[entry]}")},
            "suppressions": [] if reason is None else [{"kind": "inSource", "justification": reason}],
        }


def _related(where: Source, one: Diagnostic, place: int) -> dict[str, object]:
    other = one.others[place]
    location = {"id": place + 1, "physicalLocation": _location(where, other.start, other.end)}
    return {**location, "message": {"text": other.note}} if other.note else location


def _location(where: Source, start: int, end: int) -> dict[str, object]:
    line, column = where.position(start)
    end_line, end_column = where.position(max(start, end))
    region: dict[str, object] = {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    if end > start:
        region["snippet"] = {"text": where.text[start:end]}
    return {"artifactLocation": {"uri": _uri(where.name)}, "region": region}


def _uri(name: str) -> str:
    """A path as a URI reference: relative as it is, absolute with its scheme."""
    from urllib.parse import quote

    path = quote(name.replace("\\", "/"), safe="/:" if re.match(r"[A-Za-z]:[/\\]", name) else "/")
    return f"file://{'' if path.startswith('/') else '/'}{path}" if re.match(r"/|[A-Za-z]:/", path) else path


def _digest(words: str) -> str:
    from hashlib import sha256

    return sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
