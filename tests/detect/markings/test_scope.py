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
