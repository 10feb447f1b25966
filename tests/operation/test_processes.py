"""The life of ``flask serve`` and of what it starts."""

import os
import signal
import socket
import subprocess

import pytest

from gloss.settings import ROOT
from tests.cast import comment_count
from tests.operation import processes
from tests.operation.processes import Process
from tests.operation.visitor import COMMENTS, a_challenge, a_comment, request, sends
from tests.server import FLASK, Server, environment, eventually

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def works(server: Server) -> list[Process]:
    """Return the background work beside ``server``: one process, or none."""
    family = processes.family(server.process.pid)
    return [process for process in family if "work" in process.command.split()]


def test_background_work_that_was_killed_is_started_again(server: Server) -> None:
    eventually(lambda: len(works(server)) == 1)
    (killed,) = works(server)
    os.kill(killed.id, signal.SIGKILL)
    eventually(lambda: works(server) not in ([], [killed]))
    assert len(works(server)) == 1


def test_nothing_outlives_a_server_that_was_killed(server: Server) -> None:
    speak(server)
    family = processes.family(server.process.pid)
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    eventually(lambda: processes.ended(family))


def test_nothing_outlives_a_server_that_was_killed_while_it_started(server: Server) -> None:
    server.stop()
    server.launch()
    eventually(lambda: len(works(server)) == 1)
    family = processes.family(server.process.pid)
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    eventually(lambda: processes.ended(family))


def test_a_server_that_is_asked_to_stop_ends_cleanly_with_all_it_started(server: Server) -> None:
    speak(server)
    family = processes.family(server.process.pid)
    assert server.stop() == 0
    eventually(lambda: processes.ended(family))
    assert "Traceback" not in server.printed()


def test_a_second_start_finds_everything_as_it_was(server: Server) -> None:
    thanks = sends(a_comment("Back tomorrow."), server.address)
    server.stop()
    server.start()
    assert "Back tomorrow." in request("GET", server.address + thanks.location).text


def test_a_second_server_at_the_same_port_is_refused_with_the_mend(server: Server) -> None:
    command, variables = [*FLASK, "serve"], environment(server.settings)
    second = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=False)
    assert second.returncode == 1
    assert "choose another port" in second.stderr.decode()


def test_a_request_cut_off_in_the_middle_does_no_harm(server: Server) -> None:
    body = a_comment("Half of a com").body()
    with socket.create_connection((server.settings.host, server.settings.port)) as line:
        head = f"POST {COMMENTS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall((head + body[: len(body) // 2]).encode())
    assert sends(a_comment("A whole one."), server.address).status == 303
    assert comment_count() == 1
    assert "Traceback" not in server.printed()


def speak(server: Server) -> None:
    """Have a sound made, so that its maker is among the processes."""
    address = f"{server.address}/articles/tides/captcha/sound?challenge={a_challenge().token}"
    assert request("GET", address).status == 200
