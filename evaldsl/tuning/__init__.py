"""Tuning: the numbers of a rubric by address, what comes of other numbers, and which number a goal needs."""
