"""Points of each thing of a list that stands before them: ①…；②…。各得2分; 以上每项2分."""

import re

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause, clean, text_of
from evaldsl.clauses.mentions import counts_several
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import things_earned
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.syntax import tree
from evaldsl.text.numerals import HOW_MANY, number

_EACH_OF_LIST = re.compile(
    rf"^{ABOVE}?(?:各|每|[一二两三四五六七八九十\d]+)*(?:个|评价|要点|项|点|条|款|方面|内容|要求|要素|因素|环节|要件|事项|指标)*(?:每|各|均)*(?:有|符合|满足|具备|达到|做到)?(?:一|1)?(?:个?(?:要点|要素|方面)|个|项|点|条)?(?:(?:符合|满足|具备|达到|做到)(?:要求|标准|规定|条件)?)?的?$"
)

_ONE = re.compile("[一1](?:个?要点|项|点|条)")
_ONE_OF_LIST = re.compile(
    rf"{ABOVE}?(?:要点|要求|条件|内容|各项)*(?:有|符合|满足|具备|达到|做到)?(?:一|1)(?:个?要点|项|点|条)(?:符合|满足|具备|达到|做到)?$"
)
_SO = re.compile(
    rf"(?:{ABOVE}?各(?:项|条|点|个?要点|个?方面)|{ABOVE}(?:[两二三四五六七八九十\d]+项|要点))?(?:要求|内容|指标)?(?:符合|满足|达到|达标|做到|具备)(?:要求|标准|规定|条件)?的?$"
    rf"|{ABOVE}?各个?(?:要点|方面)$"
)
"""以上各项符合, 各要点, of each where the points of all make up those of the indicator."""

_MET = re.compile("符合|满足|达到|达标|做到|具备|各个?(?:要点|方面)[^,，]?\\d")
_ALL_OF_THEM = re.compile(rf"{ABOVE}({HOW_MANY})(?:个?(?:要点|方面)|项|点|条|个)")


def shared_out(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """①…；②…。各得2分 / 每项2分 / 以上各项每符合一项得2分: the points of each item of the list above; 符合一项得2分 where they make
    up the points of the indicator."""
    plain = reader.cell.plain[clause.start : clause.end]
    so = _MET.search(plain) is not None
    if not (value.apiece or value.per or so or "每" in plain or _ONE.search(plain)):
        return False
    text = clean("".join(text_of(reader.cell, segment) for segment in clause.segments))
    if clause.otherwise or not _EACH_OF_LIST.match(text):
        return False
    amount, each = reader.in_points(value.amount), value.apiece or value.per or "每" in text
    alone = so and len(reader.cell.by_kind.get(tree.Award, ())) == 1
    all_so = alone and _SO.match(text) and not value.bonus
    if not (each or all_so) and (
        not _ONE_OF_LIST.match(text) or counts_several(reader.beside(clause, tree.Comparison))
    ):
        return False
    listed = _listed(reader)
    if not each and (len(listed) < 2 or len(listed) * amount.high != reader.weight):
        return False
    many = _ALL_OF_THEM.match(text)
    if listed and many and number(many[1]) != len(listed):
        reader.unread(f"“{many.group()}”与前面的{len(listed)}项对不上", *reader.span_of(clause))
    _share(reader, listed, [amount] * len(listed))
    return bool(listed)


def shared_by_number(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """①…；②…；③…。①②各2分，③1分: the points of things of the list above, each named by its number."""
    if not clause.segments or clause.effect is None:
        return False
    named = things_earned(reader.cell.plain[clause.segments[0][0].start : clause.effect.start])
    if named is None or clause.otherwise or value.bonus or value.amount.is_range:
        return False
    reader.list_pending()
    things = reader.stated.things
    items = [things[place] for place in named.places(len(things))]
    each = named.each or value.apiece or value.per or len(items) == 1
    together = named.every and not each
    if together and items:
        reader.new_item(clause.start, clause.end)  # 符合①②的得2分 is one award for both
    if together or (len(things) < 2 and named.words[0] not in "前最后末第"):
        return False
    reader.measures.taken.update(part.start for segment in clause.segments for part in segment)
    if not items or any(item.has_award or item.effects for item in items):
        told = f"前面共{len(things)}项" if len(things) > 1 else "前面没有编了号的几项"
        said = f"没有读出是哪一项，{told}" if not items else "前面已经写了得几分"
        reader.unread(f"“{named.words}”{said}", *reader.span_of(clause), "每一项的编号写一次，各写一个分数")
    elif not each:
        hint = f"写“{named.words}各得…分”，或者“{named.words}都符合的得…分”"
        reader.unread(f"没有写明{named.words}是各得这些分，还是一共得这些分", *reader.span_of(clause), hint)
    else:
        _share(reader, items, [reader.in_points(value.amount)] * len(items))
        if len(items) == 1:  # 符合①得2分，缺一项扣1分: what follows is of that one
            reader.group.items = [*(one for one in reader.group.items if one is not items[0]), items[0]]
    return True


def shared_in_order(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """①…；②…；③…。分别占1/4、1/4、1/2: the points of each item of the list above, in their order."""
    text = clean("".join(text_of(reader.cell, segment) for segment in clause.segments))
    listed = _listed(reader) if not text or _EACH_OF_LIST.match(text) else []
    amounts = [reader.in_points(one) for one in (value.amount, *value.more)]
    if len(listed) != len(amounts):
        return False
    _share(reader, listed, amounts)
    return True


def _listed(reader: Reader) -> list[ItemDraft]:
    reader.list_pending()
    return [item for item in reader.items if not item.has_award and not item.effects and item.texts]


def _share(reader: Reader, listed: list[ItemDraft], amounts: list[tree.Amount]) -> None:
    for item, amount in zip(listed, amounts, strict=True):
        own = item.texts[0].replace("是否", "")
        draft = CaseDraft(
            [], [judgement_of(reader, item, own)], ex.number(amount.high), amount.high, own, item.span, own
        )
        item.cases.append(draft)
        item.words = own
        reader.stated.shared_total = (reader.stated.shared_total or 0) + amount.high
