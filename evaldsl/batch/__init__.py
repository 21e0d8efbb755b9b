"""Many units at once, exactly: tables in, scores out, bit for bit those of the interpreter.

Units: ``columns`` (which column is which fact; ``plain_types``: as Arrow can use it), ``cells`` and ``reading`` (Arrow to exact columns),
``unit_rows`` (one by one), ``doubtful_columns``; ``room`` is memory for columns; ``samples`` with ``aims`` makes units up.
Scores: ``tables`` (a whole one in memory), ``scoring`` (what the engine leaves, by the interpreter), ``results``; ``one_unit`` is a function for one
unit after another, ``sql`` a plan as one query for databases.
The engine: ``blocks`` is what goes in and comes out; ``marks`` (who is left), ``steps`` (which type holds what), ``wide`` (beyond 64 bits);
``engine`` runs the ``code`` that ``numpy_source`` with ``numpy_code``, or ``native_source`` with ``native_body`` and ``native_code``, write for
the ``shapes`` that columns have.
"""
