"""Many units: those that a command is given, as columns where they are many, else one by one (``choice``).

``unit_sources`` reads files and folders, ``unit_tables`` large tables, ``unit_of_table`` one row of one; ``unit_columns`` holds them,
``many_scores`` scores them. ``named_units`` finds one, ``unit_years`` keeps years apart, ``unlike_units`` and ``file_messages`` tell what
does not fit.
"""
