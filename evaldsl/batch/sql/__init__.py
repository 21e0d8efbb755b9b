"""The same meaning as a query for databases: DuckDB, Spark, PostgreSQL."""
