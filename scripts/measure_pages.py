#!/usr/bin/env python3
"""Measures how well the text and the metadata of web pages are found, on public sets of pages with right results.

    python3 scripts/measure_pages.py BINARY DATA [--part dev|held|all] [--sample N] [--peers PYTHON] [--node-modules DIR]
                                     [--worst N]

DATA is a folder that holds copies of one or more of these repositories; each set is known by its files:

    github.com/mozilla/readability                    test/test-pages/NAME/source.html
    github.com/scrapinghub/article-extraction-benchmark   ground-truth.json and html/ID.html.gz
    github.com/adbar/trafilatura                      tests/evaldata.json, pages in tests/cache and tests/eval

The pages of a set are imported in one call of BINARY, from one folder. --part dev is two thirds of each set and held the
last third, by a fixed seed; work on dev, and run held once at the end. --sample N takes the first N pages of the part.

--peers names the Python of a virtual environment with the peers, which run on the same pages:

    pip install trafilatura==2.3.1 readability-lxml==0.9 lxml_html_clean==0.4.6

--node-modules names a folder in which `npm install @mozilla/readability@0.6.0 jsdom@26.1.0` was run.

The right results of the last two have no captions of pictures, so these pages are imported with --no-captions.

Text: F1 of words (mozilla/readability, mean of the pages), the benchmark's own F1 of runs of four words
(article-extraction-benchmark), and F1 of the passages that the text has to hold and not to hold (trafilatura). The headline
at the top of a text is left out where the program gives it as the title too. Title, date and authors: how many are right, of
how many that the set has, and how many were given that are wrong. Titles are compared without case and white space; authors
as sets of names.
"""
import argparse
import collections
import gzip
import hashlib
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

SEED = "obelus-pages-1"
FIELDS = ("title", "date", "author")

# Each prints a JSON line per page with text, title, author, date; it reads names of files from standard input.
PEERS = {
    "trafilatura": """
import trafilatura
def extract(data):
    d = trafilatura.bare_extraction(data, include_comments=False, include_tables=True, with_metadata=True)
    return {"text": d.text, "title": d.title, "author": d.author, "date": d.date} if d else {}
""",
    "readability-lxml": """
import lxml.html, readability
from trafilatura.utils import decode_file
def extract(data):
    d = readability.Document(decode_file(data))
    tree = lxml.html.fromstring(d.summary(html_partial=True))
    for node in tree.iter("p", "div", "li", "br", "h1", "h2", "h3", "h4", "td", "pre", "blockquote", "figcaption"):
        node.tail = "\\n" + (node.tail or "")
    return {"text": tree.text_content(), "title": d.short_title()}
""",
}
PEER_LOOP = """
import sys, json
for name in sys.stdin.read().split("\\n"):
    try:
        row = extract(open(name, "rb").read())
    except Exception as error:
        row = {"text": "", "error": str(error)}
    print(json.dumps(row), flush=True)
"""
NODE_PEER = """
const fs = require("fs"), {JSDOM} = require("jsdom"), {Readability} = require("@mozilla/readability");
const blocks = "p,div,li,br,h1,h2,h3,h4,td,pre,blockquote,figcaption";
for (const name of fs.readFileSync(0, "utf8").split("\\n")) {
  let row = {text: ""};
  try {
    const dom = new JSDOM(fs.readFileSync(name), {url: "http://example.com/"});
    const page = new Readability(dom.window.document).parse();
    if (page) {
      const body = new JSDOM(page.content).window.document;
      body.querySelectorAll(blocks).forEach(node => node.after("\\n"));
      row = {text: body.body.textContent, title: page.title, author: page.byline, date: page.publishedTime};
    }
  } catch (error) { row.error = String(error); }
  console.log(JSON.stringify(row));
}
"""


class Words(html.parser.HTMLParser):
    """The text of a page, words of different elements apart."""

    INLINE = {"a", "abbr", "b", "code", "em", "font", "i", "kbd", "mark", "q", "small", "span", "strong", "sub", "sup", "u"}
    HIDDEN = {"script", "style", "title", "svg", "noscript", "iframe", "button", "select", "textarea"}

    def __init__(self, page):
        super().__init__()
        self.parts, self.num_hidden = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.num_hidden += tag in self.HIDDEN
        self.parts.append("" if tag in self.INLINE else "\n")

    def handle_endtag(self, tag):
        self.num_hidden = max(0, self.num_hidden - (tag in self.HIDDEN))
        self.parts.append("" if tag in self.INLINE else "\n")

    def handle_data(self, data):
        if not self.num_hidden:
            self.parts.append(data)


