"""An overlay as written: what it lies over, its head, its changes with 依据 and 理由. Nothing is looked up here."""

import re
from collections.abc import Iterator

from attrs import define, field, frozen

from evaldsl.overlays.layers import Change, Words
from evaldsl.rubric_files.overlay_lines import ALIASES, BASE, BLANKS, IDENTITY, KINDS, own_heading
from evaldsl.rubric_files.rubric_lines import HEAD, heading_of, without_comment
from evaldsl.rubric_files.swallowed_headings import one_sign_off
from evaldsl.text.diagnostics import Diagnostic, error

MOST_CHANGES = 2_000
_INLINE = re.compile(r"(?:^|(?<=[ \t\u3000。；;，,]))(理由|依据)[ \t\u3000]*[:：]")


@frozen
class Overlay:
    """An overlay as written. *head* are its own lines 规则集, 地区, 年度, 施行; *basis* the 依据 of the whole file."""

    base: Words | None
    head: tuple[tuple[str, Words], ...]
    basis: tuple[Words, ...]
    changes: tuple[Change, ...]


@define
class _Open:
    """A change that is being read."""

    kind: str
    start: int
    end: int
    lines: list[Words] = field(factory=list)
    raw: list[Words] = field(factory=list)
    notes: dict[str, list[Words]] = field(factory=lambda: {"依据": [], "理由": []})
    note: str = ""

    def closed(self) -> Change:
        while len(self.lines) > 1 and not self.lines[-1].text.strip(BLANKS):
            self.lines.pop()
            self.raw.pop()
        basis, reason = (tuple(one for one in self.notes[key] if one.text) for key in ("依据", "理由"))
        return Change(self.kind, tuple(self.lines), tuple(self.raw), basis, reason, self.start, self.end)


def _lines(text: str) -> Iterator[tuple[Words, Words]]:
    """Every line, with its comment turned into blanks and as it stands."""
    place = 0
    for line in text.split("\n"):
        raw = line.rstrip("\r")
        yield Words(without_comment(raw), place), Words(raw, place)
        place += len(line) + 1


def text_to_overlay(text: str) -> tuple[Overlay, list[Diagnostic]]:
    """Reads an overlay; what cannot be read is told at its place."""
    reader = _Reader()
    for bare, raw in _lines(text):
        reader.line(bare, raw)
    reader.close()
    if reader.base is None:
        message = "没有写沿用哪一份规则"
        hint = "开头写“沿用 规则文件的路径”，或者“沿用 随程序提供的规则集的名称”"
        reader.found.append(error("unknown-base", message, 0, 0, hint))
    changes = tuple(reader.changes)
    if len(changes) > MOST_CHANGES:
        last = changes[MOST_CHANGES]
        message = f"改动有{len(changes)}条，超过{MOST_CHANGES}条，不读"
        reader.found.append(error("text-too-long", message, last.start, last.end, "不如另写一份规则"))
        changes = ()
    return Overlay(reader.base, tuple(reader.head), tuple(reader.basis), changes), reader.found


