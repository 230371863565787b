"""Names of countries and communities, and the lists that releases, eyes-only rules and foreign markings make of them."""

from __future__ import annotations

from dlp_service.detect.markings.reading import Tokens
from dlp_service.detect.markings.tokens import LINE, WORD

_ISO_3166 = """
ABW AFG AGO ALB AND ARE ARG ARM AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN
BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH
FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR
ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG
MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER
PHL PLW PNG POL PRK PRT PRY PSE QAT ROU ROM RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK
SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR URY USA UZB VAT VCT VEN VNM
VUT WSM XKS YEM ZAF ZMB ZWE
"""
_TETRAGRAPHS = """
ACGU FVEY FVEYS TEYE NATO EUFOR ISAF KFOR RSMA CFCK CFUP CMFC CMFP CPMT CWCS ECTF EUDA GCTF GMIF IESC MCFI
MIFH MLEC NACT SPAA TAMC UNCK BHTF ACSS AFSC APFS BWCS CLFC CWMD EAPC PFP SFOR EU
"""
TRIGRAPHS = frozenset(_ISO_3166.split())
COMMUNITIES = frozenset(_TETRAGRAPHS.split())
NATIONS = TRIGRAPHS | COMMUNITIES | {"UK", "US"}
_CODE = frozenset({3, 4})
_BETWEEN = frozenset({",", LINE, "/", "&"})
_LONG = {"UK": "GBR", "US": "USA", "FVEYS": "FVEY"}


def nation_list(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """
    Return the nations of a list and the index after it.

    Lists are comma-separated; older ones use spaces, slashes or AND.  An unknown code of three or four capitals
    counts where a comma leads to it; a line break may stand beside a comma.
    """
    nations: list[str] = []
    end = at
    while True:
        after, is_listed, crossed = _comma(tokens, end) if nations else (end, False, False)
        token = tokens[after]
        known = token.text in NATIONS or (is_listed and len(token.raw) in _CODE and token.raw.isalpha())
        if not known or token.kind != WORD or not token.raw.isupper() or (crossed and not is_listed):
            return nations, end
        nations.append(_LONG.get(token.text, token.text))
        end = after + 1


def _comma(tokens: Tokens, at: int) -> tuple[int, bool, bool]:
    """Return the index after up to three separators and AND, whether a comma was there, and whether a line break was."""
    is_listed = crossed = False
    for _ in range(3):
        kind = tokens[at].kind
        if kind not in _BETWEEN:
            break
        is_listed |= kind == ","
        crossed |= kind == LINE
        at += 1
    return (at + 1 if tokens[at].text == "AND" else at), is_listed, crossed


def eyes_list(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """Return the nations of `USA/GBR EYES ONLY` and the index after it; no nations where no such list stands."""
    nations, end = nation_list(tokens, at)
    if nations and tokens[end].text == "EYES" and tokens[end + 1].text == "ONLY":
        return nations, end + 2
    return [], at
