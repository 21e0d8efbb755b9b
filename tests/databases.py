"""Databases for the tests of queries: each takes a table and a query and gives rows."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

import pyarrow as pa
import pyarrow.csv as pacsv

from evaldsl.batch.sql.dialects import Dialect

Rows = list[tuple[object, ...]]
TABLE = "单位表"


class Database(Protocol):
    """A database that can be asked."""

    dialect: Dialect

    def rows(self, table: pa.Table, query: str) -> Rows:
        """What *query* gives of *table*."""
        ...


class DuckDB:
    """DuckDB, in this process."""

    dialect = Dialect.DUCKDB

    def rows(self, table: pa.Table, query: str) -> Rows:
        """What *query* gives of *table*."""
        import duckdb

        with duckdb.connect() as connection:
            connection.register(TABLE, table)
            found: Rows = connection.execute(query).fetchall()
            return found


class Spark:
    """Spark in local mode: a Java process that is started once."""

    dialect = Dialect.SPARK

    def __init__(self, java: str = "-XX:TieredStopAtLevel=1") -> None:
        """*java*: its options; for a few rows what it compiles thoroughly never pays."""
        from pyspark.sql import SparkSession

        os.environ["PYSPARK_PYTHON"] = sys.executable  # else the first python3, which lacks pyarrow
        builder = SparkSession.builder.master("local[2]").appName("evaldsl")
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "2g",
            "spark.driver.extraJavaOptions": java,
        }
        for key, value in settings.items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")

    def rows(self, table: pa.Table, query: str) -> Rows:
        """What *query* gives of *table*."""
        self.session.createDataFrame(table).createOrReplaceTempView(f"`{TABLE}`")
        return [tuple(row) for row in self.session.sql(query).collect()]

    def stop(self) -> None:
        """Ends the Java process."""
        self.session.stop()


class Postgres:
    """A PostgreSQL server of its own, in a folder that goes with it, reached by a socket in that folder."""

    dialect = Dialect.POSTGRES

    def __init__(self, programs: Path) -> None:
        self.programs, self.folder = programs, Path(mkdtemp(prefix="pg"))
        self.as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_other:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "evaldsl", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self._run("pg_ctl", "-D", str(data), "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def _run(self, program: str, *arguments: str, text: str = "") -> str:
        command = [*self.as_other, str(self.programs / program), *arguments]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=self.folder)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def rows(self, table: pa.Table, query: str) -> Rows:
        """What *query* gives of *table*: texts and None."""
        stream = io.BytesIO()
        pacsv.write_csv(table, stream, pacsv.WriteOptions(include_header=False))
        columns = ", ".join(f"{_quoted(one.name)} {_postgres_type(one.type)}" for one in table.schema)
        data = stream.getvalue().decode()
        script = f"DROP TABLE IF EXISTS {_quoted(TABLE)};\nCREATE TABLE {_quoted(TABLE)} ({columns});\n"
        script += f"COPY {_quoted(TABLE)} FROM STDIN (FORMAT csv);\n{data}\\.\n"
        script += f"COPY ({query}) TO STDOUT (FORMAT csv, NULL 'ⁿ');\n"
        shown = self._run(
            "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            str(self.folder),
            "-U",
            "evaldsl",
            "postgres",
            text=script,
        )
        return [tuple(None if cell == "ⁿ" else cell for cell in row) for row in csv.reader(io.StringIO(shown))]

    def stop(self) -> None:
        """Ends the server and removes its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _postgres_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    names = {
        pa.string(): "TEXT",
        pa.bool_(): "BOOLEAN",
        pa.date32(): "DATE",
        pa.float64(): "DOUBLE PRECISION",
        pa.int64(): "BIGINT",
    }
    return names[kind]


def postgres_programs() -> Path | None:
    """The folder of the server's programs, None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [folder for folder in folders if (folder / "initdb").exists()]
    which = shutil.which("initdb")
    return found[0] if found else Path(which).parent if which else None
