"""What is known about one unit, as a facts file says it: values, and what they rest on."""

from fractions import Fraction

from attrs import field, frozen


@frozen
class Evidence:
    """What a value rests on, who decided it and why, where it stands in the file, and *on* which day, where a date answers a judgement."""

    basis: str
    reason: str
    evaluator: str
    start: int
    end: int
    on: str = ""


@frozen
class UnitFacts:
    """What is known about one unit: values by ``Fact.key``, in the kinds of ``Kind``; a ratio is a plain number.

    *units* are those in which facts were filled in of which the rules name none; *codes* are the unit's own, by kind;
    *dates* are those by which judgements were answered.
    """

    unit: str = ""
    year: str = ""
    rubric_name: str = ""
    source: str = ""
    values: dict[str, Fraction | bool | str] = field(factory=dict)
    evidence: dict[str, Evidence] = field(factory=dict)
    units: dict[str, str] = field(factory=dict)
    codes: dict[str, str] = field(factory=dict)
    dates: dict[str, str] = field(factory=dict)
