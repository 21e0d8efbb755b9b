"""The same meaning as a query for databases: DuckDB, Spark, PostgreSQL. Needs the extra ``sql``."""

from .dialects import Dialect
from .query import Query, TooManyColumns, create_table, query

__all__ = ["Dialect", "Query", "TooManyColumns", "create_table", "query"]
