"""Curves: the ends of their values, of one piece and of all."""

from fractions import Fraction
from math import floor, inf

from hypothesis import assume, given
from hypothesis import strategies as st

from evaldsl.interpreter.curves import Curve, Domain, Piece, expanded, extremes, quotient_steps
from tests.rubric_pairs import NOTHING

steps = st.tuples(*[st.fractions(-3, 3, max_denominator=4).filter(bool)] * 2, st.fractions(-2, 2, max_denominator=4))


@given(st.lists(steps, min_size=1, max_size=2), st.fractions(-2, 2, max_denominator=3), st.booleans(), st.data())
def test_a_curve_that_rises_and_falls_without_end_has_the_ends_of_its_values(
    jumps: list[tuple[Fraction, Fraction, Fraction]], slope: Fraction, above: bool, data: st.DataObject
) -> None:
    """Steps of different sizes beside a slope: no value lies beyond the ends, and the ends are come near to."""
    domain = Domain.closed(NOTHING, inf) if above else Domain.closed(-inf, NOTHING)
    curve = Curve(NOTHING, slope, tuple(jumps))
    low, high = extremes([Piece(*part, curve) for part in domain.parts], domain)
    at = data.draw(st.fractions(0, 500, max_denominator=24)) * (1 if above else -1)

    assert low.value <= curve.at(at) <= high.value
    for end in (low, high):
        near = curve.at(end.near(Fraction(1, 1000)))
        assert abs(near) >= 1000 if isinstance(end.value, float) else abs(near - end.value) <= Fraction(1, 1000)


@given(
    st.lists(steps, min_size=1, max_size=3),
    st.fractions(-2, 2, max_denominator=3),
    st.fractions(-9, 9, max_denominator=3),
    st.fractions(1, 60, max_denominator=2),
    st.booleans(),
)
def test_a_curve_between_two_numbers_has_the_ends_of_all_its_pieces(
    jumps: list[tuple[Fraction, Fraction, Fraction]], slope: Fraction, low: Fraction, width: Fraction, whole: bool
) -> None:
    """Its first and its last period tell as much as cutting it at every jump."""
    domain = Domain.closed(low, low + width, whole=whole)
    pieces = [Piece(*part, Curve(NOTHING, slope, tuple(jumps))) for part in domain.parts]
    assume(pieces)
    cut = [one for piece in pieces for one in (expanded(piece, domain) if not piece.is_point else [piece])]

    found, wanted = extremes(pieces, domain), extremes(cut, domain)
    assert [(end.value, end.attained) for end in found] == [(end.value, end.attained) for end in wanted]
    for end in found:
        assert isinstance(end.value, Fraction)
        assert abs(pieces[0].curve.at(end.near(Fraction(1, 99))) - end.value) <= Fraction(1, 99)


@given(
    st.fractions(-9, 9, max_denominator=3),
    st.fractions(-60, 60, max_denominator=3).filter(bool),
    st.fractions(1, 9, max_denominator=3),
    st.one_of(st.just(inf), st.fractions(1, 60, max_denominator=2)),
    st.booleans(),
    st.lists(st.integers(0, 240), min_size=5),
)
def test_a_quotient_is_rounded_down_step_by_step(
    constant: Fraction, k: Fraction, low: Fraction, width: Fraction | float, whole: bool, places: list[int]
) -> None:
    """On both sides of its pole and without an end: each number lies on one step, which is what it comes to."""
    for sign in (1, -1):
        curve = Curve(constant, hyperbola=(k, -low * sign))
        ends = sorted((NOTHING, width * sign))
        domain = Domain.closed(*ends, whole=whole)
        cut = [
            one for part in domain.parts if part[0] != part[1] for one in quotient_steps(Piece(*part, curve), domain)
        ]
        for place in places:
            at = Fraction(place, 1 if whole else 4) * sign
            if ends[0] < at < ends[1]:
                steps = [one for one in cut if one.low < at < one.high or one.low == at == one.high]
                assert [one.curve for one in steps] == [Curve(Fraction(floor(curve.at(at))))]
