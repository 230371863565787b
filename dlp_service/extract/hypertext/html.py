"""
HTML as a reader sees it, and apart from it what he does not see.

Markup is taken tag by tag and never becomes a tree: what browsers do to build one takes time in the square of the depth, and
gigabytes for unclosed formatting.  Rows of a table become lines with tabs between cells, because names and numbers that stand
in one row belong together; tables used for layout fall apart into their lines.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import cast
from urllib.parse import unquote_to_bytes

from dlp_service.charsets import bom_codec
from dlp_service.extract.hypertext.htmlknown import STEP_OF, STEPS, TABLE, TABLE_END, Known
from dlp_service.extract.hypertext.htmllayout import CELL, LINE, MARKS, ROW, ROW_END, laid_out
from dlp_service.extract.hypertext.htmlnames import (
    BLOCKS,
    CELLS,
    DULL_META,
    LINKS,
    SPECIAL,
    SPOKEN,
    TABLES,
    UNSEEN,
)
from dlp_service.extract.hypertext.htmlopen import OpenElements
from dlp_service.extract.hypertext.htmlstyle import HIDING, WHITE_CODE, WHITE_TEXT, Sheet, is_painted
from dlp_service.extract.hypertext.htmltoken import TOKEN, Tag, tag_of
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.texts.text import decode_text
from dlp_service.values import GapReason

META_CHARSET = re.compile(rb"""(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)""")
CONDITION = re.compile(r"\A<!--\s*\[if ([^\]]*)\]>(.*?)(?:<!\[endif\]-->)?\Z", re.DOTALL | re.IGNORECASE)
REVEALED = re.compile(r"<!(?:--)?\s*\[(?:if|endif)[^>]*>\Z|<!doctype", re.IGNORECASE)
MARKUP = re.compile(r"<[^>]*+(?:>|\Z)")
STRING = re.compile(
    r"""/\*(.*?)(?:\*/|\Z)|(?<![:\w])//([^\n]*+)|"((?:[^"\\\n]|\\.)*+)"?|'((?:[^'\\\n]|\\.)*+)'?|`((?:[^`\\]|\\.)*+)`?""",
    re.DOTALL,
)
"""Comments and strings of scripts and style sheets; what breaks off ends with its line, or with the file."""

