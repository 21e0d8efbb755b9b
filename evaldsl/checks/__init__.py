"""Checks: one fault, one function, one file; the table below is the list, in the order in which they run.

``bands``, ``exact``, ``siblings``, ``written_points`` and ``printed_formulas`` are what several of them ask.
"""

from collections.abc import Callable, Iterator

from evaldsl.checks.award_exceeds_weight import award_exceeds_weight
from evaldsl.checks.band_edge_unstated import band_edge_unstated
from evaldsl.checks.bands_gap import bands_gap
from evaldsl.checks.bands_overlap import bands_overlap
from evaldsl.checks.bonus_uncapped import bonus_uncapped
from evaldsl.checks.change_base_unstated import change_base_unstated
from evaldsl.checks.contradicting_clauses import contradicting_clauses
from evaldsl.checks.convention_stretched import convention_stretched
from evaldsl.checks.copied_sentence import copied_sentence
from evaldsl.checks.deduction_exceeds_weight import deduction_exceeds_weight
from evaldsl.checks.definition_differs import definition_differs
from evaldsl.checks.discretion_unbounded import discretion_unbounded
from evaldsl.checks.double_penalty import double_penalty, double_penalty_between
from evaldsl.checks.example_contradicts import example_contradicts
from evaldsl.checks.formula_unused import formula_unused
from evaldsl.checks.full_marks_unreachable import full_marks_unreachable
from evaldsl.checks.full_marks_unstated import full_marks_unstated
from evaldsl.checks.grade_gap import grade_gap
from evaldsl.checks.idle_grade_rule import idle_grade_rule
from evaldsl.checks.implausible_threshold import implausible_threshold, limit_of_another_year
from evaldsl.checks.missing_each import missing_each
from evaldsl.checks.not_monotone import not_monotone
from evaldsl.checks.numbering_gap import numbering_gap
from evaldsl.checks.other_side_unstated import other_side_unstated
from evaldsl.checks.peaked_points import peaked_points
from evaldsl.checks.redundant_band import redundant_band
from evaldsl.checks.rounding_unstated import rounding_unstated
from evaldsl.checks.step_convention_unstated import step_convention_unstated
from evaldsl.checks.suspicious_name import suspicious_name
from evaldsl.checks.unbalanced_bracket import unbalanced_bracket
from evaldsl.checks.undeclared_fact import undeclared_fact
from evaldsl.checks.unfilled_placeholder import unfilled_elsewhere, unfilled_placeholder
from evaldsl.checks.unknown_grade import unknown_grade
from evaldsl.checks.unnamed_failing import unnamed_failing
from evaldsl.checks.unreachable_clause import unreachable_clause
from evaldsl.checks.unread_date import no_such_day, unread_date
from evaldsl.checks.unused_fact import unused_fact
from evaldsl.checks.weights_do_not_sum import weights_do_not_sum
from evaldsl.checks.zero_denominator import zero_denominator
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic

Check = Callable[[Reading, Interval], Iterator[Diagnostic]]

CHECKS: dict[str, Check] = {
    "award-exceeds-weight": award_exceeds_weight,
    "full-marks-unreachable": full_marks_unreachable,
    "deduction-exceeds-weight": deduction_exceeds_weight,
    "bonus-uncapped": bonus_uncapped,
    "bands-gap": bands_gap,
    "bands-overlap": bands_overlap,
    "band-edge-unstated": band_edge_unstated,
    "redundant-band": redundant_band,
    "unreachable-clause": unreachable_clause,
    "contradicting-clauses": contradicting_clauses,
    "not-monotone": not_monotone,
    "peaked-points": peaked_points,
    "step-convention-unstated": step_convention_unstated,
    "other-side-unstated": other_side_unstated,
    "change-base-unstated": change_base_unstated,
    "unnamed-failing": unnamed_failing,
    "discretion-unbounded": discretion_unbounded,
    "implausible-threshold": implausible_threshold,
    "unread-date": no_such_day,
    "double-penalty": double_penalty,
    "unfilled-placeholder": unfilled_placeholder,
    "numbering-gap": numbering_gap,
    "missing-each": missing_each,
    "suspicious-name": suspicious_name,
    "unbalanced-bracket": unbalanced_bracket,
}
"""Checks of one indicator."""

RUBRIC_CHECKS: dict[str, Callable[[Loaded], Iterator[Diagnostic]]] = {
    "weights-do-not-sum": weights_do_not_sum,
    "grade-gap": grade_gap,
    "unknown-grade": unknown_grade,
    "idle-grade-rule": idle_grade_rule,
    "unread-date": unread_date,
    "implausible-threshold": limit_of_another_year,
    "full-marks-unstated": full_marks_unstated,
    "double-penalty": double_penalty_between,
    "copied-sentence": copied_sentence,
    "unfilled-placeholder": unfilled_elsewhere,
    "undeclared-fact": undeclared_fact,
    "definition-differs": definition_differs,
    "formula-unused": formula_unused,
    "example-contradicts": example_contradicts,
    "convention-stretched": convention_stretched,
    "rounding-unstated": rounding_unstated,
    "unused-fact": unused_fact,
    "zero-denominator": zero_denominator,
}
"""Checks of the rubric as a whole."""


def check_reading(reading: Reading, bounds: Interval) -> list[Diagnostic]:
    """Every finding about one indicator whose score lies within *bounds* over all facts."""
    return [diagnostic for check in CHECKS.values() for diagnostic in check(reading, bounds)]


def check_rubric(loaded: Loaded) -> list[Diagnostic]:
    """Every finding about the rubric as a whole."""
    return [diagnostic for check in RUBRIC_CHECKS.values() for diagnostic in check(loaded)]
