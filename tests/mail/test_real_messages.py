"""Real messages: nothing raises, and the parts are those that the standard library finds."""

import email
import io
import tarfile

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.mail import parse
from tests.shared import SHARED, needs_shared


def archived(step: int) -> list[bytes]:
    zstandard = pytest.importorskip("zstandard")
    with (SHARED / "data/mail/bega_eml.tar.zst").open("rb") as packed:
        data = zstandard.ZstdDecompressor().stream_reader(packed).read()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        files = [member for member in archive if member.isfile()]
        return [archive.extractfile(member).read() for member in files[::step]]


@needs_shared
def test_every_archived_message_is_read_to_its_end():
    for raw in archived(1):
        message = parse(raw, Limits(), Budget.unlimited())
        assert message.parts
        assert not [gap for gap in message.gaps if gap.material]


@needs_shared
def test_part_types_agree_with_the_standard_library():
    differing = 0
    messages = archived(7)
    for raw in messages:
        ours = [
            part.content_type for part in parse(raw, Limits(), Budget.unlimited()).parts if part.disposition != "margin"
        ]
        theirs = [part.get_content_type() for part in email.message_from_bytes(raw).walk() if not part.is_multipart()]
        differing += ours != theirs
    assert len(messages) > 40
    assert differing == 0


@needs_shared
def test_malformed_messages_are_read_without_an_exception():
    files = sorted((SHARED / "data/extract/files/mime").rglob("*.eml"))
    assert files
    for file in files:
        assert parse(file.read_bytes(), Limits(), Budget.unlimited()).size > 0


@needs_shared
def test_every_difference_from_the_standard_library_is_of_a_known_kind():
    pytest.importorskip("zstandard")
    from evaluations.mail_views import modern, ours
    from evaluations.mime import UNEXPLAINED, corpora, differences, is_whole

    cut, total = 0, 0
    for corpus, name, raw in corpora(SHARED):
        own = ours(raw)
        found = differences(own, modern(raw))
        assert UNEXPLAINED not in {each.kind for each in found}, (name, found)
        assert not found or "examples" not in corpus, (name, found)
        verdicts = [is_whole(leaf.content) for leaf in own.leaves]
        cut += verdicts.count(False)
        total += len(verdicts) - verdicts.count(None)
    assert total >= 250
    assert cut <= 2
