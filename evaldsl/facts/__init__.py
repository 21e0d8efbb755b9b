"""Facts: the values of one unit, read, bound to names and held against each other.

``facts_file`` and ``facts_text`` read them (``csv_columns``: what clerks call the columns); ``written_units``, ``contradictions`` and
``small_rates`` say what cannot be right, ``doubtful_values`` of a whole table; ``published`` are the scores that somebody gave.
"""
