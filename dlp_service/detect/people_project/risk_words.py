"""
Words for people whom being named endangers, for what is told about them, and for what speaks of something public.

English, German, French, Dutch, Danish, Swedish, Norwegian, Polish, Spanish, Italian and Portuguese; the words follow public
forms and notices of courts, police, health, asylum and child protection.
"""

from __future__ import annotations

import re

import re2

from dlp_service.detect.people_project.headings import OPTIONS

_STRONG = (
    r"(?i)\b(?:asylum(?:.seekers?| applicants?| claimants?| cases?| applications?| claims?)?|refugees|resettle(?:d|ment|es)|relocation (?:cases?|scheme|list|applicants?|passengers?)"
    r"|(?:appl(?:y|ied|ying)|approved|eligible|waiting|asked) for (?:relocation|asylum|protection|evacuation|resettlement)|evacuees|detainees|internees|prisoners(?: of war)?|p\.?o\.?ws|hostages|inmates"
    r"|informants|informers|(?:human|covert|our|as) (?:sources|agents)|sources inside|source (?:list|register|names)|access agents|chis|arap|acrs|defectors|deserters|true names|cipher key|whistle.?blowers"
    r"|anonymity order|in.?patients|out.?patients|patients|(?:prisoner|detainee|patient|refugee|evacuee|casualty|inmate|interpreter|informant|hostage)s? (?:transfers?|moves?|movements?|lists?|rolls?|names|registers?|manifests?|numbers|ids)|sick (?:list|parade)|bedded down|casualties|casualty list|sectioned|suicidal|overdose|self.harm"
    r"|(?:protected|vulnerable|intimidated|anonymous) witness(?:es)?|special measures|witness(?:es| list| batting order| protection)|victims|survivors|complainants|(?:those|people|persons|personnel|individuals) at risk"
    r"|trafficked|trafficking|safeguarding|protection plans?|child protection|looked.after children|children in (?:care|need)|in (?:local authority )?care|foster (?:placements?|carers?|care|home|famil\w+)|care leavers"
    r"|unaccompanied (?:minors|children)|uasc|interpreters|local(?:ly)?.(?:employed|engaged) (?:staff|civilians?|interpreters?)|lec list"
    r"|(?:at|high) risk (?:register|list|persons|individuals)|protected persons|safe ?house|in hiding|human.rights defenders|women'?s refuge|marac|cse risk"
    r"|asylbewerber\w*|asylsuchende\w*|asylantr[aä]g\w*|schutzsuchende\w*|fl[üu]chtlinge\w*|gefl[üu]chtete\w*|ortskr[aä]fte\w*|dolmetscher\w*|sprachmittler\w*|h[aä]ftlinge\w*"
    r"|gefangene\w*|inhaftierte\w*|untersuchungshaft|schutzbed[üu]rftige\w*|gef[aä]hrdete\w*|zeugen|zeugenschutz|opfer|gesch[aä]digte\w*|patienten\w*|patientinnen|erkrankte"
    r"|vertrauenspersonen|v-leute|v-personen|gew[aä]hrspersonen|quellen|quellenliste|klarnamen?|pflegekinder|heimkinder|inobhutnahmen?|m[üu]ndel|kinder in obhut|verwundete\w*|evakuierung\w*"
    r"|demandeurs d.asile|demandes? d.asile|r[ée]fugi[ée]e?s|d[ée]tenue?s|prisonni[eè]re?s|interpr[eè]tes|pcrl|auxiliaires afghans|t[ée]moins(?: prot[ée]g[ée]s)?|victimes"
    r"|patientes|malades|bless[ée]s|informateurs|indicateurs|sources humaines|enfants plac[ée]s|mineurs isol[ée]s|mna|otages|personnes vuln[ée]rables|[àa] relocaliser|[àa] [ée]vacuer"
    r"|asielzoekers|asielaanvra\w+|vluchtelingen|tolken|gedetineerden|gevangenen|getuigen|beschermde getuigen|slachtoffers|pati[ëe]nten|informanten|bronnen|bronnenlijst"
    r"|pleegkinderen|uithuisgeplaatste|onder toezicht|kwetsbare personen|gewonden|gijzelaars|zieken"
    r"|testigos|solicitantes de asilo|refugiad[oa]s|detenid[oa]s|pres[oa]s|v[íi]ctimas|pacientes|int[ée]rpretes|informantes|confidentes|menores (?:tutelados|acogidos)"
    r"|testimoni|richiedenti asilo|rifugiati|detenuti|vittime|pazienti|interpreti|informatori|minori affidati|collaboratori di giustizia"
    r"|(?:his|her|their|my|confidential|secret|protected|undercover|penetration) (?:sources|agents|contacts inside)|agents in place|double agents|co.?operating witnesses|speak.?up (?:log|list|cases|reports)"
    r"|(?:came|come|spoke|spoken|talked|wrote|reported|turned) (?:forward|to (?:us|me|him|her))[ ,]{1,2}(?:\w+ ){0,2}in confidence|terps|(?-i:E?PWs?)[ /](?:return|list|collecting|cage|holding|camp|roll|\d{3,})|persons? under control|persons of concern"
    r"|deportees|overstayers|undocumented (?:migrants|persons|people)|asylum|stateless persons|dissidents|exiles|domestic (?:abuse|violence)|(?:rape|abuse|assault) (?:cases|referrals)|sex offenders|missing (?:children|persons)"
    r"|suicide watch|lac list|looked.after|care orders?|at.risk (?:pupils|children|young people|families)|abductees|captives|wounded"
    r"|frauenhaus\w*|kinderheim\w*|lazarett\w*|station[äa]re?n? (?:patient\w*|aufnahmen?)|[äa]rztliche schweigepflicht|hinweisgeber\w*|informanten|kriegsgefangene\w*|vermisste\w*|misshandelte\w*|geiseln?|abgelehnte asyl\w*"
    r"|lanceurs? d.alerte|prisonniers de guerre|femmes battues|foyer d.accueil|hospitalis[ée]e?s|personnes prot[ée]g[ée]es|[ée]vacu[ée]e?s|klokkenluiders|krijgsgevangenen|blijf.van.mijn.lijf\w*|ge[ëe]vacueerden|opgenomen pati[ëe]nten"
    r"|asylans[øo]ger\w*|flygtninge\w*|tolke|patienter\w*|indlagte|krigsfanger|indsatte|tilbageholdte|vidner|gidsler|whistleblowere|meddelere|anbragte b[øo]rn|s[åa]rede|krisecent\w+|voldsofre"
    r"|asyls[öo]kande\w*|flyktingar\w*|tolkar\w*|inneliggande|krigsf[åa]ngar|intagna|frihetsber[öo]vade|vittnen|brottsoffer|visselbl[åa]sare|uppgiftsl[äa]mnare|placerade barn|familjehem\w*|skyddade personuppgifter|gisslan|s[åa]rade|kvinnojour\w*"
    r"|asyls[øo]ker\w*|flyktninger|tolker|pasienter|innlagte|innsatte|varetektsfengsl\w*|vitner|varslere|fosterbarn|gisler|krisesent\w+"
    r"|azylan\w+|ubiegaj[ąa]cy si[ęe] o azyl|uchod[źz]c\w+|t[łl]umacz(?:e|y|ami)|pacjen(?:ci|t[óo]w|tki)|wi[ęe][źz]ni\w+|zatrzyman(?:i|ych)|osadzen(?:i|ych)|[śs]wiadk(?:owie|[óo]w)|pokrzywdzeni|ofiary?|informator(?:zy|[óo]w)|sygnali[śs]ci|zak[łl]adni\w+|je[ńn]c(?:y|[óo]w)|ranni"
    r"|heridos|rehenes|prisioneros|denunciantes|desplazados|evacuados|ingresados|reclusos|internos|fuentes (?:humanas|confidenciales|reservadas)|mujeres maltratadas|casa de acogida|testigos protegidos"
    r"|feriti|ostaggi|prigionieri|sfollati|ricoverati|degenti|fonti (?:umane|riservate|confidenziali)|segnalanti|casa rifugio|donne maltrattate|testimoni protetti|evacuati"
    r"|requerentes de asilo|detidos|reclusos|v[íi]timas|testemunhas|doentes|informadores|feridos|ref[ée]ns|prisioneiros|menores acolhidos|internados|deslocados|casa.abrigo)\b"
)
STRONG = re2.compile(_STRONG)
"""Words for people at risk, many at a time."""

