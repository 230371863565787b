"""iscc-tika on its own, the best of the open extractors, as the peer of `evaluations.extract`."""

from __future__ import annotations

from typing import Any

from iscc_tika import Extractor  # pyright: ignore[reportAttributeAccessIssue] - a module in native code

TEXT_CHARS = 10_000_000


def tika() -> Any:  # noqa: ANN401 - the library has no types
    """Return an extractor that gives as much text as the service would."""
    extractor = Extractor()
    extractor.set_extract_string_max_length(TEXT_CHARS)
    return extractor


def texts(extractor: Any, content: bytes) -> tuple[str, str, str]:  # noqa: ANN401
    """Return text, properties as lines of `Name=value`, and the name of an exception or nothing."""
    try:
        text, properties = extractor.extract_bytes_to_string(bytearray(content))
    except BaseException as error:  # its panics are no Exception, and the run goes on
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return "", "", type(error).__name__
    return text, "\n".join(f"{name}={value}" for name, values in properties.items() for value in _each(values)), ""


def _each(values: Any) -> list[Any]:  # noqa: ANN401
    return values if isinstance(values, list) else [values]
