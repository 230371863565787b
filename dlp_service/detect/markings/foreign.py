"""
The words of `language` in other languages than English: German, French, Norwegian, and fields of some more.

Text is plain when these are applied: accents are gone (`fur`, `declassifie`), except on letters that Unicode does not
take apart.  Each name here adds to the pattern of the same name in `language`; the English and the foreign words are
tried on every text, for people mix languages and a subject is too short to tell its own.  So a word that means
something else in English (`war`, `hat`, `die` at the end of a line) must not stand here alone.
"""

from __future__ import annotations

import re

_ITEM_DE = (
    r"(?:e-?mails?|mails?|nachricht(?:en)?|schreiben|dokumente?s?|unterlagen?|anlagen?|anhange?s?|datei(?:en)?|inhalte?s?|vorgang|weisung|befehl|briefe?s?|sendung|angaben|informationen|notiz|protokoll|bericht|liste|ausarbeitung|tabelle|vorlage"
    r"|\w+(?:plan|plane|bericht|vermerk|liste|protokoll|mail|schreiben|dokument|ubersicht|skizze|vorlage|notiz|meldung|nachricht|befehl|unterlage|unterlagen|datei|anlage))"
)
_ITEM_FR = r"(?:messages?|courriels?|mels?|mails?|documents?|notes?|pieces? jointes?|pieces?|fichiers?|annexes?|rapports?|lettres?|contenu|textes?|courriers?|compte rendu|dossiers?|fiches?|tableaux?|presentations?|informations?|plans?|consignes?)"
_ITEM_NO = r"(?:e-?post(?:en)?|melding(?:en)?|dokument(?:et|ene|er)?|vedlegg(?:et|ene)?|notat(?:et)?|brev(?:et)?|rapport(?:en)?|innhold(?:et)?|fil(?:en|ene)?|liste(?:n|ne)?|plan(?:en)?|referat(?:et)?|skriv(?:et)?)"
_ITEM_OTHER = r"(?:messaggio|documento|nota|allegat[oi]|relazione|lettera|bericht|bijlagen?|stuk(?:ken)?|mensaje|correo|adjunto|anexo|informe)"
ITEM = rf"(?:{_ITEM_DE}|{_ITEM_FR}|{_ITEM_NO}|{_ITEM_OTHER})"
LEVEL = (
    r"\b(?:VS ?-? ?NFD|(?:VS ?-? ?)?NUR FUE?R DEN DIENSTGEBRAUCH|(?:VS ?-? ?)?VERTRAULICH|STRENG GEHEIM|GEHEIM|OFFEN|INTERN|EINGESCHRAE?NKT|DIFFUSION RESTREINTE|NON PROTEGE|NON CLASSIFIE|CONFIDENTIEL(?: DEFENSE)?"
    r"|SECRET DEFENSE|TRES SECRET(?: DEFENSE)?|BEGRENSET|KONFIDENSIELT|(?:STRENGT )?HEMMELIG|UGRADERT)\b|\bVS ?-? ?NfD\b"
)
_FIELDS = (
    # German
    r"(?:vs-?)?(?:einstufung|geheimhaltungsgrad|geheimhaltungsstufe|klassifizierung|klassifikation|klassifizierungsstufe|klassifizierungsvermerk|schutzvermerk|geheimschutz|verschlusssachengrad|sicherheitseinstufung|sicherheitsstufe|vertraulichkeitsstufe|schutzklasse)"
    r"|vs-?(?:grad|stufe|vermerk|kennzeichnung)|einstufungsgrad|eingestuft\s+als|schutzstufe"
    # French
    r"|(?:niveau\s+(?:de\s+)?)?(?:classification|protection|confidentialite)(?:\s+de\s+securite)?|niveau|mention(?:(?:\s+de)?\s+(?:protection|classification))?|mention\s+(?:complementaire|particuliere)"
    r"|marquage|timbre|degre\s+de\s+(?:classification|protection)|classifie(?:\s+au\s+niveau)?"
    # Norwegian, Danish, Swedish
    r"|(?:sikkerhets)?gradering|sikkerhetsgrad|graderingsniva|gradert|beskyttelsesgrad|klassifisering|klassifikation|sakerhetsklass(?:ning)?|sekretess"
    # Dutch, Italian, Spanish, Portuguese
    r"|rubricering|rubriceringsniveau|merking|classifica(?:zione)?(?:\s+di\s+segretezza)?|grado\s+de\s+clasificacion|clasificacion(?:\s+de\s+seguridad)?|classificatie(?:niveau)?|gerubriceerd(?:\s+als)?|vertrouwelijkheid|classificacao(?:\s+de\s+seguranca)?"
)
LABEL = rf"""(?:^|[\s,;|(\["'<{{*_>/-])(?:{_FIELDS})(?:\s*\([^()\n]{{1,40}}\))?(?:\s*/\s*[a-z]+(?:\s[a-z]+){{0,3}})?(?:\s+(?:dieser|dieses|der|des|de|du|van|af|av)\s[\w ]{{2,30}}?)?(?:\s+(?:nach|gemass|gem\.|selon|iht\.?|etter)\s+[\w.§ ]{{2,30}}?)?\s*["'*_]*\s*(?:[:=\t|]|\.{{3,}}|\s-\s|\s{{2,}})\s*["'*_(\[]*\s*$"""
"""A field of a form; French puts a space before the colon."""
LABEL_LINE = rf"^\W*(?:{_FIELDS})\s*:?\W*$"
LABEL_NAME = r"einstufung|(?:sicherheits|schutz|vertraulichkeits)stufe|schutzklasse|geheimhaltung|klassifi|gradering|rubricering|clasificacion|classifica|mention|vs-?grad"
FIELD_SIGN = r"(?i:(?:einstufung|geheimhaltungs(?:grad|stufe)|klassifizierung(?:sstufe|svermerk)?|klassifikation|klassifiziert|schutzvermerk|sicherheitsstufe|schutzstufe|vs-?(?:grad|stufe|vermerk)|niveau(?: de (?:classification|protection))?|protection|mention|marquage|gradering|sikkerhetsgrad|rubricering|clasificaci.n|classifica)[ \t]{0,4}[:=])"
"""For `candidates`: a field whose value may be written in any case."""

