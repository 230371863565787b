"""Texts whose level belongs to what they announce, list, quote or test, and marked texts that look like them."""

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import MarkingDetector
from dlp_service.detect.markings.detector import JUDGED_AT_ONCE
from dlp_service.levels import load_levels
from dlp_service.values import PartText
from tests.detect.markings.read import markings, mentions

TALK = [
    ("body", "<kim> what is above SECRET again\n<lou> TOP SECRET\n<kim> and in NATO?\n<lou> COSMIC TOP SECRET"),
    ("body", "10:12 AM  Ana: The header field says\n10:12 AM  Ana: SECRET//NOFORN\n10:13 AM  Ben: that is the old template"),
    ("body", "Anna: Welche Stufe hat der Bericht?\nBernd: VS-NfD\nAnna: Danke, dann darf er nicht auf den privaten Rechner."),
    ("body", "Minutes, records board\n\n3. Re-marking of file 12/88. The file bears SECRET. Members agreed that RESTRICTED would be enough.\n   Action: registry to write to the originator."),
    ("body", "Minutes of 4 March\n\nItem 6: classification of the flood model\nProposed: OFFICIAL-SENSITIVE\nAgreed: OFFICIAL\nAction: Joan to tell the supplier."),
    ("body", "Ticket 48211: label missing\nSteps to reproduce:\n1. Open a new message\n2. Choose OFFICIAL-SENSITIVE\n3. Send\nExpected: subject starts with [OFFICIAL-SENSITIVE]\nActual: no label"),
    ("body", "Ticket #9921\nSummary: wrong label in footer\nUser reports that the footer shows\n    OFFICIAL-SENSITIVE - PERSONAL\nwhile the document label is OFFICIAL. Reinstalling the add-in fixed it."),
    ("body", "What's new in version 7\n\nDetection rules added:\n  TOP SECRET//SI//TK\n  NATO SECRET\n  VS-NUR FUER DEN DIENSTGEBRAUCH\n\nUpgrade before 1 June."),
    ("body", "Changelog\n=========\n1.8.0\n  * banner: SECRET//REL TO USA, GBR now parses\n  * portion: (TS//SI) accepted\n1.7.2\n  * nothing of note"),
    ("body", "Patterns:\n^SECRET(//[A-Z]+)*$\n^TOP SECRET//SI$\n^CUI//SP-[A-Z]+$"),
    ("body", "rules:\n  - name: uk\n    match:\n      - OFFICIAL-SENSITIVE\n      - SECRET\n    action: block"),
    ("body", "[patterns]\nus = SECRET//NOFORN\nnato = NATO SECRET\nuk = UK SECRET\n[actions]\nus = hold"),
    ("body", '{"banner": "SECRET//NOFORN", "action": "quarantine"}\n{"banner": "CUI//SP-TAX", "action": "warn"}'),
    ("body", "Test cases for the parser\n\nSECRET//NOFORN          -> ok\nSECRET//NOFRON          -> error\nTOP SECRET//SI//NOFORN  -> ok"),
    ("body", "Style guide, section 4: portion marks\n\nPortion marks go at the start of each paragraph:\n\n    (U) This is an unclassified sentence.\n    (S//NF) This is one that is secret.\n    (TS//SI) This is one with a compartment.\n\nPut two spaces after the mark."),
    ("body", "How to write portion marks. Samples:\n\n(U) The weather was fine.\n(C//NF) The boat left at noon.\n(S//REL TO USA, GBR) The crew numbered four.\n\nNote that all of these sentences are harmless."),
    ("body", "Writing for the bulletin\n\nGood:\n(S//NF) The convoy left at dawn.\n\nBad:\n(SECRET/NF) The convoy left at dawn."),
    ("body", "Format of a banner line\n\nCLASSIFICATION//SCI//SAP//DISSEM\n\nFor instance\n\nTOP SECRET//SI/TK//NOFORN\n\nNote the double slash between the groups."),
    ("body", "Lecture notes: the British system\n\nOFFICIAL - most of what government does\nSECRET - needs heightened protection\nTOP SECRET - the most serious\n\nNext week: the French system."),
    ("body", "Slide 12: Practice\n\nMark this letter:\n\n    SECRET - UK EYES ONLY\n    Dear Sir, the tea is on its way.\n\nDiscuss in pairs."),
    ("body", "Exercise 3\n\nRead the message below and say what is wrong with it.\n\nSECRET/NOFORN\n\nThe truck will arrive on Monday.\n(U) It is blue.\n\nSECRET/NOFORN"),
    ("body", "Answers to exercise 3\n\n1. SECRET//NOFORN\n2. CONFIDENTIAL//REL TO USA, GBR\n3. (U)"),
    ("body", "Answer key\nQ1  SECRET\nQ2  TOP SECRET\nQ3  OFFICIAL"),
    ("body", "EXAM - PART B\nCorrect each of the following.\n1. TOP-SECRET/SI\n2. SECRET NOFORN\n3. CONFIDENTIAL//NOFORN//SI\nTime: 20 minutes."),
    ("body", "Find the mistake:\nSECRET//REL TO GBR, USA\n(Answer on page 9: USA comes first.)"),
    ("body", "Spot the error\n\nBanner            Error?\nSECRET//SI/NF     yes\nSECRET//SI//NF    yes\nSECRET//SI//NOFORN  no"),
    ("body", "The agency released 40 pages last week under the Freedom of Information Act. At the top of the first page one can still read, struck through,\n\nTOP SECRET UMBRA\n\nand below it a list of names."),
    ("body", 'From chapter 9 of the book:\n\n"TOP SECRET\nPrime Minister to General\nNothing is to be said of the matter."\n\nThe letter lies in the county archive today.'),
    ("body", "The document reproduced on page 112 reads:\n\n    MOST SECRET AND PERSONAL\n    To be destroyed after reading.\n\nIt was found in an attic."),
    ("body", "He quotes a telegram of 1941 in full.\n\nTOP SECRET\nFROM LONDON TO CAIRO\nSEND MORE TEA\n\nThe original has never been found."),
    ("body", "Software engineer, Virginia\nTS/SCI with polygraph required\nTOP SECRET//SCI\nApply by Friday"),
    ("body", "Table of equivalents\n\nUK            US            Germany\nSECRET        SECRET        GEHEIM\nTOP SECRET    TOP SECRET    STRENG GEHEIM"),
    ("body", "English: RESTRICTED\nGerman: VS-NUR FÜR DEN DIENSTGEBRAUCH\nFrench: DIFFUSION RESTREINTE"),
    ("body", "German term: VS-NUR FÜR DEN DIENSTGEBRAUCH\nEnglish term: RESTRICTED"),
    ("body", "Ref,Title,Marking\n1,Pumps,OFFICIAL-SENSITIVE\n2,Pipes,OFFICIAL\n3,Valves,OFFICIAL-SENSITIVE"),
    ("body", "Register of keys\n\nRoom 4 ... SECRET\nRoom 5 ... SECRET\nRoom 6 ... TOP SECRET"),
    ("body", "Scrabble scores tonight\n\nSECRET  9\nCONFIDENTIAL  17"),
    ("body", "(RA) Rain\n(TS) Thunder\n(HZ) Haze\n(FG) Fog"),
    ("body", "Key to the map\n(C) Campsite\n(S) Shop\n(U) Underpass\n(TS) Toll station"),
    ("body", "Parts list\nCUI: 88123491\nCUI 4402-11\nCUI-INC connector, 6 pin"),
    ("cell", "CUI: RO 14419020"),
    ("body", "Furnizor: SC Lalele SRL\nCUI: RO18273645\nReg. Com.: J12/3456/2006"),
    ("file_name", "no_longer_SECRET_lighthouse_letter.pdf"),
    ("file_name", "film_review_TOP_SECRET.docx"),
    ("file_name", "SECRET_vs_TOP_SECRET_comparison.xlsx"),
    ("file_name", "intro_to_CUI.pptx"),
    ("file_name", "formerly_SECRET_maps_1951.zip"),
    ("file_name", "exhibition_TOP_SECRET_codes_and_ciphers.pdf"),
    ("file_name", "Declassified_TOP_SECRET_memo_1962.pdf"),
    ("file_name", "lecture_3_SECRET_and_CONFIDENTIAL.pptx"),
    ("file_name", "NATO_SECRET_exam_questions.docx"),
    ("subject", "Film night: TOP SECRET"),
    ("subject", "Crossword: 7 down, SECRET"),
    ("subject", "Ticket 4711: [OFFICIAL-SENSITIVE] is added twice"),
    ("subject", "Release 4.2 - detects SECRET//NOFORN"),
    ("body", "TONIGHT AT THE ODEON\n\nTOP SECRET\nA comedy. 92 minutes. Doors open at seven."),
    ("body", "THIS E-MAIL IS CONFIDENTIAL. IF YOU HAVE RECEIVED IT IN ERROR PLEASE DELETE IT."),
    ("body", "Hello Jo, see you Monday.\n\nThis message and its attachments are CONFIDENTIAL and may be legally privileged."),
    ("body", "NOTICE: THE INFORMATION IN THIS MESSAGE IS CONFIDENTIAL AND INTENDED FOR THE ADDRESSEE ONLY."),
    ("body", "Template for outgoing letters\n\n[OFFICIAL-SENSITIVE]\n\nDear <name>,\n<text>"),
    ("body", "Placeholders in the template:\n{{level}}        SECRET\n{{caveat}}       NOFORN\n{{recipient}}    name of the addressee"),
    ("body", "Legend\nS    SECRET\nTS   TOP SECRET\nNF   NOFORN"),
    ("body", "Glossary\nCTS: COSMIC TOP SECRET\nNS: NATO SECRET\nNR: NATO RESTRICTED"),
    ("body", "List of abbreviations\n\nHQ - headquarters\nNC - NATO CONFIDENTIAL\nPOC - point of contact"),
    ("body", "Acronyms\nCUI     Controlled Unclassified Information\nFOUO    For Official Use Only\nSBU     Sensitive But Unclassified"),
    ("body", "Available labels\n\nOFFICIAL-SENSITIVE - COMMERCIAL\nOFFICIAL-SENSITIVE - LEGAL\nOFFICIAL-SENSITIVE - PERSONAL\n\nPick one before you send."),
    ("body", "The drop-down in Word shows\n\n  NATO RESTRICTED\n  NATO RESTRICTED - MEDICAL\n  NATO RESTRICTED - STAFF\n\nin that order."),
    ("body", "Supported values:\nCUI//SP-CTI\nCUI//SP-EXPT"),
    ("body", "Caveats we recognise\n\nSECRET//NOFORN\nSECRET//ORCON\nSECRET//RELIDO\n\nMore will follow in May."),
    ("body", "SPECIMEN ONLY - NOT A REAL DOCUMENT\n\nFrom: A\nTo: B\n\nSECRET\n\nThe cat sat on the mat."),
    ("body", "This handout uses invented documents. None of the markings in it is real.\n\nDocument 1\n\nTOP SECRET//SI\n\nThe kettle is on."),
    ("body", "All markings shown on this page are for illustration.\n\nSECRET//NOFORN"),
    ("body", "For the following exercise we use a fictitious letter.\n\nFrom the Town Clerk\n4 May\n\nOFFICIAL-SENSITIVE - PERSONAL\n\nDear Ms Rook, your cat is well."),
    ("body", "TRAINING AID\n\nFigure 1. A correctly marked page\n\n  TOP SECRET//SI//NOFORN\n  (TS//SI) text text\n  TOP SECRET//SI//NOFORN\n\nFigure 2 shows the back."),
    ("body", "Figure 3 - cover of the file\n\n+-----------------+\n|   TOP SECRET    |\n|  Copy 3 of 5    |\n+-----------------+"),
    ("body", "The box below shows a wrong one.\n\n**************\n*  SECRET/NF *\n**************"),
    ("body", "Beispiel für einen Briefkopf\n\n   VS-NUR FÜR DEN DIENSTGEBRAUCH\n   Amt für Deiche\n   \nEnde des Beispiels"),
    ("body", "Übung 4: Finden Sie den Fehler.\n\nVS-VERTRAULICH\n1. Lage: ruhig"),
    ("body", "Exercice 2. Corrigez les mentions suivantes.\n\n1) TRES SECRET DEFENSE\n2) SECRET-DEFENSE"),
    ("body", "Anmerkung der Redaktion: Das Schreiben von 1962 trug den Stempel\n\nSTRENG GEHEIM\n\nund liegt heute im Archiv."),
    ("body", "Our museum shop sells mugs printed\n\nTOP SECRET\n\nand TOP SECRET//TEA ONLY. Both cost nine euros."),
    ("body", "Escape room menu\n1. Lost mine\n2. TOP SECRET\n3. Pharaoh's tomb"),
    ("page_header", "Exercise 4: SECRET/NOFORN"),
    ("body", "Input: SECRET//NOFORN\nOutput: level=SECRET caveats=[NOFORN]"),
    ("body", '>>> parse("SECRET//NOFORN")\nSECRET//NOFORN\n>>> parse("x")'),
    ("body", "$ grep -c SECRET *.txt\nnotes.txt:4\n$ head -1 old.txt\nSECRET//NOFORN"),
    ("body", "Log of the scanner\n12:01 scan 4411.pdf\n12:01 hit SECRET//NOFORN\n12:02 hit (S//NF)\n12:02 done"),
    ("body", 'Alert: DLP policy "UK levels"\nMatched text: OFFICIAL-SENSITIVE\nMessage: 4 May, from pumps to pipes\nAction: released by the user'),
    ("body", "If you see the words\n\nSECRET//NOFORN\n\nat the head of a page, do not read on and call the registry."),
    ("body", "This system is for OFFICIAL only.\nSECRET\nand above must not be typed into it."),
    ("body", "Here's what I'd put on the cover sheet if it were up to me:\n\n    TOP SECRET//SI//NOFORN\n\nbut then nobody asked me."),
    ("body", "Hey, quick one. Which of the two is it?\n\nOFFICIAL-SENSITIVE - COMMERCIAL\nOFFICIAL-SENSITIVE - LEGAL\n\nCheers, Bo"),
    ("body", "Bug 1182: The viewer crops the banner\n\nWhat I see:\nSECRET//NOFO\nWhat I should see:\nSECRET//NOFORN"),
    ("body", "Training day, session 2\nHandout B\n\nThe patrol report\n\nSECRET//REL TO USA, GBR\n\n1. At 0400 the patrol left. (invented for this course)"),
    ("body", "Annex C to the handbook: layout of a letter\n\n[MARKING]\n[Address]\n[Date]\n\nNATO RESTRICTED\n1 High Street\n4 May\n\nDear Sir"),
    ("body", "The handbook says the first page must look like this -\n\nCONFIDENTIAL//REL TO USA, NZL\n\n- centred and in bold."),
    ("body", "Portion mark   Meaning\n(U)            may be published\n(S//NF)        secret, own nationals only\n(TS//SI)       special intelligence"),
    ("body", '"(S//NF) The meeting is at noon" is a portion-marked sentence.'),
    ("body", "We tuned three detectors:\n\nDetector        Before   After\nSECRET//NOFORN  41       2\nCUI             112      9"),
    ("body", 'Given a message whose first line is\n  """\n  SECRET//NOFORN\n  """\nWhen it is sent\nThen it is held'),
    ("body", "| Input | Expected |\n| SECRET//NOFORN | us SECRET |\n| (S//NF) text | us SECRET |"),
    ("body", "We could use one of the following as the heading of the form.\n\nPROTECTED B\nPROTECTED B (WHEN COMPLETED)"),
    ("body", "Old form: CONFIDENTIAL (when completed)\nNew form: PROTECTED B (when completed)"),
    ("body", "UK term         NATO term\nOFFICIAL        NATO UNCLASSIFIED\nSECRET          NATO SECRET"),
    ("body", "Übersetzung gesucht: Wie heißt VS-NfD auf Englisch?\nRESTRICTED\nDanke!"),
    ("body", "In der Ausstellung hängt ein Plakat mit der Aufschrift\n\nSTRENG GEHEIM\n\naus dem Jahr 1961."),
    ("body", "Stellenanzeige\nReferent (m/w/d)\nVoraussetzung: Ü2\nEinstufung der Tätigkeit: GEHEIM"),
    ("body", "Extrait du guide :\n\nDIFFUSION RESTREINTE\n\nCette mention n'est pas un niveau de classification."),
    ("body", "Team names\n1. TOP SECRET\n2. The Owls\n3. Quizzy Rascals"),
    ("body", "CUI stands for Controlled Unclassified Information.\n\nCUI\n\nIt is not a level of classification."),
    ("body", "CUI: Common User Interface\nGUI: Graphical User Interface"),
    ("cell", "CUI\tCommon user interface\nGUI\tGraphical user interface"),
    ("body", "Vitamin codes: (C) 80 mg, (D) 5 mg\n(C) ascorbic acid\n(S) selenium"),
    ("body", "METAR decode\n(TS) thunderstorm (RA) rain (GR) hail"),
    ("subject", "Fw: joke - TOP SECRET"),
    ("subject", "Vacancy 4411 - SECRET"),
    ("file_name", "regex_for_SECRET_NOFORN.txt"),
    ("file_name", "audit of TOP SECRET registers.xlsx"),
    ("file_name", "glossar_GEHEIM_VS-NfD.docx"),
]  # fmt: skip

