"""
Well-formed mail is read as the standard library reads it.

Messages are generated as trees, written by `email.message.EmailMessage`, and read by both.
"""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, default
from email.utils import formataddr

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evaluations.mail_views import modern, ours

POLICIES = (default, SMTP, SMTPUTF8)
SCRIPTS = st.sampled_from(["abc xyz", "äöü ÄÖß é", "данные", "機密 文書", "0-9 ()<>@,;:\\\"/[]?=%'*", "\U0001f512"])
WORDS = st.text(SCRIPTS.flatmap(st.sampled_from), max_size=40)
NAMES = WORDS.map(lambda text: " ".join(text.split()))
PIECES = st.one_of(WORDS, st.sampled_from(["\n", "\n\n", " \n", "\nFrom ", "\n--", "\n.\n", "=", "--=_1"]))
LINES = st.lists(PIECES, max_size=12).map("".join)
DOTTED = st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){0,2}", fullmatch=True)
MAILBOXES = st.builds(lambda name, user, host: formataddr((name, f"{user}@{host}.example")), NAMES, DOTTED, DOTTED)
MEDIA = ["application/pdf", "image/png", "application/octet-stream", "text/csv", "application/x-a.b+c"]
QUICK = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def texts(draw):
    message = EmailMessage()
    charset, encodings = draw(
        st.sampled_from(
            [
                ("utf-8", ["7bit", "8bit", "quoted-printable", "base64"]),
                ("iso-8859-1", ["8bit", "quoted-printable", "base64"]),
                ("koi8-r", ["8bit", "base64"]),
                ("gb18030", ["8bit", "base64"]),
            ]
        )
    )
    text = draw(LINES).encode(charset, "ignore").decode(charset)
    encoding = draw(st.sampled_from(encodings))
    if encoding == "7bit":
        text = text.encode("ascii", "ignore").decode()
    message.set_content(text, subtype=draw(st.sampled_from(["plain", "html"])), charset=charset, cte=encoding)
    if draw(st.booleans()):
        message.set_param("format", "flowed")
    return message


@st.composite
def attachments(draw):
    message = EmailMessage()
    main, sub = draw(st.sampled_from(MEDIA)).split("/")
    name = draw(NAMES)
    message.set_content(
        draw(st.binary(max_size=300)),
        maintype=main,
        subtype=sub,
        disposition=draw(st.sampled_from(["attachment", "inline"])),
        filename=name or None,
        cte=draw(st.sampled_from(["base64", "quoted-printable"])),
    )
    return message


@st.composite
def multiparts(draw, children):
    message = EmailMessage()
    getattr(message, "make_" + draw(st.sampled_from(["mixed", "alternative", "related"])))()
    for child in draw(st.lists(children, min_size=1, max_size=4)):
        message.attach(child)
    return message


@st.composite
def carried(draw, children):
    message = EmailMessage()
    message.set_content(draw(children))
    return message


TREES = st.recursive(texts() | attachments(), lambda inner: multiparts(inner) | carried(inner), max_leaves=8)


@st.composite
def messages(draw):
    message = draw(TREES)
    style = draw(st.sampled_from(["=_%d", "a b%d", "(%d)?:'", "%d" + "-" * 60]))
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(style % number)
    message["Subject"] = draw(NAMES)
    policy = draw(st.sampled_from(POLICIES))
    return draw(people(policy.linesep)) + message.as_bytes(policy=policy)


@st.composite
def people(draw, newline):
    """Address fields written by hand: some versions of the library encode the comma between two mailboxes."""
    fields = [f"From: {draw(MAILBOXES)}"]
    for name in ("To", "Cc"):
        mailboxes = draw(st.lists(MAILBOXES, max_size=4))
        if mailboxes:
            fields.append(f"{name}: " + draw(st.sampled_from([", ", f",{newline} "])).join(mailboxes))
    return "".join(field + newline for field in fields).encode()


@QUICK
@given(messages())
def test_a_well_formed_message_is_read_as_the_standard_library_reads_it(raw):
    assert ours(raw) == modern(raw)


@QUICK
@given(NAMES.filter(bool), st.sampled_from(["utf-8", "iso-8859-1", "koi8-r"]), st.sampled_from(["\n", "\r\n"]))
@example("?", "utf-8", "\n")
def test_a_file_name_in_encoded_words_is_read_as_it_was_written(name, charset, newline):
    written = name.encode(charset, "ignore").decode(charset).replace('"', "").strip()
    encoded = Header(written, charset, maxlinelen=60).encode()
    raw = f'Content-Disposition: attachment;\n filename="{encoded}"\n\nx'.replace("\n", newline).encode()
    (leaf,) = ours(raw).leaves
    assert leaf.file_name.split() == written.split()
