"""Facts: the values of one unit, read, bound to names and held against each other.

``facts_file`` makes ``unit_facts`` of the ``entries`` of ``facts_text`` and ``csv_facts`` (``csv_rows``; ``csv_columns``: what clerks call the
columns; ``table_head``: what stands above them). ``fact_values`` reads one value, ``deadlines`` and ``dated_answers`` a date that answers a
judgement; ``name_units`` takes the unit from a name. ``wrong_numbers`` says what is no number, ``written_units``, ``contradictions``, ``computed_rates``, ``decision_ranges``,
``parts_of_one`` and ``small_rates`` say what cannot be right, ``doubtful_values`` of a whole table; ``unit_codes`` tells units, ``published``
are the scores that somebody gave.
"""
