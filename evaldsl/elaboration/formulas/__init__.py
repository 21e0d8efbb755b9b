"""Formulas: points as a quotient, in proportion, on a line between limits; and the definitions that a sentence gives.

``formulas`` reads them, ``definitions`` what they define, ``computed_bands`` those among bands, ``taken_off`` what they take; ``rates_in_points`` and ``units_beside`` say in
what their names count.
"""
