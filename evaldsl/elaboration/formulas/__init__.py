"""Formulas: points as a quotient, in proportion, on a line between limits; and the definitions that a sentence gives."""
