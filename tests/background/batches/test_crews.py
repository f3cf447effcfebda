"""Who answers lines: a bounded number at a time, none lost, and no process left behind."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from threading import Event

import pytest

from service.background.batches import Children, InputLine, Threads
from service.background.batches.answers import briefed

ROOT = Path(__file__).parents[3]


def echoed(line):
    return briefed(line, None, b"{}")


def lines(count=None):
    numbers = itertools.count(1) if count is None else range(1, count + 1)
    return (InputLine(number, b"x") for number in numbers)


def answered(answers):
    return sorted(answer.text.split(b",")[0] for answer in answers if answer)


def test_every_line_is_answered_once():
    answers = Threads(echoed, 4).answers(lines(100), Event())
    assert answered(answers) == sorted(b'{"line":%d' % number for number in range(1, 101))


def test_no_more_lines_are_taken_than_are_under_way():
    taken = []
    endless = (taken.append(line) or line for line in lines())
    answers = Threads(echoed, 3).answers(endless, Event())
    for count in range(1, 50):
        next(answers)
        assert len(taken) <= count + 5
    answers.close()


def test_defect_spoils_one_line():
    def broken(line):
        if line.number == 2:
            raise RuntimeError(line.content)
        return echoed(line)

    codes = [answer.code for answer in Threads(broken, 1).answers(lines(3), Event()) if answer]
    assert codes == ["", "internal-error", ""]


def test_nothing_is_begun_once_it_is_to_stop():
    stop, began = Event(), []

    def answer(line):
        began.append(line.number)
        stop.wait(10)
        return echoed(line)

    answers = Threads(answer, 2).answers(lines(), stop)
    assert next(answers) is None  # nothing for a while
    stop.set()
    assert len(answered(answers)) == len(began) == 2


def pid_of(line):
    if line.content == b"deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return briefed(line, None, b"%d" % os.getpid())


def build():
    return pid_of


@pytest.fixture(scope="module")
def children():
    return Children(build, 2)


def test_lines_are_answered_in_processes_of_their_own(children):
    answers = [answer for answer in Threads(children.answer, 2).answers(lines(40), Event()) if answer]
    pids = {int(answer.text.rsplit(b":", 1)[1].strip(b"}\n")) for answer in answers}
    assert len(answers) == 40
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids


def test_process_that_is_killed_is_replaced(children):
    """The line that kills it again gets an error, which may be tried again; the others their briefs."""
    deadly = children.answer(InputLine(7, b"deadly"))
    assert deadly.code == "internal-error"
    assert b'"detail":"line 7: the process that worked on it was killed","retryable":true' in deadly.text
    assert [children.answer(line).code for line in lines(4)] == [""] * 4


def test_no_process_outlives_the_one_that_started_it(tmp_path):
    """Not even one that is computing when its parent is killed."""
    program = f"""
        import time
        from threading import Event
        from service.background.batches import Children, Threads
        from tests.background.batches.test_crews import lines, slow

        if __name__ == "__main__":
            for answer in Threads(Children(slow, 2).answer, 2).answers(lines(), Event()):
                if answer:
                    with open({str(tmp_path / "pids")!r}, "ab") as file:
                        file.write(answer.text)
    """
    (tmp_path / "program.py").write_text(textwrap.dedent(program))
    parent = subprocess.Popen([sys.executable, tmp_path / "program.py"], env=os.environ | {"PYTHONPATH": str(ROOT)})
    pids = set()
    wait_until(lambda: len(pids.update(pids_in(tmp_path / "pids")) or pids) == 2)
    parent.kill()
    parent.wait(10)
    wait_until(lambda: not any(runs(pid) for pid in pids))


def slow():
    def answer(line):
        ends = time.monotonic() + 0.05
        while time.monotonic() < ends:
            pass
        return pid_of(line)

    return answer


def runs(pid):
    """Whether the process is there; one that ended and that nobody has asked about is not."""
    with contextlib.suppress(OSError):
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def pids_in(path):
    texts = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return {int(text.rsplit(b":", 1)[1].strip(b"}")) for text in texts}


def wait_until(holds):
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)
