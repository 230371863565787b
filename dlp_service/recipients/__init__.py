"""
Judges recipients: trust, lookalikes, lists, history, and what recipients give away to each other.

Mail goes astray by one letter: officials who meant `navy.mil` wrote `navy.ml`
for ten years.  This room says for each recipient what it is to us, whether it looks
like someone else, and what was probably meant.
"""

from dlp_service.recipients.assess import assess, assess_domain
from dlp_service.recipients.lists import ExpiredEntry, expired_entries
from dlp_service.recipients.refreshed import Refreshed, load_refreshed
from dlp_service.recipients.view import RecipientView, build_view

__all__ = [
    "ExpiredEntry",
    "RecipientView",
    "Refreshed",
    "assess",
    "assess_domain",
    "build_view",
    "expired_entries",
    "load_refreshed",
]
