"""Proofs for people and for machines: what holds for all units, and the units that show what does not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.facts.fact_values import written
from evaldsl.interpreter.rubric import Fact
from evaldsl.interpreter.values import shown
from evaldsl.proofs.units import Unit
from evaldsl.render.diagnostics import Source
from evaldsl.render.numbers import exact_or_none
from evaldsl.render.scorecard import deduction_lines
from evaldsl.render.stamp import stamped
from evaldsl.render.widths import one_line, published, table, wrap
from evaldsl.verification import Proof, Verdict

WHOLE = "整个规则集"
ROLES = ("前者", "后者")
_SOLVER = re.compile(r"z3 [\d.]+")


@frozen
class Certificate:
    """What was verified, with what: *rubrics* are names and SHA-256 digests, two when they are compared."""

    rubrics: tuple[tuple[str, str], ...]
    version: str
    facts: Mapping[str, Fact]


def text(proofs: Sequence[Proof], certificate: Certificate, where: Source, width: int, *, every: bool = False) -> str:
    """Refuted and open promises with their units, and the tally; with *every*, each promise that was proved too."""
    roles = ROLES if len(certificate.rubrics) > 1 else ("",)
    parts = [*stamped([(role, *one) for role, one in zip(roles, certificate.rubrics, strict=True)]), ""]
    if every:
        parts += [_listing(proofs, width), ""]
    for verdict in (Verdict.REFUTED, Verdict.OPEN):
        chosen = [proof for proof in proofs if proof.verdict is verdict]
        if chosen:
            parts += [f"{verdict.value}（{len(chosen)}项）"]
            for proof in chosen:
                parts += _shown(proof, certificate, where, width)
            parts.append("")
    parts += wrap(f"{tally(proofs)}；evaldsl {certificate.version}", width)
    return "\n".join(parts) + "\n"


def tally(proofs: Sequence[Proof]) -> str:
    """已证明290项，反例5项，未能判定0项；方法：逐段、求解器（z3 4.13.0）；用时1.4秒"""
    counts = "，".join(f"{one.value}{sum(p.verdict is one for p in proofs)}项" for one in Verdict)
    methods = "、".join(dict.fromkeys(m for proof in proofs for m in proof.method.split("、") if m))
    methods = _SOLVER.sub(r"求解器（\g<0>）", methods)
    seconds = sum(proof.seconds for proof in proofs)
    return f"{counts}；方法：{methods or '逐段'}；用时{seconds:.2f}秒"


def _listing(proofs: Sequence[Proof], width: int) -> str:
    rows = [
        (proof.subject or WHOLE, proof.promise, proof.verdict.value, one_line(published(proof.statement)), _ways(proof))
        for proof in proofs
    ]
    return "\n".join(
        table(("指标", "证明什么", "结论", "说明", "方法"), rows, ("left",) * 5, (16, 14, 8, width - 64, 14))
    )


def _ways(proof: Proof) -> str:
    """逐段、求解器: the version of the solver stands once at the end."""
    return _SOLVER.sub("求解器", proof.method)


def _shown(proof: Proof, certificate: Certificate, where: Source, width: int) -> Iterator[str]:
    place = f"（{where.told(*proof.span)}）" if proof.span != (0, 0) else ""
    verdict = f"“{proof.promise}”不成立" if proof.verdict is Verdict.REFUTED else proof.promise
    said = f"{proof.subject or WHOLE}：{verdict}——{one_line(published(proof.statement))}{place}"
    yield from _indented(said, width, 2)
    compared = len(certificate.rubrics) == len(proof.units) == 2
    before: Unit | None = None
    for role, unit in zip(ROLES if compared else ["重算"] * len(proof.units), proof.units, strict=True):
        again = before is not None and before.values == unit.values
        yield from unit_lines(unit, certificate.facts, width, again=again, role=role)
        before = unit


def unit_lines(
    unit: Unit, facts: Mapping[str, Fact], width: int, *, again: bool = False, role: str = "重算"
) -> Iterator[str]:
    """One unit: its facts as a facts file has them (not *again*), and what the interpreter makes of it as *role*."""
    if not again:
        yield from _indented(f"数据  {facts_text(unit, facts)}", width, 4)
    points = "待定" if unit.score.score is None else f"{shown(unit.score.score, 4)}分"
    reasons = "；".join(deduction_lines(unit.score))
    yield from _indented(f"{role}  {points}{f'：{reasons}' if reasons else ''}", width, 4)


def facts_text(unit: Unit, facts: Mapping[str, Fact]) -> str:
    """编制数＝100人；①＝是: names as in the examples of the indicator."""
    own = f"{unit.score.name}."
    values = "；".join(
        f"{address(facts[key]).removeprefix(own)}＝{written(value, facts[key])}" for key, value in unit.values
    )
    return values or "无"


def address(fact: Fact) -> str:
    """How a facts file calls the fact."""
    return fact.address or fact.name


def _indented(words: str, width: int, indent: int) -> list[str]:
    lines = wrap(words, max(width - indent - 2, 20))
    return [" " * indent + lines[0], *(" " * (indent + 2) + line for line in lines[1:])]


# ---- for machines


def as_object(proofs: Sequence[Proof], certificate: Certificate, where: Source) -> dict[str, object]:
    """The certificate as JSON: numbers are strings, exact."""
    return {
        "rubrics": [{"rubric": name, "sha256": digest} for name, digest in certificate.rubrics],
        "evaldsl": certificate.version,
        "counts": {one.value: sum(p.verdict is one for p in proofs) for one in Verdict},
        "proofs": [_proof(proof, certificate.facts, where) for proof in proofs],
    }


def _proof(proof: Proof, facts: Mapping[str, Fact], where: Source) -> dict[str, object]:
    return {
        "indicator": proof.subject or None,
        "property": proof.promise,
        "verdict": proof.verdict.value,
        "statement": proof.statement,
        "method": proof.method,
        "seconds": f"{proof.seconds:.4f}",
        "line": where.spot(*proof.span)[1] if proof.span != (0, 0) else None,
        "units": [unit_object(unit, facts) for unit in proof.units],
    }


def unit_object(unit: Unit, facts: Mapping[str, Fact]) -> dict[str, object]:
    """One unit with its facts, its score and the ledger of the replay."""
    return {
        "facts": {address(facts[key]): written(value, facts[key]) for key, value in unit.values},
        "score": exact_or_none(unit.score.score),
        "deductions": [
            {"points": str(exact_or_none(Fraction(one.points))), "clause": one.clause, "reason": one.reason}
            for one in unit.score.deductions
        ],
    }


def status(proofs: Sequence[Proof]) -> int:
    """0 when everything is proved, else 1."""
    return 0 if all(proof.verdict is Verdict.PROVED for proof in proofs) else 1