IN_ROWS = re2.compile(
    r"(?i)\b(?:refugee|evacuee|detainee|internee|prisoner|hostage|inmate|informant|informer|defector|deserter|patient|witness|victim|survivor|claimant|asylum.seeker|trafficked|interpreter"
    r"|threat(?:ened)?|in hiding|remand|foster|neglect|placement|dolmetscher\w*|ortskraft|fl[üu]chtling|h[aä]ftling|zeug(?:e|in)|patient(?:in)?|interpr[èe]te|t[ée]moin|r[ée]fugi[ée]e?|d[ée]tenue?|tolk|getuige|gedetineerde|vluchteling)\b"
)
"""Words for one of them, as they stand in the rows of a list."""

_HEADINGS = (
    r"(?i)(?:^|[\t,;|]|\s{2,})\s*(?:source|patient|agent|applicant|detainee|claimant|evacuee|prisoner|inmate|interpreter|witness|victim|child|codename|code name|true name|real name"
    r"|case ref|case no|ho ref|home office ref|arap ref|isn|diagnosis|ward|antragsteller\w*|aktenzeichen|diagnose|klarname|deckname|decknaam|dossier)s?(?: name| id| no\.?| nr\.?)?\s*(?:[\t,;|]|\s{2,}|$)"
)
COLUMNS = re2.compile(_HEADINGS)
"""Headings of columns that only lists of such people have."""
TOLD = re2.compile(
    r"(?i)\b(?:family|famil(?:ie|le)|wife|husband|sons?|daughters?|children|boys|girls|sister|brother|cousin|aunt|uncle|mother|parents|arrest(?:ed)?|threat(?:s|ened)?|beaten|shot|tortured?|killed"
    r"|hiding|hides|refuge|shelter|safe|passage|smuggled|border|visas?|kabul|herat|kandahar|quetta|islamabad|taliban|c/o|new (?:name|identity|address)|moved to"
    r"|neglect|abuse|physical|emotional|placement|placed with|missing|risk|injection|depot|detox|hiv|hep(?:atitis)?|cancer|chemo\w*|oncology|depress\w*|anxiety|ptsd|self.harm|suicid\w*|overdose"
    r"|concuss\w*|fractur\w*|abscess|splints?|surgery|theatre list|post.?natal|ante.?natal|discharge[ds]?|admitted|referr(?:ed|al)|diagnos\w*|dcmh|light duties|excused|bedded|ward|bed \d|icu|consultant"
    r"|remand|escape|cell|custody|sentence[ds]?|cat(?:egory)? [abc]|acct|keep apart|extradit\w*|deport\w*|paid|pays|payment|handler|meets?|meeting place|dead drop|recruited|nervous|access to|reports on|codename|cover"
    r"|applied|application|pending|eligib\w*|rejected|granted|appeal|case ?(?:no|ref|worker|officer|file)?|interview|biometrics|evacuat\w*"
    r"|testify\w*|testifying|abduct\w*|escort|watch|psychiatrist|attempt|debts?|resentful|levers?|drinks|cell \w?\d|families|home address|captured?|wounded|separated|assault\w*|raped|harass\w*|promised|statements?|fears?|afraid|baby|kinship|care order|uasc|lodging|dependants?|village|tribe|ethnic\w*|verhaftet|bedroht|versteckt\w*|antrag|visum|frau und kinder|verwundet|station|befund|haft|zelle|gefoltert|ausreise"
    r"|arr[êe]t[ée]\w*|menac[ée]\w*|cach[ée]\w*|famille|enfants|cellule|garde [àa] vue|soign[ée]\w*|h[ôo]pital|bedreigd|ondergedoken|gezin|kinderen|cel|aanvraag|opgenomen|afdeling|sucht sie|baby|s[øo]ges|familie[nr]?|truet|trusler|h[oö]tad\w*|fengsel|f[æa]ngsel|f[äa]ngelse|rodzin\w*|[żz]on[ay]|dzieci|gro[źz]b\w*|aresztowan\w*|szpital\w*|familia|hijos|esposa|amenazad\w*|celda|detenid[oa]|hospital|famiglia|moglie|figli|minacciat\w*|cella|ospedale|filhos|mulher|amea[çc]ad\w*|pris[ãa]o)\b"
)
"""What is told about such people and hardly about others."""

