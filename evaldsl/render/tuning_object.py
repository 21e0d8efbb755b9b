"""Tuning for other programs: what the sheets say, as JSON objects with exact numbers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evaldsl.interpreter.values import Bound
from evaldsl.render.numbers import exact, exact_or_none
from evaldsl.tuning.advice import Answer, Trial
from evaldsl.tuning.goals import Goal, Summary
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.regimes import Regime
from evaldsl.tuning.rereading import Setting
from evaldsl.tuning.solving import Section, Stretch
from evaldsl.tuning.sweep import Moved, Row
from evaldsl.tuning.units import Population

Object = dict[str, object]


def parameters_object(parameters: Sequence[Parameter]) -> list[Object]:
    """The parameters with their places in the text."""
    return [
        {
            "address": one.address,
            "value": exact(one.value),
            "unit": one.unit,
            "role": one.role,
            "words": one.words,
            "places": [{"start": start, "end": end} for start, end in one.places],
        }
        for one in parameters
    ]


def sweep_object(population: Population, rows: Sequence[Row]) -> Object:
    """A sweep: one object a setting."""
    return _units(population) | {"rows": [row_object(row) for row in rows]}


def _units(population: Population) -> Object:
    scored = set(population.scored)
    left = [population.units.name(place) for place in range(len(population.units)) if place not in scored]
    return {"rubric": population.rubric.name, "units": len(scored), "left_out": left}


def row_object(row: Row) -> Object:
    """One setting; *agreement* is rounded to six places, all else is exact."""
    low, lower, middle, upper, high = (exact(one) for one in row.quantiles)
    return {
        "set": setting_object(row.setting),
        "today": row.today,
        "mean": exact(row.mean),
        "least": low,
        "lower_quartile": lower,
        "median": middle,
        "upper_quartile": upper,
        "most": high,
        "grades": _grades(row.counts),
        "moved": [moved_object(one) for one in row.moved],
        "left_out": list(row.lost),
        "rank_correlation": exact_or_none(row.agreement),
        "distribution": [{"from": exact(a), "to": exact(b), "units": count} for a, b, count in row.bins],
    }


def setting_object(setting: Setting) -> Object:
    """{"人员控制.①.扣": "0.1"}"""
    return {one.address: exact(value) for one, value in setting}


def moved_object(one: Moved) -> Object:
    """A unit that changed its grade."""
    return {"unit": one.name, "before": one.before, "after": one.after}


def _grades(counts: Mapping[str | None, int]) -> Object:
    return {grade or "": count for grade, count in counts.items()}


def _end(value: Bound) -> str | None:
    return exact(value)


def sections_object(
    population: Population, parameter: Parameter, found: Sequence[Section], unknown: Sequence[Regime]
) -> Object:
    """All units together over all values."""
    return _units(population) | {
        "address": parameter.address,
        "today": exact(parameter.value),
        "sections": [
            {"low": _end(one.low), "high": _end(one.high), "included": one.low == one.high}
            | summary_object(one.summary)
            for one in found
        ],
        "unusable": _unusable(unknown),
    }


def _unusable(unknown: Sequence[Regime]) -> list[Object]:
    """The values of which nothing is known, and why; *lacks*: units lack facts."""
    return [
        {
            "low": _end(one.low), "high": _end(one.high), "included": one.low == one.high,
            "lacks": one.lacks, "why": one.trouble,
        }
        for one in unknown
    ]  # fmt: skip


def summary_object(one: Summary) -> Object:
    """Mean, grades and how many moved."""
    return {"mean": exact(one.mean), "grades": _grades(one.counts), "moved": one.moved}


def stretch_object(one: Stretch) -> Object:
    """Values that reach the goals."""
    return {
        "low": exact(one.low),
        "high": exact(one.high),
        "low_included": one.low_in,
        "high_included": one.high_in,
    }


def answer_object(population: Population, found: Answer, goals: Sequence[Goal]) -> Object:
    """The answer to goals."""
    nearest = found.nearest
    return _units(population) | {
        "address": found.parameter.address,
        "today": exact(found.parameter.value),
        "goals": [goal.words for goal in goals],
        "low": exact(found.low),
        "high": exact(found.high),
        "reached": [stretch_object(one) for one in found.found.stretches],
        "unusable": _unusable(found.unknown),
        "nearest": None if nearest is None else {"value": exact(nearest[0]), "included": nearest[1]},
        "taken": None if found.trial is None else trial_object(found.trial),
    }


def trial_object(trial: Trial) -> Object:
    """The value to take, tried on the text."""
    findings = [{"slug": one.slug, "message": one.message} for one in trial.findings]
    value: Fraction = trial.value
    return {"value": exact(value), "reached": trial.reached, "findings": findings} | row_object(trial.row)
