"""What each change of an overlay does to the text below it: 调整, 改写, 增加, 删除, 移动 as edits."""

import re
from collections.abc import Callable

from attrs import define, field, frozen

from evaldsl.overlays.additions import added, rank_of
from evaldsl.overlays.addresses import LISTED, SEPARATORS, SINGLE, WHERE, AddressBook, Spot, compared, same
from evaldsl.overlays.edits import Edit, Moved, around_moves
from evaldsl.overlays.layers import Change, Span, Words
from evaldsl.overlays.old_words import Pair, is_respelled, pair, replaced
from evaldsl.overlays.overlay_file import ARROW, SPOKEN_ARROW, Overlay
from evaldsl.rubric_files.overlay_lines import BLANKS
from evaldsl.rubric_files.rubric_lines import heading_of
from evaldsl.text.diagnostics import Diagnostic, Place, error

_MOVED = re.compile(r"[ \t\u3000]*(?:移到|移至|到|至|→)[ \t\u3000]*")
MOST_TRIED = 20


@define
class Editor:
    """Turns the changes of an overlay into edits of the text that *book* knows."""

    overlay: Overlay
    book: AddressBook
    edits: list[Edit] = field(factory=list)
    found: list[Diagnostic] = field(factory=list)
    spots: dict[str, Change] = field(factory=dict)
    touched: dict[int, str] = field(factory=dict)
    """The indicator that a change is about, by the place of the change."""
    removed: dict[int, Spot] = field(factory=dict)

    def run(self) -> None:
        """Every change; then the lines of the head."""
        for place, change in enumerate(self.overlay.changes):
            self._reasons(change)
            before = len(self.found)
            KINDS[change.kind](self, place, change)
            if len(self.found) == before and not any(edit.change == place for edit in self.edits[-50:]):
                self._error("unread-change", "没有写改成什么", Words("", change.start), "")
        self._added_to_nothing()
        self._head()

    def _added_to_nothing(self) -> None:
        """What is added under an indicator that another change takes out would fall to the one before it."""
        gone = {spot.indicator: place for place, spot in self.removed.items() if spot.kind == "指标"}
        for place, name in self.touched.items():
            change = self.overlay.changes[place]
            if change.kind == "增加" and name in gone:
                other = self.overlay.changes[gone[name]]
                where = (Place(other.address.start, other.address.end, "删去"),)
                said = (change.address.start, change.address.end)
                message = f"“{name}”已由另一条改动删去，不能再在它之下增加"
                self.found.append(error("repeated-change", message, *said, "删去其中一条", where))

    def _reasons(self, change: Change) -> None:
        at = (change.start, change.end)
        if not change.reason:
            self.found.append(error("missing-reason", "这一条改动没有写理由", *at, "下面加一行“理由 …”"))
        if not change.basis and not any(one.text for one in self.overlay.basis):
            hint = "下面加一行“依据 文号”，或者在文件开头写全文件的依据"
            self.found.append(error("missing-reason", "这一条改动没有写依据", *at, hint))

    # ---- the head

    def _head(self) -> None:
        lines = {
            block.keyword: block
            for block in self.book.blocks
            if block.keyword in ("语法", "规则集", "地区", "年度", "施行")
        }
        start = min((block.at for block in self.book.blocks), default=0)
        after = max((self.book.lines_of(one)[1] for one in lines.values()), default=start)
        for keyword, words in self.overlay.head:
            said = (words.start, words.end)
            if keyword in lines:
                block = lines[keyword]
                if keyword != "语法" and block.text != words.text:
                    self.edits.append(Edit(block.start, block.end, (words,), -1, said))
            elif keyword != "语法":
                self.edits.append(Edit(after, after, (f"{keyword} ", words, "\n"), -1, said))
        known = self.book.listed("依据")
        place = self.book.lines_of(known[-1])[1] if known else after
        for words in self.overlay.basis:
            if words.text:
                self.edits.append(Edit(place, place, ("依据 ", words, "\n"), -1, (words.start, words.end)))

    # ---- addresses

    def _spot(self, place: int, change: Change, said: Words) -> tuple[Spot, Words] | None:
        found = self.book.find(said)
        if isinstance(found, Diagnostic):
            self.found.append(found)
            return None
        spot, rest = found
        if spot.indicator or spot.kind == "约定":
            self.touched[place] = spot.indicator or spot.kind
        name = (
            self._place_of(spot) if change.kind != "移动" else f"移动 {spot.name}"
        )  # what is moved may be changed too
        before = self.spots.get(name) if spot.kind not in LISTED and change.kind != "增加" else None
        if before is not None:
            others = (Place(before.start, before.end, "前一次"),)
            hint = "写在一条里：地址下面一行写一处“旧 → 新”" if change.kind == "调整" else "合成一条，或者删去其中一条"
            message = f"“{spot.name}”改了两次"
            self.found.append(error("repeated-change", message, said.start, rest.start or said.end, hint, others))
            return None
        if change.kind != "增加":
            self.spots[name] = change
        return spot, rest

    def _place_of(self, spot: Spot) -> str:
        """What an address leads to, however it is spelled: 人员控制.①, if it is the only item, is 人员控制."""
        alone = spot.kind == "分项" and len(self.book.items.get(spot.indicator, ())) == 1
        return f"指标 {spot.indicator}" if alone or spot.kind in ("指标", "评分") else spot.name

    def _error(self, slug: str, message: str, words: Words, hint: str) -> None:
        self.found.append(error(slug, message, words.start, max(words.end, words.start), hint))

    def _edit(self, place: int, stretch: Span, *parts: Words | Moved | str, said: Span, is_move: bool = False) -> None:
        self.edits.append(Edit(*stretch, tuple(parts), place, said, is_move))

    # ---- 调整

    def adjust(self, place: int, change: Change) -> None:
        """Old words → new words, one pair a line."""
        found = self._spot(place, change, change.address)
        if found is None:
            return
        spot, rest = found
        said = [one for one in (rest, *change.lines[1:]) if one.text.strip(BLANKS)]
        if not said:
            hint = "写作“原来的几个字 → 改后的几个字”；要整句换掉，用“改写”"
            self._error("unread-change", f"没有写“{spot.name}”怎样调整", change.address, hint)
        for line in said:
            self._pair(place, spot, line)

    def _pair(self, place: int, spot: Spot, line: Words) -> None:
        arrows = list(ARROW.finditer(line.text)) or list(SPOKEN_ARROW.finditer(line.text))[:1]
        if len(arrows) != 1:
            what = "没有写“→”" if not arrows else "有几个“→”"
            hint = "一行写一处：原来的几个字 → 改后的几个字"
            self._error("unread-change", f"这一行{what}，分不出原来的和改后的", line.part(0), hint)
            return
        old, new = line.part(0, arrows[0].start()), line.part(arrows[0].end())
        if not new.text or not old.text:
            hint = f"要删去这几个字，写作“删除 {spot.name} {old.text}”" if old.text else "“→”前面写原来的几个字"
            self._error("unread-change", f"“→”{'后' if old.text else '前'}面没有写字", line.part(0), hint)
            return
        made = pair(self.book.bare, spot, Pair(old, new))
        if isinstance(made, Diagnostic):
            self.found.append(made)
            return
        (start, end), words = made
        stretch = next((one for one in spot.words if one[0] <= start and end <= one[1]), (start, end))
        before = self.book.bare[stretch[0] : stretch[1]]
        after = before[: start - stretch[0]] + words.text + before[end - stretch[0] :]
        if self._is_none(spot, before, after, line.part(0)):
            return
        self._edit(place, (start, end), words, said=(old.start, new.end))

    def _is_none(self, spot: Spot, before: str, after: str, at: Words) -> bool:
        """Says so when a change changes nothing but typography, or only the spelling of a rule."""
        if not is_respelled(spot.kind, before, after):
            return False
        only = "" if same(before) == same(after) and before == after else "，只有写法不同"
        self._error("no-change", f"这一条没有改动“{spot.name}”{only}", at, "删去这一条")
        return True

    # ---- 改写

    def rewrite(self, place: int, change: Change) -> None:
        """All the words of a spot are written anew."""
        found = self._spot(place, change, change.address)
        if found is None:
            return
        spot, rest = found
        lines = [rest, *change.lines[1:]] if rest.text else list(change.lines[1:])
        new = [one for one in lines if one.text.strip(BLANKS)]
        if not new:
            self._error("unread-change", f"没有写“{spot.name}”改写成什么", change.address, "写上改后的全部文字")
        elif spot.kind == "例":
            self._examples(place, spot, new, change)
        elif len(spot.words) > 1:
            hint = f"用“调整 {spot.name} 旧 → 新”指明是哪一行"
            self._error("unread-change", f"“{spot.name}”有{len(spot.words)}行，不知道改写哪一行", change.address, hint)
        elif spot.kind in ("一级", "二级"):
            self._error("unread-change", f"“{spot.name}”不能整个改写", change.address, "改名用“.名称”，改分值用“.分值”")
        else:
            self._rewritten(place, spot, new, change)

    def _examples(self, place: int, spot: Spot, new: list[Words], change: Change) -> None:
        """All examples of an indicator make way for those of the overlay, a line each."""
        said = (change.address.start, new[-1].end)
        first, *others = spot.whole
        parts: list[Words | str] = []
        for one in new:
            heading = heading_of(one.text, True)
            parts += ["例 ", one.part(heading[1] if heading and heading[0] == "例" else 0), "\n"]
        before = ["".join(self.book.bare[slice(*one)].split()) for one in spot.words]
        if before == ["".join(str(one.text).split()) for one in parts if isinstance(one, Words)]:
            self._error("no-change", f"这一条没有改动“{spot.name}”", change.address, "删去这一条")
            return
        self._edit(place, first, *parts, said=said)
        for stretch in others:
            self._edit(place, stretch, said=said)

    def _rewritten(self, place: int, spot: Spot, new: list[Words], change: Change) -> None:
        new = _without_heading(spot, new)
        said = (change.address.start, new[-1].end)
        if not spot.words:  # an indicator without a rule of its own
            block = next(one for one in self.book.listed("指标") if one.text.startswith(spot.indicator))
            head = block.start + len(block.text.split("\n")[0].rstrip())
            self._edit(place, (head, head), "\n评分 ", *_joined(new), said=said)
            return
        stretch = spot.words[0]
        if spot.kind == "分项":
            new = [*new[:-1], new[-1].part(0, len(new[-1].text.rstrip(SEPARATORS)) or None)]
        before = self.book.bare[slice(*stretch)]
        if self._is_none(spot, before, "\n".join(one.text for one in new), change.address):
            return
        self._edit(place, stretch, *_joined(new), said=said)

    # ---- 删除

    def remove(self, place: int, change: Change) -> None:
        """A spot, or the words of it that are written behind the address."""
        found = self._spot(place, change, change.address)
        if found is None:
            return
        spot, rest = found
        if len(change.lines) > 1 and any(one.text.strip(BLANKS) for one in change.lines[1:]):
            self._error("unread-change", "“删除”只写一行", change.lines[1].part(0), "另写一条")
        elif rest.text:
            self._without(place, spot, rest)
        elif spot.kind == "分项":
            self._without_item(place, spot, change)
        elif spot.kind in SINGLE or (spot.kind in LISTED and len(spot.whole) > 1) or not spot.whole:
            hint = f"写上要删去的字：“删除 {spot.name} …”"
            self._error("unread-change", f"“{spot.name}”不能整个删去", change.address, hint)
        else:
            self.removed[place] = spot
            for stretch in spot.whole:
                self._cut(place, stretch, (change.address.start, change.address.end))

    def _cut(self, place: int, stretch: Span, said: Span, *, is_move: bool = False) -> None:
        """Takes lines out, and the blank lines behind them; what is added right behind them stands between the two."""
        kept = self.book.after(stretch)
        self._edit(place, (stretch[0], kept), said=said, is_move=is_move)
        if kept < stretch[1]:
            self._edit(place, (kept, stretch[1]), said=said)

    def _without(self, place: int, spot: Spot, words: Words) -> None:
        made = replaced(self.book.bare, spot, words)
        if isinstance(made, Diagnostic):
            self.found.append(made)
            return
        lines = next(
            (whole for whole, own in zip(spot.whole, spot.words, strict=False) if own[0] <= made[0] < own[1]), None
        )
        whole_line = (
            lines is not None
            and spot.kind in LISTED
            and same(self.book.bare[slice(*made)])
            == same(self.book.bare[slice(*next(own for own in spot.words if own[0] <= made[0] < own[1]))]).rstrip("。;")
        )
        self._edit(place, lines if whole_line and lines else made, said=(words.start, words.end))

    def _without_item(self, place: int, spot: Spot, change: Change) -> None:
        """An item with its number and what parts it from the next."""
        start, end = spot.words[0]
        cell = next(one for one in (self._cell_of(spot),) if one)
        before = self.book.bare[cell[0] : start]
        label = re.search(r"(?:[①-⑳]|[（(]\d{1,2}[)）]|\d{1,2}[.、．])[ \t\u3000]*\Z", before)
        start -= len(label[0]) if label else 0
        while end < cell[1] and self.book.bare[end] in SEPARATORS:
            end += 1
        self._edit(place, (start, end), said=(change.address.start, change.address.end))

    def _cell_of(self, spot: Spot) -> Span:
        found = self.book.find(Words(spot.indicator, 0))
        assert not isinstance(found, Diagnostic)
        return found[0].words[0]

    # ---- 增加

    def add(self, place: int, change: Change) -> None:
        """Lines of a rule file, or a sentence more."""
        made = added(self.book, change)
        if isinstance(made, Diagnostic):
            self.found.append(made)
            return
        if made.indicator:
            self.touched[place] = made.indicator
        self.edits.append(Edit(made.at, made.at, made.parts, place, made.said, rank=made.rank))

    # ---- 移动

    def move(self, place: int, change: Change) -> None:
        """A spot stands behind, before or under another."""
        address = change.address
        where = WHERE.search(address.text)
        arrows = list(_MOVED.finditer(address.text, 1))
        if where is None or not arrows:
            hint = "写作“移动 指标甲 到 指标乙 之后”（之前、之下）"
            self._error("unread-change", "没有写移到哪里", address.part(0), hint)
            return
        for arrow in arrows[:MOST_TRIED]:
            source, target = address.part(0, arrow.start()), address.part(arrow.end(), where.start())
            if not isinstance(self.book.find(source), Diagnostic) and not isinstance(
                self.book.find(target), Diagnostic
            ):
                break
        found, there = self._spot(place, change, source), self.book.find(target)
        if isinstance(there, Diagnostic):
            self.found.append(there)
        elif found is not None:
            self._moved(place, found[0], there[0], where[1], address)

    def _moved(self, place: int, spot: Spot, target: Spot, where: str, address: Words) -> None:
        if spot.kind not in ("指标", "一级", "二级", "数据", "计算") or not target.whole:
            self._error(
                "unread-change", f"“{spot.name}”不能移动", address.part(0), "能移动的是一级、二级、指标、数据、计算"
            )
            return
        level = {"一级": 1, "二级": 2, "指标": 3}
        under = where not in ("之前", "前面", "之后", "后面")
        if under and spot.kind in level and level[spot.kind] <= level.get(target.kind, 9):
            hint = f"{spot.kind}只能放在别的{spot.kind}之后、之前{'' if level[spot.kind] == 1 else '，或者上一级之下'}"
            self._error("unread-change", f"“{spot.name}”不能放在“{target.name}”之下", address.part(0), hint)
            return
        start, end = spot.whole[0]
        end = self.book.after((start, end)) if spot.kind in ("数据", "计算") else end
        at = target.whole[0][0] if where in ("之前", "前面") else self.book.after(target.whole[0])
        said = (address.start, address.end)
        if start < target.whole[0][0] < end:
            message = f"“{spot.name}”不能移到自己里面：“{target.name}”在它里面"
            self._error("unread-change", message, address.part(0), "写它外面的一个地方，或者移动里面的指标")
            return
        if start <= at <= end or (at < start and not self.book.bare[at:start].strip(BLANKS)):
            self._error("no-change", f"“{spot.name}”本来就在这里", address.part(0), "删去这一条，或者写别的地方")
            return
        kept = self.book.after((start, end))
        gap = "" if spot.kind in ("数据", "计算") else "\n"
        last = "" if self.book.text[kept - 1 : kept] == "\n" else "\n"
        self._cut(place, (start, end), said, is_move=True)
        parts = (gap, Moved(start, kept), last)
        self.edits.append(Edit(at, at, parts, place, said, rank=rank_of(spot.kind)))