SECRET = re2.compile(
    r"(?i)(?:do(?:es)? not (?:print|forward|share|copy|circulate|pass|disclose|tell|name|file|keep)|don.?t (?:print|forward|share|copy|tell)|not (?:be )?(?:known|disclosed|shared|forwarded)|no names? outside"
    r"|not for circulation|do not confirm|anonymity order|identidades reservadas|no names on|does not know|chain of command|must (?:not|stay|never)|burn (?:this|after)|delete (?:this|after)|destroy|nobody (?:outside|else)|tell nobody|in confidence|confidential\w*|need.to.know|eyes only|their names|off any list"
    r"|have not been told|not been told|knows? nothing|for your eyes|nicht (?:weitergeben|weiterleiten|drucken)|vertraulich|streng|ne pas (?:diffuser|transf[ée]rer|imprimer)|confidentiel\w*|niet (?:doorsturen|printen|verspreiden)|vertrouwelijk|(?:nobody|no.?one) would (?:ever )?(?:know|learn)|nie nennen|schweigepflicht|secret (?:professionnel|m[ée]dical)|no (?:reenviar|divulgar|difundir)|non (?:inoltrare|divulgare)|n[ãa]o (?:reencaminhar|divulgar)|m[åa] ikke (?:deles|videresendes)|f[åa]r (?:ej|inte) (?:spridas|delas)|fortrolig|konfidentiell|tavshedspligt|taushetsplikt|tystnadsplikt|poufn\w*|nie (?:przekazywa[ćc]|udost[ęe]pnia[ćc]))"
)

