"""Ratios written as 1:18: which way they run, what is judged by them, and what is counted in steps from them."""

import re
from collections.abc import Container
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree

_TWO = re.compile(r"(?:(.{2,}?)(与|和|同|对)(.{2,}?)|(.)(.))((?:之|配备?)?比例?)")


def turned_name(name: str) -> str:
    """学生与教师比 of 教师与学生比; empty where *name* is that of no two."""
    two = _TWO.fullmatch(name)
    if two is None:
        return ""
    return f"{two[5]}{two[4]}{two[6]}" if two[4] else f"{two[3]}{two[2]}{two[1]}{two[6]}"


_STAFF = re.compile(
    r"(?:教师|老师|导师|医师|医生|护士|护工|教职工|班主任|民警|社工|(?<![学会党队社职人动])员|(?:护理|管理|监管|保育|保教|服务|工作|技术|医务|专[业职兼]).{0,4}人员|^[师护医警])$"
)
AT_LEAST = re.compile(
    r"(?:不(?:得|应|能)?(?:低于|少于|小于)|未?达到?|达不到|不到|低于|少于|小于|不足|≥|<|=|等于)1:[\d.]+"
)
"""How 1:3 stands where more of the first are wanted, or too few of them are there."""


def staff_first(name: str) -> bool:
    """Whether *name*, 护理员与老人配比, says how many attend to how many others: the fewer others to one of them, the better."""
    two = _TWO.fullmatch(name)
    one, other = (two[1] or two[4], two[3] or two[5]) if two else ("", "")
    return bool(_STAFF.search(one)) and not _STAFF.search(other)


def with_judged_ratio(cell: tree.Cell, known: Container[str]) -> tree.Cell:
    """*cell*, in which 医护比达到1:2 is judged: it is open which of the two is to be more, and nothing else is measured by it."""
    ratios = [part for part in cell.by_kind.get(tree.Comparison, ()) if part.value.limit.unit == ":1"]
    place = cell.parts.index(ratios[0]) if len(ratios) == 1 and ratios[0].value.limit.number < 1 else 0
    if not place:
        return cell
    before, said = cell.parts[place - 1], cell.plain[ratios[0].start : ratios[0].end]
    if said[0] in "<≤=≥>" or not isinstance(before.value, tree.Word) or before.value.text in known:
        return cell
    if not _JUDGED.search(cell.plain):
        return cell
    joined = tree.Part(tree.Word(before.value.text + said), before.start, ratios[0].end)
    return tree.Cell(cell.plain, (*cell.parts[: place - 1], joined, *cell.parts[place + 1 :]))


_JUDGED = re.compile(
    r"(?<!\d)1:\d[\d.]*(?:以上|及以上)?(?:的|者|时)?,?(?:可?[得计记给赋]|满分|[\d.]+分)(?!.*每[低高少多超])", re.S
)


@frozen
class _Band:
    """The numbers behind the 1 from *low* to *high*, None being no end; *lost*: nothing is given there."""

    low: Fraction
    high: Fraction | None
    lost: bool = False

    def within(self, other: "_Band") -> bool:
        """Whether it lies in *other*."""
        return self.low >= other.low and (other.high is None or (self.high is not None and self.high <= other.high))

    def other_way(self) -> "_Band":
        """What 不低于1:2 is where a lower number behind the 1 is more."""
        if self.high is None:
            return evolve(self, low=Fraction(0), high=self.low)
        return self if self.low else _Band(self.high, None, self.lost)


