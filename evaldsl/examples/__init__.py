"""Examples inside a rubric: run (``example_runs``), measured (``coverage``, ``mutants``), written where they are missing (``suggestions``)."""
