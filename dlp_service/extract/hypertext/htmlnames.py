"""Elements and attributes of HTML by what they do to text."""

from __future__ import annotations

BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "menu", "nav", "noscript", "ol", "optgroup", "option", "p", "pre", "search", "section",
    "select", "summary", "table", "tbody", "template", "text", "tfoot", "thead", "ul", "br", "desc", "object", "video", "audio",
    "canvas",
])  # fmt: skip
VOID = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
])  # fmt: skip
UNSEEN = frozenset(["template", "datalist", "dialog"])
SELF_CLOSING = frozenset(["p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "tbody", "thead", "tfoot"])
"""Elements that another of their kind, or a block for a paragraph, ends without an end tag."""

SPOKEN = frozenset(["alt", "title", "aria-label", "aria-description", "placeholder", "summary", "label", "abbr"])
LINKS = frozenset([
    "href", "src", "action", "formaction", "cite", "poster", "background", "data", "codebase", "longdesc", "srcset", "xlink:href",
    "classid", "ping", "manifest", "o:href",
])  # fmt: skip
CELLS = frozenset(["td", "th", "tr"])
TABLES = frozenset(["table", "tr", "td", "th", "tbody", "thead", "tfoot"])
SPECIAL = frozenset(["pre", "listing", "meta", "input", "iframe"])

DULL_META = frozenset([
    "generator", "viewport", "progid", "originator", "format-detection", "x-apple-disable-message-reformatting", "robots",
    "content-type", "x-ua-compatible",
])  # fmt: skip
