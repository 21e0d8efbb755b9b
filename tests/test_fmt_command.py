"""``evaldsl fmt``: what it rewrites, what it leaves alone."""

from pathlib import Path

from tests.command_line import RUBRIC, Run


def test_fmt_rewrites_a_file_once(run: Run, folder: Path) -> None:
    """The second time nothing changes; --check and --diff write nothing."""
    path = folder / "测试.rubric"
    rough = RUBRIC.replace("计2.5分，", "计2.5分,")
    path.write_text(rough, encoding="utf-8")
    status, out, _ = run("fmt", "--check", path)
    assert (status, out) == (1, f"要改写：{path}\n")
    status, out, _ = run("fmt", "--diff", path)
    assert status == 1
    assert "+评分 ①" in out
    assert path.read_text(encoding="utf-8") == rough
    assert run("fmt", path) == (0, "", f"已改写：{path}\n")
    assert run("fmt", path) == (0, "", "")
    assert run("fmt", "--check", path)[0] == 0
    assert not list(folder.glob(".evaldsl-*"))


def test_fmt_goes_from_stdin_to_stdout(run: Run, folder: Path) -> None:
    """As editors want it."""
    path = folder / "测试.rubric"
    run("fmt", path)
    assert run("fmt", "-", stdin=RUBRIC) == (0, path.read_text(encoding="utf-8"), "")


def test_fmt_keeps_line_ends_and_mark(run: Run, folder: Path) -> None:
    """A file from Windows stays one."""
    path = folder / "测试.rubric"
    path.write_bytes(b"\xef\xbb\xbf" + RUBRIC.replace("计2.5分，", "计2.5分,").replace("\n", "\r\n").encode())
    assert run("fmt", path)[0] == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")


def test_fmt_leaves_a_faulty_file_alone(run: Run, folder: Path) -> None:
    """What cannot be read is not rewritten."""
    path = folder / "测试.rubric"
    path.write_text(RUBRIC.replace("语法 1", "语法 9"), encoding="utf-8")
    before = path.read_bytes()
    status, _, err = run("fmt", path)
    assert status == 2
    assert "没有改写" in err
    assert path.read_bytes() == before
