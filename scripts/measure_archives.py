#!/usr/bin/env python3
"""Measures how well downloads of news databases are read.

    scripts/measure_archives.py BINARY FOLDER [--only TEXT] [--verbose]

FOLDER has files with many articles each and a gold.json (or expected.json) that says what they hold:

    {"files": {"nexis/a.txt": {"declared": 2, "articles": [
        {"headline": …, "outlet": …, "date": "2024-03-05", "byline": …, "words": 47,
         "body_first8": "first eight words", "body_last8": "last eight words"}, …]}}}

A value of null is not compared. Instead of the edges of the body, "paragraphs" may list all of it. "not_in_any_body" lists
strings that no body may contain. Each file is imported with BINARY into a project of its own and exported as JSON lines.
Articles are compared in the order of the file; those that are told to be empty or to hold no body in the gold data
(no body_first8, no words, no paragraphs, and a note) may be missing if the program says that it left them out.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FIELDS = ["headline", "outlet", "date", "byline", "words", "body_first8", "body_last8", "body", "id", "section", "page"]
BY = re.compile(r"^(by|von|par|por|door|di)\s+", re.IGNORECASE)


def words_of(text):
    return (text or "").split()


def plain(text):
    return " ".join(words_of(text))


def run(binary, file, folder):
    """Imports a file and returns (articles as JSON objects, what the program said)."""
    project = pathlib.Path(folder) / "x.ron"
    out = pathlib.Path(folder) / "x.jsonl"
    imported = subprocess.run([binary, "import", project, file, "--verbose"], capture_output=True, text=True, timeout=600)
    said = imported.stderr + imported.stdout
    if not project.exists():
        return [], said
    exported = subprocess.run([binary, "export", project, "--to", "jsonl", "--out", out], capture_output=True, text=True)
    if not out.exists():
        return [], said + exported.stderr
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if "text" in row and "metadata" in row], said


def known_of(row):
    """The fields of an exported article, by the names of the gold data."""
    meta, text = row["metadata"], row["text"]
    other = meta.get("other") or {}
    headline = meta.get("headline") or ""
    body = text
    if headline and plain(text).startswith(plain(headline)):
        # The headline is the first paragraph.
        body = text.split("\n", 1)[1] if "\n" in text else ""
    return {
        "headline": headline,
        "outlet": meta.get("outlet") or "",
        "date": (meta.get("published") or "")[:10],
        "byline": meta.get("byline") or "",
        "words": other.get("words stated"),
        "body": body,
        "id": other.get("document id"),
        "section": other.get("section"),
        "page": other.get("page"),
        "url": meta.get("url"),
    }


def is_right(field, expected, found, known):
    if field == "words":
        return str(expected) == str(found)
    if field == "byline":
        return BY.sub("", plain(expected)) == BY.sub("", plain(found))
    if field == "body_first8":
        want = words_of(expected)
        return words_of(known["body"])[: len(want)] == want
    if field == "body_last8":
        want = words_of(expected)
        return words_of(known["body"])[-len(want) :] == want
    if field == "section":
        # The page may stand in the section or beside it.
        section, page = plain(found), plain(known.get("page"))
        return plain(expected) in (section, f"{section}; Pg. {page}") or plain(expected).startswith(section)
    if field == "date":
        return expected == found
    return plain(str(expected)) == plain(str(found or ""))


def expectations(article):
    """(field, value) of everything that the gold data fix for an article."""
    for field in FIELDS:
        if field == "body" and article.get("paragraphs") and not article.get("paragraphs_are"):
            yield "body", "\n".join(article["paragraphs"])
        elif field == "date" and article.get("date") and len(article["date"]) != 10:
            continue
        elif article.get(field) not in (None, "") and field != "body":
            yield field, article[field]


def may_be_missing(article):
    no_body = not any(article.get(key) for key in ("body_first8", "body_last8", "paragraphs"))
    return no_body and article.get("note") and re.search(r"no body|empty|error", article["note"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="", help="only files whose path contains this")
    parser.add_argument("--verbose", action="store_true", help="print what the program said about each file")
    args = parser.parse_args()
    gold = next(path for path in (args.folder / "gold.json", args.folder / "expected.json") if path.exists())
    files = json.loads(gold.read_text(encoding="utf-8"))["files"]
    right, total = collections.Counter(), collections.Counter()
    lost, surplus = 0, 0
    for path, file in files.items():
        if args.only not in path:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                rows, said = run(args.binary, args.folder / path, folder)
            except subprocess.TimeoutExpired:
                rows, said = [], "took longer than ten minutes"
        articles = file.get("articles", [])
        optional = [bool(may_be_missing(article)) for article in articles]
        mismatches = []
        # Articles without body may be left out: pair the others in order.
        if len(rows) < len(articles):
            articles = [article for article, may in zip(articles, optional) if not may]
        if len(rows) < len(articles):
            # The same text twice is imported once, and the second is reported as already there.
            seen, kept = set(), []
            for article in articles:
                edges = (article.get("headline"), article.get("body_first8"), article.get("body_last8"))
                if edges not in seen or not all(edges):
                    kept.append(article)
                seen.add(edges)
            articles = kept
        count_right = len(rows) == len(articles)
        right["count"] += count_right
        total["count"] += 1
        if not count_right:
            mismatches.append(f"count: expected {len(articles)}, found {len(rows)}")
            lost += max(0, len(articles) - len(rows))
            surplus += max(0, len(rows) - len(articles))
        for at, article in enumerate(articles):
            known = known_of(rows[at]) if at < len(rows) else None
            for field, expected in expectations(article):
                total[field] += 1
                found = None if known is None else known.get(field, known["body"])
                if known is not None and is_right(field, expected, found, known):
                    right[field] += 1
                    continue
                if field == "body_last8" and known:
                    found = " ".join(words_of(known["body"])[-10:])
                if field == "body_first8" and known:
                    found = " ".join(words_of(known["body"])[:10])
                mismatches.append(f"{at + 1}. {field}: expected {str(expected)[:160]!r}, found {str(found)[:160]!r}")
        for forbidden in file.get("not_in_any_body", []):
            total["not in any body"] += 1
            where = [at + 1 for at, row in enumerate(rows) if forbidden in known_of(row)["body"]]
            right["not in any body"] += not where
            if where:
                mismatches.append(f"{forbidden!r} is in the body of {where[:5]}")
        print(f"{path}: {len(rows)} articles" + (": all right" if not mismatches else ""))
        for mismatch in mismatches:
            print("   ", mismatch)
        if args.verbose:
            print("".join(f"    | {line}\n" for line in said.strip().splitlines()), end="")
    print()
    print(f"{'field':<16} {'right':>6} {'all':>6} {'%':>7}")
    for field in ["count", *FIELDS, "not in any body"]:
        if total[field]:
            print(f"{field:<16} {right[field]:>6} {total[field]:>6} {100 * right[field] / total[field]:>7.2f}")
    num_right, num_all = sum(right.values()), sum(total.values())
    print(f"{'all':<16} {num_right:>6} {num_all:>6} {100 * num_right / max(1, num_all):>7.2f}")
    print(f"{lost} articles lost, {surplus} too many")
    return 0 if num_right == num_all else 1


if __name__ == "__main__":
    sys.exit(main())
