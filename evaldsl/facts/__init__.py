"""Facts: the values of one unit, read, bound to names and held against each other.

``facts_file`` reads the ``entries`` of ``facts_text`` and ``csv_facts`` (``csv_columns``: what clerks call the columns; ``table_head``: what stands above them); ``name_units`` takes the unit from a name; ``wrong_numbers`` says what is no number, ``written_units``, ``contradictions`` and
``small_rates`` say what cannot be right, ``doubtful_values`` of a whole table; ``published`` are the scores that somebody gave.
"""