PUBLIC = re2.compile(
    r"(?i)\b(?:press (?:cutting|release|report)|news(?:paper|letter)?|courier|herald|gazette|times|guardian|bbc|journalists?|reporters?|article|front page|headline|told the jury|jury|open court|gave evidence|judge (?:said|told)"
    r"|publish(?:ed|es)|public meeting|website|in public|authors?|(?:the|a|an|his|her|new|first) books?|novels?|preface|grammar|chapter|thesis|dissertation|stud(?:y|ies)|survey|sample|statistic\w*|per ?cent|percentage|figures show|research(?:ers?)?|professors?"
    r"|journal|issue of|paper by|museum|exhibition|gallery|portraits?|memorial|centenary|anniversary|history society|archives?|(?:18|19)[0-6]\d|world war|first world war|second world war"
    r"|films?|movies?|actors?|actress|cast|starring|directed by|role.?players?|plays the|rehears\w*|summer play|school play|scene|act (?:one|two|three|i)|opera|drama"
    r"|training (?:day|course|session)|course|workshop|trainers?|trainees?|refresher|e-learning|awareness|gdpr|policy|attended|certificates?|qualified|instructors?|lecture\w*|seminars?|presenters?"
    r"|vacanc(?:y|ies)|job advert|recruit(?:ing|ment) (?:panel|board)|salary|closing date|shortlist\w*|interview panel|candidates? for the (?:post|role|job)|apply by|agency rates?|booking|rates?"
    r"|championship|medal|scored|season|fans|album|band|tour|box office|review(?:ed|s)?|oversight|(?:public|government|expert) witness(?:es)?|public hearings?|council ?members?|councillors?|chairperson|amendment act|bill \d+|agenda|legislat\w+|parliament\w*|senators?|testif(?:y|ied) before|committee|crossword|winners?|magazine|lawyer|spokes\w+|prosecutors?|defendants?|according to|alleged\w*|newsletter|subscribe|unsubscribe|copyright|prize|award(?:s|ed)?|nominat\w*|fund.?rais\w*|charity|donat\w*|trustees?|patrons?|volunteers?|keynote|speakers?|panel"
    r"|zeitung|studie|ausstellung|buch|roman|schulung|lehrgang|fortbildung|stellenanzeige|vortrag|referent\w*|theater|film|journal|article|exposition|livre|roman|formation|[ée]tude|conf[ée]rence|krant|artikel|tentoonstelling|boek|cursus|opleiding|vacature|onderzoek)\b"
)
"""Where the same words are public, past or about work."""

