"""
Unpacking, counted: how much may come out of what went in.

Every packed thing, an entry of an archive or a compressed file, goes through one `Meter`, so that the limits on
one file, on the sum of all and on the ratio hold whatever packed it.  Decompressors are asked for bounded chunks and
refuse windows that would not fit a worker's memory.
"""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import zstandard

from dlp_service.extract.job import Job
from dlp_service.values import GapReason

CHUNK = 65_536
MEMORY_BYTES = 256 * 1024 * 1024
"""A decompressor that wants more than this is not started; `xz -9` wants 65 MiB, `zstd --ultra` 128 MiB."""


class TooMuchMemory(ValueError):
    """The packed data asks for a window or dictionary beyond `MEMORY_BYTES`."""


DAMAGE = (zlib.error, EOFError, OSError, ValueError, IndexError, lzma.LZMAError, zstandard.ZstdError, struct.error)
"""What decompressors raise for bytes that do not unpack."""


class Decompressor(Protocol):
    """What `bz2.BZ2Decompressor` and `lzma.LZMADecompressor` have in common."""

    @property
    def eof(self) -> bool:
        """Whether the stream came to its end."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether more can come out only when more goes in."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the end of the stream."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most `max_length` bytes."""
        ...


class Inflate:
    """`zlib` in the shape of a `Decompressor`; `window` is zlib's `wbits`: negative for raw, 31 for gzip."""

    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(window)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the stream came to its end."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the end of the stream."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most `max_length` bytes."""
        unpacked = self._stream.decompress(self._stream.unconsumed_tail + data, max(0, max_length))
        # Output that filled the chunk exactly may have more behind it, held back inside zlib.
        self.needs_input = not self._stream.unconsumed_tail and len(unpacked) < max_length
        return unpacked


def run(stream: Decompressor, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """
    Yield what a stream unpacks to, in chunks of at most `CHUNK`, up to its end.

    Raises:
        EOFError: the pieces ended first; everything that could be had was yielded.
    """
    for piece in pieces:
        data = piece
        while not stream.eof:
            yield stream.decompress(data, CHUNK)
            data = b""
            if stream.needs_input:
                break
        if stream.eof:
            return
    if not stream.eof:
        raise EOFError


def sliced(content: bytes, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield `content[start:end]` in pieces."""
    stop = len(content) if end is None else min(end, len(content))
    for position in range(start, stop, CHUNK):
        yield content[position : min(position + CHUNK, stop)]


@dataclass(slots=True)
class Meter:
    """
    Lets the content of one packed thing through until a limit, the deadline or damage stops it.

    What stops it becomes a gap at `path`; `is_whole` says that nothing did, `is_over` that
    it was a limit.  A `packed` of zero means that nothing was
    compressed.  The limit on one file does not hold for a stream of many (`is_one_file` false): its reader counts each.
    """

    job: Job
    path: str
    packed: int
    container: str = "ARCHIVE"
    is_one_file: bool = True
    count: int = 0
    crc: int = 0
    is_whole: bool = False
    is_over: bool = False

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the chunks, counted."""
        try:
            for chunk in chunks:
                self.count += len(chunk)
                self.crc = zlib.crc32(chunk, self.crc)
                self.job.decoded_bytes += len(chunk)
                yield chunk
                self.job.budget.check()
                if detail := self._excess():
                    self._gap(GapReason.OVER_LIMIT, detail)
                    return
        except TooMuchMemory:
            self._gap(GapReason.OVER_LIMIT, "needs more memory to unpack than a reader may use")
        except DAMAGE as error:
            if "emory" in str(error):  # liblzma's and libzstd's own words for a window that is too large
                self._gap(GapReason.OVER_LIMIT, "needs more memory to unpack than a reader may use")
            else:
                self._gap(GapReason.DAMAGED, "packed data that does not unpack")
        else:
            self.is_whole = True

    def _excess(self) -> str:
        limits = self.job.limits
        if self.is_one_file and self.count > limits.file_bytes:
            return f"more than {limits.file_bytes} bytes in one file"
        if self.job.decoded_bytes > limits.total_bytes:
            return f"more than {limits.total_bytes} bytes unpacked"
        if self.packed and self.count > limits.ratio_above_bytes and self.count > limits.ratio * self.packed:
            return f"unpacks to more than {limits.ratio} times its size"
        return ""

    def _gap(self, reason: GapReason, detail: str) -> None:
        self.is_over |= reason is GapReason.OVER_LIMIT
        self.job.gap(self.path, reason, detail, self.container)
