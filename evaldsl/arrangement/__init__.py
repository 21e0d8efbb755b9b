"""Arrangement: the clauses of a cell in the form and order in which they act, each with the words that it leaves to its neighbours.

``order`` says which passes a cell needs, one behind another. ``lists``, ``joined_lists`` and ``asked_lists`` give each thing of a list its
words, ``list_ends`` the whole list what is said of all of it, ``each_of_list`` and ``graded_lists`` a count or a grade,
``met_again`` takes out what only adds them up again;
``headings`` and ``qualifiers`` names; ``respective`` and ``numbered_bands`` tell what shares a clause, or a number, apart; ``changes``,
``durations``, ``overruns``, ``missing`` and ``categories`` see one measure where words differ; ``stated_values``, ``coefficients`` and ``letters`` put a
number, or a name, where only what stands for it does, ``stated_bases`` makes a limit that is only stated the one that steps run from,
``target_line`` puts what 指标值 says where the words name it;
``halves`` leaves of an award what nothing else takes for, ``award_first`` puts an award before the steps that act on it, ``points_first`` a
condition before its points; ``proportions`` joins what is in proportion with how it is; ``points_together`` and ``taken_whole`` read words
of points that are no condition, or are one.
"""
