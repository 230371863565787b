"""
Compressed streams: gzip (RFC 1952), bzip2, xz, LZMA alone, lzip, Zstandard (RFC 8878) and Unix compress.

A file of these formats may hold several streams, one behind another, and programs unpack them all.  `Streams` does, and
knows afterwards where the last one ended: what lies behind it is somebody's too.
"""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import zstandard

from dlp_service.extract.archives.lzw import unpack_lzw
from dlp_service.extract.archives.unpack import CHUNK, MEMORY_BYTES, Decompressor, Inflate, TooMuchMemory, run, sliced
from dlp_service.extract.sniff import Kind

GZIP_MARK = b"\x1f\x8b"
GZIP_HEAD = 10
HAS_CRC, HAS_EXTRA, HAS_NAME, HAS_COMMENT = 2, 4, 8, 16
XZ_MARK = b"\xfd7zXZ\0"
LZIP_MARK = b"LZIP\x01"
LZIP_TRAILER = 20
MIN_DICTIONARY = 4096
ZSTD_MARK = b"\x28\xb5\x2f\xfd"
ZSTD_WINDOW = 128 * 1024 * 1024
SKIPPABLE = (0x184D2A50, 0x184D2A5F)
RLE_BLOCK, RESERVED_BLOCK = 1, 3


@dataclass(slots=True)
class Streams:
    """
    The compressed streams that begin a file; `chunks` unpacks them in turn.

    After that `end` is where the last one ended, `names` and `comments` are what their headers say, and `skipped` is what
    they carry for others to read (skippable frames, extra fields).
    """

    content: bytes
    kind: Kind
    end: int = 0
    names: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    skipped: list[bytes] = field(default_factory=list)

    def chunks(self) -> Iterator[bytes]:
        """Yield what comes out; damage raises one of `unpack.DAMAGE`."""
        yield from FORMATS[self.kind](self)

    def _feed(self, stream: Decompressor, start: int) -> Iterator[bytes]:
        fed = start

        def pieces() -> Iterator[bytes]:
            nonlocal fed
            for piece in sliced(self.content, start):
                fed += len(piece)
                yield piece

        yield from run(stream, pieces())
        self.end = fed - len(stream.unused_data)

    def gzip(self) -> Iterator[bytes]:
        """Unpack gzip members, taking name and comment from each header."""
        while self.content.startswith(GZIP_MARK, self.end):
            self._gzip_header(self.end)
            yield from self._feed(Inflate(31), self.end)

    def _gzip_header(self, start: int) -> None:
        flags = self.content[start + 3]
        position = start + GZIP_HEAD
        if flags & HAS_EXTRA:
            size = int.from_bytes(self.content[position : position + 2], "little")
            self.skipped += _subfields(self.content[position + 2 : position + 2 + size])
            position += 2 + size
        for flag, found in ((HAS_NAME, self.names), (HAS_COMMENT, self.comments)):
            if flags & flag:
                end = self.content.find(b"\0", position)
                end = len(self.content) if end < 0 else end
                found.append(_text(self.content[position:end]))
                position = end + 1

    def bzip2(self) -> Iterator[bytes]:
        """Unpack bzip2 streams."""
        while self.content.startswith(b"BZh", self.end):
            yield from self._feed(bz2.BZ2Decompressor(), self.end)

    def xz(self) -> Iterator[bytes]:
        """Unpack xz streams; between them zeros in fours are padding."""
        while self.content.startswith(XZ_MARK, self.end):
            yield from self._feed(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY_BYTES), self.end)
            while self.content.startswith(b"\0\0\0\0", self.end):
                self.end += 4

    def alone(self) -> Iterator[bytes]:
        """Unpack a file of the old LZMA utilities; there is only one stream in it."""
        yield from self._feed(lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=MEMORY_BYTES), 0)

    def lzip(self) -> Iterator[bytes]:
        """Unpack lzip members: a mark, a coded dictionary size, LZMA with an end marker, and a trailer."""
        while self.content.startswith(LZIP_MARK, self.end):
            coded = self.content[self.end + 5]
            size = (1 << (coded & 31)) - ((1 << (coded & 31)) >> 4) * (coded >> 5)
            yield from self._feed(raw_lzma(93, size), self.end + 6)
            if self.end + LZIP_TRAILER > len(self.content):
                raise EOFError
            self.end += LZIP_TRAILER

    def zstd(self) -> Iterator[bytes]:
        """
        Unpack Zstandard frames.

        The extent of a frame is known from its block headers, so that one frame is unpacked at a time and the library,
        which bounds its output only when it reads from a file, never sees what lies behind it.
        """
        while True:
            number = int.from_bytes(self.content[self.end : self.end + 4], "little")
            if SKIPPABLE[0] <= number <= SKIPPABLE[1] and self.end + 8 <= len(self.content):
                size = int.from_bytes(self.content[self.end + 4 : self.end + 8], "little")
                self.skipped.append(self.content[self.end + 8 : self.end + 8 + size])
                self.end = min(self.end + 8 + size, len(self.content))
            elif self.content.startswith(ZSTD_MARK, self.end):
                end = zstd_frame_end(self.content, self.end)
                yield from unzstd(self.content, self.end, end)
                if end > len(self.content):
                    raise EOFError
                self.end = end
            else:
                return

    def compress(self) -> Iterator[bytes]:
        """Unpack a Unix compress file; it has no end of its own."""
        yield from unpack_lzw(self.content)
        self.end = len(self.content)


