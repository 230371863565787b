"""A fictional organisation and short ways to assess against it; real domains stand only where the slip is public history."""

from datetime import date

from dlp_service.organisation import ListEntry, Organisation, Partner
from dlp_service.recipients import RecipientView, assess, build_view
from dlp_service.values import Assessment, Envelope, History, RecipientRisk

TODAY = date(2026, 11, 22)
ORGANISATION = Organisation(
    name="Harbour Works Directorate",
    nation="GBR",
    domains=("harbourworks.gov.uk", "hwd.mod.uk"),
    accredited_to=("uk", "OFFICIAL-SENSITIVE"),
    partners=(
        Partner(("mil",), "USA", ("FVEY", "NATO"), ("uk", "OFFICIAL-SENSITIVE")),
        Partner(("kelpline-systems.co.uk", "kelpline.example"), "GBR", (), ("uk", "OFFICIAL")),
        Partner(("zeeweg-defensie.nl",), "NLD", ("NATO",)),
    ),
    blocks=(
        ListEntry("suffix", "ml", reason="country domain of Mali, mistaken for .mil"),
        ListEntry("domain", "leaky-post.com"),
        ListEntry("address", "press@harbour-gazette.co.uk"),
    ),
    allows=(
        ListEntry("domain", "puits-clair.ml", reason="relief society", until=date(2027, 12, 31)),
        ListEntry("domain", "vieux-puits.ml", until=date(2025, 1, 31)),
        ListEntry("address", "friend@leaky-post.com"),
        ListEntry("domain", "kelplime-systems.co.uk", reason="a real neighbour"),
    ),
    countries_of_concern=frozenset({"MLI", "RUS"}),
    watch=("gmail.com", "outlook.com"),
    contacts={
        "ada.m.thornbury.mil@us.navy.mil": 12,
        "desk@anchor-inn.co.uk": 25,
        "new@once-only.co.uk": 1,
        "piotr@stocznia.example.pl": 8,
        "colm.brady@rossmore-law.ie": 9,
        "uncle.bob@gmail.com": 5,
    },
    directory=(
        ("Edwina Marsh", "edwina.marsh@harbourworks.gov.uk"),
        ("Tobias Okafor", "tobias.okafor@hwd.mod.uk"),
        ("Zoë Ní Bhriain", "zoe.nibhriain@harbourworks.gov.uk"),
    ),
)
VIEW = build_view(ORGANISATION)
SENDER = "edwina.marsh@harbourworks.gov.uk"


def check(
    *recipients: str,
    visible: tuple[str, ...] | None = None,
    sender: str = SENDER,
    history: History | None = None,
    today: date = TODAY,
    view: RecipientView = VIEW,
) -> Assessment:
    """Assess recipients, all of them visible unless told otherwise."""
    shown = recipients if visible is None else visible
    return assess(Envelope.of(sender, recipients), shown, view, history or History(), today)


def risk(address: str, *, sender: str = SENDER, history: History | None = None, today: date = TODAY) -> RecipientRisk:
    """Assess one recipient."""
    return check(address, sender=sender, history=history, today=today).recipients[0]