NEGATION = (
    r"\b(?:nicht|kein\w*|nie|niemals|ohne|anstatt|anstelle|weder|keineswegs|ikke|ikkje|ingen|uten|utan|aldri|verken|niet|geen|jamais|aucune?|pas|ni|sans|nessun\w*|ningun\w*)\b(?:\W+\w+){0,6}\W*$"
    r"|\bn'(?:est|a|etait|ont|y)\b(?:[^\w']+[\w']+){0,8}\W*$|\bne\b(?:[^\w']+[\w']+){1,8}\W*$"
)
MODAL = (
    r"\b(?:wenn|falls|sofern|sobald|muss|mussen|soll(?:en|te|ten)?|darf|durfen|kann|konnen|alle|jede\w*|wie man|was|welche\w*|wort|begriff|bedeutet|stufen?|grade|ermachtig\w*|lorsqu\w*|quand|doit|doivent|peut|peuvent|tous|toutes|mot|terme|niveaux"
    r"|hvis|dersom|skal|alle|ord|betyr|nivaer)\b"
)
HARD_MODAL = (
    r"\b(?:wenn|falls|sofern|sobald|ob|sollten?|muss|mussen|musste|darf|durfen|durfte|kann|konnen|konnte|ware|waren|war (?:bisher|bis|fruher|einmal|zunachst)|fruher|ehemals|bislang|ursprunglich|warum|wieso|wann|welche\w*|beispiel\w*|z\. ?b|wort|begriff|ermachtig\w*"
    r"|uberpruft\w*|zugelassen\w*|zulassung|ubung|fiktiv\w*|beinahe|fast"
    r"|lorsqu\w*|quand|si (?:ce|cet|cette|le|la|un|une|vous|l')|doit|doivent|devrait|devra|peut|peuvent|pourrait|serait|etait|etaient|exemple|comment|pourquoi|habilit\w*|mot|terme|ancien\w*|autrefois|exercice|presque"
    r"|hvis|dersom|skulle|kunne|kan|ville|eksempel|hvorfor|hvordan|var|tidligere|klarert|klarering|nesten)\b"
)
_AFTER_DE = r"(?:[,\s]*\b(?:an|vom|von|aus|in|im|mit|zu|zum|zur|fur|uber|der|des|und|nebst|samt|sowie|dieser|dieses)\b(?:[\s,]+[\w'./&-]+){0,8}?)?"
_OWN_DE = (
    rf"(?:(?:dies(?:e|er|es|en|em)?|(?:(?:der|die|das|den|dem|samtliche|alle)\s)?(?:beigefugt|angehangt|angefugt|anliegend|anhangend|beiliegend|nachfolgend|nachstehend|folgend|vorliegend|hier|o\. ?g\.|u\. ?g\.)\w{{0,3}})(?:\s[\w'-]+){{0,3}}?\s{_ITEM_DE}\b"
    rf"|(?:(?:der|die|das|den|dem)\s)?(?:beigefugt|angehangt|angefugt|anliegend|anhangend|beiliegend|vorliegend)\w{{1,3}}\s[\w'-]+|(?:die|der|meine|unsere)\s(?:anlagen?|anhange?|inhalte?)"
    r"|(?:der|die|das)\s[\w-]+(?:\s[\w-]+)?\s(?:im|in\s(?:der|den))\s(?:anhang|anlagen?|beilagen?)|(?:der|die|das)\s[\w-]+\s(?:unten|oben|anbei|anliegend)|alles\s(?:in\sdies\w+\s\w+|hier|unten|oben)|beilagen?|(?:der|die|das)\s[\w-]+,\s(?:den|die|das)\s(?:sie|du|ihr)(?:\s[\w-]+){0,3}?\s(?:lesen|liest|lest|haben|halten|sehen|erhalten),?)"
    rf"{_AFTER_DE}"
)
_GIVES_DE = (
    r"(?:ist|sind|wird|werden|wurden?|gilt|gelten|bleibt|bleiben|tragt|tragen|hat|haben|unterliegt|unterliegen|enthalt|enthalten)(?:\s(?:nach|durch|vom|von|seitens|gemass|auf)(?:\s[\w.§-]+){1,4}?)?"
    r"(?:\s(?:als|eine?n?|mit|daher|deshalb|somit|hiermit|nun|jetzt|weiterhin|noch|insgesamt|durchgehend|komplett|vollstandig|vorlaufig|der|dem|den|die|das|geheimhaltungsgrad|grad|stufe|einstufung|vermerk|stempel|verschlusssache|vs|klassifiziert|eingestuft|gekennzeichnet|eingestufte|informationen|inhalte|teile|im|sinne|der|vsa))*"
)
_OWN_FR = (
    r"(?:(?:ce|cet|cette|ces|le\spresent|la\spresente|les\spresent\w+)(?:\s[\w'-]+){0,3}?\s"
    + _ITEM_FR
    + r"\b|(?:le|la|les)\s\w+(?:\s\w+)?\s(?:ci-)?(?:joint|annexe|dessous|dessus|transmis)(?:e|s|es)?|(?:le|la|les)\s\w+\s(?:ci-(?:dessous|dessus|apres)|en\sannexe|en\spiece\sjointe)"
    r"|(?:(?:l'annexe|les\sannexes)(?:\sci-jointe?s?|\sjointe?s?)?|(?:la|les)\spieces?\sjointes?|(?:l'ensemble\sd(?:es|u)|toutes\sles|tous\sles|les|la\stotalite\sd(?:es|u))\s\w+(?:\s(?:figurant|contenue?s?|reprise?s?|presentee?s?|exposee?s?|transmise?s?|presente?s?))?\s(?:dans|de)\s(?:ce|cet|cette|ces|le\spresent|la\spresente)\s\w+|(?:le|la|les)\s\w+\s(?:de|du|des|en)\s(?:la\s|l')?(?:piece\sjointe|annexe)|le\scontenu\sde\s(?:ce|cet|cette)\s\w+|(?:le|la|les)\s\w+\sque\svous(?:\s[\w-]+){0,2}?\s(?:lisez|tenez|consultez|avez\s(?:recue?s?|entre\sles\smains|sous\sles\syeux))))(?:\s(?:de|du|des|a|au|en|sur|dans|d'|concernant|relatif)\w*(?:[\s,]+[\w'./&-]+){0,6}?)?"
)
_GIVES_FR = (
    r"(?:est|sont|reste|restent|demeure|porte|portent|releve|relevent|a\sete|ont\sete|beneficie|contient|contiennent|comporte|fait\sl'objet|font\sl'objet|tombe|tombent)(?:\s(?:par\s[\w'-]+(?:\s\w+)?))?"
    r"(?:\s(?:desormais|donc|integralement|egalement|classifiee?s?|classee?s?|protegee?s?|marquee?s?|timbree?s?|cotee?s?|revetue?s?|soumise?s?|couverte?s?|classification|protection|sous|d'une|de|du|la|le|au|a|un|une|des|niveau|en|mention|timbre|par|comme|information|informations|document|elements))*"
)
_OWN_NO = (
    r"(?:(?:denne|dette|disse|vedlagte?|(?:den|det|de)\svedlagte)(?:\s[\w-]+){0,3}?\s"
    + _ITEM_NO
    + r"\b|(?:det|den|de)\svedlagte\s\w+|vedlegget|vedleggene|innholdet\si\sden(?:ne)?\s[\w-]+|"
    + _ITEM_NO
    + r",?\s(?:som\s)?(?:du|dere|de)(?:\s[\w-]+){0,2}?\s(?:leser|mottar|har\sfatt|far|ser)(?:\s(?:na|her))?)(?:\s(?:fra|om|til|med|i|pa|og)(?:\s[\w-]+){1,6}?)?"
)
_GIVES_NO = r"(?:er|ble|blir|har|bearer|inneholder|skal\s(?:behandles|handteres))(?:\s(?:gradert|sikkerhetsgradert|merket|merka|klassifisert|som|graderingen|graderingsniva|informasjon|hele|na|derfor|herved|med|av\s\w+|i\shenhold\stil\s\w+))*"
ASSERTIONS = (
    (rf"{_OWN_DE}\s{_GIVES_DE}", False),
    (rf"(?:dass|weil|da)\s{_OWN_DE}(?:\s(?:als|mit|nun|jetzt|weiterhin|insgesamt|auch))*", True),
    (r"dies\s(?:ist|sind)(?:\seine?)?", True),
    (r"(?:bitte\s)?(?:behandeln|behandle|handhaben|betrachten|verwahren|halten)(?:\ssie)?\s(?:dies(?:e|er|es|en)?|die|das|den|alles|es|beiliegende\w?|beigefugte\w?)(?:\s[\w-]+){0,4}?\s(?:als|wie|gemass|nach)", False),
    (r"(?:bitte\s)?dies(?:e|er|es|en)\s\w+(?:\s(?:bitte|unbedingt|zwingend))?\s(?:als|wie)", True),
    (rf"bitte\s(?:(?:die|den|das|alle|beide)\s)?(?:(?:beigefugt|angehangt|anliegend|nachfolgend|folgend)\w{{1,3}}\s)?(?:anlagen?|anhange?|beilagen?|inhalte?|{_ITEM_DE}\s(?:im\sanhang|anbei|unten|oben))(?:\s[\w-]+){{0,3}}?\s(?:als|wie)", True),
    (r"(?:ich|wir)\s(?:stufe|stufen|habe|haben|ubersende|ubersenden|sende|senden|schicke|schicken|leite|leiten|behandle|behandeln)(?:\s(?:ihnen|dir|euch|hiermit|anbei))*\s(?:dies(?:e|er|es|en)?|die|das|den|es|beiliegende\w?|beigefugte\w?)(?:\s[\w-]+){0,5}?\sals", False),
    (r"(?:anbei|beigefugt|im\sanhang|in\sder\sanlage|anliegend|hiermit)(?:\s[\w-]+){0,5}?\sals", False),
    (rf"(?:anbei|beigefugt|im\sanhang|in\sder\sanlage|anliegend)(?:\s[\w-]+){{0,5}}?\s{_ITEM_DE}", True),
    (rf"{_OWN_FR}\s{_GIVES_FR}", False),
    (rf"(?:veuillez\strouver(?:\sci-joint\w*|\sen\s(?:annexe|piece\sjointe))?|ci-joint\w*)\s(?:la|le|les|une?|notre|votre)\s{_ITEM_FR}(?:\s[\w'-]+){{0,2}}?", True),
    (r"(?:veuillez|merci\sde|priere\sde)\s(?:considerer|traiter|manipuler|proteger)\s(?:ce|cet|cette|ces|la\spiece|les\spieces|le\sdocument|l'annexe)(?:\s[\w'-]+){0,4}?\s(?:comme|en|au\sniveau)(?:\s(?:etant|classifiee?s?|classee?s?|du|de|niveau))*", False),
    (r"(?:je|nous)\s(?:vous\s)?(?:transmets|transmettons|classe|classons|adresse|adressons|envoie|envoyons|classifie|classifions)\s(?:ce|cet|cette|ces|ci-joint\w*|le\spresent)(?:\s[\w'-]+){0,4}?\s(?:en|au\sniveau|comme|sous\stimbre)", False),
    (rf"{_OWN_NO}\s{_GIVES_NO}", False),
    (r"(?:behandle|handtere?|betrakte?|oppbevare?)\s(?:denne|dette|disse|vedlegget|vedleggene)(?:\s[\w-]+){0,3}?\s(?:som|pa\sniva)", True),
    (r"(?:jeg|vi)\s(?:har\s)?(?:gradert|graderer|merket|merker)\s(?:denne|dette|disse|vedlagte?|vedlegget)(?:\s[\w-]+){0,3}?(?:\s(?:som|til|med))?", False),
    (r"(?:questo|questa|questi|il\spresente|la\spresente|l'allegato|gli\sallegati)(?:\s[\w'-]+){0,4}?\s(?:e|sono)\s(?:classificat[oaie]|da\sconsiderar\w+)(?:\s(?:come|con|la|classifica|di))*", False),
    (r"(?:dit|deze|bijgevoegde?|de\sbijlage)(?:\s[\w-]+){0,4}?\s(?:is|zijn|wordt)(?:\s(?:gerubriceerd|gemerkt|als))+", False),
    (r"(?:este|esta|estos|estas|el\spresente|la\spresente|el\sadjunto)(?:\s[\w-]+){0,4}?\s(?:es|esta|son|estan)\s(?:clasificad[oa]s?)(?:\s(?:como|de|con))*", False),
)  # fmt: skip
"""
Ways of giving this very message a level, up to the level word, and whether the sentence must end there too.

`Diese Mail ist als`, `ce document est classifie`, `vedlegget er gradert`.
"""
ASIDE = (
    rf"(?:die(?:se[rs]?)?|der|das|ganze\w?|gesamte\w?|\s)*\b(?:folien?|zellen?|spalten?|zeilen?|absatz|absatze|abschnitte?|tabellen?|blatt|grafik(?:en)?|abbildung(?:en)?|bild|wert|seiten?|{_ITEM_DE})(?:\s(?:[a-z]|[a-z]?\d{{1,4}}))?\s{_GIVES_DE}",
    rf"(?:l[ae']s?|ce|cette|cet|ces|toute|tout|\s)*\b(?:diapo(?:sitive)?s?|cellules?|colonnes?|lignes?|paragraphes?|alineas?|feuilles?|onglets?|figures?|images?|schemas?|pages?|planches?|{_ITEM_FR})(?:\s(?:[a-z]|[a-z]?\d{{1,4}}))?\s{_GIVES_FR}",
    rf"(?:denne|dette|disse|hele|\s)*\b(?:lysbilde(?:t)?|celle[nr]?|kolonne[nr]?|rad(?:en)?|avsnitt(?:et)?|tabell(?:en)?|figur(?:en)?|bilde(?:t)?|side[nr]?|{_ITEM_NO})(?:\s(?:[a-z]|[a-z]?\d{{1,4}}))?\s{_GIVES_NO}",
)  # fmt: skip
"""What a note on a slide or a comment says of its slide, cell or paragraph, with or without `diese`."""
ENDS_OR_ITEM = rf"^\W{{0,2}}(?:eingestuft\w*|klassifiziert\w*|gekennzeichnet|behandeln|zu behandeln|und\b|daher\b|bitte\b|et\b|og\b|{ITEM}\b)"
VERB_FINAL = r"^\s(?:(?:eingestuft|klassifiziert|gekennzeichnet)\s)?(?:ist|sind|bleibt|bleiben)\W*(?:$|[.,;!)])"
"""How a German clause ends whose verb comes last: `dass diese Nachricht VS-NfD ist`."""
COMPARES = r"\b(?:unterhalb|oberhalb|bis(?: zu[rm]?)?|unter|uber|hochstens|mindestens|maximal|jusqu'(?:a|au)(?: niveau)?|au-dessus d[eu]|en dessous d[eu]|inferieure?s? au?|superieure?s? au?|til og med|opp til|inntil)\W*$"
LEFT_BEHIND = r"\b(?:ohne (?:die |den |ihre )?(?:anlagen?|anhang)|nach (?:entfern\w+|abtrenn\w+|trennung|wegfall|entnahme|herabstufung)|bei wegfall|getrennt von|sans (?:la |les |l'|ses )?(?:pieces? jointes?|annexes?)|apres (?:retrait|separation|declassification)|uten vedlegg|etter fjerning)\b"
CONDITION_AFTER = r"^[\W_]*(?:(?:nur )?wenn|falls|sofern|sobald|soweit|si (?:le|la|un|une|elle|il|l')|lorsqu\w*|sauf si|hvis|dersom|bare nar|ohne anlagen?|sans (?:pieces? jointes?|annexes?)|uten vedlegg)\b"
ATTACHES = (
    r"(?:^|[\s,;:(])(?:anbei|beigefugt|im anhang|in der anlage|anliegend|ci-joint\w*|veuillez trouver(?: ci-joint\w*| en piece jointe| en annexe)?|vedlagt|vedlagt folger)"
    r"(?:\s(?:finden|erhalten|erhaltst|ubersende|sende|schicke|sie|du|ich|wir|ihnen|dir|der|die|das|den|dem|eine?n?|unsere?n?|aktuelle\w?|neue\w?|la|le|les|un|une|notre|votre|folger|er|det|en|et|ny|oppdatert))*\s[\"'(*]*$"
)
ATTACHED_ITEM = rf"^[\"')*]*(?:[ -][\w'-]+){{0,2}}?[ -]{ITEM}\b"
NOUN_AFTER = (
    r"^\W{0,2}(?:dokumenten?|unterlagen|akten|nachrichten|informationen|daten|material|stufe|einstufung(?:en)?|ermachtigung\w*|uberprufung\w*|netz(?:e|werke?)?|systemen?|bereich|vermerk|kennzeichnung|(?:oder|und) (?:hoher|daruber|niedriger)|bedeutet|gilt|ist|sind"
    r"|darf|durfen|muss|mussen|soll|sollen|zulassung|zugelassene?[nrs]?|konform\w*|tauglich\w*|arbeitsplatz\w*|rechner\w*|cloud|kommunikation|eingestufte[nrs]? (?:dokumenten?|unterlagen|akten|informationen|daten|material|verschlusssachen|vs|bereich\w*|netz\w*|system\w*)"
    r"|ou (?:superieur|plus)|et (?:au-dessus|superieur)|reseaux?|systemes?|signifie|est|sont|doit|doivent|peut|peuvent|dokumenter|informasjon|materiale|(?:og|eller) h.yere|nettverk|klarering|betyr)\b"
)
DEFINITION = (
    r"^[\W_]*(?:bedeutet|heisst|bezeichnet|ist (?:der|die|das|ein|fur|wenn)|sind\b|gilt (?:fur|wenn)|wenn (?:die|eine|das|ihre)|(?:die )?kenntnisnahme|die (?:preisgabe|unbefugte)|informationen,? (?:die|deren)|signifie|designe|est (?:un|une|le|la|reserve)|s'applique|concerne les"
    r"|(?:la )?divulgation|informations? (?:dont|et supports)|betyr|brukes|dersom det|informasjon som|skal (?:benyttes|brukes))"
)
RULE = r"^[\W_]*(?:unterlagen|dokumente,?|niemals|darf nur|durfen nur|les documents|jamais|dokumenter|aldri|kan skade|kann (?:fur )?(?:die|den)|schaden|nachteil\w*|prejudice)"
EXAMPLE = (
    r"(?i:\b(?:beispiele?|beispielhaft|mustertext|mustermarkierung|exemples?|fac-simile|eksempel|eksempler|voorbeeld|ejemplo|esempio)\b(?!['.-]?\s?(?-i:[A-Z][a-z])))"
    r"|(?i:\b(?:zu (?:ubungs|schulungs|ausbildungs)zwecken|nur zur (?:ubung|schulung|veranschaulichung)|kein echtes|keine echte|fiktive?[rsn]?|(?:a titre d'exemple)|document fictif|a des fins (?:pedagogiques|d'instruction|de formation)|til (?:opplaring|ovelse)sformal)\b)"
)
LEADS_EXAMPLE = r"(?:\bz\. ?b\.|\bd\. ?h\.|\b(?:zum beispiel|etwa|beispielsweise|richtig|falsch|par exemple|p\. ?ex\.|comme|tel(?:le)?s? que|for eksempel|f\. ?eks\.|slik som))\W*$"
INTRODUCES = r"\b(?:kennzeichn\w*|stempel\w*|kopfzeile|fusszeile|lautet|lauten|beispiel\w*|stufen|geheimhaltungsgrade|klassifizierungsstufen|folgende[nrs]?|so (?:sieht|wird|ist|muss)|folgt|marquage|timbres?|niveaux|exemples?|suivante?s?|comme|merking\w*|merkes|eksempel|slik|grader|nivaer|sikkerhetsgrader)\b[^:]{0,60}:\W*$"
INTRODUCED = r"\b(?:lautet|lauten|steht|heisst|beispielsweise|kennzeichnung|stempelaufdruck|comme|exemple|marquage|slik|merkes)\W*$"
LOWER_END = (
    r"\b(?:als|der|die|das|dem|den|des|und|oder|ist|sind|mit|im|zur|zum|de|du|la|le|les|et|est|sont|en|som|og|er|av)$"
)
DISCUSSING = (
    r"\b(?:schulung\w*|lehrgang|leitfaden|merkblatt|richtlinien?|vorschrift\w*|unterweisung|belehrung|umgang mit|handhabung|was (?:ist|bedeutet|heisst)|bedeutung|bedeutet|ermachtigung\w*|sicherheitsuberprufung|stellenanzeige|stellenausschreibung|bewerbung|zulassung|zugelassen"
    r"|formation|instruction generale|reglementation|habilitations?|qu'est-ce|que signifie|signification|comment|opplaring|kurs|veileder|veiledning|klarering|sikkerhetsklarering|regelverk|hva (?:er|betyr))\b"
)
PREPOSITION = r"\b(?:zu|zum|zur|von|vom|fur|fuer|als|mit|bei|beim|uber|auf|der|das|des|dem|den|und|oder|ist|sind|ein(?:e|er|em|en|es)?|kein\w*|nicht|bis|ab|de|du|des|le|la|les|en|pour|sur|avec|est|sont|et|ou|au|aux|un|une|comme|til|om|med|og|eller|som|av|det|et)\W*$"
VERB = r"\b(?:ist|sind|wird|werden|wurden?|haben|muss|mussen|soll|sollen|darf|durfen|konnen|bitte|bedeutet|bestimmt|est|sont|etait|doit|doivent|peut|peuvent|veuillez|skal|blir|ble|gradert)\b"
SALUTATION = r"^(?:sehr geehrte\w*|hallo|liebe[rs]?|guten (?:tag|morgen|abend)|moin|gruss gott|geschatzte\w*|werte[rs]?|bonjour|madame|monsieur|mesdames|cher|chere|chers|mon \w+|hei|kj\S+re|god (?:dag|morgen))\b[^.]{0,60}[,!]?$"
JOINS = r"^(?:und|oder|bzw|et|ou|og|eller)\b"
HISTORY = r"\b(?:WAHL|NICHT|KEIN|KEINE|SO|GANZ|ABSOLUT|TOP|HOCHST|SEHR|ULTRA|UN|UNE|LE|LA|MON|NOTRE|VOTRE|PAS|EN|AGENT|JARDIN|PASSAGE|CODE|PERSONNEL ET|STRICTEMENT|PRIVE ET|PERSONLICH UND|STRENG|IKKE|EN|DEN)[ &-]+$"
"""Words before a level that make a phrase of ordinary language: STRENG VERTRAULICH, UN SECRET, PERSONNEL ET CONFIDENTIEL."""

