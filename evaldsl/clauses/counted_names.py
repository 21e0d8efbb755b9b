"""What is counted, by name: 卫生死角, 不符合, 执行不到位的环节(节点); and what is of the same kind as what was counted before."""

import re

from evaldsl.clauses.counting import Per
from evaldsl.clauses.grouping import Clause, clean, text_of
from evaldsl.syntax import tree

_VERBS = re.compile(
    r"^(?:凡|任何|任意|任|其中|如|若|(?:发现|出现|发生|存在)过?|有(?![效责理害价关毒偿机限组线])|被?发现有(?![效责理害价关毒偿机限组线])|(?:查实|核实)$)+"
)
_IN_BRACKETS = re.compile(r"^\([^()]*\)(?:$|(?=[不未]))")  # 1户(人)不符合
_FOUND = re.compile(r"(?<=.{4})(?:经?(?:核查|调查)?(?:发现|查实|属实)|出现)$")
_LACKS = re.compile(r"(?:少|缺|缺少|缺失|不足|差|短|欠)$")
_LACKING = re.compile(r"未|不(?![少低]于)|缺|没有|(?<![至不])少")
_BEYOND_OTHER = re.compile(r"(?:高于|超过|超出|大于|多于|低于|少于|小于)[^\d，]{2,}$")


def counted_name(found: Per) -> str:
    """The name of what is counted: 卫生死角, 不符合, 执行不到位的环节(节点)."""
    verb = found.step.words if found.step else ""
    if verb in ("少", "缺") and not (found.tail or found.between) and found.subject:
        short = _LACKING.search(found.subject) or _BEYOND_OTHER.search(found.subject)
        return found.subject if short else f"{found.subject}缺少{found.size.unit.removeprefix('个') or '个'}数"
    verb = "缺少" if verb in ("少", "缺") and found.tail else verb
    rest = f"{verb}{found.between}{found.tail}"
    said = bool(rest) and (found.subject.endswith(rest) or (rest == verb and verb in found.subject))  # 六个方面每个方面
    own = found.subject if said or (rest == "有" and len(found.subject) > 2) else f"{found.subject}{rest}"
    own = _FOUND.sub("", own)
    stripped = clean(_VERBS.sub("", _IN_BRACKETS.sub("", own) if own.startswith("(") else own))
    stripped = stripped or ("" if found.context else clean(own))
    again = stripped in found.context and not _LACKS.fullmatch(stripped)  # 至少召开一次，每少一次
    beyond = verb and own == verb and _BEYOND_OTHER.search(found.context)  # 大于编制数的，每超1人
    if found.context and (again or beyond or (_LACKS.fullmatch(stripped) and _LACKING.search(found.context))):
        return found.context
    if found.context and (plain := _against(found.context, stripped)):
        return plain
    if found.context and _LACKS.fullmatch(stripped):
        return f"{found.context}，缺少{found.size.unit.removeprefix('个') or '个'}数"
    if found.context and stripped:
        if (of := _VERBS.sub("", found.context)) != found.context and len(stripped) > 3 and stripped[-2:] == of[-2:]:
            return stripped[:-2] + of  # 发生网络安全事件的，一般事件每起
        joint = "的" if found.between and not found.tail and not found.subject else "，"
        return f"{found.context}{joint}{stripped}"
    return stripped or found.context


_DENIED = re.compile(r"[不未没无]")


WANTED = re.compile(r"(?:规范|及时|准确|完整|健全|到位|合规|合理|齐全|整洁|完好|真实|有效|严格|规定|要求)$")
"""How words end that say how something ought to be."""


def _against(wanted: str, fault: str) -> str:
    """留样不规范 of 留样规范，每发现一处不规范; 超期办理 of 公文处理及时，每超期办理1件: the fault, without what is wanted."""
    if _DENIED.match(fault) and "、" in wanted and wanted.rpartition("、")[2] == fault[1:]:
        return fault  # 专人管理、按时开放，未按时开放每座次
    if not WANTED.search(wanted) or _DENIED.search(wanted) or not fault:
        return ""
    if _DENIED.match(fault) and wanted.endswith(fault[1:]):
        return f"{wanted.removesuffix(fault[1:])}{fault}"
    vague = _DENIED.match(fault) or len(fault) < 3 or re.search(r"问题|情况|要求|现象|违规", fault)
    return "" if vague else fault


def again(cell: tree.Cell, clause: Clause, sentence: int, last: Per) -> Per | None:
    """每发生1起重大事故扣5分，较大事故扣3分; 质量合格每个点得1分，基本合格的得0.5分: counted as what stands before it, in *sentence*, of
    which it is another kind."""
    segment = clause.segments[-1] if len(clause.segments) == 1 else ()
    name, text = counted_name(last), text_of(cell, segment)
    if clause.sentence != sentence and (clause.after != ";" or clause.sentence > sentence + 1 or _VERBS.match(text)):
        return None
    words = bool(segment) and all(isinstance(part.value, tree.Word) for part in segment) and not _DENIED.search(text)
    _, same, tail = name.rpartition(text[-2:] or "，")
    alike = bool(same) and text != name and (text.startswith("基本") or min(len(text), len(name)) > 2)
    if not words or last.step is not None or not alike or not last.between.endswith(tail) or len(tail) > 1:
        return None
    assert clause.effect is not None
    return Per(None, last.size, clause.effect, text if tail else "", tail, "", "" if tail else text, None)