def with_second_number(cell: tree.Cell, known: Container[str]) -> tree.Cell:
    """*cell*, in which 1:2 of 医护比 is the number behind the 1, where no other way leaves each band of it some place: 不低于1:2得6分，
    不低于1:1.5得3分."""
    parts, bands, names = list(cell.parts), list[_Band](), set[str]()
    for place, part in enumerate(cell.parts):
        effect = next((one.value for one in parts[place + 1 :] if isinstance(one.value, tree.EFFECTS)), None)
        lost = isinstance(effect, tree.Zero)
        match part.value:
            case tree.Comparison(op, limit) if limit.unit == ":1" and 0 < limit.number <= 1:
                end = _second(limit)
                parts[place] = evolve(part, value=evolve(part.value, limit=end))
                bands.append(
                    _Band(end.number, None, lost) if op in ("≥", ">") else _Band(Fraction(0), end.number, lost)
                )
            case tree.Between(low, high) if low.unit == ":1" and low.number > 0 and 0 < high.number <= 1:
                first, last, edges = _second(high), _second(low), (part.value.high_in, part.value.low_in)
                ends = evolve(part.value, low=first, high=last, low_in=edges[0], high_in=edges[1])
                parts[place] = evolve(part, value=ends)
                bands.append(_Band(first.number, last.number, lost))
            case _:
                continue
        before = parts[place - 1].value if place else None
        if isinstance(before, tree.Word) and not (names and before.text in ("但", "且", "但是")):
            names.add(before.text)
    decided = _fits(bands) and not _fits([one.other_way() for one in bands])
    one_name = len(names) == 1 and not any(one in known for one in names)
    return tree.Cell(cell.plain, tuple(parts)) if decided and one_name else cell


def _second(limit: tree.Quantity) -> tree.Quantity:
    """2 of 1:2."""
    return evolve(_turned(limit), unit="1:")


def _fits(bands: list[_Band]) -> bool:
    """Whether there are several bands, none of which lies within one that is written before it, or where nothing is given."""
    pairs = [(one, other) for at, one in enumerate(bands) for other in bands[:at]]
    pairs += [(one, other) for other in bands if other.lost for one in bands if one is not other]
    return len(bands) > 1 and not any(one.within(other) for one, other in pairs)


def with_turned_ratio(cell: tree.Cell, known: Container[str]) -> tree.Cell:
    """*cell*, in which 教师与学生比达到1:19得5分，每低1扣0.5分 is 学生与教师比不高于19:1, 每高1: a ratio below 1 has no 1 to lose."""
    parts, name = list(cell.parts), ""
    for place, part in enumerate(cell.parts):
        value, before = part.value, parts[place - 1] if place else None
        match value:
            case tree.Comparison(limit=limit) if limit.unit == ":1" and 0 < limit.number < 1:
                named = before.value.text if before is not None and isinstance(before.value, tree.Word) else name
                if (
                    not staff_first(named)
                    or named in known
                    or not AT_LEAST.fullmatch(cell.plain[part.start : part.end])
                ):
                    return cell
                name = named
                parts[place] = evolve(part, value=evolve(value, op=_TURNED[value.op], limit=_turned(limit)))
                if before is not None and isinstance(before.value, tree.Word):
                    parts[place - 1] = evolve(before, value=tree.Word(turned_name(named)))
            case tree.Between(low, high) if name and low.unit == ":1" and low.number and high.number:
                ends = evolve(value, low=_turned(high), high=_turned(low), low_in=value.high_in, high_in=value.low_in)
                parts[place] = evolve(part, value=ends)
            case tree.Comparison("", limit) if name and isinstance(before and before.value, tree.Step):
                if limit.unit or limit.number.denominator != 1:
                    return cell
                assert before is not None and isinstance(before.value, tree.Step)
                step = before.value
                parts[place - 1] = evolve(before, value=evolve(step, up=step.down, down=step.up))
    stepped = any(
        one is not other for one, other in zip(parts, cell.parts, strict=True) if isinstance(one.value, tree.Step)
    )
    return tree.Cell(cell.plain, tuple(parts)) if stepped else cell


_TURNED = {"≥": "≤", "≤": "≥", "<": ">", ">": "<", "=": "=", "": ""}


def _turned(limit: tree.Quantity) -> tree.Quantity:
    return evolve(limit, number=1 / limit.number)
