"""Curves: the ends of their values, of one piece and of all."""

from fractions import Fraction
from math import inf

from hypothesis import assume, given
from hypothesis import strategies as st

from evaldsl.interpreter.curves import Curve, Domain, Piece, expanded, extremes
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
