"""
Schemes read from tables: European Union, Canada, Germany, France, New Zealand.

Sources: Council Decision 2013/488/EU, PSPC chapter 5, VSA, IGI 1300, PSR Classification Handbook.
Words are written without accents: the text was made plain before.
"""

from __future__ import annotations

from dlp_service.detect.markings.schemes.table import Table

EU = Table(
    "eu",
    {
        "RESTREINT UE/EU RESTRICTED": "EU RESTRICTED", "EU RESTRICTED": "EU RESTRICTED", "RESTREINT UE": "EU RESTRICTED", "R UE/EU R": "EU RESTRICTED",
        "CONFIDENTIEL UE/EU CONFIDENTIAL": "EU CONFIDENTIAL", "EU CONFIDENTIAL": "EU CONFIDENTIAL", "CONFIDENTIEL UE": "EU CONFIDENTIAL", "C UE/EU C": "EU CONFIDENTIAL",
        "SECRET UE/EU SECRET": "EU SECRET", "EU SECRET": "EU SECRET", "SECRET UE": "EU SECRET", "S UE/EU S": "EU SECRET",
        "TRES SECRET UE/EU TOP SECRET": "EU TOP SECRET", "EU TOP SECRET": "EU TOP SECRET", "TRES SECRET UE": "EU TOP SECRET", "TS UE/EU TS": "EU TOP SECRET",
        "LIMITE": "LIMITE",
    },
    {"LIMITE": "LIMITE", "ATOMAL": "ATOMAL"},
    words=frozenset({"LIMITE"}),
    long_words=frozenset({"RESTREINT", "CONFIDENTIEL"}),
).scheme()  # fmt: skip
CA = Table(
    "ca",
    {
        f"{word} {letter}": f"PROTECTED {letter}" for word in ("PROTECTED", "PROTEGE") for letter in "ABC"
    } | {"CONFIDENTIAL": "CONFIDENTIAL", "SECRET": "SECRET", "TOP SECRET": "TOP SECRET"},
    {"CANADIAN EYES ONLY": "CANADIAN EYES ONLY", "CEO": "CANADIAN EYES ONLY"},
    shared=frozenset({"CONFIDENTIAL", "SECRET", "TOP SECRET"}),
).scheme()  # fmt: skip
DE = Table(
    "de",
    {
        "VS NUR FUR DEN DIENSTGEBRAUCH": "VS-NfD", "VS NUR FUER DEN DIENSTGEBRAUCH": "VS-NfD", "VS NFD": "VS-NfD", "VSNFD": "VS-NfD",
        "VERSCHLUSSSACHE NUR FUR DEN DIENSTGEBRAUCH": "VS-NfD", "VERSCHLUSSSACHE NUR FUER DEN DIENSTGEBRAUCH": "VS-NfD", "NUR FUR DEN DIENSTGEBRAUCH": "VS-NfD",
        "VS VERTRAULICH": "VS-VERTRAULICH", "GEHEIM": "GEHEIM", "VS GEHEIM": "GEHEIM", "STRENG GEHEIM": "STRENG GEHEIM", "VS STRENG GEHEIM": "STRENG GEHEIM",
    },
    {"AMTLICH GEHEIMGEHALTEN": "AMTLICH GEHEIMGEHALTEN", "ANRECHT": "ANRECHT", "KRYPTOSICHERHEIT": "KRYPTOSICHERHEIT"},
    words=frozenset({"GEHEIM", "STRENG GEHEIM"}),
    long_words=frozenset({"DIENSTGEBRAUCH", "VERTRAULICH"}),
).scheme()  # fmt: skip
FR = Table(
    "fr",
    {
        "DIFFUSION RESTREINTE": "DIFFUSION RESTREINTE", "CONFIDENTIEL DEFENSE": "CONFIDENTIEL DEFENSE", "SECRET DEFENSE": "SECRET DEFENSE",
        "TRES SECRET": "TRES SECRET", "TRES SECRET DEFENSE": "TRES SECRET", "SECRET": "SECRET", "NON PROTEGE": "NON PROTEGE",
    },
    {"SPECIAL FRANCE": "SPECIAL FRANCE"},
    shared=frozenset({"SECRET"}),
    long_words=frozenset({"DIFFUSION", "RESTREINTE"}),
).scheme()  # fmt: skip
NZ = Table(
    "nz",
    {"IN CONFIDENCE": "IN-CONFIDENCE", "SENSITIVE": "SENSITIVE", "RESTRICTED": "RESTRICTED", "CONFIDENTIAL": "CONFIDENTIAL", "SECRET": "SECRET", "TOP SECRET": "TOP SECRET"},
    {"NZEO": "NZEO", "NEW ZEALAND EYES ONLY": "NZEO", "NZ EYES ONLY": "NZEO", "CABINET": "CABINET", "EVALUATIVE": "EVALUATIVE", "ACCOUNTABLE MATERIAL": "ACCOUNTABLE MATERIAL"},
    words=frozenset({"SENSITIVE"}),
    shared=frozenset({"SENSITIVE", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"}),
).scheme()  # fmt: skip
SCHEMES = (EU, CA, DE, FR, NZ)
