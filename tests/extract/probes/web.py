"""HTML (the living standard), SVG, XML and MHTML (RFC 2557)."""

from __future__ import annotations

import base64

from tests.extract.probes.values import Places, ProbeFile


def html() -> ProbeFile:
    p = Places("html")
    inner = base64.b64encode(f"<p>{p('page in a data address')}</p>".encode()).decode()
    letters = "".join(f"&#{ord(letter)};" for letter in p("letters as numbers"))
    apart = p("word split by markup")
    text = f"""<!DOCTYPE html><html lang="en"><head><title>{p("title")}</title><meta name="keywords" content="{p("keywords")}">
<meta property="og:title" content="{p("social title")}"><meta http-equiv="refresh" content="9; url=https://{p("refresh target")}.example/">
<style>.gone {{ display: none }} .x::before {{ content: "{p("content of a style")}" }} /* {p("comment in a style")} */</style>
<script>var a = "{p("string in a script")}"; // {p("comment in a script")}
</script><script type="application/ld+json">{{"name": "{p("structured data")}"}}</script><base href="https://{p("base address")}.example/"></head><body>
<p>{p("body")}</p><p>{letters}</p><p>{apart[:4]}<b>{apart[4:8]}</b><!-- x -->{apart[8:]}</p><!-- {p("comment")} --><!--[if mso]><p>{p("conditional comment")}</p><![endif]-->
<div style="display:none">{p("display none")}</div><div style="visibility: hidden">{p("visibility hidden")}</div><div class="gone">{p("hidden by a class")}</div>
<div hidden>{p("hidden attribute")}</div><span style="color:#fff;background:white">{p("white text")}</span><span style="font-size:0">{p("text of no size")}</span>
<div style="position:absolute;left:-9999px">{p("text beyond the page")}</div><div style="opacity:0">{p("transparent text")}</div>
<img src="https://{p("picture address")}.example/a.png" alt="{p("alternative text")}" title="{p("tooltip")}"><a href="https://{p("link target")}.example/">x</a>
<form action="https://{p("form action")}.example/"><input value="{p("input value")}" placeholder="{p("input placeholder")}"><input type="hidden" value="{p("hidden input")}">
<textarea>{p("text area")}</textarea><select><option label="{p("option label")}">{p("option")}</option></select><button>{p("button")}</button></form>
<noscript>{p("noscript")}</noscript><template><p>{p("template")}</p></template><iframe srcdoc="&lt;p&gt;{p("frame document")}&lt;/p&gt;"></iframe>
<iframe src="data:text/html;base64,{inner}"></iframe><div data-note="{p("data attribute")}" aria-label="{p("aria label")}"></div>
<svg><title>{p("title of a drawing")}</title><text>{p("text of a drawing")}</text></svg><math><mtext>{p("text of a formula")}</mtext></math>
<details><summary>x</summary>{p("closed details")}</details><dialog>{p("closed dialog")}</dialog><table summary="{p("table summary")}"><caption>{p("table caption")}</caption><tr><td>{p("table cell")}</td></tr></table>
<object data="x"><param name="a" value="{p("object parameter")}">{p("object fallback")}</object><video><track label="{p("track label")}">{p("video fallback")}</video><canvas>{p("canvas fallback")}</canvas>
<xmp>{p("xmp element")}</xmp><noframes>{p("noframes")}</noframes><del>{p("deleted text")}</del><![CDATA[{p("character data section")}]]><?php {p("processing instruction")} ?>
</body></html>{p("text behind the end")}"""
    return p.file("probe.html", text.encode())


def svg() -> ProbeFile:
    p = Places("svg")
    text = (
        f'<?xml version="1.0"?><!-- {p("comment")} --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>{p("title")}</title><desc>{p("description")}</desc>'
        f'<metadata><x xmlns="urn:x">{p("metadata")}</x></metadata><text>{p("text")}<tspan>{p("text span")}</tspan></text><text display="none">{p("hidden text")}</text><text opacity="0">{p("transparent text")}</text>'
        f'<defs><text>{p("text in definitions")}</text></defs><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">{p("foreign object")}</p></foreignObject><a xlink:href="https://{p("link target")}.example/" xlink:title="{p("link title")}"><rect/></a>'
        f'<script><![CDATA[ var a = "{p("script")}"; ]]></script><style>/* {p("style")} */</style><g aria-label="{p("aria label")}"/></svg>'
    )  # fmt: skip
    return p.file("probe.svg", text.encode())


def xml() -> ProbeFile:
    p = Places("xml")
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><!-- {p("comment")} --><?note {p("processing instruction")}?><root a="{p("attribute")}"><b>{p("text")}</b>'
        f"<c><![CDATA[{p('character data section')}]]></c>{p('mixed content')}<{p('element name')}/></root>"
    )
    return p.file("probe.xml", text.encode())


def mhtml() -> ProbeFile:
    p = Places("mhtml")
    inner = base64.encodebytes(f"<html><body>{p('page')}</body></html>".encode()).decode()
    text = (
        f'From: <Saved by x>\r\nSubject: {p("subject")}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"; type="text/html"\r\n\r\n--b\r\n'
        f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://{p('page address')}.example/\r\n\r\n{inner}\r\n--b\r\n"
        f"Content-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n/* {p('style part')} */\r\n--b--\r\n"
    )
    return p.file("probe.mht", text.encode())


FILES = (html, svg, xml, mhtml)