FORMATS: dict[Kind, Callable[[Streams], Iterator[bytes]]] = {
    Kind.GZIP: Streams.gzip,
    Kind.BZIP2: Streams.bzip2,
    Kind.XZ: Streams.xz,
    Kind.LZMA: Streams.alone,
    Kind.LZIP: Streams.lzip,
    Kind.ZSTD: Streams.zstd,
    Kind.COMPRESS: Streams.compress,
}


def _subfields(extra: bytes) -> list[bytes]:
    """Return the data of a gzip header's extra field, each piece behind two bytes of name and a size."""
    found: list[bytes] = []
    position = 0
    while position + 4 <= len(extra):
        size = int.from_bytes(extra[position + 2 : position + 4], "little")
        found.append(extra[position + 4 : position + 4 + size])
        position += 4 + size
    return found


def _text(raw: bytes) -> str:
    """Decode a header field: latin-1 by the standard, UTF-8 in practice."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def raw_lzma(properties: int, dictionary: int, most: int = MEMORY_BYTES) -> Decompressor:
    """
    Return a decompressor for bare LZMA; a dictionary larger than all of the output, `most`, is never used.

    Raises:
        TooMuchMemory: the dictionary would not fit.
        ValueError: the properties byte is none.
    """
    size = max(MIN_DICTIONARY, min(dictionary, most))
    if size > MEMORY_BYTES:
        raise TooMuchMemory
    if properties >= 9 * 5 * 5:
        raise ValueError(properties)
    rest, lc = divmod(properties, 9)
    pb, lp = divmod(rest, 5)
    chosen = {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": lc, "lp": lp, "pb": pb}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen])


def unzstd(content: bytes, start: int, end: int) -> Iterator[bytes]:
    """Unpack the Zstandard frames in `content[start:end]`; a window of more than 128 MiB is refused."""
    stream = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    source = io.BytesIO(memoryview(content)[start:end])
    with stream.stream_reader(source, read_size=CHUNK, read_across_frames=True) as reader:
        while chunk := reader.read(CHUNK):
            yield chunk


def zstd_frame_end(content: bytes, start: int) -> int:
    """Return where a frame ends by its header and its blocks' headers; beyond the content when it is cut off."""
    descriptor = content[start + 4] if start + 4 < len(content) else 0
    is_single = bool(descriptor & 0x20)
    content_size = (1 if is_single else 0, 2, 4, 8)[descriptor >> 6]
    position = start + 5 + (0 if is_single else 1) + (0, 1, 2, 4)[descriptor & 3] + content_size
    while position + 3 <= len(content):
        header = int.from_bytes(content[position : position + 3], "little")
        kind, size = header >> 1 & 3, header >> 3
        if kind == RESERVED_BLOCK:
            raise ValueError(kind)
        position += 3 + (1 if kind == RLE_BLOCK else size)
        if header & 1:
            return position + (4 if descriptor & 4 else 0)
    return len(content) + 1
