"""The sound: one child process speaks, one sound at a time, and a fault is told kindly."""

import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from gloss.captcha import challenge
from gloss.captcha import speaker as speaking
from gloss.captcha.child import Busy, Child, Unavailable
from gloss.captcha.picture import PAINTER
from gloss.captcha.sound import PATIENCE_SECONDS, SPEAKER, sound_of
from gloss.clock import now

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc: needs Linux")


@pytest.fixture
def speaker() -> Iterator[Child]:
    speaker = Child(SPEAKER, PATIENCE_SECONDS)
    yield speaker
    speaker.stop()


def child_of(speaker: Child) -> subprocess.Popen[bytes]:
    assert speaker._process is not None
    return speaker._process


def waited_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until ``condition`` holds, or for so long."""
    deadline = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < deadline:
        os.sched_yield()
    return held


def test_a_sound_is_a_wav_of_several_seconds_that_is_kept(signing: Flask) -> None:
    said = challenge.issue("tides", "comment", now())
    wav = sound_of(said)
    with wave.open(BytesIO(wav)) as sound:
        assert sound.getnframes() / sound.getframerate() > 6
    assert sound_of(said) == wav
    assert len(wav) < 300_000


def test_the_file_holds_nothing_but_sound(speaker: Child) -> None:
    """Case 6: no digits as text, no chunk beside format and samples."""
    wav = speaker.make("314159", waits=False)
    assert b"314159" not in wav
    samples = int.from_bytes(wav[40:44], "little")
    assert (wav[:4], wav[8:16], wav[36:40]) == (b"RIFF", b"WAVEfmt ", b"data")
    assert len(wav) == 44 + samples + samples % 2


def test_one_child_speaks_for_several_challenges(speaker: Child) -> None:
    speaker.make("123456", waits=False)
    first = child_of(speaker).pid
    speaker.make("654321", waits=False)
    assert child_of(speaker).pid == first


def test_who_comes_while_it_speaks_is_told_so_at_once(speaker: Child) -> None:
    """Case 15: capped concurrency, and nobody waits."""
    speaker.make("123456", waits=False)
    child = child_of(speaker)
    child.send_signal(signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(speaker.make, "123456", waits=False)
        assert waited_for(speaker._working.locked)
        with pytest.raises(Busy):
            speaker.make("654321", waits=False)
        child.send_signal(signal.SIGCONT)
        assert first.result().startswith(b"RIFF")


def test_a_child_that_was_killed_is_replaced(speaker: Child) -> None:
    speaker.make("123456", waits=False)
    first = child_of(speaker)
    first.kill()
    first.wait()
    assert speaker.make("123456", waits=False).startswith(b"RIFF")
    assert child_of(speaker).pid != first.pid


def test_a_child_that_hangs_is_given_up_and_replaced() -> None:
    speaker = Child(SPEAKER, patience_seconds=3)
    speaker.make("123456", waits=False)
    hanging = child_of(speaker)
    hanging.send_signal(signal.SIGSTOP)
    with pytest.raises(Unavailable):
        speaker.make("123456", waits=False)
    assert hanging.poll() is not None
    assert speaker.make("123456", waits=False).startswith(b"RIFF")
    speaker.stop()


def test_a_child_that_fails_is_told_kindly_and_replaced(speaker: Child) -> None:
    """Case 17: the library has no voice for that, and raises."""
    with pytest.raises(Unavailable):
        speaker.make("?", waits=False)
    assert speaker.make("123456", waits=False).startswith(b"RIFF")


@LINUX
def test_the_child_holds_no_file_and_no_port_of_its_parent(speaker: Child, tmp_path: Path) -> None:
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        speaker.make("123456", waits=False)
        held = list(Path(f"/proc/{child_of(speaker).pid}/fd").iterdir())
    assert sorted(int(descriptor.name) for descriptor in held) == [0, 1, 2]


def test_a_child_offers_the_processor_to_pages_while_it_works_and_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offers: list[float] = []
    monkeypatch.setattr(os, "sched_yield", lambda: offers.append(time.monotonic()))
    before = signal.getsignal(signal.SIGALRM)
    try:
        with speaking.giving_way():
            assert waited_for(lambda: len(offers) >= 3)
        ended = time.monotonic()
        time.sleep(10 * speaking.BREATH_SECONDS)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert all(at <= ended for at in offers)


@LINUX
@pytest.mark.parametrize("arguments", [SPEAKER, PAINTER])
@pytest.mark.parametrize("count", [1, 2])
def test_children_leave_one_processor_to_pages_where_there_are_two(
    arguments: tuple[str | Path, ...], count: int
) -> None:
    ours = os.sched_getaffinity(0)
    if len(ours) < count:
        pytest.skip("this machine has one processor")
    allotted = set(sorted(ours)[:count])
    child = Child(arguments, PATIENCE_SECONDS)
    os.sched_setaffinity(0, allotted)
    try:
        child.make("123456", waits=False)
        used = os.sched_getaffinity(child_of(child).pid)
    finally:
        os.sched_setaffinity(0, ours)
        child.stop()
    assert len(used) == 1
    assert used <= allotted


def run(script: str) -> subprocess.CompletedProcess[str]:
    """Run ``script`` as a server of its own, every warning an error."""
    start = (
        "import os\nfrom gloss.captcha import sound\nsound._speaker.make('123456', waits=False)\n"
    )
    command = [sys.executable, "-W", "error", "-c", start + script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@LINUX
def test_the_child_ends_with_a_server_that_is_killed() -> None:
    ended = run("print(sound._speaker._process.pid, flush=True)\nos.kill(os.getpid(), 9)")
    assert ended.returncode == -signal.SIGKILL
    child = Path("/proc") / ended.stdout.strip()
    assert waited_for(lambda: not child.exists() or "(zombie)" in (child / "status").read_text())


def test_a_server_that_stops_leaves_its_standard_error_clean() -> None:
    ended = run("")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_after_a_fork_each_process_has_a_child_of_its_own() -> None:
    ended = run(
        "theirs = sound._speaker._process.pid\n"
        "if os.fork() == 0:\n"
        "    wav = sound._speaker.make('654321', waits=False)\n"
        "    assert wav[:4] == b'RIFF' and sound._speaker._process.pid != theirs\n"
        "else:\n"
        "    assert os.waitstatus_to_exitcode(os.wait()[1]) == 0\n"
        "    assert sound._speaker.make('111111', waits=False)[:4] == b'RIFF'\n"
        "    assert sound._speaker._process.pid == theirs\n"
    )
    assert (ended.returncode, ended.stderr) == (0, "")
