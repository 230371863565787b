"""XMP packets: properties written as RDF, in nearly every image and many other files (ISO 16684-1)."""

from __future__ import annotations

import re
from typing import ClassVar

from dlp_service.extract.job import Job
from dlp_service.extract.texts.labelxml import LabelMarkup
from dlp_service.extract.texts.xmlwalk import XmlHandler, walk_xml
from dlp_service.values import GapReason

MAX_PACKET = 4 * 1024 * 1024
RDF = frozenset({"RDF", "Description", "li", "Alt", "Bag", "Seq", "xmpmeta", "value"})
DULL = frozenset(
    """
    about parseType lang xmptk instanceID documentID InstanceID DocumentID OriginalDocumentID originalDocumentID image nodeID NativeDigest
    LegacyIPTCDigest ImageLength ImageWidth Orientation YCbCrPositioning YCbCrSubSampling XResolution YResolution ResolutionUnit ColorSpace
    PixelXDimension PixelYDimension ExposureTime FNumber ShutterSpeedValue ApertureValue MaxApertureValue BrightnessValue ExposureBiasValue
    LightSource FocalLength FocalLengthIn35mmFilm CustomRendered ExposureMode WhiteBalance DigitalZoomRatio SceneCaptureType GainControl
    GPSAltitudeRef GPSVersionID ExifVersion FlashpixVersion Fired Return Mode Function RedEyeMode ISOSpeedRatings ComponentsConfiguration
    ExposureProgram MeteringMode Contrast Saturation Sharpness SensingMethod SubjectDistance FileSource SceneType CompressedBitsPerPixel
    BitsPerSample SamplesPerPixel PhotometricInterpretation PlanarConfiguration Compression ColorMode ICCProfile format changed when action
    """.split()  # noqa: SIM905 - a paragraph reads better than a column
)
"""What says nothing to a person: identifiers, settings of cameras and files, thumbnails written as letters."""

PADDING = b"\0\t\n\r "
ROOT = re.compile(rb"<(?:\w+:)?(?:xmpmeta|xapmeta|RDF)[\s>]")


class _XmpHandler(XmlHandler):
    """Collects `name=value`: items of lists under the name of the property that holds the list."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.labels = LabelMarkup()
        self.names: list[str] = []
        self.pieces: list[str] = []
        self.is_capturing = True

    def any_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element; properties may be written as attributes."""
        self.labels.start(name, attributes)
        self.names.append(name)
        self.pieces = []
        for key, value in attributes.items():
            if not key.startswith("xmlns"):
                self._add(key.rpartition(":")[2], value)

    def any_end(self, name: str) -> None:  # noqa: ARG002 - the stack knows it
        """Take the end of an element."""
        self._add(next((name for name in reversed(self.names) if name not in RDF), ""), "".join(self.pieces))
        self.pieces = []
        self.names.pop()
        self.labels.end()

    def data(self, text: str) -> None:
        """Take text of the element at hand."""
        self.labels.data(text)
        self.pieces.append(text)

    def _add(self, name: str, value: str) -> None:
        if value.strip() and name and name not in DULL and not self.labels.holds:
            self.found.append(f"{name}={value.strip()}")


def xmp_properties(packet: bytes, job: Job, path: str) -> list[str]:
    """Return the properties of a packet as `name=value`; the processing instructions and padding around it do not count."""
    root = ROOT.search(packet)
    if not root:
        return []
    start, stop = root.start(), root.start() + MAX_PACKET
    if packet[stop:].strip(PADDING):
        job.gap(path, GapReason.OVER_LIMIT, f"more than {MAX_PACKET} bytes in one packet of properties")
    end = packet.rfind(b">", start, stop)
    tail = packet.rfind(b"<?xpacket", start, stop)
    handler = _XmpHandler()
    walk_xml([packet[start : tail if tail > 0 else end + 1]], handler, job, path)
    return handler.labels.lines() + handler.found
