"""Tuning: the numbers of a rubric by address, what comes of other numbers, and which number a goal needs.

``parameters`` names them (``compared_numbers``: which are one), ``regimes`` is the rubric as a function of one, ``profiles`` follows a unit,
``bracketing`` very many (by the ``enclosures`` of their points, ``cells`` of values, ``followers`` of the few that change), ``edges`` a
unit's own facts (``improvements``: what it would have to change), ``standings`` the grade lines next to it.
"""
