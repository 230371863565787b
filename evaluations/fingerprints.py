"""
Excerpts of registered documents: how many are found after being reshaped, and how often ordinary text looks like one.

    python -m evaluations.fingerprints --shared ../shared [--registered 200] [--excerpts 200] [--show]

Registers documents of Foreign Relations of the United States, puts excerpts of them into ordinary mails and
reshapes them as people and mail programs do; a finding counts that lies on the excerpt.  False alarms are any
finding in ordinary mail, and in documents of the same collection that are not registered: some of those do quote a
registered one, and all share its formulas.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import zstandard

from dlp_service.budget import Budget
from dlp_service.detect import Context
from dlp_service.detect.fingerprints import FingerprintDetector, IndexBuilder, Registered, WordReader
from dlp_service.values import Finding, PartText

LENGTHS = (25, 40, 60, 100)
LEAST_WORDS = 300
PAGE = "\f"
_LIGATURES = (
    ("ffi", "\ufb03"),
    ("fi", "\ufb01"),
    ("fl", "\ufb02"),
    ("'", "\u2019"),
    (" - ", " \u2014 "),
    ('"', "\u201c"),
)
_SENTENCE = re.compile(r"(?<=[.;:?!])\s+")

Reshape = Callable[[str, random.Random], str]


def wrapped(text: str, chance: random.Random) -> str:
    """Return the text in lines of another width."""
    return textwrap.fill(text, chance.choice((38, 52, 64, 90)))


def quoted(text: str, chance: random.Random) -> str:
    """Return the text as a reply to a reply quotes it."""
    return "".join(f"> > {line}\n" for line in wrapped(text, chance).splitlines())


def hyphenated(text: str, chance: random.Random) -> str:
    """Return the text with every third long word broken over two lines."""

    def broken(match: re.Match[str]) -> str:
        return f"{match[0][:4]}-\n{match[0][4:]}" if chance.random() < 1 / 3 else match[0]

    return re.sub(r"[A-Za-z]{8,}", broken, text)


def soft_hyphens(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """Return the text with a soft hyphen in every long word."""
    return re.sub(r"([A-Za-z]{4})(?=[A-Za-z]{3})", "\\1\u00ad", text)


def typographic(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """Return the text with ligatures, curly quotes, long dashes and hard spaces."""
    for plain, set_ in _LIGATURES:
        text = text.replace(plain, set_)
    return text.replace(" the ", " the\u00a0")


def bullets(text: str, chance: random.Random) -> str:
    """Return each sentence, or each ten words, as an item of a list."""
    mark = chance.choice(("- ", "\u2022 ", "a) ", "1. "))
    items = _SENTENCE.split(text)
    return "\n".join(mark + item for item in (items if len(items) > 1 else _tens(text)))


def table(text: str, chance: random.Random) -> str:
    """Return the text in cells of a few words."""
    words = text.split()
    cells = []
    while words:
        size = chance.randint(2, 6)
        cells.append(" ".join(words[:size]))
        words = words[size:]
    return "\n".join("\t".join(cells[at : at + 3]) for at in range(0, len(cells), 3))


def reordered(text: str, chance: random.Random) -> str:
    """Return the sentences, or runs of fifteen words, in another order."""
    items = _SENTENCE.split(text)
    if len(items) < 3:
        words = text.split()
        items = [" ".join(words[at : at + 15]) for at in range(0, len(words), 15)]
    chance.shuffle(items)
    return " ".join(items)


def changed(number: int) -> Reshape:
    """Return a way to replace so many words by others, anywhere."""

    def change(text: str, chance: random.Random) -> str:
        words = text.split()
        for place in chance.sample(range(len(words)), number):
            words[place] = "instead"
        return " ".join(words)

    return change


def typos(text: str, chance: random.Random) -> str:
    """Return the text with a letter swapped, lost or doubled in one of every twenty words."""
    words = text.split()
    for start in range(0, len(words), 20):
        place = min(start + chance.randrange(20), len(words) - 1)
        word = words[place]
        at = chance.randrange(len(word))
        words[place] = chance.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], "e" + word))
    return " ".join(words)


def left_out(text: str, chance: random.Random) -> str:
    """Return the text without one of every twenty words."""
    words = text.split()
    drop = {start + chance.randrange(20) for start in range(0, len(words), 20)}
    return " ".join(word for place, word in enumerate(words) if place not in drop)


def paged(text: str, chance: random.Random) -> str:
    """Return the text over the end of a page, where the reader gives two texts."""
    words = text.split()
    at = chance.randrange(len(words) // 3, 2 * len(words) // 3)
    return " ".join(words[:at]) + PAGE + " ".join(words[at:])


def all_at_once(text: str, chance: random.Random) -> str:
    """Return the text with a typo in every twenty words, in capitals, broken, wrapped and quoted."""
    return quoted(hyphenated(typos(text, chance), chance).upper().replace("\n", ""), chance)


def paraphrased(text: str, chance: random.Random) -> str:  # noqa: ARG001
    """Return the text with every fourth word another: what is not to be expected."""
    return " ".join("instead" if place % 4 == 0 else word for place, word in enumerate(text.split()))


RESHAPED: dict[str, Reshape] = {
    "as it stands": lambda text, _: text,
    "wrapped anew": wrapped,
    "capitals": lambda text, _: text.upper(),
    "quoted with > >": quoted,
    "bullets": bullets,
    "broken at line ends": hyphenated,
    "soft hyphens": soft_hyphens,
    "ligatures, curly quotes": typographic,
    "over two pages": paged,
    "into a table": table,
    "sentences reordered": reordered,
    "two words changed": changed(2),
    "three words changed": changed(3),
    "a typo in 20 words": typos,
    "one of 20 left out": left_out,
    "typos, capitals, quoted": all_at_once,
    "every 4th word changed": paraphrased,
}


def _tens(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]


def read(path: Path) -> Iterator[str]:
    """Yield the texts of a set."""
    with zstandard.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text_raw"] or ""


def registered(documents: Sequence[str], ordinary: Sequence[str] = ()) -> FingerprintDetector:
    """Return a detector for documents, whose reference is their number; passages of `ordinary` texts are nobody's own."""
    reader = WordReader()
    builder = IndexBuilder(bytes(32), reader)
    for number, text in enumerate(documents):
        builder.add(Registered(str(number)), text)
    for text in ordinary:
        builder.add_ordinary(text)
    return FingerprintDetector(builder.build(), reader)


