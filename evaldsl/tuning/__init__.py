"""Tuning: the numbers of a rubric by address, what comes of other numbers, and which number a goal needs.

The numbers: ``parameters`` names them, ``figures`` and ``written_numbers`` find them in a sentence, ``compared_numbers`` and ``tried_numbers``
say which are one; ``settings`` is what the user wants, ``sweep`` tries it, ``overlay_lines`` writes it down.
One number: ``rereading`` reads the text with another in its place, ``regimes`` is the rubric as a function of it (``folding``, ``rebuilding``
and ``reciprocals`` work on expressions), ``profiles`` follows one unit, ``unfilled`` leaves out where a missing fact decides.
Goals: ``goals`` are what is wanted, ``reaching`` of one unit, ``solving`` over all, ``advice`` the answer; ``bracketing`` serves very many
units, by the ``enclosures`` of their points, ``cells`` of values, ``followers`` of the few that change, ``grade_steps``.
Units: ``units`` scores them, ``statistics`` and ``standings`` say how they stand; ``edges`` is about a unit's own facts, ``chances`` other
values of one (``fact_ranges``), ``improvements`` what it would have to change, ``incomplete`` a unit that lacks some.
"""
