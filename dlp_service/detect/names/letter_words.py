"""
Words by which the parts of a letter are known: header fields of mail programs, greetings, closings, disclaimers.

English, German, French, Dutch, Spanish, Italian, Portuguese, Polish, Czech, the Nordic languages, Turkish, Russian and Ukrainian, as
the usual mail programs and their users write them.
"""

from __future__ import annotations

import re2


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


PEOPLE_FIELDS = _phrases(
    """
    from|to|cc|bcc|reply-to|reply to|resent-from|resent-to|resent-cc|sender|return-path|delivered-to|sent by|on behalf of|forwarded by
    organizer|organiser|required attendees|optional attendees|invitees|x-original-to|envelope-to|errors-to
    von|an|kopie|blindkopie|antwort an|de|à|a|para|copie|copie à|copia|cci|expéditeur|destinataire|remitente|destinatario
    van|aan|da|per|od|do|dw|udw|komu|kopia|från|till|kopia till|fra|til|kopi|lähettäjä|vastaanottaja|kopio|kimden|kime|bilgi|gönderen
    от|кому|копия|від|копія|από|προς|κοιν.|de la|către
    """
)
OTHER_FIELDS = _phrases(
    """
    sent|date|subject|importance|priority|attachments|attachment|when|where|message-id|in-reply-to|sensitivity|classification|gesendet|datum|betreff|wichtigkeit|anlagen
    envoyé|objet|pièces jointes|enviado|enviado el|fecha|asunto|data|inviato|oggetto|assunto|verzonden|onderwerp|wysłano|temat|odesláno|předmět
    skickat|ämne|sendt|emne|dato|lähetetty|aihe|gönderildi|tarih|konu|дата|тема|отправлено|надіслано|ημερομηνία|θέμα|trimis|subiect
    """
)
DOUBTFUL_FIELDS = _phrases(
    "a|an|da|de|do|od|per|til|van|von|para|aan|fra|where|when|date|data|bilgi|komu|copie|kopi|kopie|dw|priority"
)
"""Words of prose and lists too: they are header fields only beside another one or with an address behind them."""
GREETINGS = _phrases(
    """
    hello|hi|hiya|hey|heya|hullo|dear|dear all|good morning|good afternoon|good evening|good day|g'day|morning|afternoon|evening|greetings|welcome|all
    sir|madam|ladies|gents|gentlemen|folks|colleagues|team|hi there|hello there|hi all|hello all|morning all|to whom it may concern|dear colleagues
    bonjour|bonsoir|cher|chère|chers|chères|salut|coucou|madame|monsieur|hallo|guten tag|guten morgen|guten abend|liebe|lieber|liebes|sehr geehrte
    sehr geehrter|sehr geehrtes|geehrte|geehrter|grüß gott|servus|moin|moin moin|beste|geachte|goedemorgen|goedemiddag|goedenavond|goedendag|dag|hoi
    buongiorno|buonasera|gentile|gentili|gentilissimo|gentilissima|egregio|egregia|egregi|caro|cara|cari|salve|ciao|buenos días|buenas tardes|estimado
    estimada|estimados|querido|querida|hola|olá|ola|bom dia|boa tarde|prezado|prezada|prezados|cześć|witam|witaj|dzień dobry|szanowny|szanowna
    szanowni|panie|pani|drogi|droga|dobrý den|ahoj|vážený|vážená|vážení|milý|milá|hej|hei|hejsan|god morgen|god morgon|god dag|kære|kjære|bästa|moikka
    terve|hyvä|merhaba|sayın|selam|iyi günler|уважаемый|уважаемая|уважаемые|здравствуйте|добрый день|привет|шановний|шановна|шановні|вітаю|добрий день
    αγαπητέ|αγαπητή|καλημέρα|kia ora|aloha|bore da|annwyl|a chara|السلام عليكم|stimate|stimată|bună ziua
    """
)
WEAK_GREETINGS = _phrases(
    """
    all|welcome|morning|afternoon|evening|team|sir|madam|pani|panie|folks|colleagues|beste|salut|madame|monsieur|greetings|ladies|gents|gentlemen|dag|ola|cara|terve
    """
)
"""Also words of any sentence: they greet at the top of a letter only."""
CLOSINGS = _phrases(
    """
    regards|kind regards|best regards|warm regards|kindest regards|warmest regards|many regards|with regards|with kind regards|with best regards|rgds|kr|br|best
    best rgds|kind rgds|best wishes|with best wishes|warm wishes|kind wishes|all the best|thanks|many thanks|thank you|thanks again|thanks very much|thank you very much
    with thanks|with many thanks|thanks in advance|many thanks in advance|many thanks again|thanks and regards|thanks & regards|thx|tnx|tks|ta|cheers|sincerely|yours
    yours sincerely|yours faithfully|yours aye|yours truly|yours ever|yours respectfully|most sincerely|sincerely yours|aye|respectfully|very respectfully
    v/r|vr|v/r,|r/|//signed//|//s//|/s/|signed|semper fi|semper fidelis|take care|speak soon|see you|see you soon|warmly|love|x|xx|yrs|diolch|slán|ngā mihi|nga mihi
    cordialement|bien cordialement|bien à vous|bien à toi|amicalement|salutations|salutations distinguées|respectueusement|meilleures salutations|sincères salutations
    mit freundlichen grüßen|mit freundlichem gruß|mit freundlichen gruessen|mit besten grüßen|mit kameradschaftlichem gruß|freundliche grüße|viele grüße|beste grüße|liebe grüße|herzliche grüße
    schöne grüße|grüße|gruß|gruss|grüsse|liebe gruesse|viele gruesse|mfg|lg|vg|hochachtungsvoll|im auftrag|i. a.|i.a.
    met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|hartelijke groet|groet|groeten|groetjes|mvg|hoogachtend
    saludos|un saludo|saludos cordiales|cordiales saludos|atentamente|muy atentamente|un abrazo|gracias|muchas gracias|cordiali saluti|distinti saluti|cari saluti|saluti
    un cordiale saluto|cordialmente|grazie|atenciosamente|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|abraço|obrigado|obrigada
    z poważaniem|pozdrawiam|z pozdrowieniami|z wyrazami szacunku|s pozdravem|s úctou|med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänligen|mvh|hälsningar
    med vennlig hilsen|vennlig hilsen|med venlig hilsen|venlig hilsen|hilsen|vh|ystävällisin terveisin|terveisin|saygılarımla|saygılarımızla|iyi çalışmalar
    с уважением|с наилучшими пожеланиями|з повагою|щиро ваш|με εκτίμηση|cu stimă|cu respect|lugupidamisega|ar cieņu|pagarbiai|üdvözlettel|merci
    """
)
ATTRIBUTION = re2.compile(
    r"(?i)"
    r"(?:wrote|writes|schrieb(?: am)?|geschrieben|a écrit|schreef|escribió|ha scritto|scrisse|escreveu|napisał(?:\(a\)|a)?|napsala?|skrev"
    r"|kirjoitti|yazdı|написала?|пише|написав|έγραψε|a scris)\b[^\n]{0,60}?:?\s*$",
)
ATTRIBUTION_STEMS = _phrases(
    "wrote|writes|schrieb|a écrit|schreef|escribió|ha scritto|scrisse|escreveu|napisa|skrev|kirjoitti|yazdı|написал|пише|написав|έγραψε|a scris"
)
"""Small letters that every attribution holds."""
ATTRIBUTION_START = frozenset("on am le el il op den dne w dnia em på tiistaina le: il: a el: om 在".split())  # noqa: SIM905
SEPARATOR = re2.compile(
    r"(?i)"
    r"[-_*=]{2,} ?.{0,80}(?:original|forwarded|weitergeleitet|ursprüngliche|transféré|d'origine|doorgestuurd|oorspronkelijk|reenviado|inoltrato"
    r"|przekazana|oryginalna|vidarebefordrat|videresendt|message)|begin forwarded message|[-_]{10,}$|forwarded by ",
)
DISCLAIMER = re2.compile(
    r"(?i)"
    r"intended (?:only |solely )?(?:for|recipient)|(?:in|by) error|confidential(?:ity)? (?:notice|and)|are confidential|is confidential|registered (?:in|office|number|charity)"
    r"|company (?:number|registration)|data protection (?:officer|representative)|personal data|datenschutz|geschäftsführe|vorstand(?:svorsitzend|:| \()|aufsichtsrat"
    r"|handelsregister|amtsgericht|sitz der gesellschaft|registergericht|siège social|capital social|r\.?c\.?s\.? |kvk|raad van bestuur|sede legale|amministratore"
    r"|unsubscribe|vat (?:no|number|reg)|regulated by|a list of (?:partners|members|directors)|managing directors?:|directors:|sąd rejonowy|\bkrs\b|prezes zarządu"
    r"|domicilio social|registro mercantil|org\.? ?nr|privacy (?:notice|policy)|inhaltlich verantwortlich",
)
"""What only the small print below a letter says; a paragraph that says it names nobody in substance."""
