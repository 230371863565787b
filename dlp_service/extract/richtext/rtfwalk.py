"""
One pass over RTF 1.9.1: groups, characters in whatever code page, and what formatting hides.

Nothing here recurses and every byte is looked at once, so a million braces are a million steps.  Bytes wait in `pending`
until something forces them to become characters: the two halves of a Japanese letter may stand in different runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from dlp_service.charsets import codec_of, leniently
from dlp_service.extract.job import Job
from dlp_service.extract.richtext.rtfstate import DELETED, HTML_OFF, PALE, TINY, UNSEEN, VANISHED, Sink, State
from dlp_service.extract.richtext.rtfwords import ESCAPED, FCHARSETS, NAME_ENDS, SYMBOLS, TOKEN

CHECK_TOKENS = 4096
TEXT, BRACE, BYTE = 3, 4, 5
"""The groups of `TOKEN`; those before are a control word, the one behind is a control symbol."""

LINE_BREAKS = b"\r\n\0"
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
WIDE = frozenset({"cp932", "gb18030", "cp949", "cp950", "johab"})
FOREIGN = frozenset({"cp1251", "cp1253", "cp1255", "cp1256", "cp874"})
MAX_SURROGATE = 0xFFFF
Action = tuple[Callable[[Any, Any, int | None], None], Any]


def each(function: Callable[[Any, Any, int | None], None], words: Iterable[tuple[str, Any]]) -> dict[str, Action]:
    """Return actions of one function for many words, each with its argument."""
    return {word: (function, argument) for word, argument in words}


def in_bytes(actions: Mapping[str, Action]) -> dict[bytes, Action]:
    """Return actions by the words as they stand in the file."""
    return {word.encode("ascii"): action for word, action in actions.items()}


class RtfText:
    """
    Reads the characters of RTF into `places`, text by `where`.

    A subclass adds actions for destinations.  `html` holds the encapsulated HTML of an Outlook body, None where there is none.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.places: dict[str, Sink] = {}
        self.html: list[str] | None = None
        self.is_whole = False
        self.nowhere = Sink()
        self.default = "cp1252"
        self.fonts: dict[int, str] = {}
        self.font = self.body_font = 0
        self.colours: list[list[int]] = [[]]
        self.shades = [False, False]
        self.state = State(self.place("body"), self.default)
        self.stack: list[State] = []
        self.pending = bytearray()
        self.pending_state = self.state
        self.skip = 0
        self.is_starred = False
        self.unseen = 0
        self.in_table = False

    def place(self, where: str) -> Sink:
        """Return the place that `where` names."""
        return self.places.setdefault(where, Sink(where))

    # --- the pass --------------------------------------------------------------------------------

    def run(self, content: bytes) -> None:  # noqa: C901 - the innermost loop
        """Read to the end of the outermost group; `is_whole` says whether it was there."""
        tokens: Any = TOKEN
        actions = self.actions
        scanner, count = tokens.scanner(content), 0
        while token := scanner.match():
            count += 1
            if count % CHECK_TOKENS == 0:
                self.job.budget.check()
            kind = token.lastindex or 0
            if kind == TEXT:
                self._text(token[TEXT])
            elif 0 < kind < TEXT:
                # Most words only format: they are passed over without a call.
                action = actions.get(token[1])
                if action:
                    self.is_starred = False
                    action[0](self, action[1], int(token[2]) if token[2] else None)
                elif token[1] == b"bin":
                    scanner = tokens.scanner(content, self._binary(content, token.end(), int(token[2] or b"0")))
                elif self.is_starred:
                    self.is_starred = False
                    self.unknown()
            elif kind == BRACE:
                if self._brace(token[BRACE]):
                    return
            elif kind == BYTE:
                self._bytes(bytes.fromhex(token[BYTE].replace(b"\\'", b"").decode("ascii")))
            elif kind:
                self._symbol(token[kind])

    def _brace(self, brace: bytes) -> bool:
        """Begin or end a group; say whether it was the outermost that ended."""
        self.skip = 0
        if brace == b"{":
            self.stack.append(self.state)
            return False
        self.is_starred = False
        if self.stack:
            self.close_group()
        self.is_whole = not self.stack
        return self.is_whole

    def close_group(self) -> None:
        """End a group: everything is again as it was before it."""
        self.state = self.stack.pop()

    def unknown(self) -> None:
        """Begin a destination that no table knows and that says itself that it can be left out."""

    # --- characters ------------------------------------------------------------------------------

    def _text(self, raw: bytes) -> None:
        sink = self.state.sink
        if sink.kind == "data":
            sink.data.append((False, raw))
            return
        raw = raw.translate(None, LINE_BREAKS)
        if self.skip:
            dropped = min(self.skip, len(raw))
            self.skip -= dropped
            raw = raw[dropped:]
        self.is_starred = False
        if sink.kind == "fonts":
            self._font_name(raw)
        elif sink.kind == "colours":
            self.colours += [[] for _ in range(raw.count(b";"))]
        elif sink is not self.nowhere:
            self._wait(raw)

    def _bytes(self, raw: bytes) -> None:
        if self.skip:
            dropped = min(self.skip, len(raw))
            self.skip -= dropped
            raw = raw[dropped:]
        if raw and self.state.sink is not self.nowhere:
            self._wait(raw)

    def _wait(self, raw: bytes) -> None:
        state, before = self.state, self.pending_state
        if state is not before and (
            state.sink is not before.sink or state.codec != before.codec or state.bits != before.bits
        ):
            self.flush()
        self.pending_state = state
        self.pending += raw

    def flush(self) -> None:
        """Turn the bytes that wait into characters."""
        if self.pending:
            raw = bytes(self.pending)
            self.pending.clear()
            codec = self.pending_state.codec
            text = raw.decode("ascii") if raw.isascii() else leniently(raw, self._codec_for(raw, codec))
            self._write(text, self.pending_state)

    def _codec_for(self, raw: bytes, codec: str) -> str:
        """
        Return the code page of some bytes, where a western font stands in a document of another script.

        Such a font should hold western text only, and programs that are careless about it write runs of letters that no western
        language has.
        """
        if codec != "cp1252" or self.default == "cp1252":
            return codec
        runs = [len(run) for run in HIGH_RUN.findall(raw)]
        if self.default in WIDE:
            return self.default if all(size % 2 == 0 for size in runs) else codec
        return self.default if self.default in FOREIGN and max(runs) > 2 else codec

    def _put(self, text: str) -> None:
        if self.state.sink is not self.nowhere:
            self.flush()
            self._write(text, self.state)

    def _write(self, text: str, state: State) -> None:
        sink = state.sink
        if self.html is not None and (sink.kind == "html" or (sink.where == "body" and not state.bits & HTML_OFF)):
            self.html.append(text)
        if state.bits & UNSEEN and sink.where:
            hidden = self.place("hidden")
            if self.unseen != state.bits & UNSEEN:
                hidden.pieces.append("\n")
            hidden.pieces.append(text)
            self.unseen = state.bits & UNSEEN
        elif sink.kind != "html":
            sink.pieces.append(text)
            self.unseen = 0

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.is_starred = True
            return
        text = ESCAPED.get(symbol)
        if text is None:
            return
        if self.skip:
            self.skip -= 1
        elif text in {"\\", "{", "}"}:
            if self.state.sink is not self.nowhere:
                self._wait(symbol)
        else:
            self._put(text)

    # --- control words ---------------------------------------------------------------------------

    def _binary(self, content: bytes, end: int, size: int) -> int:
        stop = min(len(content), end + max(0, size))
        if self.skip:
            self.skip -= 1
        elif self.state.sink.kind == "data":
            self.state.sink.data.append((True, content[end:stop]))
        return stop

    def _unicode(self, _argument: object, parameter: int | None) -> None:
        value = parameter or 0
        value = value & MAX_SURROGATE if value < 0 else min(value, 0x10FFFF)
        if 0xF020 <= value <= 0xF0FF:
            value -= 0xF000  # letters of symbol fonts
        self.skip = self.state.fallback
        self._put(chr(value))

    def _fallback(self, _argument: object, parameter: int | None) -> None:
        state = self.state
        self.state = State(state.sink, state.codec, max(0, 1 if parameter is None else parameter), state.bits)

    def _literal(self, text: str, _parameter: int | None) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self._put(" " if self.in_table and text in "\t\n" else text)

    def _paragraph(self, _argument: object, _parameter: int | None) -> None:
        self._put(" " if self.in_table else "\n")

    def _reset_paragraph(self, _argument: object, _parameter: int | None) -> None:
        self.in_table = False
        self.shades[0] = False

    def _in_table(self, _argument: object, _parameter: int | None) -> None:
        self.in_table = True

    def _cell(self, text: str, _parameter: int | None) -> None:
        self._put(text)

    def _reset_row(self, _argument: object, _parameter: int | None) -> None:
        self.shades[1] = False

    # --- charsets --------------------------------------------------------------------------------

    def _code_page(self, _argument: object, parameter: int | None) -> None:
        codec = {0: "cp1252", 10_000: "mac_roman", 65_001: "utf-8", 936: "gb18030", 1361: "johab"}.get(parameter or 0)
        self._default(codec or codec_of(f"cp{parameter}") or "cp1252", None)

    def _default(self, codec: str, _parameter: int | None) -> None:
        self.default = codec
        self._set_codec(codec)

    def _set_codec(self, codec: str) -> None:
        state = self.state
        if state.codec != codec:
            self.state = State(state.sink, codec, state.fallback, state.bits)

    def _default_font(self, _argument: object, parameter: int | None) -> None:
        self.body_font = parameter or 0

    def _font(self, _argument: object, parameter: int | None) -> None:
        if self.state.sink.kind == "fonts":
            self.font = parameter or 0
        else:
            self._set_codec(self.fonts.get(parameter or 0, self.default))

    def _font_charset(self, _argument: object, parameter: int | None) -> None:
        codec = FCHARSETS.get(parameter or 0)
        if codec and self.state.sink.kind == "fonts":
            self.fonts[self.font] = codec

    def _font_page(self, _argument: object, parameter: int | None) -> None:
        codec = codec_of(f"cp{parameter}")
        if codec and self.state.sink.kind == "fonts":
            self.fonts[self.font] = codec

    def _font_name(self, raw: bytes) -> None:
        name = raw.rstrip(b"; ")
        if self.fonts.get(self.font, "cp1252") == "cp1252":
            for end, codec in NAME_ENDS:
                if name.endswith(end):
                    self.fonts[self.font] = codec

    # --- what formatting hides -------------------------------------------------------------------

    def _bit(self, bit: int, parameter: int | None) -> None:
        self.state = self.state.with_bit(bit, is_on=parameter != 0)

    def _plain(self, _argument: object, _parameter: int | None) -> None:
        self.state = self.state.with_bit(UNSEEN, is_on=False)
        self._set_codec(self.fonts.get(self.body_font, self.default))

    def _size(self, _argument: object, parameter: int | None) -> None:
        self.state = self.state.with_bit(TINY, is_on=parameter is not None and 0 < parameter < 4)

    def _colour_part(self, _argument: object, parameter: int | None) -> None:
        if self.state.sink.kind == "colours":
            self.colours[-1].append(parameter or 0)

    def _is_white(self, number: int | None) -> bool:
        parts = self.colours[number] if number is not None and 0 < number < len(self.colours) else []
        return len(parts) == 3 and min(parts) >= 252

    def _colour(self, _argument: object, parameter: int | None) -> None:
        is_pale = self._is_white(parameter) and not any(self.shades)
        self.state = self.state.with_bit(PALE, is_on=is_pale)

    def _ground(self, _argument: object, parameter: int | None) -> None:
        if parameter and not self._is_white(parameter):
            self.state = self.state.with_bit(PALE, is_on=False)

    def _shade(self, which: int, parameter: int | None) -> None:
        self.shades[which] = bool(parameter) and not self._is_white(parameter)

    actions: ClassVar[Mapping[bytes, Action]] = in_bytes(
        {
            **each(_literal, SYMBOLS.items()),
            "u": (_unicode, ""),
            "uc": (_fallback, ""),
            "par": (_paragraph, ""),
            "pard": (_reset_paragraph, ""),
            "intbl": (_in_table, ""),
            "cell": (_cell, "\t"),
            "nestcell": (_cell, " "),
            "row": (_cell, "\n"),
            "nestrow": (_cell, " "),
            "trowd": (_reset_row, ""),
            "ansi": (_default, "cp1252"),
            "mac": (_default, "mac_roman"),
            "pc": (_default, "cp437"),
            "pca": (_default, "cp850"),
            "ansicpg": (_code_page, ""),
            "deff": (_default_font, ""),
            "f": (_font, ""),
            "fcharset": (_font_charset, ""),
            "cpg": (_font_page, ""),
            **dict.fromkeys(("red", "green", "blue"), (_colour_part, "")),
            "cf": (_colour, ""),
            "fs": (_size, ""),
            "v": (_bit, VANISHED),
            "deleted": (_bit, DELETED),
            "plain": (_plain, ""),
            **dict.fromkeys(("highlight", "cb", "chcbpat"), (_ground, "")),
            "cbpat": (_shade, 0),
            "clcbpat": (_shade, 1),
            "htmlrtf": (_bit, HTML_OFF),
        }
    )