# --- the sets: lists of (name, bytes of the page, gold)


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_bytes(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return file.read()


def readability_pages(root):
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        known = read_json(os.path.join(folder, "expected-metadata.json"))
        body = Words(read_bytes(os.path.join(folder, "expected.html")).decode("utf-8", "replace"))
        gold = {"text": "".join(body.parts), "title": known.get("title"), "author": known.get("byline")}
        yield name, read_bytes(os.path.join(folder, "source.html")), gold


def benchmark_pages(root):
    for name, row in sorted(read_json(os.path.join(root, "ground-truth.json")).items()):
        yield name, read_bytes(os.path.join(root, "html", name + ".html.gz")), {"text": row["articleBody"]}


def trafilatura_pages(root):
    for _, row in sorted(read_json(os.path.join(root, "evaldata.json")).items()):
        paths = [os.path.join(root, folder, row["file"]) for folder in ("cache", "eval")]
        path = next((path for path in paths if os.path.isfile(path)), None)
        if path is None:
            print(f"no page {row['file']}; left out", file=sys.stderr)
            continue
        gold = {field: row[field] for field in FIELDS if field in row}
        yield row["file"], read_bytes(path), {"with": row["with"], "without": row["without"], **gold}


def sets_in(data):
    """Each set in the folder: its name, its pages, the measure of its texts, and the options of `import`."""
    for folder, folders, files in sorted(os.walk(data)):
        if os.path.basename(folder) == "test-pages" and "source.html" in os.listdir(os.path.join(folder, folders[0])):
            yield "mozilla/readability", list(readability_pages(folder)), words_f1, []
        elif "ground-truth.json" in files and "html" in folders:
            yield "article-extraction-benchmark", list(benchmark_pages(folder)), shingles_f1, ["--no-captions"]
        elif "evaldata.json" in files:
            yield "trafilatura", list(trafilatura_pages(folder)), passages_f1, ["--no-captions"]


def is_held(name):
    return int(hashlib.sha256(f"{SEED}/{name}".encode()).hexdigest(), 16) % 3 == 0


# --- the programs


def of_obelus(binary, paths, options):
    """Imports the folder of the pages; what was skipped, because another page has the same text, is imported again."""
    rows, left = {}, {os.path.basename(path): path for path in paths}
    with tempfile.TemporaryDirectory() as work:
        for turn in range(4):
            folder = os.path.join(work, f"pages{turn}")
            os.mkdir(folder)
            for name, path in left.items():
                os.link(path, os.path.join(folder, name)) if same_disk(path, folder) else os.symlink(path, os.path.join(folder, name))
            project, lines = os.path.join(work, f"{turn}.ron"), os.path.join(work, f"{turn}.jsonl")
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run([binary, "import", project, folder, *options], **quiet, check=False)
            if not os.path.exists(project):
                break
            subprocess.run([binary, "export", project, "--to", "jsonl", "--out", lines], **quiet, check=True)
            with open(lines, encoding="utf-8") as file:
                for line in file:
                    row = json.loads(line)
                    if "text" not in row:
                        continue
                    known, source = row.get("metadata", row), row.get("source", {})
                    name = source.get("file_name") if isinstance(source, dict) else source
                    rows[name] = {
                        "text": row["text"], "title": known.get("headline") or known.get("title"),
                        "author": known.get("byline"), "date": known.get("published"),
                    }
            left = {name: path for name, path in left.items() if name not in rows}
            if not left:
                break
    return [rows.get(os.path.basename(path), {"text": ""}) for path in paths]


def same_disk(a, b):
    return os.stat(a).st_dev == os.stat(b).st_dev


def of_command(command, paths, **options):
    run = subprocess.run(command, input="\n".join(paths), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, **options)
    rows = [json.loads(line) for line in run.stdout.rstrip("\n").split("\n")]
    if len(rows) != len(paths):
        sys.exit(f"{command[0]} read {len(rows)} of {len(paths)} pages")
    return rows


# --- the measures


def plain(text):
    """Without case, white space, soft hyphens, and the form of quotation marks and dashes."""
    text = unicodedata.normalize("NFKC", text or "").replace("\xad", "").casefold()
    return re.sub(r"\s+", " ", re.sub(r"[“”„«»\"'’‘`]", "'", re.sub("[–—]", "-", text))).strip()


def body_of(row):
    """The text without the headline at its top, if the program says that it is the title."""
    text = (row.get("text") or "").strip().replace("\xad", "")
    first, _, rest = text.partition("\n")
    return rest.strip() if rest.strip() and plain(first) == plain(row.get("title")) else text


def tokens(text):
    return re.findall(r"\w+", text or "")


def overlap(gold, found):
    gold, found = collections.Counter(gold), collections.Counter(found)
    both = sum((gold & found).values())
    return both, sum(found.values()) - both, sum(gold.values()) - both


def f1_of(both, extra, missing):
    return 2 * both / (2 * both + extra + missing) if both + extra + missing else 1.0


def words_f1(golds, rows):
    scores = [f1_of(*overlap(tokens(gold["text"]), tokens(body_of(row)))) for gold, row in zip(golds, rows)]
    return sum(scores) / len(scores), scores


def shingles_f1(golds, rows):
    """As evaluate.py of the benchmark does: the harmonic mean of mean precision and mean recall."""

    def runs(text):
        words = tokens(text)
        return [tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words]

    counts = [overlap(runs(gold["text"]), runs(body_of(row))) for gold, row in zip(golds, rows)]
    precisions = [both / (both + extra) for both, extra, _ in counts if both + extra]
    recalls = [both / (both + missing) for both, _, missing in counts if both + missing]
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, [f1_of(*count) for count in counts]


def passages_f1(golds, rows):
    sums, scores = [0, 0, 0], []
    for gold, row in zip(golds, rows):
        text = " ".join(body_of(row).split())
        inside = sum(" ".join(words.replace("\xad", "").split()) in text for words in gold["with"])
        extra = sum(" ".join(words.replace("\xad", "").split()) in text for words in gold["without"])
        count = (inside, extra, len(gold["with"]) - inside)
        sums = [total + more for total, more in zip(sums, count)]
        scores.append(f1_of(*count))
    return f1_of(*sums), scores


def names_of(author):
    if isinstance(author, list):
        author = "; ".join(author)
    author = re.sub(r"^\s*(by|von|par|por|od|written by)\s*:?\s+", "", author or "", flags=re.I)
    parts = re.split(r"\s*(?:[,;/&|\n]|\s(?:and|und|et|y|e|i|oraz)\s)\s*", author)
    return {plain(part) for part in parts if plain(part)}


def is_right(field, gold, found):
    if field == "author":
        return names_of(gold) == names_of(found)
    if field == "date":
        return str(gold)[:10] == str(found)[:10]
    return plain(gold) == plain(found)


def of_field(field, golds, rows):
    """Right, of how many, and given but wrong; `None` if the set does not say."""
    known = [(gold[field], row.get(field)) for gold, row in zip(golds, rows) if field in gold]
    if not known:
        return None
    right = sum(bool(gold) and is_right(field, gold, found) for gold, found in known)
    wrong = sum(bool(found) and not (gold and is_right(field, gold, found)) for gold, found in known)
    return right, sum(bool(gold) for gold, _ in known), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("data")
    parser.add_argument("--part", choices=["dev", "held", "all"], default="dev")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--node-modules", metavar="DIR")
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    programs = {"obelus": lambda paths, extra: of_obelus(os.path.abspath(options.binary), paths, extra)}
    if options.peers:
        for name, code in PEERS.items():
            programs[name] = lambda paths, _, code=code: of_command([options.peers, "-c", code + PEER_LOOP], paths)
    if options.node_modules:
        programs["@mozilla/readability"] = lambda paths, _: of_command(["node", "-e", NODE_PEER], paths, cwd=options.node_modules)
    for name, pages, measure, extra in sets_in(options.data):
        pages = [page for page in pages if options.part == "all" or is_held(page[0]) == (options.part == "held")]
        pages = pages[: options.sample]
        golds = [gold for _, _, gold in pages]
        print(f"{name}: {len(pages)} pages ({options.part})")
        with tempfile.TemporaryDirectory() as work:
            paths = []
            for number, (_, page, _) in enumerate(pages):
                paths.append(os.path.join(work, f"{number:04}.html"))
                with open(paths[-1], "wb") as file:
                    file.write(page)
            for program, run in programs.items():
                rows = run(paths, extra)
                f1, scores = measure(golds, rows)
                cells = [f"text F1 {f1:.3f}"]
                for field in FIELDS:
                    counts = of_field(field, golds, rows)
                    cells += ["{} {} of {}, {} wrong".format(field, *counts)] if counts else []
                print(f"  {program:22} " + "; ".join(cells), flush=True)
                if program == "obelus":
                    for score, page in sorted((score, page[0]) for score, page in zip(scores, pages))[: options.worst]:
                        print(f"    {score:.3f} {page}")


if __name__ == "__main__":
    main()
