"""Clauses: what the words of a cell say, as people read them, before any of it has an effect.

What belongs together: ``grouping`` makes the clauses, ``conditions`` (with ``segments``, ``comparisons``, ``alternatives``,
``judged_words``, ``two_numbers``) what each asks for, ``counting`` what it counts (``counted_names``: its name, ``either_side``: both ways);
``asked`` is what a whole cell asks for.
Words: ``opposites`` and ``failings`` deny, ``grade_words`` grade (``outcomes``: 通过, 不通过), ``told_again`` repeats, ``demanded``
demands, ``times_said`` only says when, ``targets`` how much is planned; ``things_named`` knows what words say of a list above, ``definitions`` what a sentence defines.
Names: ``measures`` makes names facts (``measure_names``: which speak of the same, ``mentions``: where), ``units`` their units one, ``computed``
formulas expressions.
Limits: ``drafts`` and ``limits`` hold them while edges are open, ``ladders`` makes bands of them; ``relative_limits``, ``past_limits``,
``references`` and ``ratios`` are held against something else; ``shortfalls`` (``worse_cases``: for more where it is worse), ``exemptions``, ``interpolations`` and ``left_open`` say what a
failing costs, who is spared, what lies between, what is not written.
Nothing is lost: ``leftovers`` refuses scoring words that no clause took, ``signs`` says which those are.
"""
