"""A value of a parameter as the lines that an overlay says it with: 调整 人员控制.① 每超出1%扣0.2分 → 每超出1%扣0.1分."""

import re
from fractions import Fraction

from evaldsl.interpreter.rubric import Span
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.tuning.figures import POINTS
from evaldsl.tuning.parameters import TARGET, Parameter, clause_spans


def overlay_lines(loaded: Loaded, parameter: Parameter, value: Fraction) -> list[str]:
    """What to write; a reason is for people to give. Nothing where the words cannot be told from others."""
    assert loaded.rubric is not None
    home = _home(loaded, parameter)
    spans = clause_spans(loaded.text, parameter.places)
    if parameter.role == POINTS:
        spans = [_with_unit(loaded.text, place) for place in parameter.places]
    changes = []
    for start, end in spans:
        old, new = loaded.text[start:end], _changed(loaded.text, (start, end), parameter, value)
        if len(re.findall(re.escape(old), loaded.text[slice(*home)])) != 1:
            return []
        changes.append(f"{old} → {new}")
    return [f"调整 {_address(parameter)} {changes[0]}", *(f"    {change}" for change in changes[1:]), "理由 "]


def _address(parameter: Parameter) -> str:
    if parameter.line is not None:
        heading, _, name = parameter.address.partition(".")
        return f"{heading} {name.rpartition('.')[0]}" if heading == "计算" else heading
    if parameter.address.endswith(f".{TARGET}"):
        return parameter.address
    return parameter.address if parameter.role == POINTS else parameter.indicator


def _home(loaded: Loaded, parameter: Parameter) -> Span:
    """The stretch of the text in which the old words must stand but once."""
    assert loaded.rubric is not None
    if parameter.line is not None:
        return parameter.line
    starts = [one.span[0] for one in loaded.rubric.indicators]
    own = next(one for one in loaded.rubric.indicators if one.name == parameter.indicator)
    start, end = own.span
    return (
        (start, end)
        if parameter.role == POINTS
        else (end, min([s for s in starts if s > end], default=len(loaded.text)))
    )


def _with_unit(text: str, place: Span) -> Span:
    return place[0], place[1] + (1 if text[place[1] : place[1] + 1] == "分" else 0)


def _changed(text: str, span: Span, parameter: Parameter, value: Fraction) -> str:
    """The words of *span* with another number in the places of the parameter."""
    new = text[slice(*span)]
    for start, end in sorted(parameter.places, reverse=True):
        if span[0] <= start < end <= span[1]:
            new = f"{new[: start - span[0]]}{parameter.written(value)}{new[end - span[0] :]}"
    return new
