"""
Words that stand beside names: ranks, titles, greetings, and words that look like names and are none.

They are English, with the French, German and Dutch greetings that allied mail
opens with.  Ranks are the usual written forms of NATO countries' English-speaking forces (STANAG 2116 lists the grades).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RANKS = (
    "Adm|V Adm|R Adm|Vice Admiral|Rear Admiral|Admiral|Commodore|Cdre|Captain|Capt|Commander|Cdr|Lieutenant Commander"
    "|Lt Cdr|LCDR|CDR|CAPT|Lieutenant|Lt|2Lt|1Lt|2nd Lt|1st Lt|Sub Lieutenant|Sub Lt|Midshipman|Mid|ENS|Ensign"
    "|General|Gen|Lt Gen|Maj Gen|Brig Gen|Brigadier|Brig|Colonel|Col|Lieutenant Colonel|Lt Col|LtCol|Major|Maj"
    "|Air Chief Marshal|Air Marshal|Air Vice Marshal|AVM|Air Commodore|Air Cdre|Group Captain|Gp Capt|Wing Commander"
    "|Wg Cdr|Squadron Leader|Sqn Ldr|Flight Lieutenant|Flt Lt|Flying Officer|Fg Off|Pilot Officer|Plt Off"
    "|Warrant Officer|WO1|WO2|WO|CWO2|CWO3|CWO4|Sergeant Major|Sgt Maj|SSgt|CSgt|Staff Sergeant|Colour Sergeant"
    "|Sergeant|Sgt|SGT|SFC|MSG|GySgt|TSgt|MSgt|SMSgt|CMSgt|Corporal|Cpl|CPL|LCpl|L/Cpl|Lance Corporal|Bdr|Bombardier"
    "|Private|Pte|PVT|PFC|Pfc|Gnr|Gunner|Spr|Sapper|Tpr|Trooper|Mne|Marine|Airman|SAC|A1C|SrA"
    "|Chief Petty Officer|CPO|Petty Officer|PO|AB|LH|Leading Hand|Able Seaman|Ordinary Seaman|Seaman"
)
TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rev|Revd|Reverend|Rt Hon|The Hon|Hon"
    "|Ambassador|Minister|Secretary|Senator|President|Chancellor|Judge|Justice|Sheikh|Herr|Frau|Mme|Mlle|Monsieur"
)
SUFFIXES = _words(
    """
    aac adc am ang arng bem bt cb cbe cd cfc cgm cha ctr civ cmg cvo dba dbe dcb dl dsc dso esq frs frcs gbe gc gcb gm
    iii ii iv jmsdf jp jr kbe kc kcb mbe mc md mil mm mod mp msc bsc bssc mvo obe od ors osd oam phd qc qgm qhp qhs ra
    raaf raf ran rcaf rcn rd re reme ret retd rm rmr rn rnas rnon rnlan rnln rnr rnzaf rnzn rlc rsigs sr td usa usaf
    usafr usar usarmy uscg usmc usmcr usn usnr ussf usspaceforce ve vc vr contractor dafc dac
    """
)
PARTICLES = _words(
    """
    abu af al ap av ben bin bint binte binti bte da dal dalla das de degli dei del della delle dello den der di do dos
    du el ferch het ibn la las le los mac mc ne nic op ould st te ten ter tot van vom von zu zum zur
    """
)
GREETINGS = (
    r"hello|hi|hiya|hey|dear|good (?:morning|afternoon|evening)|morning|afternoon|evening|greetings|welcome|all"
    r"|bonjour|cher|chère|hallo|guten tag|liebe|lieber|beste|geachte|moin"
)
CLOSINGS = (
    r"(?:with )?(?:(?:kind|best|warm|kindest|warmest|many) )?(?:regards|thanks|wishes)|thank you|thanks(?: again| very much)?"
    r"|cheers|sincerely|yours(?: sincerely| faithfully| aye| truly| ever)?|best|aye|respectfully|very respectfully"
    r"|v/?r|rgds|kr|br|cordialement|mit freundlichen grüßen|met vriendelijke groet(?:en)?"
)
NAME_HEADERS = frozenset(
    {
        "name", "names", "full name", "fullname", "person", "people", "personnel", "employee", "employee name", "staff",
        "staff name", "member", "member name", "attendee", "attendees", "passenger", "passenger name", "guest",
        "guest name", "visitor", "visitor name", "applicant", "applicant name", "patient", "patient name", "detainee",
        "contact", "contact name", "rank and name", "rank/name", "rank & name", "name and rank", "name/rank",
        "surname forename", "surname, forename", "surname, first name", "last name, first name", "poc", "point of contact",
        "crew", "crew member", "driver", "pilot", "officer", "participant", "participants", "delegate", "student",
        "volunteer", "player", "nom", "nom et prénom", "naam", "interpreter", "source", "witness", "lead", "manager",
    }
)  # fmt: skip
GIVEN_HEADERS = frozenset(
    {
        "given name", "given names", "first name", "firstname", "forename", "forenames", "first names", "fname",
        "christian name", "initials", "initial", "initial(s)", "prénom", "vorname", "voornaam", "first",
    }
)  # fmt: skip
SURNAME_HEADERS = frozenset(
    {
        "surname", "last name", "lastname", "family name", "lname", "second name", "nachname", "achternaam",
        "nom de famille", "last",
    }
)  # fmt: skip
COMMON_WORDS = _words(
    """
    a about above access account accounts action actions add address admin administration after afternoon agenda air
    airport all also an and annex annual any appendix april are area army as ask at attached august author autumn
    away back bank base bay before best bill blue board book both box branch break bridge brown budget build
    building bus business by call can car care case cast cell center central centre chair change chapter check chief
    church city class clean clear clerk close cloud club coast code coffee college comments committee company
    conference contact contract control copy corp corporation council count country course court cover crew cross
    data date day days dear december defence defense delivery department deputy design desk detail details
    development did direct director discussion district division dock document documents does door down draft drive
    duty early east easter edition education email emergency end energy engineer engineering english entry
    environment error estate evening event every exchange expert express external facility fax february federal file
    final finance fire first flight floor folder follow for force foreign form forum forward free friday from front
    fund future garden gate general give government grand great green ground group guard guest guide hall harbour
    has head health heavy hello help here hi high hill history home hospital hotel hour house how human i if image
    important in inc india industry info information innovation install institute insurance interest internal
    international internet introduction invoice is island issue issues it item january job july june just key king
    known lab label lake land large last late law lead leave left legal let letter level library light limited line
    link list local location log logistics long lost low ltd lunch mail main major man management manager many map
    march marine maritime market master material may media medical meet meeting member memo memorial message
    military minister ministry minutes mobile model monday money month morning mount museum music my name national
    naval navy network new news next night no north not note notes notice november number numbers october of off
    office officer official on one online open operations option or orange order original other our out over owner
    page paper park part party password payment people per phase phone photo pier place plan planning plans please
    point police policy pool port post power present press price private pro problem process product program
    programme project protocol public purchase quality quarter quay question questions quick radio rate read ready
    red ref reference region regional register registration release report republic request research reserve
    response results return review right ring river road room route royal run russian safety sales saturday save
    school science sea second section security see send senior sent september sergeant series server service
    services session set sheet ship shop short side sign site size small so social software source south space
    special spring square staff stage standard star start state states station status stop storage store story
    street student subject summer sunday super supply support survey system systems table talk task team tech
    technical technology telephone tell term terms test thank thanks that the their there these they this thursday
    ticket time title to today tomorrow top total tour tower town track trade training transport travel trial trust
    tuesday type under union unit united university update upper us use user vehicle version very video view village
    visit visits voice volume wall war water way we web website wednesday week weekly welcome west what when where
    which white who why wide will window windows winter with wood work working works workshop world year yellow yes
    yesterday you young your zone
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre
    novembre décembre lunes martes miércoles jueves viernes sábado domingo enero febrero abril mayo junio julio agosto
    septiembre octubre noviembre diciembre lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio
    aprile maggio giugno luglio agosto settembre ottobre dicembre maandag dinsdag woensdag donderdag vrijdag zaterdag
    zondag mandag tirsdag onsdag torsdag fredag lørdag søndag poniedziałek wtorek środa czwartek piątek sobota niedziela
    pazartesi salı çarşamba perşembe cuma cumartesi pazar betreff gesendet sitz aufsichtsrat geschäftsführer amtsgericht
    anmeldung eingang objet envoyé onderwerp verzonden asunto oggetto temat wysłano dowódca bureau biuro direction amt
    helpline helpdesk duty controller casework assembly attorney counsel practitioner electric dynamics strike motors staffs
    """
)
"""Capitalised in titles, headings, street and company names; a pair with one of these needs other evidence to be a person."""
GIVEN_NAMES_THAT_ARE_WORDS = frozenset({"april", "may", "june", "will", "mark", "summer", "frank", "art"})
SURNAMES_THAT_ARE_WORDS = _words(
    """
    april august banks bell best bird bishop black blue bond bowl bridge brook brown bush butcher carpenter case
    cash chance church clay cook cooper cross day dean drew east english fair farmer field fish fisher flint forest
    fox france frank frost gates glass gold good grant gray green grey hall hand hardy hill holiday hood hope house
    hunt hunter key king knight lake lamb lane law lee little london long love major march marsh mason may miller
    moon moor north page paine paris park parker parks penny pike place pole pool poor porter post potter price
    quick ray read reed rice rich rose rush sharp shepherd short silver small smart snow south sparks spring star
    steel stone story street strong summer summers swift temple terry town underwood wall ward waters way wells west
    white wise wolf wood woods worth young
    """
)
"""Surnames that stand capitalised in any text: alone they name a protected person only after a rank or title."""
