"""A tagger that knows a few names by heart, so that these tests need no model."""

import re

from dlp_service.detect.names.tagger import Tagged

PEOPLE = ("Gideon Marchbanks", "Lucian Garside", "Amara Nwosu-Field", "Priya", "Hollis Vandermeer", "Rhys Caradog", "Casimir Dunlop", "Dilys Marrable", "Ava", "Monica")  # fmt: skip
PLACES = ("Quetta", "Larkhanger", "Petronella Yates")


class ListTagger:
    """Tags `PEOPLE`, and `PLACES` as something else; `calls` counts the texts it was given."""

    def __init__(self) -> None:
        self.calls = 0

    def tag(self, texts):
        self.calls += len(texts)
        return [
            tuple(
                Tagged(match.start(), match.end(), is_person, 0.8)
                for words, is_person in ((PEOPLE, True), (PLACES, False))
                for word in words
                for match in re.finditer(rf"\b{re.escape(word)}\b", text)
            )
            for text in texts
        ]