OFFICE_PROPERTY = re.compile(r"<o:(\w+)(?:\s[^>]*)?>([^<]*+)</o:")
DATA_ADDRESS = re.compile(r"\s*+data:([^,;]*+)([^,]*+),(.*)", re.DOTALL | re.IGNORECASE)
STYLE_DATA = re.compile(r"url\(\s*[\"']?(data:[^\"')]*)", re.IGNORECASE)
FORMATTING = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE)
TAME_NODES = 250_000
CHECK_TAGS = 256
MAX_FRAMES = 5


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What is seen, what is hidden or only spoken (alt, title), comments, and `name=value` of title and meta elements."""

    visible: str
    hidden: str
    comments: str
    properties: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One document being read."""

    job: Job
    path: str
    depth: int = 0
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)
    sheet: Sheet = field(default_factory=Sheet)
    known: dict[str, Known] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    markup: str = ""
    has_white: bool | None = None
    rows: list[bool] = field(default_factory=list)
    pre: int = 0
    open: OpenElements = field(default_factory=OpenElements)
    data: int = 0

    # --- the walk --------------------------------------------------------------------------------

    def read(self, markup: str) -> None:
        """Take the markup, checking the budget on the way."""
        self.markup = markup
        pieces = TOKEN.split(markup)
        texts, tokens = pieces[::2], pieces[1::2]
        for start in range(0, len(tokens), CHECK_TAGS):
            self.job.budget.check()
            some = tokens[start : start + CHECK_TAGS]
            self.take(texts[start : start + len(some)], some)
        self.text(texts[-1])
        while self.rows:
            self.end_row()
            self.rows.pop()

    def take(self, texts: list[str], tokens: list[str]) -> None:
        """Take texts, each with the token after it: most are text that is shown and a tag that leaves a mark at most."""
        if not (self.open.contexts or self.pre):
            marks = list(map(self.marks.get, tokens))
            if None not in marks:
                pieces = [""] * (2 * len(marks))
                pieces[::2], pieces[1::2] = texts, cast("list[str]", marks)
                self.shown += pieces
                return
        self.take_each(texts, tokens)

    def take_each(self, texts: list[str], tokens: list[str]) -> None:
        """Take texts and tokens one by one."""
        shown, contexts, rows, marks = self.shown, self.open.contexts, self.rows, self.marks
        for text, token in zip(texts, tokens, strict=True):
            if contexts or self.pre:
                self.text(text)
            else:
                shown.append(text)
                mark = marks.get(token)
                if mark is not None:
                    shown.append(mark)
                    continue
            found = self.known.get(token) or self.learn(token)
            step = found.step
            if step == TABLE and not contexts:
                rows.append(False)
                shown.append(LINE)
            elif step and rows and not contexts:
                if step == TABLE_END:
                    shown.append(ROW_END + LINE if rows.pop() else LINE)
                else:
                    mark, rows[-1] = STEPS[step, rows[-1]]
                    shown.append(mark)
            elif found.is_table:
                self.table(found)
                self.hidden.extend(found.says)
            else:
                self.apart(token, found)

    def apart(self, token: str, found: Known) -> None:
        """Take a tag that does more than end a line, or that stands where that matters."""
        if found.is_special:
            self.special(token, found)
        elif self.open.contexts or found.hides or found.paints:
            self.tracked(found)
        elif found.mark:
            self.shown.append(found.mark)
        self.hidden.extend(found.says)

    def text(self, text: str) -> None:
        """Take text between tags."""
        (self.hidden if self.open.hiding else self.shown).append(
            text.replace("\r\n", "\n").replace("\n", LINE) if self.pre else text
        )

    def tracked(self, found: Known) -> None:
        """Take a tag where it matters which elements are open: inside of one that hides, or that has a ground of its own."""
        if found.tag.is_end:
            self.put(found.mark)
            self.open.leave(found.tag.name)
        else:
            is_white = found.tag.inside == WHITE_ONLY
            self.open.enter(found.tag.name, hides=found.hides, paints=found.paints, is_white=is_white)
            self.put(found.mark)

    # --- what a tag does -------------------------------------------------------------------------

    def learn(self, token: str) -> Known:
        """Work out what a tag does."""
        tag = tag_of(token)
        if tag is None or tag.inside or tag.name in SPECIAL:
            found = Known(tag or Tag("", is_end=False, attributes={}), is_special=True)
        else:
            found = self.plain(tag)
            if not (found.says or found.hides or found.paints or found.is_table):
                self.marks[token] = found.mark
            elif found.is_table and tag.is_end and tag.name in {"td", "th"}:
                self.marks[token] = ""
        self.known[token] = found
        return found

    def plain(self, tag: Tag) -> Known:
        """Work out a tag that only shows, hides or marks."""
        is_table = tag.name in TABLES
        mark = LINE if tag.name in BLOCKS and not is_table else ""
        if tag.is_end:
            return Known(tag, mark, is_table=is_table, step=STEP_OF.get((tag.name, True), ""))
        found = self.with_attributes(tag, mark) if tag.attributes else Known(tag, mark, hides=tag.name in UNSEEN)
        if self.sheet and not found.hides:
            found = self.styled(found)
        if not is_table:
            return found
        is_bare = not (found.says or found.hides or found.paints)
        return found._replace(is_table=True, step=STEP_OF.get((tag.name, False), "") if is_bare else "")

    def with_attributes(self, tag: Tag, mark: str) -> Known:
        """Work out a tag with attributes."""
        says: list[str] = []
        hides, paints, is_white = tag.name in UNSEEN and "open" not in tag.attributes, False, False
        for name, value in tag.attributes.items():
            if name == "style":
                style = unescape(value)
                hides = hides or HIDING.search(style) is not None
                paints = paints or is_painted(style)
                is_white = is_white or WHITE_TEXT.search(style) is not None
                if "data:" in style:
                    says += [self.address(address) for address in STYLE_DATA.findall(style)]
            elif name == "hidden":
                hides = True
            elif name == "bgcolor":
                paints = paints or _is_dark(value)
            elif name == "color":
                is_white = is_white or _is_white(value)
            elif value and (name != "value" or tag.name != "input"):
                says.append(self.said(name, value))
        if tag.rest:
            says.append(tag.rest)
        lines = tuple(LINE + text for text in says if text.strip())
        if is_white and not hides and not paints:
            return Known(tag._replace(inside=WHITE_ONLY), mark, lines, hides=True)
        return Known(tag, mark, lines, hides=hides, paints=paints and self.may_be_white())

    def may_be_white(self) -> bool:
        """Say whether the markup names white anywhere; a ground matters to white text only."""
        if self.has_white is None:
            lowered = self.markup.lower()
            self.has_white = any(code in lowered for code in WHITES)
        return self.has_white

    def said(self, name: str, value: str) -> str:
        """Return what an attribute says to people, empty for one that only works."""
        if name in SPOKEN or name.startswith(("data-", "on")) or (name == "value" and not value.isdecimal()):
            return unescape(value)
        return self.address(unescape(value)) if name in LINKS else ""

    def styled(self, found: Known) -> Known:
        """Add what style sheets do to a tag."""
        tag = found.tag
        names = {*tag.attributes.get("class", "").split(), tag.attributes.get("id", ""), f"<{tag.name}"}
        if names & self.sheet.hiding:
            return Known(tag, found.mark, found.says, hides=True)
        if names & self.sheet.painted or found.paints:
            return Known(tag, found.mark, found.says, paints=True)
        if names & self.sheet.white:
            return Known(tag._replace(inside=WHITE_ONLY), found.mark, found.says, hides=True)
        return found

    def address(self, address: str) -> str:
        """Return a link's target, empty for a fragment; a data address is read as the file that it is."""
        found = DATA_ADDRESS.match(address)
        if not found:
            return "" if address.startswith("#") else address
        job, most = self.job, self.job.limits.archive_entries
        if job.entries >= most:
            job.gap(self.path, GapReason.OVER_LIMIT, f"more than {most} entries")
            return ""
        job.entries += 1
        self.data += 1
        content = _data(found[2], found[3])
        if content:
            job.embedded(Document(f"{self.path}/data{self.data}", content, content_type=found[1].strip().lower()))
        return ""

    # --- elements with rules of their own --------------------------------------------------------

    def special(self, token: str, found: Known) -> None:
        """Take a comment, or an element that has rules of its own."""
        tag = found.tag
        if not tag.name:
            self.comment(token)
        elif tag.inside:
            self.inside(tag)
        elif tag.name in {"pre", "listing"}:
            self.pre = max(0, self.pre + (-1 if tag.is_end else 1))
            self.tracked(self.with_attributes(tag, LINE))
        elif not tag.is_end:
            self.alone(tag)

    def table(self, found: Known) -> None:
        """Take a tag of a table: rows and cells end where the next begins."""
        name = found.tag.name
        if found.tag.is_end:
            self.end_table(name)
            if self.open.contexts:
                self.open.leave(name)
            return
        if name not in {"td", "th", "table"}:
            self.end_row()
        if self.open.contexts or found.hides or found.paints:
            self.tracked(found)
        if name == "table":
            self.put(LINE)
            self.rows.append(False)
        elif name in CELLS:
            if not self.rows:
                self.rows.append(False)
            if not self.rows[-1]:
                self.put(ROW)
                self.rows[-1] = True
            if name != "tr":
                self.put(CELL)

    def end_row(self) -> None:
        """End the row that is open in the table at hand."""
        if self.rows and self.rows[-1]:
            self.put(ROW_END)
            self.rows[-1] = False

    def end_table(self, name: str) -> None:
        """Take the end of a row or of what holds rows."""
        if name in {"td", "th"}:
            return
        self.end_row()
        if name == "table" and self.rows:
            self.rows.pop()
            self.put(LINE)

    def put(self, mark: str) -> None:
        """Add a mark where text goes at the moment."""
        (self.hidden if self.open.hiding else self.shown).append(mark)

    def alone(self, tag: Tag) -> None:
        """Take an element without content."""
        attributes = tag.attributes
        known = self.with_attributes(tag, "")
        self.hidden.extend(known.says)
        if tag.name == "meta":
            self.meta(attributes)
        elif tag.name == "iframe" and attributes.get("srcdoc"):
            self.frame(unescape(attributes["srcdoc"]))
        elif tag.name == "input" and attributes.get("value"):
            is_hidden = known.hides or attributes.get("type", "").lower() == "hidden"
            (self.hidden if is_hidden or self.open.hiding else self.shown).append(
                LINE * is_hidden + attributes["value"]
            )

    def meta(self, attributes: dict[str, str]) -> None:
        """Take a named value: labels of document systems stand there."""
        name = next(
            (attributes[key] for key in ("name", "property", "http-equiv", "itemprop") if attributes.get(key)), ""
        )
        value = unescape(attributes.get("content", "")).strip()
        if name.lower() == "refresh":
            self.hidden.append(LINE + value)
        elif name and value and name.lower() not in DULL_META:
            self.properties.append(f"{unescape(name)}={value}")

    def inside(self, tag: Tag) -> None:
        """Take an element whose content is no markup."""
        name = tag.name
        if name in {"script", "style"}:
            self.code(tag)
        elif name == "title":
            title = " ".join(unescape(tag.inside).split())
            if self.depth == 0 and title and not self.shown_words():
                self.properties.append(f"title={title}")
            else:
                self.hidden.append(LINE + title)
        elif name == "xml":
            found = OFFICE_PROPERTY.findall(tag.inside)
            self.properties += [
                f"{key}={unescape(text).strip()}" for key, text in found if not text.strip().isdecimal()
            ]
        elif name == "textarea":
            self.put(LINE + tag.inside.replace("\n", LINE) + LINE)
            self.hidden.extend(self.with_attributes(tag, "").says)
        else:
            self.alone(tag)
            self.frame(tag.inside)

    def shown_words(self) -> bool:
        """Say whether anything was shown so far: a title after that is one of a drawing."""
        return any(piece.strip(WHITESPACE) for piece in self.shown)

    def code(self, tag: Tag) -> None:
        """Take from scripts and styles what people wrote in them: texts and comments; structured data whole."""
        if tag.attributes.get("src"):
            self.hidden.append(LINE + tag.attributes["src"])
        if "json" in tag.attributes.get("type", "").lower():
            self.hidden.append(LINE + tag.inside)
            return
        self.hidden.extend(LINE + text for text in code_words(tag.inside))
        if tag.name == "style":
            self.sheet.add(tag.inside)
            self.known.clear()
            self.marks.clear()

    def comment(self, token: str) -> None:
        """Take a comment; what one for some mail program holds is shown there."""
        conditional = CONDITION.match(token)
        if conditional:
            self.frame(conditional[2])
        elif token.startswith("<![CDATA["):
            self.put(token[9:].removesuffix("]]>"))
        elif not REVEALED.match(token):
            text = MARKUP.sub(" ", token.removeprefix("<!--").removesuffix("-->").replace("<!", "").strip("<>"))
            self.comments.append(text.strip(" \t\r\n<>!-?/"))

    def frame(self, markup: str) -> None:
        """Read a document inside this one; it is seen where it stands."""
        if self.depth >= MAX_FRAMES:
            self.put(LINE + markup + LINE)
            return
        inner = _Reading(self.job, self.path, self.depth + 1, data=self.data)
        inner.sheet = self.sheet
        inner.read(markup)
        self.data = inner.data
        self.put(LINE)
        (self.hidden if self.open.hiding else self.shown).extend(inner.shown)
        self.put(LINE)
        self.hidden += inner.hidden
        self.comments += inner.comments
        self.properties += inner.properties

    def result(self) -> HtmlText:
        """Return what was read."""
        return HtmlText(
            laid_out(self.shown),
            laid_out(self.hidden, is_once=True),
            laid_out([LINE.join(self.comments)]),
            tuple(dict.fromkeys(self.properties)),
        )


