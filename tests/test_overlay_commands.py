"""Commands take an overlay like any rubric."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Run
from tests.overlay_texts import BASE, HEAD, change
from tests.test_overlays import CHANGES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Writes a file into an empty folder, in which commands then run."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    write("省/省.rubric", BASE)
    write("县.rubric", HEAD.replace("沿用 省", "沿用 省/省.rubric") + CHANGES[0])
    return write


def test_commands_take_an_overlay_like_any_rubric(run: Run, folder: Callable[[str, str], Path]) -> None:
    """score, explain, template, test, check, verify and show read it; lines are those of the files in which words stand."""
    folder("数据.yaml", "数据:\n  在职人员数: 53人\n  编制数: 50人\n")
    status, written, _ = run("score", "县.rubric", "数据.yaml", "--format", "json")
    assert status == 0
    assert json.loads(written)["indicators"][0]["interval"] == ["0.4", "2.4"]
    assert "扣0.1分" in run("explain", "县.rubric", "数据.yaml", "人员控制")[1]
    assert run("template", "县.rubric")[0] == 0
    status, written, _ = run("test", "县.rubric", "--all")
    assert "省/省.rubric:19 通过 人员控制.②" in written
    assert "省/省.rubric第" in written
    assert "与底本“省/省.rubric”相比：1个指标只会更宽" in run("verify", "县.rubric", "--indicator", "人员控制")[1]
    found = json.loads(run("check", "县.rubric", "--format", "json")[1])["findings"]
    assert {one["file"] for one in found} == {"县.rubric", "省/省.rubric"}


def test_show_tells_the_origin_of_every_changed_word(run: Run, folder: Callable[[str, str], Path]) -> None:
    """--merged marks the words with file, line, 依据 and 理由; --changes lists; --format rubric is a rule file by itself."""
    del folder
    status, written, _ = run("show", "县.rubric", "--merged")
    assert status == 0
    assert "每超出1%【扣0.1分】，扣完为止。" in written
    assert "〔县.rubric:3 调整，原作“扣0.2分”；依据：某财绩〔2024〕1号；理由：试行。〕" in written
    assert "共1条改动" in run("show", "县.rubric", "--changes")[1]
    runs_found = json.loads(run("show", "县.rubric", "--merged", "--format", "json")[1])["runs"]
    assert [one["change"]["before"] for one in runs_found if one["text"] == "扣0.1分"] == ["扣0.2分"]
    assert "<ins title=" in run("show", "县.rubric", "--merged", "--format", "html")[1]
    assert "**扣0.1分**" in run("show", "县.rubric", "--merged", "--format", "md")[1]
    plain = run("show", "县.rubric", "--merged", "--format", "rubric")[1]
    Path("合并.rubric").write_text(plain, encoding="utf-8")
    assert "处处相同" in run("verify", "合并.rubric", "--equivalent", "县.rubric", "--all")[1]
    assert "12分" in run("show", "省/省.rubric")[1]
    assert json.loads(run("show", "县.rubric", "--format", "json")[1])["chain"] == ["县.rubric", "省/省.rubric"]
    assert run("show", "县.rubric", "--format", "html")[0] == 2


def test_an_overlay_is_not_rewritten(run: Run, folder: Callable[[str, str], Path]) -> None:
    """fmt and check --fix leave it as it is and say so; test --write refuses; the base is not touched either."""
    del folder
    before = {path: path.read_bytes() for path in (Path("县.rubric"), Path("省/省.rubric"))}
    assert (run("fmt", "县.rubric")[0], run("fmt", "--check", "县.rubric")[0]) == (0, 0)
    assert "是调整文件" in run("fmt", "县.rubric")[2]
    assert "是调整文件" in run("check", "--fix", "县.rubric")[2]
    status, _, said = run("test", "--suggest", "--write", "县.rubric")
    assert (status, "增加 指标 之下" in said) == (2, True)
    assert {path: path.read_bytes() for path in before} == before


def test_an_overlay_is_read_from_stdin(run: Run, folder: Callable[[str, str], Path]) -> None:
    """沿用 then names a rubric that comes with the program, or a file from where the command runs."""
    del folder
    text = "沿用 hunan-base\n依据 一号\n" + change("调整 人员控制.① 扣0.2分 → 扣0.1分")
    assert run("show", "-", "--changes", stdin=text)[0] == 0
    assert run("show", "-", stdin=HEAD.replace("沿用 省", "沿用 省/省.rubric"))[0] == 0
    assert run("show", "-", stdin="沿用 没有的\n依据 一号\n")[0] == 2


def test_an_edited_base_is_read_anew(run: Run, folder: Callable[[str, str], Path]) -> None:
    """What is kept of an overlay is used only while every file of its chain is as it was."""
    assert "得1分" in run("show", "县.rubric")[1]
    folder("省/省.rubric", BASE.replace("≤100%得1分", "≤100%得0.9分"))
    assert "得0.9分" in run("show", "县.rubric")[1]
    folder("省/省.rubric", BASE.replace("扣0.2分", "扣0.3分"))
    status, _, said = run("score", "县.rubric", "县.rubric")
    assert (status, "old-words-differ" in said, "原文是" in said) == (2, True, True)


def test_the_year_picks_the_version_of_a_folder(run: Run, folder: Callable[[str, str], Path]) -> None:
    """The facts' year, or --year; a year that no version is for, and no year at all, are told with the versions there are."""
    head = HEAD.replace("沿用 省", "沿用 ../省/省.rubric")
    folder("版本/2023.rubric", "规则集 甲\n施行 2023年度\n" + head)
    folder("版本/2024.rubric", "规则集 乙\n年度 2024\n施行 2024年度起\n" + head)
    for year, name in ((2023, "甲"), (2024, "乙"), (2031, "乙")):
        folder("数据.yaml", f"年度: {year}\n数据:\n  编制数: 50人\n")
        assert run("score", "版本", "数据.yaml")[1].startswith(name)
        assert run("show", "版本", "--year", str(year))[1].startswith(f"规则集  {name}")
    folder("数据.yaml", "年度: 2022\n数据:\n  编制数: 50人\n")
    status, _, said = run("score", "版本", "数据.yaml")
    assert (status, "2022年度没有在施行的版本" in said, "2024.rubric" in said) == (2, True, True)
    status, _, said = run("show", "版本")
    assert (status, "--year" in said) == (2, True)
    assert run("show", "版本", "--year", "24")[0] == 2
    said = run("score", "版本/2024.rubric", "数据.yaml")[2]
    assert "是2022年度的" in said


