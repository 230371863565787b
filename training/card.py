"""Writes the model card: what a model is for, what it learnt from, how good it is, and where it must not be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NAMES = {
    "frus_dev": "FRUS 1961-63 v12, v16 (tuning)",
    "frus_test": "FRUS 1964-68 v13, v15, v16, v31 (test)",
    "cables": "State cables 1974 (tuning)",
}


def card(version: str, metrics: Mapping[str, Any], top: tuple[Sequence[str], Sequence[str]], licence: str) -> str:
    """Return the card as Markdown."""
    return "\n".join(
        (
            f"# Content model {version}",
            "",
            "## What it is for",
            "It says how likely it is that unmarked text reads like classified government writing, so that a missing",
            "marking is not a pass.  Its answer is one piece of evidence among others: it raises a score up to .55 and",
            "never blocks a message by itself.  It is no judge of whether a text *is* classified.",
            "",
            "## How it works",
            f"Logistic regression over {metrics['vocabulary']:,} words and pairs of words (TF-IDF), calibrated with",
            "Platt's scaling.  Text is read in windows; the highest window counts.  Each n-gram was used in at least 10",
            "documents, and in at least 6 volumes of papers or (single words only) by at least 20 senders of mail.",
            "",
            "## Data",
            "Foreign Relations of the United States (FRUS) 1955-63, masked of every statement of classification, and",
            "ordinary mail of public archives as further negatives.  Calibrated on other volumes and other senders.",
            f"Licence of the data: {licence}.  No personal mail of any customer.",
            "",
            "## Figures",
            "Positive: CONFIDENTIAL, SECRET, TOP SECRET.  Negative: UNCLASSIFIED, LIMITED OFFICIAL USE, no marking.",
            "Genre alone tells government papers from mail, so these rankings are among papers only.",
            "",
            *_ranking_table(metrics),
            "",
            *_calibration_table(metrics),
            "",
            *_mail_table(metrics),
            "",
            "## Limits",
            "- American diplomacy of the cold war, in English.  Modern, technical, or other nations' writing is foreign",
            "  to it: expect lower recall.  A few hundred labelled local messages beat it; retrain on them.",
            "- Most papers in FRUS are classified; unclassified ones are few and resemble them.  Official prose of any",
            "  kind gets a higher probability than ordinary mail does.",
            "- Calibrated on a mixture (a third each of classified papers, unclassified papers, mail).  On your traffic",
            "  the same probability means less, because classified texts are rarer.",
            "- Fewer than 40 known words, or under 35 % of them known (another language): no opinion (probability 0).",
            "- Only the first 64 windows of 4,000 characters of a text are read.",
            "",
            "## What it looks at",
            "Most for: " + ", ".join(top[0]) + ".",
            "",
            "Most against: " + ", ".join(top[1]) + ".",
            "",
        )
    )


def _ranking_table(metrics: Mapping[str, Any]) -> list[str]:
    controls = metrics["controls"]
    rows = [
        "| set | papers | classified | ROC AUC | recall at 1 % | 5 % | 11 % FPR | length alone | title alone |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, figures in metrics["ranking"].items():
        recall = figures["recall"]
        rows.append(
            f"| {NAMES[name]} | {figures['documents']} | {figures['classified']} | {figures['auc']:.3f} | "
            f"{recall['0.01']:.3f} | {recall['0.05']:.3f} | {recall['0.11']:.3f} | "
            f"{controls['length'][name]['auc']:.3f} | {controls['title'][name]['auc']:.3f} |"
        )
    return rows


def _calibration_table(metrics: Mapping[str, Any]) -> list[str]:
    calibration = metrics["calibration"]
    rows = [
        f"Expected calibration error on the test mixture: {calibration['ece']:.3f}.",
        "",
        "| probability | share | predicted | observed |",
        "|---|---|---|---|",
    ]
    rows += [
        f"| {row['low']:.1f}-{row['high']:.1f} | {row['share']:.3f} | {row['predicted']:.3f} | {row['observed']:.3f} |"
        for row in calibration["table"]
    ]
    return rows


def _mail_table(metrics: Mapping[str, Any]) -> list[str]:
    mail = metrics["ordinary_mail"]
    quantiles = ", ".join(f"{float(q):.1%} below {value:.3f}" for q, value in mail["quantiles"].items())
    return [f"Ordinary mail of senders it never saw ({mail['documents']}): {quantiles}."]
