"""Registered documents for tests, invented and said to be so, and ways to reshape their text."""

from dlp_service.budget import Budget
from dlp_service.detect.fingerprints import REASON, FingerprintDetector, IndexBuilder, Registered, WordReader
from dlp_service.detect.interface import Context
from dlp_service.values import Disclose, Marking, PartText

KEY = bytes(range(32))
SECRET = Marking("uk", "SECRET", 80, reason=REASON)

HARBOUR = (
    "From November the landward gate is held by two guards until ten at night and by one afterwards. "
    "The relief arrives by van from the town, and for roughly a quarter of an hour either side of the change nobody "
    "watches the slipway. The harbour radar is switched off for maintenance on the first Sunday of each month, and the "
    "fishing quay is told so in advance. Two cameras on the coal pier have been dark since the spring storm; the contract "
    "for their repair was let in June to a firm that has since closed its doors."
)
BATTERY = (
    "The pack that burned had been charged on the quay with a charger meant for the earlier cell. The cut-out was "
    "present but had been bridged with a copper strip by somebody who wanted a longer run, and four further packs in "
    "the store were found in the same state. We recommend that every remaining pack be opened before the trial resumes, "
    "that the earlier chargers be withdrawn from the site, and that the supplier's own inspector's report from March be "
    "read again, because it mentions heat on the same terminal without drawing any conclusion from it."
)
ORDINARY = (
    "Thank you for coming to the quiz on Friday. The winners were the accounts table with forty-one points, and the "
    "raffle made enough to buy a new urn for the village hall. Next month we meet on the second Thursday instead, because "
    "the hall is let to the choir. Bring a pen, a friend and something for the cake stand, and tell Marjorie if you can "
    "lend a projector. Parking is behind the chapel."
)
DISCLAIMER = (
    "This message and its attachments are intended for the addressee only and may be privileged. If you have received "
    "it in error please notify the sender at once, delete every copy and do not disclose its contents to any other "
    "person. No contract may be concluded on behalf of the office by electronic mail, and no liability is accepted for "
    "damage caused by any virus transmitted with it."
)


def index_of(*documents, ordinary=(), key=KEY):
    """Return the index of documents, each a text or (text, what is known of it)."""
    builder = IndexBuilder(key, WordReader())
    for number, document in enumerate(documents):
        text, known = document if isinstance(document, tuple) else (document, Registered(f"d{number}"))
        builder.add(known, text)
    for text in ordinary:
        builder.add_ordinary(text)
    return builder.build()


def found(index, *texts, where="body"):
    """Return the findings in the texts of one message."""
    parts = tuple(PartText(str(number), where, text) for number, text in enumerate(texts, 1))
    return FingerprintDetector(index, WordReader()).detect(parts, Context(), Budget.unlimited())


def told(index, *texts):
    """Return the references of the documents found."""
    return [finding.value for finding in found(index, *texts)]


def words_of(text, first, count):
    return " ".join(text.split()[first : first + count])


BOTH = index_of(
    (HARBOUR, Registered("harbour", marking=SECRET, owner="pier@own.example", disclose=Disclose.OWNER)),
    (BATTERY, Registered("battery", name="inquiry.docx", disclose=Disclose.SENDER)),
)