_MEDICAL = (
    r"(?i)\b(?:[a-zäöü]{3,}(?:itis|ektomie|ectomy|ectomie|ectom[íi]a|oscopy|oskopie|opath(?:y|ie)|algia|plasty|plastik|sclerosis|sklerose)|(?:stress |hip |skull )?fractur\w*|fraktur\w*|frattura\w*|fraturas?"
    r"|z[łl]ama\w+|benbrudd|knoglebrud|botbreuk|concuss\w*|commotio|gehirnersch[üu]tterung|commotion c[ée]r[ée]brale|hersenschudding|hj[æa]rnerystelse|hj[äa]rnskakning|rotator cuff|ligament\w*|menis[ck]us|cruciate|lumbar|slipped disc|bandscheibe\w*"
    r"|post.?op\w*|pre.?op|hernias?|hernie|tinnitus|hearing loss|h[öo]rverlust|blast injur\w*|gunshot|shrapnel|amput\w*|burns? \d+ ?%|frostbite|head injur\w*|spinal|insulin|diabet\w*|asthma|epilep\w*|seizures?"
    r"|cancer|krebs|tumou?rs?|carcinoma\w*|lymphoma|leuk[äa]?emi\w*|chemo\w*|biops\w+|dialys\w+|hepatitis|hiv|tuberculosis|malaria|sepsis|pneumoni\w*|covid|mri scan|ct scan"
    r"|depressi\w+|anxiety|ptsd|ptbs|psycho(?:sis|se|tic)|bipolar|schizo\w*|suici\w+|suizid\w*|selbstmord\w*|overdose|[üu]berdosis|self.harm|detox|alcohol dependen\w+|alkoholentzug"
    r"|pregnan\w+|schwanger\w*|enceinte|grossesse|zwanger\w*|embarazada|miscarriage|ante.?natal|post.?natal|stroke|schlaganfall|infarct\w*|infarkt\w*|isch[äa]emi\w*|angina|arrhythm\w*"
    r"|downgrad(?:e|ed) review|light duties|p7r|medically (?:downgraded|unfit)|unfit for|wound dressing|dressing change|platzwunde|schusswunde|blutung)\b"
)
MEDICAL = re2.compile(_MEDICAL)
"""What the rows of a list of patients tell: illnesses, wounds and treatments, by words and by the endings of Greek ones."""

_KEYS = r"(?m)^[ \t>*-]*(?:[A-Z][A-Z0-9'-]{2,}(?: [A-Z0-9]{1,12}){0,2}|[A-Z]{1,2}-?\d{1,3})\s*(?:=|:|–|-|—|→|\t|\bis\b)\s*(?:[A-ZÀ-Ž][\w'’.-]+ )+[A-ZÀ-Ž]"
CODENAMES = re2.compile(_KEYS)
GATE = re2.compile(f"(?:{_STRONG})|(?:{_MEDICAL})|(?:{_HEADINGS})|(?:{_KEYS})", options=OPTIONS)
"""Finds any word for people at risk, heading for them, or code name beside a name."""
AGES = re.compile(r"\w \((?:1?\d)\)|\baged? 1?\d\b|\b1?\d (?:yrs?|years?)\b")
