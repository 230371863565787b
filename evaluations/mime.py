"""
Our MIME reader beside the standard library's: every difference on real mail, and what hostile mail costs each.

    python -m evaluations.mime --shared ../shared [--list] [--only-mail]

Differences are sorted into kinds by what can be seen from outside: the defects the standard library itself records, whether one
reading is the beginning of the other, and whether attached files are whole by their own format.  `--list` prints
each one.  A difference of no known kind is always printed.
"""

from __future__ import annotations

import argparse
import io
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

from evaluations.mail_views import Leaf, View, compat32, guarded, modern, ours
from evaluations.mime_hostile import print_hostile

OTHERS: dict[str, Callable[[bytes], View]] = {"compat32": compat32, "default": modern, "guarded": guarded}
UNEXPLAINED = "unexplained"

KINDS = {
    "stray header line": ("ours", "a line that is no field ends the header there: the fields behind it become content"),
    "base64 behind padding": ("ours", "decoding stops at the first padding"),
    "base64 not decoded": ("ours", "of an impossible length: left as it is"),
    "multipart without boundary": ("ours", "no or folded boundary parameter: one part of a type nobody can read"),
    "8-bit header": ("ours", "bytes beyond ASCII become U+FFFD, and encoded words around them stay encoded"),
    "NUL in a header": ("ours", "the NUL stays in the address, which then equals no other"),
    "quoted pair": ("ours", "RFC 5322 3.2.1 reads \\T as T; compat32 keeps the backslash"),
    "exception": ("ours", "the library raises instead of answering"),
    "last line end": ("theirs", "an unclosed multipart's last line end is kept; no text differs"),
    UNEXPLAINED: ("?", "look at it"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement about a message: `what` differs (parts, content_type, ...), of which kind, and both values."""

    what: str
    kind: str
    ours: object
    theirs: object


def corpora(shared: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield (corpus, file name, message) for every real and example message."""
    with (shared / "data/mail/bega_eml.tar.zst").open("rb") as packed:
        data = zstandard.ZstdDecompressor().stream_reader(packed).read()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content:
                yield "archived mail", member.name.rpartition("/")[2], content.read()
    folders = {
        "malformed, test suites": shared / "data/extract/files/mime",
        "shared examples": shared / "examples/messages",
        "own examples": Path(__file__).parent.parent / "examples/messages",
    }
    for name, folder in folders.items():
        for file in sorted(folder.rglob("*.eml")):
            yield name, file.name, file.read_bytes()


def differences(own: View, other: View) -> list[Difference]:
    """Return every disagreement between our reading and another, each with its kind."""
    found: list[Difference] = []
    if len(own.leaves) != len(other.leaves):
        types = [[leaf.content_type for leaf in view.leaves] for view in (own, other)]
        found.append(Difference("parts", _kind_of_tree(other), *types))
    else:
        for mine, theirs in zip(own.leaves, other.leaves, strict=True):
            found += _leaf_differences(mine, theirs, other)
    if own.subject != other.subject:
        found.append(Difference("subject", _kind_of_text(other.subject), own.subject, other.subject))
    if own.people != other.people:
        found.append(Difference("addresses", _kind_of_text("".join(other.people)), own.people, other.people))
    if own.names != other.names:
        found.append(Difference("names", _kind_of_text("".join(other.names)), own.names, other.names))
    return found


def _leaf_differences(mine: Leaf, theirs: Leaf, other: View) -> Iterator[Difference]:
    if mine.content_type != theirs.content_type:
        yield Difference("content type", _kind_of_tree(other), mine.content_type, theirs.content_type)
    if mine.file_name != theirs.file_name:
        kind = _kind_of_name(mine, theirs)
        yield Difference("file name", kind, mine.file_name, theirs.file_name)
    if mine.content != theirs.content:
        kind = _kind_of_content(mine, theirs)
        yield Difference("content", kind, len(mine.content), len(theirs.content))


def _kind_of_tree(other: View) -> str:
    defects = frozenset[str]().union(*(leaf.defects for leaf in other.leaves))
    if any(leaf.content_type.startswith("multipart/") for leaf in other.leaves):
        return "multipart without boundary"
    return "stray header line" if "MissingHeaderBodySeparatorDefect" in defects else UNEXPLAINED


def _kind_of_name(mine: Leaf, theirs: Leaf) -> str:
    if theirs.file_name.startswith("<"):
        return "exception"
    if theirs.file_name.replace("\\", "") == mine.file_name:
        return "quoted pair"
    return "stray header line" if "MissingHeaderBodySeparatorDefect" in theirs.defects else UNEXPLAINED


def _kind_of_content(mine: Leaf, theirs: Leaf) -> str:
    if mine.content.rstrip(b"\r\n") == theirs.content.rstrip(b"\r\n"):
        return "last line end"
    if "MissingHeaderBodySeparatorDefect" in theirs.defects:
        return "stray header line"
    if mine.content.startswith(theirs.content):
        return "base64 behind padding"
    return "base64 not decoded" if "InvalidBase64LengthDefect" in theirs.defects else UNEXPLAINED


def _kind_of_text(theirs: str) -> str:
    if theirs.startswith("<"):
        return "exception"
    if "\0" in theirs:
        return "NUL in a header"
    is_mangled = "\ufffd" in theirs or "\\ufffd" in theirs or not theirs.isprintable()
    return "8-bit header" if is_mangled else UNEXPLAINED


def is_whole(content: bytes) -> bool | None:
    """Say whether a file reaches its format's own end mark; None for formats without one, and for texts."""
    tail = content[-2048:]
    if content.startswith(b"%PDF"):
        return b"%%EOF" in tail
    if content.startswith(b"PK\x03\x04"):
        return zipfile.is_zipfile(io.BytesIO(content))
    if content.startswith(b"\xff\xd8\xff"):
        return b"\xff\xd9" in tail
    return b"IEND" in tail if content.startswith(b"\x89PNG") else None


def compare(shared: Path, *, is_listing: bool) -> None:
    """Print agreement by corpus, differences by kind, whole files and time."""
    messages = list(corpora(shared))
    seen: dict[str, list[tuple[str, list[Difference]]]] = {name: [] for name in OTHERS}
    seconds: Counter[str] = Counter()
    whole: Counter[tuple[str, bool]] = Counter()
    for corpus, name, raw in messages:
        own = _timed(seconds, "ours", ours, raw)
        _count_whole(whole, "ours", own)
        for reader, read in OTHERS.items():
            view = _timed(seconds, reader, read, raw)
            _count_whole(whole, reader, view)
            found = differences(own, view)
            seen[reader].append((corpus, found))
            _show(reader, name, found if is_listing else [each for each in found if each.kind == UNEXPLAINED])
    _print_agreement(seen)
    _print_kinds(seen)
    print("\nAttached PDF, ZIP (office), JPEG and PNG files, by their own end marks; and seconds for everything")
    for reader in ("ours", *OTHERS):
        print(f"  {reader:10} whole {whole[reader, True]:4} cut {whole[reader, False]:4}   {seconds[reader]:6.2f} s")


def _timed(seconds: Counter[str], name: str, read: Callable[[bytes], View], raw: bytes) -> View:
    start = time.perf_counter()
    view = read(raw)
    seconds[name] += time.perf_counter() - start  # type: ignore[assignment]
    return view


def _count_whole(whole: Counter[tuple[str, bool]], reader: str, view: View) -> None:
    for leaf in view.leaves:
        verdict = is_whole(leaf.content)
        if verdict is not None:
            whole[reader, verdict] += 1


def _show(reader: str, name: str, found: Sequence[Difference]) -> None:
    for each in found:
        print(f"{reader} {name}: {each.what} [{each.kind}] {str(each.ours)[:120]!r} / {str(each.theirs)[:120]!r}")


def _print_agreement(seen: dict[str, list[tuple[str, list[Difference]]]]) -> None:
    print("\nMessages read the same in every part, type, file name, byte, subject and address")
    names = dict.fromkeys(corpus for corpus, _ in next(iter(seen.values())))
    for corpus in names:
        cells = []
        for reader, results in seen.items():
            own = [not found for where, found in results if where == corpus]
            cells.append(f"{reader} {sum(own):3} of {len(own):3} ({sum(own) / len(own):6.1%})")
        print(f"  {corpus:24}", "   ".join(cells))


def _print_kinds(seen: dict[str, list[tuple[str, list[Difference]]]]) -> None:
    print("\nDifferences by kind: values (messages) against each, who is right, and what the other does")
    for kind, (right, why) in KINDS.items():
        cells = []
        for reader, results in seen.items():
            per_message = [sum(each.kind == kind for each in found) for _, found in results]
            cells.append(f"{reader} {sum(per_message):3} ({sum(map(bool, per_message)):3})")
        print(f"  {kind:27}", "  ".join(cells), f"  {right}: {why}")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--list", action="store_true", help="print every difference")
    parser.add_argument("--only-mail", action="store_true", help="leave the hostile inputs out, which take minutes")
    options = parser.parse_args()
    if (options.shared / "data").is_dir():
        compare(options.shared, is_listing=options.list)
    else:
        print(f"skipped: the evaluation data is not at {options.shared}")
    if not options.only_mail:
        print_hostile()


if __name__ == "__main__":
    main()
