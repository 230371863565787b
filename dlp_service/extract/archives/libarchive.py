"""
The C library libarchive, through ctypes: it unpacks what has no reader in Python.

It is optional, as Debian's package `libarchive13` is; `library()` is None without it.  It is given bytes in memory and
asked for bytes: nothing is written to disk, no other program is started (only formats that it reads itself are switched on).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from dlp_service.extract.archives.unpack import CHUNK, TooMuchMemory

END, OK, WARN = 1, 0, -20
FORMATS = ("7zip", "rar", "rar5", "cab", "iso9660", "lha", "xar", "cpio")
FILE, LINK, DIRECTORY = 0o100000, 0o120000, 0o040000
LC_CTYPE_MASK = 1
NAMES = ("libarchive.so.13", "libarchive.13.dylib")
POINTER, TEXT, SIZE, INTEGER = ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_size_t, ctypes.c_int
SIGNATURES = {
    "archive_read_new": ((), POINTER),
    "archive_read_free": ((POINTER,), INTEGER),
    "archive_read_open_memory": ((POINTER, ctypes.c_char_p, SIZE), INTEGER),
    "archive_read_next_header": ((POINTER, ctypes.POINTER(POINTER)), INTEGER),
    "archive_read_data": ((POINTER, POINTER, SIZE), ctypes.c_ssize_t),
    "archive_errno": ((POINTER,), INTEGER),
    "archive_error_string": ((POINTER,), ctypes.c_char_p),
    "archive_read_has_encrypted_entries": ((POINTER,), INTEGER),
    "archive_entry_pathname_w": ((POINTER,), TEXT),
    "archive_entry_symlink_w": ((POINTER,), TEXT),
    "archive_entry_hardlink_w": ((POINTER,), TEXT),
    "archive_entry_filetype": ((POINTER,), ctypes.c_uint),
    "archive_entry_is_data_encrypted": ((POINTER,), INTEGER),
    **{f"archive_read_support_format_{name}": ((POINTER,), INTEGER) for name in FORMATS},
}


class Damaged(ValueError):
    """The library met bytes that it cannot make sense of; `args[0]` is its own word for them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an archive, while the library stands at it."""

    name: str
    target: str
    is_file: bool
    is_encrypted: bool


@cache
def library() -> ctypes.CDLL | None:
    """Return the library with its functions declared, None where it is not installed.  Loads it; call it early."""
    for name in NAMES:
        try:
            loaded = ctypes.CDLL(name)
            for function, (arguments, result) in SIGNATURES.items():
                getattr(loaded, function).argtypes = arguments
                getattr(loaded, function).restype = result
        except (OSError, AttributeError):
            continue
        return loaded
    return None


@contextmanager
def _unicode_names() -> Iterator[None]:
    """Give this thread a UTF-8 locale for a while: the library passes names through the locale's charset."""
    system = ctypes.CDLL(None)
    system.newlocale.argtypes, system.newlocale.restype = (INTEGER, ctypes.c_char_p, POINTER), POINTER
    system.uselocale.argtypes, system.uselocale.restype = (POINTER,), POINTER
    system.freelocale.argtypes, system.freelocale.restype = (POINTER,), None
    wanted = system.newlocale(LC_CTYPE_MASK, b"C.UTF-8", None)
    if not wanted:
        yield
        return
    before = system.uselocale(wanted)
    try:
        yield
    finally:
        system.uselocale(before)
        system.freelocale(wanted)


class Archive:
    """An archive being read, entry by entry; the content of one must be taken before the next."""

    def __init__(self, loaded: ctypes.CDLL, handle: int) -> None:
        self._library = loaded
        self._handle = handle
        self._entry = POINTER()

    def entries(self) -> Iterator[Entry]:
        """
        Yield the entries in order.

        Raises:
            Damaged: what comes next is no entry.
            TooMuchMemory: there is not enough memory for it.
        """
        while True:
            status = self._library.archive_read_next_header(self._handle, ctypes.byref(self._entry))
            if status == END:
                return
            if status < WARN:
                self._fail()
            kind = self._library.archive_entry_filetype(self._entry)
            yield Entry(
                name=self._library.archive_entry_pathname_w(self._entry) or "",
                target=self._library.archive_entry_symlink_w(self._entry)
                or self._library.archive_entry_hardlink_w(self._entry)
                or "",
                is_file=kind in {FILE, 0},
                is_encrypted=bool(self._library.archive_entry_is_data_encrypted(self._entry)),
            )

    def chunks(self) -> Iterator[bytes]:
        """
        Yield the content of the entry at hand.

        Raises:
            Damaged, TooMuchMemory: as above; everything that could be had was yielded.
        """
        buffer = ctypes.create_string_buffer(CHUNK)
        while True:
            count = self._library.archive_read_data(self._handle, buffer, CHUNK)
            if count == 0:
                return
            if count < 0:
                if count == WARN:
                    continue
                self._fail()
            yield buffer.raw[:count]

    def is_encrypted(self) -> bool:
        """Say whether the library has met an entry that is encrypted."""
        return bool(self._library.archive_read_has_encrypted_entries(self._handle) == 1)

    def _fail(self) -> None:
        if self._library.archive_errno(self._handle) == errno.ENOMEM:
            raise TooMuchMemory
        said = self._library.archive_error_string(self._handle) or b""
        raise Damaged(said.decode("utf-8", "replace"))


@contextmanager
def opened(loaded: ctypes.CDLL, content: bytes) -> Iterator[Archive]:
    """
    Open an archive in memory.

    Raises:
        Damaged: it is none that the library knows.
    """
    with _unicode_names():
        handle = loaded.archive_read_new()
        if not handle:
            raise TooMuchMemory
        try:
            for name in FORMATS:
                getattr(loaded, f"archive_read_support_format_{name}")(handle)
            archive = Archive(loaded, handle)
            if loaded.archive_read_open_memory(handle, content, len(content)) != OK:
                raise Damaged("no archive")
            yield archive
        finally:
            loaded.archive_read_free(handle)
