"""
The fields of a mail that its program does not show: what people or their programs wrote there, without what servers write.

Whoever opens the source of a mail reads them all.  Servers add dozens to each message, and those say nothing about its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SHOWN = r"from|to|cc|bcc|subject|date|sender|resent-(?:from|to|cc|date|sender|message-id)"
MACHINE = (
    r"received|return-path|(?:x-)?envelope-.*|delivered-to|message-id|in-reply-to|references|mime-version|content-(?:type|transfer-encoding|language"
    r"|disposition|id|class|length|return)|.*dkim.*|domainkey-.*|arc-.*|authentication-results.*|received-spf|user-agent|importance|priority|precedence"
    r"|auto-submitted|thread-(?:topic|index)|accept-?language|list-.*|errors-to|feedback-id|lines|status|x-mailer|x-mimeole|x-(?:uid|uidl|status|keywords)"
    r"|x-(?:ms|microsoft|msmail|exchange|eop|forefront|originating|original|google|gm|gmail|received|spam|virus|antivirus|av|amavis|clamav|scanned|mimecast"
    r"|proofpoint|pp|ironport|barracuda|brightmail|tm|symantec|sophos|trend|mdf?|mailscanner|mailman|beenthere|loop|sg|ses|sender|authenticat.*|auth|auto"
    r"|priority|pm|report|complaints|abuse|cm|yahoo|ymail|aol|apple|evolution|mozilla|enigmail|mime|fetchmail|bogosity|crm114|greylist|policyd|rspamd"
    r"|source|server|host|id|msg|message|matching|egroups|rcpt|pstn|cs|csa|php|antiabuse|get|accept|egress|ingress|cloudmark|fe|ui|provags|me|hm|rspam.*"
    r"|session|mail|mailing|list|version|priority-.*|nai|whitelist|archive|analysis|filter|mxl|habeas|approved|organizationheaders.*"
    r"|crosspremises.*|originator.*|ld|ipas)(?:-.*)?|spamdiagnostic.*|.*;.*"
)
"""The last are pieces of reports that a server has folded badly."""

SERVED = re.compile(rf"(?:{SHOWN}|{MACHINE})\Z", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_]{3}")


def unshown_fields(fields: Iterable[tuple[str, str]]) -> list[str]:
    """
    Return the fields that neither a mail program shows nor a server writes, as `Name: value`.

    >>> unshown_fields([("Subject", "plan"), ("X-MS-Has-Attach", "yes"), ("X-Note", "for the dock"), ("X-Count", "12")])
    ['X-Note: for the dock']
    """
    found = (f"{name}: {value}" for name, value in fields if not SERVED.match(name) and WORDS.search(value))
    return list(dict.fromkeys(found))