WHITE = re.compile(WHITE_CODE, re.IGNORECASE)
WHITES = ("#fff", "#fefefe", "white", "255,255,255", "255, 255, 255")
WHITE_ONLY = "white text"
WHITESPACE = " \t\r\n\f\xa0" + LINE


def _is_white(color: str) -> bool:
    return WHITE.match(color.strip()) is not None


def _is_dark(color: str) -> bool:
    return bool(color.strip()) and not _is_white(color)


def _data(options: str, data: str) -> bytes:
    """Return the content of a data address (RFC 2397)."""
    content = unquote_to_bytes(data)
    if "base64" not in options.lower():
        return content
    packed = re.sub(rb"\s+", b"", content)
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return b""


def code_words(code: str) -> Iterator[str]:
    """
    Yield the comments and strings of a script or style sheet that have letters.

    >>> list(code_words("a { content: 'draft' } /* for Ann */ b { width: 1px }"))
    ['draft', ' for Ann ']
    """
    found = (next(filter(None, groups), "") for groups in STRING.findall(code))
    return (text for text in found if any(letter.isalpha() for letter in text))


def html_text(markup: str, job: Job, path: str) -> HtmlText:
    """Read markup, checking the budget on the way; anything at all is HTML."""
    reading = _Reading(job, path)
    if any(mark in markup for mark in (LINE, ROW, CELL, ROW_END)):
        markup = MARKS.sub(" ", markup)
    reading.read(markup)
    return reading.result()


def is_tame(markup: str) -> bool:
    """
    Say whether markup is one that people write.

    The HTML standard re-opens every unclosed formatting element in every following block: a few thousand of
    each in 200 kB make gigabytes in a browser.  The product of both counts bounds the nodes.
    """
    return len(FORMATTING.findall(markup)) * markup.count("<") <= TAME_NODES


def markup_of(content: bytes, charset: str = "") -> str:
    """Return HTML bytes as text: by mark, then by the transport's charset, then by what the document says itself."""
    if bom_codec(content):
        return decode_text(content)
    declared = META_CHARSET.search(content, 0, 4096)
    return decode_text(content, charset or (declared[1].decode("ascii", "replace") if declared else ""))


def read_html(document: Document, job: Job) -> None:
    """Read an HTML file."""
    found = html_text(markup_of(document.content, document.charset), job, document.path)
    for value in found.properties:
        job.text(document.path, "property", value)
    job.text(document.path, "body", found.visible)
    job.text(document.path, "hidden", found.hidden)
    job.text(document.path, "comment", found.comments)
