"""``evaldsl rule``: one sentence, and one JSON object per line."""

import json
import re
from typing import Any

import pytest

from tests.command_line import Run

SENTENCE = "在职人员控制率≤100%计1.5分，每超出1%扣0.2分，扣完为止。"


def lines_of(run: Run, *requests: object) -> list[dict[str, object]]:
    """The answers to requests, each a JSON text or something that becomes one."""
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in requests)
    status, out, err = run("rule", "--jsonl", stdin=text)
    assert (status, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def test_rule_shows_reading_meaning_range_and_score(run: Run) -> None:
    """The text for people."""
    status, out, err = run("rule", SENTENCE, "--weight", "1.5", "--fact", "在职人员控制率=102.5")
    assert (status, err) == (0, "")
    for words in ("规范写法", "读取的数据", "读作", "得分范围  0～1.5分", "得分      1分"):
        assert words in out
    assert run("rule", SENTENCE, "--weight", "3")[0] == 1
    assert run("rule", "说些别的")[0] == 2
    assert run("rule", SENTENCE, "--fact", "在职人员控制率=许多")[0] == 2
    assert run("rule", "-", "--weight", "1.5", stdin=SENTENCE)[0] == 0


def test_rule_in_json_is_the_contract(run: Run) -> None:
    """One object, as a line of --jsonl has it."""
    made = json.loads(run("rule", SENTENCE, "--weight", "1.5", "--format", "json", "--step", "进一")[1])
    (line,) = lines_of(run, {"id": None, "weight": 1.5, "text": SENTENCE, "step": "进一"})
    assert made == line
    assert made["findings"] == []


def test_jsonl_answers_every_line_in_order(run: Run) -> None:
    """Keys in the order of the contract, ids as they came, facts by order or by name, exact numbers."""
    made = lines_of(
        run,
        {"id": 1, "weight": 1.5, "text": SENTENCE, "facts": [102.5]},
        "",
        {"id": "二", "weight": "1.5", "text": SENTENCE, "facts": {"在职人员控制率": "102.5"}},
        '{"id": 1.50, "weight": 1.5, "text": "得分=完成率×2分", "facts": [33.333333333333333333]}',
        {"id": None, "weight": 2, "text": "制度健全，得2分，否则不得分", "facts": [True]},
        {"id": True, "weight": 2, "text": "得分=完成率×2分", "facts": [None], "note": "something else"},
    )
    keys = ["id", "ok", "reads", "canonical", "min", "max", "score", "interval", "findings"]
    assert all(list(one) == keys for one in made)
    assert [one["id"] for one in made] == [1, "二", 1.5, None, True]
    assert [one["score"] for one in made] == ["1", "1", "0.67", "2", None]
    assert made[4]["interval"] == ["0", None]


HOSTILE = [
    "nonsense",
    "[1, 2]",
    "null",
    "5",
    '"text"',
    "{",
    "[" * 100_000,
    '{"id": 1}',
    '{"id": 1, "text": null}',
    '{"id": 1, "text": 5}',
    '{"id": 1, "text": ["得2分"]}',
    '{"id": {"a": 1}, "text": "完成得2分"}',
    '{"id": 1, "text": "完成得2分", "weight": true}',
    '{"id": 1, "text": "完成得2分", "weight": [2]}',
    '{"id": 1, "text": "完成得2分", "weight": 1e400}',
    '{"id": 1, "text": "完成得2分", "weight": NaN}',
    '{"id": 1, "text": "完成得2分", "weight": -2}',
    '{"id": 1, "text": "完成得2分", "weight": ' + "9" * 10_000 + "}",
    '{"id": 1, "text": "完成得2分", "step": "四舍五入"}',
    '{"id": 1, "text": "完成得2分", "step": 1}',
    '{"id": 1, "text": "完成得2分", "facts": "x"}',
    '{"id": 1, "text": "完成得2分", "facts": 3}',
    '{"id": 1, "text": "' + "得2分，" * 30_000 + '"}',
    '{"id": 1, "text": "得分=' + "(" * 5000 + '完成率"}',
    '{"id": 1, "text": ""}',
    '{"id": 1, "text": "得' + "9" * 5000 + '分"}',
]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_a_bad_line_does_not_stop_the_others(run: Run, place: int) -> None:
    """It is answered with ok false and a finding; the next is answered as if nothing had been."""
    bad, good = lines_of(run, HOSTILE[place], {"id": 2, "weight": 2, "text": "制度健全，得2分，否则不得分"})
    assert bad["ok"] is False
    findings = bad["findings"]
    assert isinstance(findings, list)
    assert findings
    assert all(one["message"] and re.fullmatch("[a-z-]+", one["slug"]) for one in findings)
    assert "internal-error" not in {one["slug"] for one in findings}
    assert (good["ok"], good["max"]) == (True, "2")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (value, sentence)
        for sentence in (
            "得分=完成率×2分",
            "每发现一例不合规扣0.5分",
            "制度健全，得2分，否则不得分",
            "优得2分，良得1分，差不得分",
            "视情况扣1-2分",
        )
        for value in (
            '"许多"',
            '"1e3"',
            "1e3",
            "NaN",
            "[1]",
            '{"a": 1}',
            "9" * 5000,
            '"' + "9" * 40 + '"',
            "-1.5",
            '"\\ud800"',
        )
    ],
)
def test_a_value_that_cannot_be_used_gives_no_score(run: Run, value: str, sentence: str) -> None:
    """A finding, and null; the sentence was read all the same."""
    (made,) = lines_of(run, f'{{"id": 1, "weight": 2, "text": "{sentence}", "facts": [{value}]}}')
    assert made["ok"] is True
    usable = value == "-1.5" and "完成率" in sentence
    assert (made["score"] is None) is not usable
    findings = made["findings"]
    assert isinstance(findings, list)
    assert usable or any(one["severity"] == "error" for one in findings)


