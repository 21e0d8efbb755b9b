"""What words demand or forbid, 应按月报送, 不得截留, and what it is called where that is not so: 未按月报送."""

import re

DEMANDS = re.compile(
    r"(?:必须|必需|应当|应该|应(?![急用对届聘邀付收交缴])|须|需要?(?!求)|务必|要求(?:做到)?|要(?![求点素件事])|确保)于?(?=.{2})"
)
FORBIDS = re.compile(r"(?:不得|不准|不许|不允许|不可以?|不能|严禁|禁止|杜绝)(?=.{2})")
_OF_WHAT = re.compile(
    r"(?P<of>[^，]{2,}?)(?:必须|应当|应该|(?<![相供响对适反效])应(?![急用对届聘邀付收交缴])|须)于?(?=.{2})"
)
_OF_NOTHING = re.compile(
    r"(?:不(?:发生|出现|存在|得|[能许准])|(?:不存在|未发生|没有|无(?!障碍|[害线纸人偿]))|不(?![断定同时]))(?=.{2})"
)
_WELL = re.compile(
    r"(?P<of>[一-龥]*?)(?P<well>及时|完整|规范|健全|准确|到位|齐全|合规|合理|全面|真实|有效|完善|达标|合格|详实|清楚|明确|充分)"
)
_SEVERAL = re.compile("[，、；且]|并(?![网联入])|[以及]及")
_BY_WHAT = re.compile("按|经|及时|严格|认真|切实|如实|依|在|由|对|将|把|报|提|完成|开展|落实|执行")


def missed(words: str) -> str:
    """未按月报送报表 of 应按月报送报表, 截留资金 of 不得截留资金, 资料不完整 of 资料应完整."""
    if (banned := FORBIDS.match(words)) is not None:
        return words[banned.end() :]
    asked = DEMANDS.match(words) or _OF_WHAT.match(words)
    of = asked["of"] if asked is not None and asked.re is _OF_WHAT else ""
    wanted = words if asked is None else words[asked.end() :]
    if (none := _OF_NOTHING.match(wanted)) is not None and not _SEVERAL.search(wanted):
        return f"{of}{wanted[none.end() :]}"
    if _SEVERAL.search(wanted) or wanted[0] in "不无":  # 应不断完善台账
        return f"{of}未做到{wanted}"
    well = _WELL.fullmatch(wanted)
    if well is not None and (of or well["of"]) and not _BY_WHAT.match(well["of"]):
        return f"{of}{well['of']}不{well['well']}"
    if wanted.startswith("有"):
        return f"{of}没{wanted}"
    return f"{of}未{'于' if wanted[0] in '每0123456789' else ''}{wanted}"
