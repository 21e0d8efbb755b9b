"""The same meaning as a query for databases: DuckDB, Spark, PostgreSQL (``dialects``). Needs the extra ``sql``.

``query`` writes it: ``columns`` of the table, ``facts`` that are never NULL, ``nodes`` of the plan, stage by stage (``pipeline``), ``results``.
"""

from .dialects import Dialect
from .query import Query, TooManyColumns, create_table, query

__all__ = ["Dialect", "Query", "TooManyColumns", "create_table", "query"]
