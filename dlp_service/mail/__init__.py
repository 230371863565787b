"""
From raw bytes to a `Message`: headers, MIME parts, and what could not be read.

Mail arrives broken, and some of it is broken on purpose.  This room reads every message as far as it goes and
says in a `Gap` what stayed dark, because a parser that rejects a message is a way around the whole service.
"""

from dlp_service.mail.message import parse

__all__ = ["parse"]
