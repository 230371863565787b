"""Grammars that are not tried at words they share, where nothing of theirs stands near, would have read nothing."""

from dataclasses import replace

import pytest

from dlp_service.detect.markings.schemes import SCHEMES, Grammars, shipped
from dlp_service.detect.markings.schemes.spellings import spellings
from evaluations.markings import OWN, read_cases

TRIED = Grammars(tuple(replace(scheme, company={}) for scheme in SCHEMES))
ITEMS = sorted(
    {
        spelling
        for name in ("au", "nz", "ca", "fr", "ch", "uk", "us")
        for section in spellings(name).values()
        for spelled in section.values()
        for spelling in spelled
    }
)


def test_texts_read_the_same_when_every_grammar_is_tried():
    for case in read_cases(OWN):
        tokens = shipped().tokens(case["text"])
        assert shipped().readings(tokens, len(case["text"])) == TRIED.readings(tokens, len(case["text"])), case["id"]


@pytest.mark.parametrize("level", ["SECRET", "TOP SECRET", "CONFIDENTIAL", "RESTRICTED"])
@pytest.mark.parametrize("form", ["{level}//{item}", "{level} {item}", "{level}\n{item}\nText", "{item} {level}"])
def test_items_of_every_scheme_read_the_same_when_every_grammar_is_tried(level: str, form: str):
    for item in [*ITEMS, "REL TO NZL, AUS", "RELEASABLE TO CANADA", "CEO", "MOD USE ONLY", "ZYGOTE"]:
        text = form.format(level=level, item=item)
        tokens = shipped().tokens(text)
        assert shipped().readings(tokens, len(text)) == TRIED.readings(tokens, len(text)), text
