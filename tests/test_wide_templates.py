"""Headers and made-up units for wide tables."""

from pathlib import Path

import pytest

from tests.batch_tables import run


def test_the_template_reads_back(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """The header that --columns writes is one that batch takes."""
    status, out, _ = run(capfd, "template", "甲.rubric", "--columns")
    (here / "表.csv").write_text(f"{out}甲局{',' * out.count(',')}\n", "utf-8")
    assert status == 0
    assert run(capfd, "batch", "甲.rubric", "表.csv")[0] == 1


@pytest.mark.usefixtures("here")
def test_a_sample_is_always_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    """The same seed gives the same units, a longer table begins like a shorter one, another seed gives others."""
    ten = run(capfd, "template", "甲.rubric", "--sample", "10")[1]
    assert run(capfd, "template", "甲.rubric", "--sample", "20")[1].startswith(ten)
    assert run(capfd, "template", "甲.rubric", "--sample", "10", "--seed", "2")[1] != ten


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--format", "parquet"), "只用于宽表"),
        (("--sample", "-1"), "不对，应为"),
        (("--sample", "1", "--missing", "2"), "应为0至1之间的数"),
        (("--columns", "-o", "头.yaml"), "不会写“.yaml”文件"),
        (("--sample", "1", "--format", "arrow"), "只能写入文件"),
    ],
)
def test_templates_that_cannot_be(capfd: pytest.CaptureFixture[str], options: tuple[str, ...], message: str) -> None:
    """Options that do not go together are told."""
    status, _, err = run(capfd, "template", "甲.rubric", *options)
    assert (status, message in err) == (2, True)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("count", ["-5", "1.5", "1000000000", "十"])
def test_a_count_that_is_none_is_told_with_both_ends(capfd: pytest.CaptureFixture[str], count: str) -> None:
    """-5 is a whole number below the limit, too."""
    status, out, err = run(capfd, "template", "甲.rubric", f"--sample={count}")
    assert (status, out) == (2, "") and "应为0至999999999的整数" in err


@pytest.mark.usefixtures("here")
def test_made_up_units_are_counted_while_they_are_made(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal one line says how far it is; elsewhere only what was written."""
    argv = ("template", "甲.rubric", "--sample", "10", "-o", "表.csv")
    assert run(capfd, *argv)[2] == "已写入“表.csv”\n"
    monkeypatch.setattr("evaldsl.command_line.progress.is_terminal", lambda _: True)
    monkeypatch.setattr("evaldsl.command_line.progress.time.monotonic", iter(range(1000)).__next__)
    assert "已编10个" in run(capfd, *argv[:-1], "另一张.csv")[2]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
@pytest.mark.parametrize("other", ["--sample=3", "--columns"])
def test_a_filled_table_is_not_written_over(capfd: pytest.CaptureFixture[str], ending: str, other: str) -> None:
    """Neither made-up units nor an empty header take the place of rows that are there, in any format."""
    name = f"表.{ending}"
    assert run(capfd, "template", "甲.rubric", "--columns", "-o", name)[0] == 0
    assert run(capfd, "template", "甲.rubric", "--sample", "2", "-o", name)[0] == 0
    before = Path(name).read_bytes()
    status, out, err = run(capfd, "template", "甲.rubric", other, "-o", name)
    assert (status, out) == (2, "")
    assert f"“{name}”里已经填了2行，没有改动它" in err
    assert Path(name).read_bytes() == before


@pytest.mark.parametrize("option", ["--seed", "--quality", "--missing"])
def test_options_of_a_sample_are_not_taken_for_a_form(option: str, capfd: pytest.CaptureFixture[str]) -> None:
    """They say nothing of an empty form: that is told, nothing is passed over."""
    for form in ((), ("--columns",)):
        status, _, err = run(capfd, "template", "longhui-2021", *form, option, "1")
        assert status == 2
        assert f"{option} 说的是示例单位，请同时写 --sample 个数" in err