def test_what_was_taken_out_is_told_where_it_stood(run: Run, folder: Callable[[str, str], Path]) -> None:
    """Examples that were written anew are quoted all, under those that stand there now, not under the next heading."""
    changes = [
        change("改写 人员控制.例", "例 ②＝否 → ② 0分"),
        change("删除 完成率.来源"),
        change("删除 人员控制.② 否则不得分"),
    ]
    folder("县.rubric", HEAD.replace("沿用 省", "沿用 省/省.rubric") + "".join(changes))
    lines = run("show", "县.rubric", "--merged")[1].splitlines()
    at = lines.index("【例 ②＝否 → ② 0分】")
    told = "".join(line.strip() for line in lines[at + 1 : lines.index("指标 公开（2分）")])
    old = "例 在职人员数＝53人；编制数＝50人 → ① 0分 例 ②＝是 → ② 2分"
    assert told == f"〔县.rubric:3 改写，原作“{old}”；依据：某财绩〔2024〕1号；理由：试行。〕"
    scoring = next(place for place, line in enumerate(lines) if "完成率95%以上" in line)
    assert "删去“来源 年度报告”" in lines[scoring + 1]
    item = next(place for place, line in enumerate(lines) if "原文分两行" in line)
    assert "删去“否则不得分”" in lines[item + 1]
