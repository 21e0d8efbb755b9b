"""Clauses: what the words of a cell say, as people read them, before any of it has an effect.

``asked``, ``grouping``, ``opposites``, ``failings``, ``conditions``, ``counting`` and ``grade_words`` say what belongs together; ``measures`` makes names facts
(``measure_names``: which speak of the same, ``mentions``: where), ``units`` their units one; ``drafts``, ``limits`` (``relative_limits``,
``past_limits``), ``shortfalls``, ``exemptions`` and ``interpolations`` settle edges and what a failing costs; ``leftovers`` refuses scoring
words that no clause took, ``signs`` says which those are; ``times_said`` what only says when; ``things_named`` knows what words say of a list above.
"""
