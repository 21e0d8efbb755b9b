"""Many units at once, exactly: tables in, scores out, bit for bit those of the interpreter.

``columns`` (which column is which fact), ``cells`` and ``reading`` (Arrow to exact columns), ``scoring`` (what the engine leaves, by the
interpreter), ``results``, ``room`` (memory for columns), ``tables`` (in memory), ``samples`` with ``aims`` (made-up units), ``sql`` (a plan
as one query for databases). Of the engine, ``blocks`` is what goes in and comes out; ``marks`` (who is left), ``steps`` (which type holds
what), ``wide`` (beyond 64 bits); ``numpy_source`` and ``native_source`` write code, ``engine`` runs it for the ``shapes`` that columns
have; ``one_unit`` is a function for one unit after another.
"""