def test_facts_that_do_not_fit_the_sentence_are_reported(run: Run) -> None:
    """Too many values, of which nobody knows whose they are, give no score; an unknown name leaves the others known."""
    made = lines_of(
        run,
        {"id": 1, "weight": 2, "text": "得分=完成率×2分", "facts": [50, 60]},
        {"id": 2, "weight": 2, "text": "得分=完成率×2分", "facts": {"完成率": 50, "别的": 1}},
        {"id": 3, "weight": 2, "text": "得分=完成率×2分", "facts": []},
    )
    assert [one["score"] for one in made] == [None, "1", None]
    slugs = [[finding["slug"] for finding in one["findings"]] for one in made]  # type: ignore[attr-defined]
    assert ["unknown-fact" in one for one in slugs] == [True, True, False]


def test_an_argument_with_bytes_that_are_no_utf_8_is_refused(run: Run) -> None:
    """The system passes them on as signs of their own; they are no words of a sentence."""
    status, shown, said = run("rule", "\udcff\udcfe得2分")
    assert (status, shown) == (2, "")
    assert "不是UTF-8编码的文字" in said


def test_bytes_that_are_no_utf_8_are_a_bad_line(run: Run) -> None:
    """A stray byte in one line leaves the others alone; a BOM is no part of the first."""
    data = b'\xef\xbb\xbf{"id": 1, "text": "\xe5\xae\x8c\xe6\x88\x90\xe5\xbe\x972\xe5\x88\x86"}\n\xff\xfe{\n{"id": 3, "text": "\xe5\xae\x8c\xe6\x88\x90\xe5\xbe\x972\xe5\x88\x86"}\r\n'
    status, out, _ = run("rule", "--jsonl", stdin=data)
    assert status == 0
    assert [json.loads(line)["ok"] for line in out.splitlines()] == [True, False, True]


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ('"id": 2', "“id”写了两次"),
        ('"text": "得1分"', "“text”写了两次"),
        ('"weigth": 3', "不认识“weigth”，是不是“weight”"),
        ('"Weight": 3', "不认识“Weight”，是不是“weight”"),
        ('"fact": [95]', "不认识“fact”，是不是“facts”"),
        ('"分值": 3', "不认识“分值”，是不是“weight”"),
    ],
)
def test_names_of_a_request_are_not_guessed(run: Run, rest: str, message: str) -> None:
    """One that stands twice, or is misspelt, refuses the line; the next is answered."""
    bad: Any
    good: Any
    bad, good = lines_of(
        run, f'{{"id": 1, "text": "完成得2分", {rest}}}', {"id": 3, "text": "完成得2分", "source": "某县"}
    )
    assert (bad["ok"], [one["message"] for one in bad["findings"]]) == (False, [message])
    assert (good["ok"], good["findings"]) == (True, [])


@pytest.mark.parametrize("identity", ["NaN", "Infinity", "-Infinity"])
def test_every_answer_is_json(run: Run, identity: str) -> None:
    """What is no number in JSON is not repeated as one."""
    _, out, _ = run("rule", "--jsonl", stdin=f'{{"id": {identity}, "text": "完成得2分"}}')
    assert json.loads(out, parse_constant=pytest.fail)["findings"][0]["slug"] == "bad-request"


def test_a_fact_that_is_given_twice_gives_no_score(run: Run) -> None:
    """As in a facts file; which was meant is not guessed."""
    made: Any = lines_of(run, '{"id": 1, "text": "完成率≥95%得1分", "facts": {"完成率": 95, "完成率": 90}}')[0]
    assert (made["ok"], made["score"]) == (True, None)
    assert [one["slug"] for one in made["findings"]] == ["repeated-fact"]


@pytest.mark.parametrize("text", ["得{}分", "完成率≥百分之{}得2分", "得2分，每发现一处扣{}分"])
@pytest.mark.parametrize("count", [31, 4900])
def test_numbers_in_chinese_have_as_few_digits_as_others(run: Run, text: str, count: int) -> None:
    """Told at their place."""
    made: Any = lines_of(run, {"id": 1, "text": text.format("一" * count)})[0]
    found = [(one["slug"], one["end"] - count) for one in made["findings"]]
    assert (made["ok"], found) == (False, [("number-too-long", text.index("{"))])