MARKED = [
    ("body", "SECRET//NOFORN\n\nFigure 1. (S//NF) Map of the harbour.\n\n(U) Summary of answers to question 4.\n\nSECRET//NOFORN"),
    ("body", "Hi all,\n\nSECRET//NOFORN\n\nplease find the plan below."),
    ("body", "OFFICIAL-SENSITIVE - COMMERCIAL\n\nAnswers to the questions bidders asked:\n1. The pier is 40 m long."),
    ("body", "Dear Jo,\n\nhere are the samples you asked for.\n\nOn 4 May Ann wrote:\n> OFFICIAL-SENSITIVE - PERSONAL\n> Dear Sue, his results are in."),
    ("body", "Forwarding as agreed.\n\n-----Original Message-----\nFrom: A\nTo: B\nSubject: plan\n\nNATO SECRET\n\n1. Task. Hold the bridge."),
    ("body", "UNCLASSIFIED//FOUO\n\nLegend for the annex is at the end.\n\n(U//FOUO) Trucks: 12"),
    ("body", "1. Situation\n(S//NF) Quiet.\n2. Mission\n(S//NF) Hold."),
    ("body", "Task 3\n(S//NF) Secure the crossing.\n(U) Report when done."),
    ("body", "TOP SECRET//SI//NOFORN\nCopy 3 of 9\n\nThe example of last year shows what can go wrong.\n\n(TS//SI) The line is tapped."),
    ("body", "Minutes of 4 May 2024\n\nClassification: OFFICIAL-SENSITIVE\n\n1. Answers to members' questions"),
    ("body", "Ministry of Piers          OFFICIAL-SENSITIVE\nRef 12/4                   4 May 2024\n\nDear Ms Rook,"),
    ("body", "The answers are below.\n\nSECRET - UK EYES ONLY\n\nThe bridge will be closed on Monday."),
    ("body", "CUI//SP-TAX\n\nControlled by: Tax branch"),
    ("body", "CUI\n\nNumber 14419020 is the case."),
    ("body", "RESTRICTED\n\nThis memo is about the letter of 1962 found in the archive.\n\nRESTRICTED"),
    ("body", "THIS MESSAGE IS CLASSIFIED SECRET AND MUST NOT BE FORWARDED."),
    ("body", "This e-mail and its attachments are OFFICIAL-SENSITIVE and intended for the addressee only."),
    ("file_name", "SECRET_flight_test_results.docx"),
    ("file_name", "2024_review_OFFICIAL-SENSITIVE.docx"),
    ("file_name", "lost_property_plan_TOP_SECRET.pdf"),
    ("file_name", "SECRET lecture hall plan.docx"),
    ("subject", "Exhibition security plan - SECRET"),
    ("subject", "Museum heating: OFFICIAL-SENSITIVE"),
    ("subject", "[OFFICIAL-SENSITIVE] Ticket 4711 is open"),
    ("body", "(S) Rain stopped the convoy.\n(TS) The source left by air.\n(U) Nothing more.\n\nClassified By: J\nDerived From: Guide 4\nDeclassify On: 20491231"),
    ("body", "NATO RESTRICTED\nNATO RESTRICTED\nNATO RESTRICTED\n\nThe three pages follow."),
    ("body", "SECRET\nREL TO USA, GBR\n\nExercise order for autumn. Units train at home."),
    ("body", "Codes for the gate\n\nOFFICIAL-SENSITIVE\n\n4411 north, 2210 south."),
    ("body", "Agenda\n10:00 Opening\n10:30 Harbour (S//NF)\n\nClassified By: A Clerk\nDerived From: Multiple Sources"),
    ("page_header", "Part 2: harbour plan - SECRET//NOFORN"),
    ("footer", "Exercise order 4 - NATO RESTRICTED"),
    ("body", "Please see the letter of 3 May 1998 that I attach.\n\nUK SECRET"),
    ("body", "Colleagues,\n\nTwo options are open to us for the heading of the paper; both are below.\n\nKind regards\nBo\n\n-----Original Message-----\nFrom: Al\nSent: 4 May\nSubject: tender\n\nOFFICIAL-SENSITIVE - COMMERCIAL\n\nThe bids are in."),
    ("body", "Draft 3\n\nSECRET - UK EYES ONLY\n\n1. The bridge will be closed."),
    ("body", "To: all wardens\nFrom: harbour office\nDate: 4 May 1998\n\nRESTRICTED\n\nShips will leave at noon."),
    ("body", "Report of the visit\n\nTOP SECRET\n\n1. We met the team."),
    ("body", "NATO SECRET\nRELEASABLE TO AUSTRALIA\n\n1. Forces."),
    ("body", "Page 1 of 3\n\nSECRET//NOFORN\n\nFigures are in annex B.\n\nPage 2 of 3\n\nSECRET//NOFORN\n\nTest results: the pump fails at 40 bar."),
    ("body", "Q4 results\n\nOFFICIAL-SENSITIVE - MARKET SENSITIVE\n\nSales fell by 9 %."),
    ("body", "Results of the test are below as requested.\n\nOFFICIAL-SENSITIVE - PERSONAL\n\nMr Hale failed the medical."),
    ("body", "Following our call, I attach the notes.\n\nOFFICIAL-SENSITIVE\n\n1. The supplier is late."),
    ("body", "PROTECTED B\n\nApplication of Ms Rook, corrected as you asked.\n\nPROTECTED B"),
    ("body", "OFFICIAL-SENSITIVE\nRelease notes for the flood gate controller 4.2: the password is now on a card."),
    ("body", "(U) Exercise 4 begins Monday.\n(S//NF) Real-world targets are withheld."),
    ("body", "SECRET//NOFORN\nSUBJECT: Answers to questions 4 and 5\n(S//NF) The answer is yes."),
    ("body", "Answers to questions 4 and 5\n\n(S//NF) The ship is slow.\n(U) It is grey.\n\nDerived From: Multiple Sources\nDeclassify On: 20490101\nClassified By: J"),
    ("body", "VS-NUR FÜR DEN DIENSTGEBRAUCH\n\nÜbung Nr. 4 beginnt am Montag."),
    ("body", "Betreff: Muster für die Prüfung\n\nVS - NUR FÜR DEN DIENSTGEBRAUCH\n\nDie Proben sind da."),
    ("body", "Sehr geehrte Damen und Herren,\n\nVS-VERTRAULICH - amtlich geheimgehalten\n\ndas Treffen ist am Montag."),
    ("body", "SECRET DÉFENSE\n\nExercice de printemps : le plan."),
    ("body", "Classification: SECRET\nCaveat: NOFORN\n\nTable of equivalents follows."),
    ("body", "Marking: OFFICIAL-SENSITIVE\nAuthor: A\nKey dates:\n 4 May start"),
    ("body", "Please find the letter below.\n\nUK SECRET\n\nDear General, the weather is fine."),
    ("body", "Copy of the telegram received this morning:\n\nNATO CONFIDENTIAL\n\n1. Convoy left."),
    ("body", "Text of the cable:\n\nSECRET//NOFORN\n\n1. (S//NF) The minister resigned.\n2. (U) Press reports are attached."),
    ("body", "I was asked to pass you this page.\n\nTOP SECRET//SI\n\nThe line is tapped."),
    ("body", "For info:\n\nCUI//SP-PRVCY\n\nHer number is 4411."),
    ("body", "TLP:AMBER\n\nIndicators: see the test cases in annex A."),
    ("body", "[SEC=PROTECTED]\n\nInvented names were used in the earlier report; these are the real ones."),
    ("body", "SECRET\nSECRET\n1. Two lines by mistake."),
    ("note", "SECRET//NOFORN\nAsk the general about the harbour."),
    ("comment", "OFFICIAL-SENSITIVE: price is 4.1m"),
    ("subject", "TOP SECRET//SI - results of test 4"),
    ("subject", "Exercise order 4 - NATO RESTRICTED"),
    ("subject", "OFFICIAL-SENSITIVE: film location contract"),
    ("subject", "Concert security: OFFICIAL-SENSITIVE"),
    ("subject", "Board games contract - OFFICIAL-SENSITIVE - COMMERCIAL"),
    ("file_name", "Harbour plan - SECRET.docx"),
    ("file_name", "OFFICIAL-SENSITIVE_legend_harbour_chart.pdf"),
    ("file_name", "not for release OFFICIAL-SENSITIVE report.docx"),
    ("file_name", "CUI_list_2024.xlsx"),
    ("body", "12:40 patrol left\n12:55 patrol back\n\nOFFICIAL-SENSITIVE"),
    ("body", "Room 4 ... 12 beds\nRoom 5 ... 10 beds\nMarking ... OFFICIAL-SENSITIVE"),
    ("body", "Agenda\n\n1. Answers from the vendor\n2. Choice of supplier\n\nOFFICIAL-SENSITIVE - COMMERCIAL"),
    ("body", "Dear Jo\n\nPlease correct the errors in the attached letter and send it back.\n\nOFFICIAL-SENSITIVE - PERSONAL"),
    ("body", "Ann, explain the following to the board please.\n\nOFFICIAL-SENSITIVE\n\nCosts are up 12 %."),
]  # fmt: skip


