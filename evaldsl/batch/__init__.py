"""Many units at once: a table with one row a unit and one column a fact."""