@define
class _Reader:
    base: Words | None = None
    head: list[tuple[str, Words]] = field(factory=list)
    basis: list[Words] = field(factory=list)
    changes: list[Change] = field(factory=list)
    open: _Open | None = None
    last: list[Words] | None = None
    found: list[Diagnostic] = field(factory=list)

    def line(self, bare: Words, raw: Words) -> None:
        word, begins, content = own_heading(bare.text) or ("", 0, 0)
        rest = bare.part(content)
        if word in KINDS:
            self.close()
            self.open = _Open(word, bare.start + begins, max(rest.end, bare.start + begins))
            self._content(rest, Words(raw.text[content:], raw.start + content))
        elif self.open is not None:
            self._inside(word, rest, bare, raw)
        elif word == BASE and self.base is not None:
            self._error("repeated-heading", "“沿用”写了两次", bare, "删去其中一行；一个文件只沿用一份规则")
        elif word == BASE:
            self.base = rest
            if not rest.text:
                self._error(
                    "unknown-base", "“沿用”后面没有写哪一份规则", bare, "写规则文件的路径，或随程序提供的规则集的名称"
                )
        elif word in IDENTITY:
            if any(known == word for known, _ in self.head):
                self._error("repeated-heading", f"“{word}”写了两次", bare, "删去其中一行")
            self.head.append((word, rest))
        elif word == "依据":
            self.basis.append(rest)
        elif rest.text:
            self._stray(bare)

    def _inside(self, word: str, rest: Words, bare: Words, raw: Words) -> None:
        """A line under a change: its 依据 or 理由, what these go on with, or what the change says."""
        assert self.open is not None
        heading = heading_of(bare.text, True)
        if word in ("依据", "理由"):
            if word == "理由" and self.open.notes[word]:
                hint = "一条改动写一个理由，合成一行；下一行不写“理由”就接着上一行"
                self._error("repeated-heading", "“理由”写了两次", bare, hint)
            self.open.note = word
            self.open.notes[word].append(rest)
        elif word in (BASE, *IDENTITY):
            self._error("unread-change", f"“{word}”要写在第一条改动之前", bare, "移到文件的开头")
        elif self.open.note and (heading is None or self.open.kind != "增加") and not _arrow_line(self.open, bare):
            if rest.text:
                self.open.notes[self.open.note].append(rest)
        else:
            self.open.note = ""
            self._content(bare, raw)

    def _content(self, bare: Words, raw: Words) -> None:
        """What the change says; 理由：… and 依据：… may stand behind it on the same line."""
        assert self.open is not None
        inline = [] if self.open.kind == "增加" and self.open.lines else list(_INLINE.finditer(bare.text))
        cut = inline[0].start() if inline else len(bare.text)
        self.open.lines.append(Words(bare.text[:cut].rstrip(BLANKS), bare.start))
        self.open.raw.append(Words(raw.text[:cut] if inline else raw.text, raw.start))
        ends = [*(one.start() for one in inline[1:]), len(bare.text)]
        for one, end in zip(inline, ends, strict=False):
            self.open.note = one[1]
            self.open.notes[one[1]].append(bare.part(one.end(), end))

    def close(self) -> None:
        if self.open is not None:
            self.changes.append(self.open.closed())
            self.open = None

    def _stray(self, bare: Words) -> None:
        heading = heading_of(bare.text, False)
        if heading is None:
            word = bare.text.strip(BLANKS).split(" ")[0][:2]
            near = [one for one in (*KINDS, *ALIASES) if one_sign_off(word, one)]
            meant = f"是不是“{near[0]}”；" if near else ""
            self._error("unread-change", f"“{bare.part(0).text[:20]}”不在任何标题之下", bare, f"{meant}{_HOW}")
        elif heading[0] in HEAD:
            hint = f"写作“调整 {heading[0]} 原来的几个字 → 改后的几个字”或“改写 {heading[0]} …”，并写明理由"
            self._error("unread-change", f"“{heading[0]}”是沿用的规则里的，要改须写成改动", bare, hint)
        else:
            hint = f"写作“增加 {heading[0]} …”，并写明理由"
            self._error("unread-change", f"“{heading[0]}”要写在“增加”之下", bare, hint)

    def _error(self, slug: str, message: str, words: Words, hint: str) -> None:
        at = words.part(0)
        self.found.append(error(slug, message, at.start, at.end, hint))


_HOW = "改动写作“调整 人员控制.① 扣0.2分 → 扣0.1分”，下面写“理由”"


ARROW = re.compile(r"→|⇒|⟶|➔|=>|-{1,8}>|－{1,8}[>＞]|—{1,8}[>＞]|＝[>＞]")
SPOKEN_ARROW = re.compile(r"调整为|改为|改成|调为")


def _arrow_line(open_change: _Open, bare: Words) -> bool:
    """Behind 理由, only a line with an arrow is another pair of words."""
    return open_change.kind == "调整" and bool(ARROW.search(bare.text))