@pytest.mark.parametrize(("where", "text"), TALK)
def test_what_a_text_announces_quotes_or_tests_does_not_mark_it(where, text):
    assert markings(text, where) == []


@pytest.mark.parametrize(("where", "text"), MARKED)
def test_a_marked_text_may_hold_the_same_words(where, text):
    assert markings(text, where)


def test_a_specimen_ends_where_the_text_says_so():
    text = "The letter below is an example.\n\nTOP SECRET//SI\nDear Sir\n\nEnd of example.\n\nThe real one:\n\nNATO SECRET\n\nText."
    assert [level for _, level, _, _ in markings(text)] == ["NATO SECRET"]
    assert mentions(text) == ["TOP SECRET"]


def test_judging_stops_when_the_budget_runs_out():
    """The clock stands still until the text is read, and jumps at the first look while judging."""
    text = "SECRET//NOFORN\n\n" + "\n\n".join(
        f"(S//REL TO USA, {chr(65 + n // 26)}{chr(65 + n % 26)}X) Text." for n in range(300)
    )
    looks = 0

    def clock():
        nonlocal looks
        looks += 1
        return 0.0

    part = PartText("1", "body", text)
    detector = MarkingDetector("", {}, load_levels())
    whole = detector.detect((part,), Context(), Budget(1.0, clock=clock))
    last = looks - 2
    looks = 0
    late = Budget(1.0, clock=lambda: 2.0 if clock() or looks > last else 0.0)
    with pytest.raises(StageUnfinished) as stopped:
        detector.detect((part,), Context(), late)
    assert "SECRET" in {found.marking.level for found in stopped.value.findings if found.marking}
    assert len(stopped.value.findings) < len(whole)
    assert len(whole) > 4 * JUDGED_AT_ONCE