def _without_heading(spot: Spot, new: list[Words]) -> list[Words]:
    """The words without the heading 评分 or the number ① that the author repeats."""
    heading = heading_of(new[0].text, True)
    if heading is not None and heading[0] in ("评分", spot.kind):
        new = [new[0].part(heading[1]), *new[1:]]
    label = re.match(r"[ \t\u3000]*(?:[①-⑳]|[（(]\d{1,2}[)）])[ \t\u3000]*", new[0].text)
    if spot.kind == "分项" and label is not None and compared(label[0]).text in (spot.label, f"({spot.label})"):
        new = [new[0].part(label.end()), *new[1:]]
    return [one for one in new if one.text] or new


def _joined(lines: list[Words]) -> list[Words | str]:
    parts: list[Words | str] = []
    for one in lines:
        parts += ["\n", one] if parts else [one]
    return parts


KINDS: dict[str, Callable[[Editor, int, Change], None]] = {
    "调整": Editor.adjust,
    "改写": Editor.rewrite,
    "删除": Editor.remove,
    "增加": Editor.add,
    "移动": Editor.move,
}


@frozen
class Edited:
    """What an overlay does: its edits, which indicator each change is about, and what is wrong with it."""

    edits: tuple[Edit, ...]
    touched: dict[int, str]
    found: tuple[Diagnostic, ...]
    removed: dict[int, Spot]
    """What changes take out as a whole."""


def changes_to_edits(overlay: Overlay, book: AddressBook) -> Edited:
    """The edits of *overlay* on the text that *book* knows."""
    editor = Editor(overlay, book)
    editor.run()
    return Edited(tuple(around_moves(editor.edits)), editor.touched, tuple(editor.found), editor.removed)
