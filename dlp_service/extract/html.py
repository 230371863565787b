"""
HTML as a reader sees it, and apart from it what he does not see.

Rows of a table become lines with tabs between cells, because names and numbers that stand in one row belong together;
tables used for layout fall apart into their lines.  Text that a style hides is still in the recipient's hands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from dlp_service.charsets import bom_codec
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.text import decode_text
from dlp_service.values import GapReason

DROPPED = frozenset({"script", "style", "head", "svg", "math", "object", "iframe"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "textarea",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "noscript",
    ]
)
SPOKEN = ("alt", "title", "aria-label", "placeholder", "summary", "label")
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|font-size\s*:\s*0(?![.\d]*[1-9])|max-height\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
META_CHARSET = re.compile(rb"""(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)""")
DULL_META = frozenset(
    {
        "generator",
        "viewport",
        "progid",
        "originator",
        "format-detection",
        "x-apple-disable-message-reformatting",
        "robots",
    }
)
TAG = re.compile(r"<(?:xml|style|script)[\s>].*?(?:</(?:xml|style|script)>|\Z)|<[^>]*>", re.DOTALL | re.IGNORECASE)
CONDITION = re.compile(r"\[(?:if [^\]]*|endif)\]")
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
LINE_SPACE = re.compile(r"[ \t]*\n\s*")
FORMATTING = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE)
TAME_NODES = 250_000
TREE_CHARS = 8_000_000
CELL_CHARS = 300
CELL_LINES = 4
CHECK_NODES = 2000


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What is seen, what is hidden or only spoken (alt, title), comments, and `name=value` of title and meta elements."""

    visible: str
    hidden: str
    comments: str
    properties: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """The state of one walk: buffers of open table cells, rows, and how deep inside hidden elements we are."""

    buffers: list[list[str]] = field(default_factory=lambda: [[]])
    rows: list[list[str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)
    hidden_depth: int = 0
    pre_depth: int = 0

    def enter(self, tag: str, node: LexborNode) -> None:
        attributes = node.attributes
        if self.hidden_depth or _is_hidden(attributes):
            self.hidden_depth += 1
        for name in SPOKEN:
            value = attributes.get(name)
            if value and value.strip():
                self.hidden.append("\n" + value)
        if tag == "input" and attributes.get("value"):
            self.put(attributes["value"] or "")
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.buffers.append([])
        elif tag == "br" or tag in BLOCKS:
            self.put("\n")
        self.pre_depth += tag in {"pre", "textarea"}

    def leave(self, tag: str) -> None:
        if tag in {"td", "th"} and len(self.buffers) > 1:
            text = _tidy("".join(self.buffers.pop()))
            if self.rows:
                self.rows[-1].append(text)
            else:
                self.buffers[-1].append("\n" + text + "\n")
        elif tag == "tr" and self.rows:
            self.buffers[-1].append("\n" + _row(self.rows.pop()) + "\n")
        elif tag in BLOCKS:
            self.put("\n")
        self.pre_depth -= tag in {"pre", "textarea"}
        self.hidden_depth -= self.hidden_depth > 0

    def put(self, text: str) -> None:
        (self.hidden if self.hidden_depth else self.buffers[-1]).append(text)

    def text(self, value: str) -> None:
        self.put(value.replace("\r\n", "\n") if self.pre_depth else SPACE.sub(" ", value))

    def result(self) -> HtmlText:
        while len(self.buffers) > 1:
            self.leave("td")
        return HtmlText(
            _tidy("".join(self.buffers[0])),
            _tidy("".join(self.hidden)),
            _tidy("\n".join(self.comments)),
            tuple(self.properties),
        )


def html_text(markup: str, job: Job, path: str) -> HtmlText:
    """
    Read markup, checking the budget on the way; anything at all is HTML.

    Very long markup is read without its structure: every text of it, hidden or not, counts as visible.
    So is a tree that does not fit into memory, and that is a gap at `path` besides.
    """
    if len(markup) > TREE_CHARS:
        return HtmlText(_tidy(TAG.sub("\n", markup)), "", "")
    try:
        tree = LexborHTMLParser(markup)
    except (SelectolaxError, MemoryError):
        job.gap(path, GapReason.OVER_LIMIT, "HTML that unfolds beyond memory")
        return HtmlText(_tidy(TAG.sub("\n", markup)), "", "")
    walk = _Walk()
    _head(tree, walk)
    node = tree.root
    count = 0
    while node is not None:
        count += 1
        if count % CHECK_NODES == 0:
            job.budget.check()
        tag = node.tag or ""
        child = _enter(walk, tag, node)
        if child is not None:
            node = child
            continue
        node = _next(walk, node)
    return walk.result()


def is_tame(markup: str) -> bool:
    """
    Say whether markup cannot unfold into a huge tree.

    The HTML standard re-opens every unclosed formatting element in every following block: a few thousand of
    each in 200 kB make gigabytes.  The product of both counts bounds the nodes.
    """
    return len(FORMATTING.findall(markup)) * markup.count("<") <= TAME_NODES


def _enter(walk: _Walk, tag: str, node: LexborNode) -> LexborNode | None:
    """Take a node in and return its first child, or None when there is nothing below it to walk."""
    if node.is_text_node:
        walk.text(node.text(deep=False) or "")
        return None
    if node.is_comment_node:
        walk.comments.append(_comment(node.comment_content or ""))
        return None
    if tag in DROPPED:
        return None
    walk.enter(tag, node)
    child = node.first_child
    if child is None:
        walk.leave(tag)
    return child


def _next(walk: _Walk, node: LexborNode) -> LexborNode | None:
    """Return the node after this one and everything in it, leaving the elements that end here."""
    current: LexborNode | None = node
    while current is not None:
        following = current.next
        if following is not None:
            return following
        current = current.parent
        if current is not None and current.is_element_node:
            walk.leave(current.tag or "")
    return None


def _head(tree: LexborHTMLParser, walk: _Walk) -> None:
    """Take the title and the named meta values: labels of document systems stand there."""
    head = tree.head
    for node in head.css("title, meta") if head is not None else ():
        if node.tag == "title":
            title = SPACE.sub(" ", node.text() or "").strip()
            if title:
                walk.properties.append(f"title={title}")
            continue
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        value = (node.attributes.get("content") or "").strip()
        if name and value and name.lower() not in DULL_META:
            walk.properties.append(f"{name}={value}")


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or HIDDEN_STYLE.search(attributes.get("style") or "") is not None


def _comment(content: str) -> str:
    """Return the text of a comment; conditional comments carry markup that some mail programs show."""
    return TAG.sub(" ", CONDITION.sub(" ", content)).strip(" \t\r\n<>!-")


def _row(cells: list[str]) -> str:
    """Return a table row as one line, or its cells below each other when they hold layout instead of data."""
    is_layout = any(len(cell) > CELL_CHARS or cell.count("\n") >= CELL_LINES or "\t" in cell for cell in cells)
    if is_layout or len(cells) == 1:
        return "\n".join(cell for cell in cells if cell)
    return "\t".join(cell.replace("\n", " ") for cell in cells)


def _tidy(text: str) -> str:
    lines = (line.strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip())


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
