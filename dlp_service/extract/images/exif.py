"""What the tags of Exif and TIFF say in words: authors, captions, comments, places, serial numbers."""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.extract.images.iptc import iptc_properties
from dlp_service.extract.images.tiff import ASCII, IPTC, USER_COMMENT, XMP, Tag, tags
from dlp_service.extract.images.xmp import xmp_properties
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import looks_utf16

MAKER_NOTE = 0x927C
WINDOWS = {0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject"}
NAMES = {
    0x010D: "DocumentName", 0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x011D: "PageName", 0x0131: "Software",
    0x0132: "DateTime", 0x013B: "Artist", 0x013C: "HostComputer", 0x0151: "TargetPrinter", 0x8298: "Copyright", 0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized", 0xA420: "ImageUniqueID", 0xA430: "CameraOwnerName", 0xA431: "BodySerialNumber", 0xA433: "LensMake",
    0xA434: "LensModel", 0xA435: "LensSerialNumber", 0xA436: "ImageTitle", 0xA437: "Photographer", 0xA438: "ImageEditor",
    0xA480: "GDALMetadata", 0x87B1: "GeoAsciiParams", 0xC614: "UniqueCameraModel", 0xC62F: "CameraSerialNumber", 0xA004: "RelatedSoundFile",
}  # fmt: skip
GPS_NAMES = {0x001D: "GPSDateStamp", 0x0012: "GPSMapDatum", 0x001B: "GPSProcessingMethod", 0x001C: "GPSAreaInformation"}
LATITUDE, LONGITUDE, ALTITUDE = 2, 4, 6
DULL = frozenset({0x0001, 0x9290, 0x9291, 0x9292, 0x9010, 0x9011, 0x9012, 0x000D, 0x000C, 0x0009, 0x000A})
"""Letters that mean nothing by themselves: parts of a second, offsets of time zones, states of the receiver."""

CODED = {b"ASCII\0\0\0": "ascii", b"JIS\0\0\0\0\0": "iso2022_jp", b"UNICODE\0": "utf-16", bytes(8): ""}


def exif_properties(content: bytes, job: Job, path: str) -> Iterator[str]:
    """Yield what the tags of a TIFF structure say, as `Name=value`."""
    places: dict[int, Tag] = {}
    over = job.over(path)
    for tag in tags(content, over):
        if tag.group == "GPS" and tag.number <= ALTITUDE:
            places[tag.number] = tag
        elif tag.number == XMP:
            yield from xmp_properties(tag.data, job, path)
        elif tag.number == IPTC:
            yield from iptc_properties(tag.data, over)
        else:
            name, value = _named(tag)
            if value:
                yield f"{name}={value}"
    yield from _position(places)


def _named(tag: Tag) -> tuple[str, str]:
    if tag.number in WINDOWS:
        return WINDOWS[tag.number], _plain(tag.data.decode("utf-16-le", "ignore"))
    if tag.group == "GPS":
        text = _coded(tag) if tag.kind != ASCII else _plain(_letters(tag.data))
        return GPS_NAMES.get(tag.number, ""), text if tag.number in GPS_NAMES else ""
    if tag.number == USER_COMMENT:
        return "UserComment", _coded(tag)
    if tag.kind == ASCII and tag.number not in DULL and tag.number != MAKER_NOTE:
        return NAMES.get(tag.number, f"Tag{tag.number}"), _plain(_letters(tag.data))
    return "", ""


def _letters(data: bytes) -> str:
    """Return a value that should be ASCII and often is UTF-8, or whatever the camera's country used."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _plain(text: str) -> str:
    return text.replace("\0", " ").strip()


def _coded(tag: Tag) -> str:
    """Return a comment whose first eight bytes name its charset (Exif 2.32 section 4.6.5)."""
    codec = CODED.get(tag.data[:8])
    if codec is None:
        return _plain(_letters(tag.data)) if tag.data[:1].isalnum() else ""
    data = tag.data[8:]
    if codec == "utf-16":
        # The byte order of the file counts, but many writers use their own.
        codec = looks_utf16(data) or ("utf-16-le" if tag.order == "<" else "utf-16-be")
        codec = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else codec
    text = data.decode(codec, "replace") if codec and codec != "ascii" else _letters(data)
    return _plain(text)


def _position(places: dict[int, Tag]) -> Iterator[str]:
    for name, number in (("GPSLatitude", LATITUDE), ("GPSLongitude", LONGITUDE)):
        tag = places.get(number)
        if tag and len(tag.numbers) >= 3:
            degrees, minutes, seconds = tag.numbers[:3]
            side = _plain(_letters(places[number - 1].data)) if number - 1 in places else ""
            yield f"{name}={degrees + minutes / 60 + seconds / 3600:.6f} {side}".rstrip()
    height = places.get(ALTITUDE)
    if height and height.numbers:
        yield f"GPSAltitude={height.numbers[0]:.1f} m"
