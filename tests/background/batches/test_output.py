"""What a batch goes on from: every line of its output is whole, ours, and the answer to what is still there."""

import json

import pytest

from service.background.batches import BatchError, InputLine, Output, input_lines
from service.background.batches.answers import briefed, failed
from service.domain.errors import ArticleTooShort, BackendUnavailable

LINES = [InputLine(number, b'{"text": "%d"}' % number) for number in range(1, 6)]
FOREIGN = [b"a line", b"a line\n", b"\xff\x00", b'{"line":1,"text":""}\n', b'{"text": "1"}\n{"text": "2"}']


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out.jsonl"


def write(path, *answers):
    output = Output.open(path)
    for answer in answers:
        output.add(answer)
    output.close()


@pytest.fixture
def opened(request):
    """Opens outputs that are closed with the test."""

    def open_(path, **options):
        output = Output.open(path, **options)
        request.addfinalizer(output.close)
        return output

    return open_


def left_of(output):
    return [line.number for line in LINES if output.lacks(line)]


def test_run_goes_on_with_the_lines_that_were_not_answered(opened, path):
    write(path, briefed(LINES[2], "c", b"{}"), failed(LINES[0], ArticleTooShort("short")))
    output = opened(path)
    assert left_of(output) == [2, 4, 5]
    assert (output.answered, output.failed, output.codes["article-too-short"]) == (2, 1, 1)
    assert output.compare(iter(LINES)) == 2 * len(LINES[0].content)
    output.add(briefed(LINES[1], None, b"{}"))
    output.close()
    assert [json.loads(line)["line"] for line in path.read_text().splitlines()] == [3, 1, 2]


def test_answer_that_was_broken_off_is_cut_off_wherever_it_broke(opened, path):
    write(path, briefed(LINES[0], "a", b'{"a":1}'), briefed(LINES[1], "b", b'{"b":1}'))
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for broken in range(first, len(whole)):
        path.write_bytes(whole[:broken])
        output = opened(path)
        assert left_of(output) == [2, 3, 4, 5]
        output.close()
        assert path.read_bytes() == whole[:first]


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("foreign", FOREIGN)
def test_file_of_anything_else_is_left_as_it_is(path, foreign, restart):
    path.write_bytes(foreign)
    with pytest.raises(BatchError, match=r"line 1 of .* is no answer of a batch"):
        Output.open(path, restart=restart)
    assert path.read_bytes() == foreign


def test_line_that_was_changed_is_noticed(opened, path):
    write(path, briefed(LINES[1], None, b"{}"), briefed(LINES[3], None, b"{}"))
    output = opened(path)
    changed = [*LINES[:3], InputLine(4, b'{"text": "another"}')]
    with pytest.raises(BatchError, match="line 4 was changed"):
        output.compare(iter(changed))
    with pytest.raises(BatchError, match="answers 1 lines that are no longer there"):
        output.compare(iter(LINES[:3]))
    output.compare(iter([*LINES, InputLine(6, b"added at the end")]))


def test_end_of_a_line_is_no_part_of_it(tmp_path):
    """An editor that adds a last line feed, or makes all of them Windows', changes nothing."""
    (tmp_path / "in").write_bytes(b'{"a": 1}\r\n\n{"a": 1}')
    with (tmp_path / "in").open("rb") as file:
        first, second = input_lines(file)
    assert (first.number, second.number) == (1, 3)
    assert first.digest == second.digest


def test_line_that_is_answered_twice_is_told(path):
    answer = briefed(LINES[0], None, b"{}")
    path.write_bytes(answer.text * 2)
    with pytest.raises(BatchError, match="answers line 1 twice"):
        Output.open(path)


def test_second_run_is_refused_until_the_first_ends(opened, path):
    first = opened(path)
    with pytest.raises(BatchError, match="another run"):
        Output.open(path)
    first.drop_failed()
    with pytest.raises(BatchError, match="another run"):
        Output.open(path)
    first.close()
    Output.open(path).close()


def test_failed_lines_are_taken_out_in_one_step(opened, path, tmp_path):
    """Through a link, too: the file that it leads to is the one that changes, and stays this run's."""
    write(path, briefed(LINES[0], "a", b"{}"), failed(LINES[1], BackendUnavailable()), briefed(LINES[2], None, b"{}"))
    path.chmod(0o640)
    (tmp_path / "link").symlink_to(path)
    output = opened(tmp_path / "link")
    output.drop_failed()
    assert left_of(output) == [2, 4, 5]
    assert (output.answered, output.failed) == (2, 0)
    with pytest.raises(BatchError, match="another run"):
        Output.open(path)
    output.add(briefed(LINES[1], "b", b"{}"))
    output.close()
    assert [json.loads(line)["line"] for line in path.read_text().splitlines()] == [1, 3, 2]
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link", "out.jsonl"]


def test_restart_forgets_answers(opened, path):
    write(path, briefed(LINES[0], "a", b"{}"))
    output = opened(path, restart=True)
    assert (output.answered, left_of(output)) == (0, [1, 2, 3, 4, 5])
    assert path.read_bytes() == b""
    output.close()


@pytest.mark.parametrize("line_id", [None, "", 'a"}\\,"error":{"code":"x"', "中", -7, "brief"])
def test_answer_is_read_back_whatever_the_id(opened, path, line_id):
    """Ids are the caller's, and may look like anything."""
    content = json.dumps({"id": line_id, "text": "x"}).encode()
    one, other = InputLine(1, content), InputLine(2, content)
    write(path, briefed(one, line_id, b'{"a":{}}'), failed(other, RuntimeError("text")))
    output = opened(path)
    assert output.codes == {"": 1, "internal-error": 1}
    output.close()
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [answer.get("id") for answer in told] == [line_id] * 2
    assert told[1]["error"] == {"code": "internal-error", "detail": "line 2: RuntimeError", "retryable": False}
