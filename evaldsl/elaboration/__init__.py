"""Elaboration: what the clauses of a cell do to the points of its indicator.

``cell_to_indicator`` is the way through, ``clauses_to_items`` gives every clause to the handler of its effect,
``stakes`` its points to every item; ``reader`` is what they share, ``so_far`` what it remembers and how long, ``labels`` how it numbers;
``subjects`` finds the measure of a limit, ``judging`` what is asked where there is none.
``awards``, ``deductions``, ``bands``, ``steps`` and ``formulas`` are the effects, ``frames`` and ``caps`` what stands around them (``totals``,
``clips``, ``highest``, ``no_more``, ``and_so_on``, ``grades``, ``part_steps``). ``worded_awards`` and ``one_distance`` ask for one number where words and
numbers speak of one matter, ``told_apart`` for two where one name speaks of two; ``traces`` tells what came to nothing.
"""
