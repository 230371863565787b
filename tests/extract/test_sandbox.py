"""What a reading process may not do, tried from within."""

import os

import pytest

from dlp_service.extract.isolation import landlock, sandbox, scratch, seccomp, syscalls
from dlp_service.extract.isolation.pool import ExtractPool
from dlp_service.extract.isolation.seccomp import Calls
from tests.extract.hostile import TRIES
from tests.extract.test_alone import HOSTILE, Read, with_reader, words

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(syscalls.machine() is None, reason="the system calls of this machine are unknown")
TRIED = [name.decode() for name in TRIES]


@needs_seccomp
def test_a_child_can_do_nothing_but_read_and_answer(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        found = {name: words(read(f"%PDF-try {name}".encode()))[0][1] for name in TRIED}
        assert {name for name, said in found.items() if said == "done"} == {"nothing"}, found

    with_reader(tmp_path, steps)


@needs_seccomp
@needs_landlock
def test_a_service_can_do_nothing_but_read_answer_and_keep_temporary_files(tmp_path):
    def steps(read: Read, _pool: ExtractPool) -> None:
        found = {name: words(read(f"%PDF-ask try {name}".encode()))[-1][1] for name in TRIED}
        allowed = {"nothing", "thread", "own code", "unlink", "pair", "signal"}
        assert {name for name, said in found.items() if said == "done"} <= allowed, found

    with_reader(tmp_path, steps, services={"deeds": HOSTILE})


@needs_landlock
def test_the_measures_in_force_are_told(tmp_path):
    def steps(read: Read, pool: ExtractPool) -> None:
        read(b"text")
        expected = f"landlock {landlock.version()}, seccomp, no capabilities"
        assert pool.status()["workers"] == expected
        assert pool.status()["deeds"].removesuffix(", own /tmp") == expected

    with_reader(tmp_path, steps, services={"deeds": HOSTILE})


def test_measures_say_what_is_lacking():
    assert str(sandbox.Measures(0, seccomp=False, unprivileged=False)) == "no landlock, no seccomp, capabilities kept"


def run(process):
    """Run something in a forked child and return how it ended, for what cannot be taken back."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = process()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@needs_landlock
def test_landlock_alone_refuses_files_but_for_those_allowed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_text("read me")
    (tmp_path / "b").write_text("secret")

    def process():
        landlock.restrict(landlock.Paths(read=(str(tmp_path / "in"), str(tmp_path / "absent"))))
        assert (tmp_path / "in" / "a").read_text() == "read me"
        with pytest.raises(PermissionError):
            (tmp_path / "b").read_text()
        with pytest.raises(PermissionError):
            (tmp_path / "in" / "c").write_text("new")
        return 0

    assert run(process) == 0


def test_a_directory_of_ones_own_hides_what_others_keep_there(tmp_path):
    (tmp_path / "b").write_text("secret")

    def process():
        if not scratch.own(str(tmp_path), 1_000_000):
            return 2
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "c").write_text("mine")
        with pytest.raises(OSError, match="No space"):
            (tmp_path / "d").write_bytes(bytes(2_000_000))
        return 0

    status = run(process)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    if status == 2:
        pytest.skip("this kernel lets this user make no mounts")
    assert status == 0


@needs_seccomp
def test_seccomp_alone_refuses_files(tmp_path):
    (tmp_path / "b").write_text("secret")

    def process():
        assert seccomp.refuse(Calls())
        with pytest.raises(PermissionError):
            (tmp_path / "b").read_text()
        return 0

    assert run(process) == 0


@needs_seccomp
def test_calls_in_the_numbering_of_another_machine_end_the_process():
    machine, place = syscalls.machine()
    other = syscalls.AARCH64 if machine == syscalls.X86_64 else syscalls.X86_64
    assert run(lambda: seccomp._install(seccomp._body(other, []), syscalls.SECCOMP[place]) and 0) == -31


@needs_seccomp
def test_every_refused_call_has_one_number_on_each_machine():
    groups = (syscalls.FILES, syscalls.CHANGES, syscalls.NEVER, syscalls.EXEC, syscalls.MEMORY_FILES, syscalls.CHILD)
    for place in (0, 1):
        numbers = [call[place] for group in groups for call in group.values() if call[place] >= 0]
        assert len(numbers) == len(set(numbers))
