"""``tune --unit``: a name that several units have, one without a total, one that nobody has."""

from pathlib import Path

import pytest

from tests.batch_tables import GOOD, HEAD, RULES, run


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("乙局", "有2个单位叫“乙局”，请写明是哪一个：乙局（表.csv:3）、乙局（表.csv:4）"),
        ("丙局", "“丙局”算不出总分，缺“编制数”；用 evaldsl score 看"),
        ("甲房", "没有“甲房”这个单位，是不是“甲局”"),
    ],
)
def test_a_unit_that_cannot_be_taken(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The message says what to write, or which data is missing."""
    monkeypatch.chdir(tmp_path)
    Path("甲.rubric").write_text(RULES, "utf-8")
    rest = GOOD.removeprefix("甲局")
    lines = [HEAD, GOOD, f"乙局{rest}", f"乙局{rest}", "丙局,,53,150,是,,95.3,1"]
    Path("表.csv").write_text("\n".join(lines) + "\n", "utf-8")
    status, _, err = run(capfd, "tune", "甲.rubric", "--facts", "表.csv", "--edges", "--unit", name)
    assert (status, message in err) == (2, True), err
