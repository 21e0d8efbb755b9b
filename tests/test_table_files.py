"""Tables as other programs leave them: line ends, letters that are broken, columns of every type; no unit is lost."""

from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

from tests.batch_tables import GOOD, HEAD, rows
from tests.command_line import Run


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"], ids=["CR", "LF", "CRLF"])
def test_no_unit_is_lost_where_a_chunk_ends(run: Run, here: Path, end: str) -> None:
    """From a file and from a pipe, whatever ends the lines."""
    names = [f"第{number}局" for number in range(100)]
    table = end.join([HEAD, *(name + GOOD[2:] for name in names)]).encode()
    (here / "表.csv").write_bytes(table)
    for given, stdin in (("表.csv", b""), ("-", table)):
        found = rows(run("batch", "甲.rubric", given, "--chunk", "2", stdin=stdin)[1])
        assert [(one["行号"], one["单位"]) for one in found] == [
            (f"{line}", name) for line, name in enumerate(names, 2)
        ]


SPOILT = "一二三四五六七八九".encode()[:-1]
"""The last letter has lost a byte."""


@pytest.mark.parametrize(
    ("rows_", "line"),
    [
        pytest.param(
            [GOOD.encode(), GOOD.replace("甲局", "乙局").encode(), SPOILT + GOOD[2:].encode()], 4, id="少一个字节"
        ),
        pytest.param([GOOD.encode()] * 4 + [GOOD.encode("gb18030")], 6, id="一行是GB18030"),
        pytest.param([b"\xff" + GOOD[2:].encode()] + [b"A" + GOOD[2:].encode()] * 3, 2, id="第一行"),
    ],
)
def test_one_encoding_for_all_of_a_table(run: Run, here: Path, rows_: list[bytes], line: int) -> None:
    """A letter that is broken spoils its own cell, and is told with its line; nothing else is read in another encoding."""
    table = b"\n".join([HEAD.encode(), *rows_])
    (here / "表.csv").write_bytes(table)
    for given, stdin in (("表.csv", b""), ("-", table)):
        _, out, err = run("batch", "甲.rubric", given, stdin=stdin)
        assert f"第{line}行有坏字，读不出的字记作“\ufffd”" in err
        found = rows(out)
        assert [one["行号"] for one in found if "\ufffd" in one["单位"]] == [f"{line}"]
        assert all(one["状态"] == "已评" and one["总分"] == "8.30" for one in found if one["行号"] != f"{line}")


TEXT = ["=1+1", "乙"]
KINDS = {
    "string": pa.array(TEXT),
    "large_string": pa.array(TEXT, pa.large_string()),
    "string_view": pa.array(TEXT, pa.string_view()),
    "dictionary": pa.array(TEXT).dictionary_encode(),
    "large dictionary": pa.array(TEXT, pa.large_string()).dictionary_encode(),
    "dictionary of views": pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(TEXT, pa.string_view())),
}
UNSAID = {
    "list": pa.array([[1], [2]]),
    "struct": pa.array([{"a": 1}, {"a": 2}]),
    "map": pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
    "bytes": pa.array([b"\xff", b"a"]),
    "fixed bytes": pa.array([b"\xff", b"a"], pa.binary(1)),
    "bytes in a dictionary": pa.array([b"\xff", b"a"]).dictionary_encode(),
    "views of bytes": pa.array([b"\xff", b"a"], pa.binary_view()),
}


def arrow_table(here: Path, **columns: pa.Array) -> str:
    """A file with two units."""
    facts = {name: pa.array([text] * 2) for name, text in zip(HEAD.split(","), GOOD.split(","), strict=True)}
    table = pa.table(facts | columns)
    with ipc.new_file(here / "表.arrow", table.schema) as file:
        file.write_table(table)
    return "表.arrow"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["单位", "附注", "人员控制.②.制度健全"])
def test_texts_of_every_kind(run: Run, here: Path, kind: str, name: str) -> None:
    """Names, what is kept and facts: they pass into every format, and none is a formula in CSV."""
    texts = KINDS[kind]
    if name.startswith("人员控制"):
        texts = pa.array(["是", "是"]).cast(texts.type) if "views" not in kind else pa.DictionaryArray.from_arrays(
            texts.indices, pa.array(["是", "是"], pa.string_view()))  # fmt: skip
    given = arrow_table(here, **{name: texts})
    for target in ("-", "结果.csv", "结果.parquet", "结果.arrow"):
        status, out, err = run("batch", "甲.rubric", given, "--keep", name, "-o", target)
        assert (status, "已评的2个" in err) == (0, True)
        if target.endswith("csv") or target == "-":
            found = rows(out or (here / target).read_text("utf-8"))
            assert [one[name] for one in found] == (["是", "是"] if name.startswith("人") else ["'=1+1", "乙"])
        elif target.endswith("parquet"):
            assert pq.read_table(here / target)[name].to_pylist() == texts.to_pylist()


@pytest.mark.parametrize("kind", UNSAID)
def test_what_has_no_text_is_named(run: Run, here: Path, kind: str) -> None:
    """As the name of a unit it is refused, as a column that is kept only in CSV; nothing is left behind."""
    given = arrow_table(here, 单位=UNSAID[kind])
    status, _, err = run("batch", "甲.rubric", given, "-o", "结果.parquet")
    assert (status, "表.arrow 表头第1列：“单位”这一列的类型是" in err) == (2, True)
    given = arrow_table(here, 附注=UNSAID[kind])
    for target in ("-", "结果.csv"):
        status, out, err = run("batch", "甲.rubric", given, "--keep", "附注", "-o", target)
        assert (status, out) == (2, "")
        assert "“附注”这一列的类型是" in err
        assert "写不进CSV" in err
    assert sorted(one.name for one in here.iterdir()) == ["甲.rubric", "表.arrow"]
    assert run("batch", "甲.rubric", given, "--keep", "附注", "-o", "结果.arrow")[0] == 0
