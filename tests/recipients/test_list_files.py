"""Whatever a file holds, it is a list, a problem with a line, or a `ConfigError`."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.errors import ConfigError
from dlp_service.recipients.domains import normalise
from dlp_service.recipients.listfiles import read_list
from dlp_service.recipients.refreshed import KINDS, read_stored, write_list
from tests.recipients.fictional import VIEW

PIECES = st.sampled_from([
    "a.example", "WWW.Navy.MIL.", "*.x.example", "!www.ck", "*.ck", "bücher.example", "1", "domain", "Domain name", ",", ";", "\t", '"', "\n", "\r\n",
    "#", "//", " ", "\x00", "\u2028", "ß.example", "xn--", ".", "@", "10.0.0.1", "a" * 70, "// ===BEGIN ICANN DOMAINS===",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["", *KINDS]))
def test_any_file_is_read_or_refused_in_one_way(tmp_path_factory, text, kind):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(text.encode())
    try:
        found = read_list(path, kind, VIEW.suffixes)
    except ConfigError:
        return
    assert len(set(found.names)) == len(found.names)
    for problem in found.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
    for name in found.names:
        bare = name.removeprefix("!").removeprefix("*.")
        assert normalise(bare) == bare
    if found.kind in KINDS:
        written = write_list(path.parent / "lists", found.kind, found.names, str(path), date(2026, 11, 22))
        assert read_stored(path.parent / "lists", found.kind) == written


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(KINDS))
def test_any_bytes_in_the_folder_are_refused(tmp_path_factory, data, kind):
    folder = tmp_path_factory.getbasetemp()
    (folder / f"{kind}.txt").write_bytes(data)
    try:
        read_stored(folder, kind)
    except ConfigError:
        return
    raise AssertionError("bytes without a digest were read as a list")
