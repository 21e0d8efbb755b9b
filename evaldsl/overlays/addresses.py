"""Addresses: 人员控制.①, 二级 预算配置, 约定, 数据 编制数 — names that lead to stretches of a rule file's text."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from attrs import define, field, frozen

from evaldsl.overlays.layers import Span, Words
from evaldsl.rubric_files.declarations import definition_parts, name_and_points
from evaldsl.rubric_files.overlay_lines import BLANKS
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.rubric_files.rubric_lines import INSIDE, Block, blocks, without_comment
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.typography import Plain, plain, plain_text

PARTS = ("分值", "名称", "解释", "评分", "来源", "指标值", "例")
LISTED = ("约定", "否决", "默认")
"""Headings of which there may be several; the words say which is meant."""
SINGLE = ("总分", "等级")
NAMED = ("一级", "二级", "指标", "数据", "计算")
_ALIASES = {"三级": "指标", "取数": "计算", "一票否决": "否决"}
_WITHIN = (*INSIDE, "数据", "计算", "约定")
_LABEL_BEFORE = re.compile(r"(?:[①-⑳]|[（(]\d{1,2}[)）]|\d{1,2}[.、．])[ \t\u3000]*\Z")
_LABEL = re.compile(r"[①-⑳](?:\.\d+)?|\(\d{1,2}\)(?:\.\d+)?|\d{1,2}(?:\.\d+)?")
SEPARATORS = "；;，,。 \t\u3000\r\n"
WHERE = re.compile(r"[ \t\u3000]*(之后|之前|之下|后面|前面|下面)[ \t\u3000]*[:：]?[ \t\u3000]*$")
"""On which side of what an address names something is put."""


def compared(text: str, start: int = 0) -> Plain:
    """*text* as words are compared: typography settled, without blanks, line ends and quotation marks."""
    flat = plain(text, start)
    kept = [place for place, char in enumerate(flat.text) if char not in '"\n']
    if len(kept) == len(flat.text):
        return flat
    return Plain(
        "".join(flat.text[place] for place in kept), [*(flat.origin[place] for place in kept), flat.origin[-1]]
    )


def same(text: str) -> str:
    """*text* as words are compared, without the places."""
    return plain_text(text).replace('"', "")


@frozen
class Spot:
    """What an address leads to. *words* are the stretches in which old words stand and which 改写 writes anew; *whole* the
    lines that 删除 and 移动 take, each stretch with the comments right above it."""

    kind: str
    name: str
    words: tuple[Span, ...]
    whole: tuple[Span, ...] = ()
    label: str = ""
    indicator: str = ""


@frozen
class _Named:
    """A heading with a name: its block, how far it reaches, and what belongs to it."""

    kind: str
    name: str
    block: Block
    reach: Span
    inside: tuple[Block, ...] = ()


@define
class AddressBook:
    """Every address of a rule file."""

    text: str
    bare: str
    blocks: list[Block]
    loaded: Loaded
    named: dict[str, dict[str, _Named]] = field(factory=dict)
    items: dict[str, list[tuple[str, Span]]] = field(factory=dict)

    @classmethod
    def of(cls, loaded: Loaded) -> "AddressBook":
        """The addresses of a rule file that has been read without errors."""
        bare = "\n".join(map(without_comment, loaded.text.split("\n")))
        book = cls(loaded.text, bare, blocks(loaded.text), loaded, {kind: {} for kind in NAMED})
        for place, block in enumerate(book.blocks):
            if block.keyword in NAMED:
                book._enter(place, block)
        return book

    def _enter(self, place: int, block: Block) -> None:
        if block.keyword == "计算":
            parts = definition_parts(block)
            name = parts[0] if parts else ""
        elif block.keyword == "数据":
            head = re.split(r"[：:]", block.text, maxsplit=1)[0].strip()
            name = re.sub(r"[（(][^（）()]*[）)]$", "", head).strip()
        else:
            name, _ = name_and_points(_first_line(block), [])
        inside: list[Block] = []
        if block.keyword == "指标":
            for one in self.blocks[place + 1 :]:
                if one.keyword not in _WITHIN:
                    break
                inside.append(one)
        known = _Named(block.keyword, name, block, self._reach(place), tuple(inside))
        self.named[block.keyword].setdefault(same(name), known)

    # ---- stretches

    def _above(self, at: int) -> int:
        """Where the comments right above the line at *at* begin."""
        while at > 0:
            before = self.text.rfind("\n", 0, at - 1) + 1
            if not self.text[before:at].lstrip(BLANKS).startswith("#"):
                break
            at = before
        return at

    def _reach(self, place: int) -> Span:
        """From the comments above a heading to where the next one begins that does not belong to it."""
        block = self.blocks[place]
        ends = {"一级": ("一级",), "二级": ("一级", "二级")}.get(block.keyword)
        start = self._above(block.at)
        for one in self.blocks[place + 1 :]:
            if one.keyword in ends if ends else one.keyword not in _WITHIN or block.keyword != "指标":
                return start, max(self._above(one.at), block.end)
        return start, len(self.text)

    def after(self, stretch: Span) -> int:
        """The beginning of the line behind the last line of *stretch* that holds anything."""
        start, end = stretch
        kept = len(self.bare[start:end].rstrip(BLANKS))
        line = self.text.find("\n", start + kept)
        return len(self.text) if line < 0 or line >= end else line + 1

    def lines_of(self, block: Block) -> Span:
        """The lines of a heading, with the comments right above and the line end."""
        line = self.text.find("\n", block.end)
        return self._above(block.at), len(self.text) if line < 0 else line + 1

    def listed(self, keyword: str) -> list[Block]:
        """The lines with a heading, in order."""
        return [block for block in self.blocks if block.keyword == keyword]

    # ---- addresses

    def find(self, said: Words) -> tuple[Spot, Words] | Diagnostic:
        """The spot that *said* begins with, and the words behind the address."""
        flat = compared(said.text, said.start)
        if not flat.text:
            return error("unread-change", "没有写改哪里", said.start, said.end, "写指标的名称，或者名称后面加.①")
        found = self._headed(flat, said) or self._bare(flat, said)
        return found if found is not None else self._unknown(said)

    def _headed(self, flat: Plain, said: Words) -> tuple[Spot, Words] | Diagnostic | None:
        """An address that begins with a heading: 二级 预算配置, 约定, 数据.编制数."""
        for word in (*NAMED, *LISTED, *SINGLE, *_ALIASES):
            if not flat.text.startswith(word) or not _ends(flat, len(word)):
                continue
            kind = _ALIASES.get(word, word)
            skipped = len(word) + (flat.text[len(word) : len(word) + 1] in tuple(".:"))
            if kind in NAMED:
                return self._of_kind((kind,), flat, skipped, said) or self._missing(kind, flat, skipped, said)
            lines = self.listed(kind)
            if not lines:
                return error("unknown-address", f"沿用的规则没有“{kind}”这一行", *_first(flat, said, len(word)),
                             f"要加上，写作“增加 {kind} …”")  # fmt: skip
            spans = tuple((one.start, one.end) for one in lines)
            whole = tuple(self.lines_of(one) for one in lines)
            return Spot(kind, kind, spans, whole), _rest(flat, skipped, said)
        return None

    def _bare(self, flat: Plain, said: Words) -> tuple[Spot, Words] | Diagnostic | None:
        return self._of_kind(("指标", "二级", "一级", "数据", "计算"), flat, 0, said)

    def _of_kind(
        self, kinds: Sequence[str], flat: Plain, begin: int, said: Words
    ) -> tuple[Spot, Words] | Diagnostic | None:
        for kind in kinds:
            known = self.named[kind]
            for length in sorted({len(name) for name in known}, reverse=True):
                one = known.get(flat.text[begin : begin + length])
                if one is not None and length and _ends(flat, begin + length):
                    return self._part(one, flat, begin + length, said)
        return None

    def _part(self, one: _Named, flat: Plain, end: int, said: Words) -> tuple[Spot, Words] | Diagnostic:
        """The spot of a named heading, of an item of it or of another part: .①, .解释, （3分）."""
        if re.match(r"\([\d.]+分\)", flat.text[end:]) and one.kind in ("指标", "一级", "二级"):
            return self._points(one), _rest(flat, end, said)
        if flat.text[end : end + 1] != ".":
            return self._whole(one), _rest(flat, end, said)
        label = _LABEL.match(flat.text, end + 1)
        part = next((word for word in PARTS if flat.text.startswith(word, end + 1)), "")
        if one.kind == "指标" and label is not None and _ends(flat, label.end()):
            spot = self._item(one, _circled(label[0]))
            if isinstance(spot, Spot):
                return spot, _rest(flat, label.end(), said)
            return error("unknown-address", spot, *_first(flat, said, label.end()), _items_hint(self._items(one)))
        if part and _ends(flat, end + 1 + len(part)):
            found = self._named_part(one, part)
            if found is not None:
                return found, _rest(flat, end + 1 + len(part), said)
            return error("unknown-address", f"“{one.name}”没有“{part}”", *_first(flat, said, end + 1 + len(part)),
                         f"要加上，写作“增加 {one.name} 之下”，下一行写“{part} …”")  # fmt: skip
        hint = _items_hint(self._items(one)) if one.kind == "指标" else f"写“{one.kind} {one.name}”"
        return error("unknown-address", f"“{one.name}”没有这一部分", *_first(flat, said, len(flat.text)), hint)

    def _whole(self, one: _Named) -> Spot:
        name = one.name if one.kind == "指标" else f"{one.kind} {one.name}"
        if one.kind == "指标":
            cell = self._cell(one)
            return Spot("指标", name, (cell,) if cell else (), (one.reach,), indicator=one.name)
        if one.kind in ("一级", "二级"):
            return Spot(one.kind, name, ((one.block.start, one.block.end),), (one.reach,))
        return Spot(one.kind, name, ((one.block.start, one.block.end),), (self.lines_of(one.block),))

    def _points(self, one: _Named) -> Spot:
        block = _first_line(one.block)
        text = block.text.rstrip()
        start = block.start + max(text.rfind("（"), text.rfind("(")) + 1
        return Spot("分值", f"{one.name}.分值", ((start, block.start + len(text) - 1),), indicator=self._named_by(one))

    def _named_by(self, one: _Named) -> str:
        return one.name if one.kind == "指标" else ""

    def _named_part(self, one: _Named, part: str) -> Spot | None:
        if part == "分值":
            return self._points(one) if name_and_points(_first_line(one.block), [])[1] is not None else None
        name = f"{one.name}.{part}"
        if part == "名称":
            return Spot(
                "名称", name, ((one.block.start, one.block.start + len(one.name)),), indicator=self._named_by(one)
            )
        found = [block for block in one.inside if block.keyword == part]
        if part == "评分" and not found:
            cell = self._cell(one)
            return Spot("评分", name, (cell,), indicator=one.name) if cell else None
        if not found:
            return None
        return Spot(part, name, tuple((block.start, block.end) for block in found),
                    tuple(self.lines_of(block) for block in found), indicator=one.name)  # fmt: skip

    def _cell(self, one: _Named) -> Span | None:
        """The scoring text of an indicator: under 评分, right under the heading, else its target."""
        for keyword in ("评分", "指标值"):
            found = next((block for block in one.inside if block.keyword == keyword), None)
            if found is not None and found.text.strip():
                return found.start, found.end
            head, _, rest = one.block.text.partition("\n")
            if keyword == "评分" and rest.strip():
                return one.block.start + len(head) + 1, one.block.end
        return None

    # ---- items

    def _items(self, one: _Named) -> list[tuple[str, Span]]:
        """The items of an indicator with their stretches; items of one sentence share it."""
        if one.name not in self.items:
            self.items[one.name] = list(self._stretches(one))
        return self.items[one.name]

    def _stretches(self, one: _Named) -> Iterator[tuple[str, Span]]:
        cell = self._cell(one)
        assert self.loaded.rubric is not None
        indicator = next((own for own in self.loaded.rubric.indicators if own.name == one.name), None)
        if cell is None or indicator is None:
            return
        found = [item for item in indicator.items if cell[0] <= item.span[0] < cell[1]]
        begins = sorted({item.span[0] for item in found})
        for item in found:
            after = next((start for start in begins if start > item.span[0]), None)
            end = cell[1] if after is None else after - _label_length(self.bare[cell[0] : after])
            yield item.label, (item.span[0], item.span[0] + len(self.bare[item.span[0] : end].rstrip(SEPARATORS)))

    def _item(self, one: _Named, label: str) -> Spot | str:
        spans = dict(self._items(one))
        if label not in spans:
            return f"“{one.name}”没有{label}"
        return Spot("分项", f"{one.name}.{label}", (spans[label],), label=label, indicator=one.name)

    # ---- what is not there

    def _unknown(self, said: Words) -> Diagnostic:
        word = re.split(r"[ \t\u3000：:（(→]", said.text.strip(BLANKS), maxsplit=1)[0]
        start = said.start + max(said.text.find(word), 0)
        names = {name: one.name for kind in NAMED for name, one in self.named[kind].items()}
        bare = re.split(r"\.(?:[①-⑳]|\d)", same(word), maxsplit=1)[0][:60]
        near = [names[name] for name in get_close_matches(bare, names, 3, 0.5)]
        hint = (
            f"是不是{'、'.join(f'“{one}”' for one in near)}"
            if near
            else "名称要与沿用的规则里的一致，可用 evaldsl show 查看"
        )
        return error("unknown-address", f"沿用的规则里没有“{word[:40]}”", start, start + len(word), hint)

    def _missing(self, kind: str, flat: Plain, begin: int, said: Words) -> Diagnostic:
        wanted = re.split(r"[:(]", flat.text[begin:], maxsplit=1)[0][:60]
        near = get_close_matches(wanted, self.named[kind], 3, 0.4)
        hint = f"是不是{'、'.join(f'“{self.named[kind][one].name}”' for one in near)}" if near else ""
        return error("unknown-address", f"沿用的规则里没有这个{kind}", *_first(flat, said, len(flat.text)), hint)


def _first_line(block: Block) -> Block:
    head = block.text.split("\n")[0].rstrip()
    return Block(block.keyword, head, block.start, block.start + len(head), block.at)


def _label_length(before: str) -> int:
    match = _LABEL_BEFORE.search(before[-8:])
    return len(match[0]) if match else 0


def _circled(label: str) -> str:
    """① as it is; (1) and 1 as ①."""
    match = re.fullmatch(r"\(?(\d{1,2})\)?((?:\.\d+)?)", label)
    if match is None:
        return label
    number = int(match[1])
    return (chr(ord("①") + number - 1) if 1 <= number <= 20 else f"({number})") + match[2]


def _ends(flat: Plain, place: int) -> bool:
    """Whether a name may end at *place*: there is a blank, a quotation mark, a point, a bracket or nothing behind it."""
    if place >= len(flat.text) or flat.text[place] in ".:(,;=→":
        return True
    return flat.origin[place] != flat.origin[place - 1] + 1


def _rest(flat: Plain, place: int, said: Words) -> Words:
    """The words behind an address."""
    if place >= len(flat.text):
        return Words("", said.end)
    if flat.text[place] == ":":
        place += 1
    start = flat.origin[place]
    return said.part(start - said.start)


def _first(flat: Plain, said: Words, place: int) -> Span:
    start, end = flat.span(0, min(place, len(flat.text)))
    return (start, end) if end > start else (said.start, said.end)


def _items_hint(items: list[tuple[str, Span]]) -> str:
    labels = "、".join(dict.fromkeys(label for label, _ in items))
    return f"有{labels}" if labels else "这个指标没有分项，写名称就可以"