def findings(detector: FingerprintDetector, text: str) -> tuple[Finding, ...]:
    """Return the findings in a text; a form feed begins another page."""
    texts = tuple(PartText(f"1!p{number}", "body", page) for number, page in enumerate(text.split(PAGE), 1))
    return detector.detect(texts, Context(), Budget.unlimited())


def recall(
    detector: FingerprintDetector,
    documents: Sequence[str],
    mails: Sequence[str],
    excerpts: int,
    lengths: Sequence[int] = LENGTHS,
) -> dict[str, list[float]]:
    """Return the share of excerpts found, by how they were reshaped and for each length."""
    shares: dict[str, list[float]] = {}
    for name, reshape in RESHAPED.items():
        shares[name] = []
        for length in lengths:
            chance = random.Random(length)  # noqa: S311  reproducible excerpts
            found = sum(_is_found(detector, documents, mails, length, reshape, chance) for _ in range(excerpts))
            shares[name].append(found / excerpts)
    return shares


def _is_found(
    detector: FingerprintDetector,
    documents: Sequence[str],
    mails: Sequence[str],
    length: int,
    reshape: Reshape,
    chance: random.Random,
) -> bool:
    words = chance.choice(documents).split()
    at = chance.randrange(len(words) - length)
    mail = chance.choice(mails)[:3000].replace(PAGE, " ")
    excerpt = reshape(" ".join(words[at : at + length]), chance)
    return bool(findings(detector, f"{mail}\n\n{excerpt}\n\n{mail[:300]}"))


def main(arguments: list[str] | None = None) -> None:
    """Print the table of recall, then the false alarms."""
    parser = argparse.ArgumentParser(description="recall and false alarms of fingerprints")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--registered", type=int, default=200)
    parser.add_argument("--excerpts", type=int, default=200)
    parser.add_argument("--boilerplate", type=int, default=500, help="other documents whose passages are nobody's own")
    parser.add_argument("--show", action="store_true", help="what the false alarms are")
    options = parser.parse_args(arguments)
    data = options.shared / "data"
    if not data.is_dir():
        print(f"skipped: no data at {data}")
        return
    every = [text for text in read(data / "classification" / "frus_1955_68.jsonl.zst") if text]
    random.Random(5).shuffle(every)  # noqa: S311  reproducible
    long = [text for text in every if len(text.split()) >= LEAST_WORDS]
    documents = long[: options.registered]
    known = set(documents)
    mails = list(read(data / "mail" / "emails_ordinary.jsonl.zst"))
    detector = registered(documents)
    print(
        f"{len(documents)} documents, {len(detector.index.entries)} shingles; {options.excerpts} excerpts of each kind"
    )
    print(f"{'found of excerpts of':26}" + "".join(f"{length:>5} words" for length in LENGTHS))
    for name, shares in recall(detector, documents, mails, options.excerpts).items():
        print(f"{name:26}" + "".join(f"{100 * share:9.1f} %" for share in shares))
    others = [text for text in every if text not in known]
    _alarms("ordinary mails", detector, mails, show=options.show)
    _alarms("other documents", detector, others, show=options.show)
    fewer = registered(documents, others[: options.boilerplate])
    rest = others[options.boilerplate :]
    _alarms(f"the same, {options.boilerplate} given as boilerplate", fewer, rest, show=False)


def _alarms(name: str, detector: FingerprintDetector, texts: Sequence[str], *, show: bool) -> None:
    hits = [(text, found[0]) for text in texts if (found := findings(detector, text))]
    print(f"{name}: {len(hits)} of {len(texts)} have a finding, {100 * len(hits) / len(texts):.2f} %")
    if show:
        for text, first in hits:
            print(f"  {first.detail}\n    {text[first.start : first.end][:300]!r}")


if __name__ == "__main__":
    main()