_FUNCTION = """
DE DU DES LA LE LES UN UNE ET OU EN AU AUX POUR PAR SUR DANS AVEC SANS QUI QUE EST SONT CE CES CETTE MON MA MES SON SA SES NOS VOS NOTRE VOTRE
DER DIE DAS DEM DEN UND ODER MIT FUR FUER VON VOM ZUM ZUR IM AM EIN EINE EINER NICHT KEIN IST SIND WIR IHR SIE UNSER UNSERE
PROFESSIONNEL MEDICAL BANCAIRE INDUSTRIEL COMMERCIAL MAISON BIEN JARDIN D ETAT TIPP SACHE AKTE PLAN VENN
DI DA DELLE FRA ZU AUF BEI
OG ELLER SOM AV TIL MED DET ER IKKE HET EEN VAN VOOR IL LO GLI DI DEL DELLA EL LOS LAS DEL POR PARA
"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())
"""Function words in capitals: after a level they make a headline (`SECRET DE POLICHINELLE`), not a codeword."""


def joined(pattern: re.Pattern[str], more: str) -> re.Pattern[str]:
    """
    Return a pattern that matches what `pattern` matches, and `more` in any case too.

    >>> bool(joined(re.compile("not"), "nicht").search("Nicht so"))
    True
    """
    return re.compile(
        f"(?:{pattern.pattern}\n)|(?i:{more})" if pattern.flags & re.VERBOSE else f"{pattern.pattern}|(?i:{more})",
        pattern.flags,
    )
