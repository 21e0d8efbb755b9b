"""Findings that a rule file says not to report, and why: # 不报 bands-gap：县里的原文如此。"""

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from evaldsl.rubric_files.finding_pages import near, slugs
from evaldsl.rubric_files.places import Stretch, stretches
from evaldsl.rubric_files.rubric_lines import comment_at
from evaldsl.text.diagnostics import Diagnostic, warning

_SAID = re.compile(r"#[ \t\u3000]*不报(?:[ \t\u3000]+|(?=[a-zA-Z]))([^：:#]*)(?:[：:](.*))?$")
_PARTS = re.compile(r"[^\s、,，]+")


@frozen
class Suppression:
    """One finding not to be reported from *first* up to *last*, with the reason; *start* and *end* are the words for it."""

    slug: str
    reason: str
    start: int
    end: int
    first: int
    last: int

    def covers(self, found: Diagnostic) -> bool:
        """Whether *found* is of its kind and lies in its reach."""
        return self.slug == found.slug and self.first <= found.start < self.last


@frozen
class Checked:
    """The findings to report, and those that the file itself says not to report."""

    findings: tuple[Diagnostic, ...]
    suppressed: tuple[tuple[Diagnostic, Suppression], ...]


def suppress(text: str, found: Iterable[Diagnostic], complete: bool) -> Checked:
    """*found* without what *text* says not to report, with what is wrong in what it says.

    *complete* when every check has run: only then is a suppression known to be of no use.
    """
    every = list(suppressions(text)) if "不报" in text else []
    kept: list[Diagnostic] = []
    hidden: list[tuple[Diagnostic, Suppression]] = []
    for one in found:
        said = _said_of(one, every)
        if said is None:
            kept.append(one)
        else:
            hidden.append((one, said))
    used = {said for _, said in hidden}
    for said in every:
        kept += faults(said, [one for one in kept if said.covers(one)], used=said in used or not complete)
    return Checked(tuple(sorted(kept, key=lambda one: (one.start, one.end))), tuple(hidden))


def _said_of(found: Diagnostic, every: list[Suppression]) -> Suppression | None:
    """The suppression that stands nearest above *found*; errors are always reported, and nothing goes without a reason."""
    if found.is_error:
        return None
    saying = [said for said in every if said.reason and said.covers(found)]
    return max(saying, key=lambda said: said.first, default=None)


def faults(said: Suppression, reported: Sequence[Diagnostic], *, used: bool) -> Iterator[Diagnostic]:
    """What is wrong with a suppression; *reported* are the findings in its reach that are reported all the same."""
    if said.slug not in slugs():
        meant = near(said.slug)
        hint = f"是不是“{'”“'.join(meant)}”" if meant else "名称见 evaldsl check --list"
        yield warning("unknown-suppression", f"没有“{said.slug}”这种发现，不报什么没有读懂", said.start, said.end, hint)
    elif not said.reason:
        hint = f"写上理由，例如“# 不报 {said.slug}：县里印发的原文如此”"
        yield warning("unexplained-suppression", f"“不报 {said.slug}”没有写理由，照报", said.start, said.end, hint)
    elif any(one.is_error for one in reported):
        yield warning("unused-suppression", f"“{said.slug}”在这里是错误，不能不报", said.start, said.end, "先改正错误")
    elif not used:
        message = f"“不报 {said.slug}”所指的地方没有这种发现"
        yield warning("unused-suppression", message, said.start, said.end, "删去这一处，或者移到有这种发现的地方")


def suppressions(text: str, known: Iterable[Stretch] | None = None) -> Iterator[Suppression]:
    """Every suppression of a rule file; *known* are its headings where they are not those of a rule file.

    Behind a line it holds for that line. On a line of its own it holds for the next line, and for all that belongs to it
    when that is a heading; before a line of the head, for the whole file.
    """
    headings = {one.start: one for one in (stretches(text) if known is None else known)}
    place = 0
    waiting: list[tuple[str, int]] = []
    for line in text.split("\n"):
        begins = comment_at(line)
        bare = line[:begins].strip(" \t\u3000\r\ufeff")
        end = place + len(line) + 1
        if bare:
            for comment, at in waiting:
                yield from _read(comment, at, *_reach(headings.get(place), place, end))
            waiting = []
        if begins is not None:
            comment = line[begins:].rstrip("\r")
            if bare:
                yield from _read(comment, place + begins, place, end)
            else:
                waiting.append((comment, place + begins))
        place = end
    for comment, at in waiting:
        yield from _read(comment, at, len(text) + 1, len(text) + 1)


def _reach(heading: Stretch | None, start: int, end: int) -> tuple[int, int]:
    return (start, end) if heading is None else (heading.first, heading.last)


def _read(comment: str, at: int, first: int, last: int) -> Iterator[Suppression]:
    match = _SAID.match(comment)
    if match is not None:
        for name in _PARTS.finditer(match[1]):
            start = at + match.start(1) + name.start()
            yield Suppression(name[0], (match[2] or "").strip(), start, start + len(name[0]), first, last)
