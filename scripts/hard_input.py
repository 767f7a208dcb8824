"""Hard input for `obelus import`: how long it takes and how much memory.

    python3 scripts/hard_input.py BINARY [CASE...]

Makes the file of each case in a temporary folder (up to 1.1 GB, removed again), imports it into a new project and prints a
row of a table: processor time, time by the clock, peak memory. Needs GNU time. The cases are texts, pages and tables of one
line, of nothing but markup, of too many values; annotated data; and files beyond all limits.
"""

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

MB = 1 << 20
W = "The Republic of Marentia said on Monday that 17 people were killed near Dravna, on the river Sel. "
AR = "قالت جمهورية مارينتيا يوم الاثنين إن سبعة عشر شخصا قتلوا قرب درافنا على نهر السيل، "
EM = "💥👩‍👩‍👧‍👦🇺🇳é "


def fill(unit, size):
    b = unit.encode() if isinstance(unit, str) else unit
    return (b * (size // len(b) + 1))[: size // len(b) * len(b)]


def cases():
    S = 60 * MB
    L = 400 * MB
    H = 15 * MB
    c = {}
    c["ascii.txt"] = lambda f: f.write(fill(W, S))
    c["nospace.txt"] = lambda f: f.write(b"x" * S)
    c["spaces.txt"] = lambda f: f.write(b"a" + b" " * S + b"b")
    c["arabic.txt"] = lambda f: f.write(fill(AR, S))
    c["emoji.txt"] = lambda f: f.write(fill(EM, S))
    c["combining.txt"] = lambda f: f.write(b"a" + fill("\u0301", S))
    c["zwj.txt"] = lambda f: f.write(fill("👩\u200d", S))
    c["digits.txt"] = lambda f: f.write(fill("1,", S))
    c["random.txt"] = lambda f: f.write(random.Random(1).randbytes(S))
    c["latin1.txt"] = lambda f: f.write(fill("Präsident der Republik Märentia sagte, ".encode("latin1"), S))
    c["cp1256.txt"] = lambda f: f.write(fill(AR.encode("cp1256"), S))
    c["utf16.txt"] = lambda f: f.write(b"\xff\xfe" + fill(W.encode("utf-16le"), S))
    c["lines.txt"] = lambda f: f.write(b"\n" * S)
    c["shortlines.txt"] = lambda f: f.write(fill("a\n", S))
    c["shortparas.txt"] = lambda f: f.write(fill("a b\n\n", S))
    c["cr.txt"] = lambda f: f.write(fill("a\r", S))
    c["controls.txt"] = lambda f: f.write(fill("twenty letters and words \x01", S))
    c["brackets.md"] = lambda f: f.write(b"[" * S)
    c["links.md"] = lambda f: f.write(fill("[a](http://b.example) ", S))
    c["openlinks.md"] = lambda f: f.write(fill("[a](", S))
    c["link_open.txt"] = lambda f: f.write(b"[a](http://b) " + fill("[a](", S))
    c["stars.md"] = lambda f: f.write(fill("*a ", S))
    c["stars2.md"] = lambda f: f.write(b"*" * S)
    c["under.md"] = lambda f: f.write(fill("_a* ", S))
    c["starsmix.md"] = lambda f: f.write(fill("a**b*c ", S))
    c["ticks.md"] = lambda f: f.write(b"".join(b"`" * i + b" " for i in range(1, 11200))[:S])
    c["quote.md"] = lambda f: f.write(b">" * S)
    c["quotelines.md"] = lambda f: f.write(fill("> a\n", S))
    c["refs.md"] = lambda f: f.write(fill("[a]: b\n", S))
    c["list.md"] = lambda f: f.write(fill("- a\n", S))
    c["nestlist.md"] = lambda f: f.write(fill("- ", S))
    c["html.html"] = lambda f: f.write(b"<html><body><p>" + fill(W, H) + b"</p></body></html>")
    c["div.html"] = lambda f: f.write(b"<html><body>" + b"<div>" * (H // 5))
    c["paras.html"] = lambda f: f.write(b"<html><body>" + fill("<p>" + W + "</p>", H) + b"</body></html>")
    c["shortparas.html"] = lambda f: f.write(b"<html><body>" + fill("<p>a</p>", H) + b"</body></html>")
    c["links.html"] = lambda f: f.write(b"<html><body><p>" + fill("<a href=x>a</a> ", H) + b"</p></body></html>")
    c["attrs.html"] = lambda f: f.write(
        b"<html><body><p " + b"".join(b"a%d=1 " % i for i in range(5 * MB))[:H] + b">x</p></body></html>"
    )
    c["unclosed.html"] = lambda f: f.write(b"<html><body>" + fill("<b><i>a ", H))
    c["lt.html"] = lambda f: f.write(b"<html><body>" + b"<" * H)
    c["comment.html"] = lambda f: f.write(b"<html><body><!--" + fill(W, H))
    c["entities.html"] = lambda f: f.write(b"<html><body><p>" + fill("&amp;", H))
    c["table.html"] = lambda f: f.write(b"<html><body><table>" + fill("<tr><td>a</td></tr>", H))
    c["plain.rtf"] = lambda f: f.write(b"{\\rtf1 " + fill(W, S) + b"}")
    c["braces.rtf"] = lambda f: f.write(b"{\\rtf1 " + b"{" * S)
    c["codes.rtf"] = lambda f: f.write(b"{\\rtf1 " + fill("\\b a\\b0 ", S) + b"}")
    c["hex.rtf"] = lambda f: f.write(b"{\\rtf1 " + fill("\\'e4", S) + b"}")
    c["par.rtf"] = lambda f: f.write(b"{\\rtf1 " + fill("a\\par ", S) + b"}")
    c["cells.rtf"] = lambda f: f.write(b"{\\rtf1 \\trowd" + fill("a\\cell ", S) + b"\\row}")
    c["string.json"] = lambda f: f.write(b'"' + fill(W, S) + b'"')
    c["object.json"] = lambda f: f.write(b'{"text":"' + fill(W, S) + b'"}')
    c["one.jsonl"] = lambda f: f.write(b'{"text":"' + fill(W, S) + b'"}\n')
    c["brackets.json"] = lambda f: f.write(b"[" * S)
    c["keys.json"] = lambda f: f.write(
        b'{"text":"a",' + b"".join(b'"k%d":1,' % i for i in range(5 * MB))[: S - 20].rsplit(b",", 1)[0] + b"}"
    )
    c["cell.csv"] = lambda f: f.write(b'headline,body\r\nx,"' + fill(W.replace(",", ""), S) + b'"\r\n')
    c["commas.csv"] = lambda f: f.write(b"headline,body\r\n" + b"," * S)
    c["openquote.csv"] = lambda f: f.write(b'headline,body\r\nx,"' + fill("a\r\n", S))
    c["header.csv"] = lambda f: f.write(b"a," * (S // 2))
    # collections
    c["cell400.csv"] = lambda f: f.write(b'headline,body\r\nx,"' + fill(W, L) + b'"\r\n')
    c["cells400.csv"] = lambda f: f.write(b"headline,body\r\n" + fill('x,"' + W + '"\r\n', L))
    c["rows400.csv"] = lambda f: (
        [f.write(b"headline,body\r\n")]
        + [f.write(('"H%d","%d %s"\r\n' % (i, i, W * 40)).encode()) for i in range(L // (len(W) * 40 + 20))]
    )
    c["one400.json"] = lambda f: f.write(b'{"text":"' + fill(W, L) + b'"}')
    c["one400.jsonl"] = lambda f: f.write(b'{"text":"' + fill(W, L) + b'"}\n')

    def rows(f, sep, a, z):
        f.write(a)
        first = True
        for i in range(L // (len(W) * 40 + 40)):
            f.write((("" if first else sep) + '{"headline":"H%d","text":"%d %s"}' % (i, i, W * 40)).encode())
            first = False
        f.write(z)

    c["rows400.json"] = lambda f: rows(f, ",", b"[", b"]")
    c["rows400.jsonl"] = lambda f: rows(f, "\n", b"", b"\n")
    c["short400.jsonl"] = lambda f: f.write(fill('{"text":"a"}\n', L))
    c["short400.json"] = lambda f: f.write(b"[" + fill('{"text":"a"},', L)[:-1] + b"]")

    def docc(f, sep, a, z):
        f.write(a)
        first = True
        for i in range(L // (len(W) * 40 + 70)):
            f.write(
                (
                    ("" if first else sep)
                    + json.dumps({"id": i, "text": "%d %s" % (i, W * 40), "label": [[0, 3, "claim"], [5, 9, "quote"]]})
                ).encode()
            )
            first = False
        f.write(z)

    c["doccano400.jsonl"] = lambda f: docc(f, "\n", b"", b"\n")
    c["doccano400.json"] = lambda f: docc(f, ",", b"[", b"]")

    def ls(f):
        f.write(b"[")
        n = L // (len(W) * 40 + 200)
        for i in range(n):
            t = "%d %s" % (i, W * 40)
            f.write(
                (
                    ("," if i else "")
                    + json.dumps(
                        {
                            "id": i,
                            "data": {"text": t},
                            "annotations": [
                                {
                                    "id": i,
                                    "completed_by": 1,
                                    "result": [
                                        {
                                            "id": "r%d" % i,
                                            "from_name": "label",
                                            "to_name": "text",
                                            "type": "labels",
                                            "value": {"start": 0, "end": 3, "text": t[:3], "labels": ["claim"]},
                                        }
                                    ],
                                }
                            ],
                        }
                    )
                ).encode()
            )
        f.write(b"]")

    c["labelstudio400.json"] = ls
    # annotated, 60 MB, one line
    c["tei.xml"] = lambda f: f.write(
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><ab xml:id="text" xml:space="preserve">'
        + fill(W, S)
        + b'</ab></body></text><standOff><listAnnotation><annotation xml:id="a1" motivation="classifying" target="#string-range(text,0,3)"><respStmt><resp>tag</resp><name ref="#ana">Ana</name></respStmt><ptr target="#claim"/></annotation></listAnnotation></standOff></TEI>'
    )

    def teimany(f):
        f.write(
            b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><ab xml:id="text" xml:space="preserve">'
            + fill(W, MB)
            + b"</ab></body></text><standOff><listAnnotation>"
        )
        n = (S - MB) // 180
        for i in range(n):
            f.write(
                b'<annotation xml:id="a%d" motivation="classifying" target="#string-range(text,%d,3)"><respStmt><resp>tag</resp><name ref="#ana">Ana</name></respStmt><ptr target="#claim"/></annotation>'
                % (i, i * 2 % 1000000)
            )
        f.write(b"</listAnnotation></standOff></TEI>")

    c["teimany.xml"] = teimany
    X = '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///custom.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>'

    def xmi(f, text, n):
        f.write(X.encode())
        ids = []
        for i in range(n):
            f.write(
                b'<custom:Span xmi:id="%d" sofa="1" begin="%d" end="%d" label="claim"/>'
                % (i + 10, i * 2 % 900000, i * 2 % 900000 + 3)
            )
        f.write(
            b'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text/plain" sofaString="'
            + text
            + b'"/><cas:View sofa="1" members="'
            + b" ".join(b"%d" % (i + 10) for i in range(n))
            + b'"/></xmi:XMI>'
        )

    c["text.xmi"] = lambda f: xmi(f, fill(W, S), 3)
    c["many.xmi"] = lambda f: xmi(f, fill(W, MB), (S - MB) // 80)

    def docbrat(d, ann):
        os.makedirs(d, exist_ok=True)
        open(d + "/a.txt", "wb").write(fill(W, MB))
        open(d + "/a.ann", "wb").write(ann)

    c["brat_oneline"] = lambda d: docbrat(d, b"T1\tclaim 0 3\t" + fill(W, S) + b"\n")
    c["brat_frag"] = lambda d: docbrat(
        d,
        b"T1\tclaim " + b";".join(b"%d %d" % (i * 2 % 1000000, i * 2 % 1000000 + 1) for i in range(S // 14)) + b"\tx\n",
    )
    c["brat_many"] = lambda d: docbrat(
        d,
        b"".join(
            b"T%d\tclaim %d %d\t%s\n" % (i, i % 10000 * 100 // 98 * 98, i % 10000 * 100 // 98 * 98 + 3, b"The")
            for i in range(S // 32)
        ),
    )
    c["brat_notext"] = lambda d: (
        os.makedirs(d, exist_ok=True),
        open(d + "/a.txt", "wb").write(fill(W, S)),
        open(d + "/a.ann", "wb").write(b"T1\tclaim 0 3\tThe\n"),
    )
    c["conll_line.conll"] = lambda f: f.write(b"Dravna B-LOC\n" + b"x" * S + b" O\n")
    c["conll.conll"] = lambda f: f.write(fill("Dravna B-LOC\nwas O\nhit O\n. O\n\n", S))
    c["webanno.tsv"] = lambda f: f.write(
        b"#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n\n#Text="
        + fill(W, S // 2)
        + b"\n"
        + b"1-1\t0-3\tThe\tclaim\n"
    )
    c["w3c.jsonld"] = lambda f: f.write(
        b'{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","id":"p","items":[{"id":"a","type":"Annotation","body":{"type":"TextualBody","value":"claim","purpose":"tagging"},"target":{"source":"a.txt","selector":[{"type":"TextPositionSelector","start":0,"end":3},{"type":"TextQuoteSelector","exact":"'
        + fill(W, S)
        + b'"}]}}]}'
    )
    for e in [
        "txt",
        "md",
        "html",
        "rtf",
        "eml",
        "mht",
        "json",
        "jsonl",
        "csv",
        "tsv",
        "pdf",
        "docx",
        "ann",
        "xmi",
        "xml",
        "sqlite3",
        "parquet",
        "zip",
        "conll",
    ]:
        c["giga." + e] = lambda f: [f.write(fill(W, 64 * MB)) for _ in range(17)]
    return c


def sqlite(out):
    db = sqlite3.connect(out)
    c = db.cursor()
    c.execute("create table alembic_version(version_num)")
    c.execute("insert into alembic_version values('db5e31a0233d')")
    c.execute("create table projects(id integer primary key,name,description,created)")
    c.execute("insert into projects values(1,'p','','2021-01-01')")
    c.execute(
        "create table documents(id integer primary key,name,description,filename,project_id,contents,text_direction,created)"
    )
    c.execute("create table highlights(id integer primary key,document_id,start_offset,end_offset,snippet)")
    c.execute("create table tags(id integer primary key,project_id,path,description)")
    c.execute("insert into tags values(1,1,'claim','')")
    c.execute("create table highlight_tags(highlight_id,tag_id)")
    for i in range(6):
        c.execute(
            "insert into documents values(?,?,?,?,?,?,?,?)",
            (
                i + 1,
                "d%d" % i,
                "",
                "f%d" % i,
                1,
                "<p>" + W * (65000000 // 6 // len(W)) + str(i) + "</p>",
                "LEFT_TO_RIGHT",
                "2021-01-01",
            ),
        )
        c.execute("insert into highlights values(?,?,0,3,'The')", (i + 1, i + 1))
        c.execute("insert into highlight_tags values(?,1)", (i + 1,))
    db.commit()
    db.close()


def make(name, path):
    if name == "taguette.sqlite3":
        sqlite(path)
    elif name.startswith("brat"):
        cases()[name](path)
    else:
        with open(path, "wb") as file:
            cases()[name](file)


def size_of(path):
    files = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names] or [path]
    return sum(os.path.getsize(file) for file in files)


def measure(binary, name, folder):
    path = os.path.join(folder, name)
    make(name, path)
    project = os.path.join(folder, "p", "p.ron")
    os.mkdir(os.path.dirname(project))
    command = ["/usr/bin/time", "-f", "@@%e %M %U %S", binary, "import", project, path]
    done = subprocess.run(command, capture_output=True)
    said = done.stderr.decode(errors="replace")
    clock, kib, user, system = map(float, re.search(r"@@([\d.]+) (\d+) ([\d.]+) ([\d.]+)", said).groups())
    results = (done.stdout.decode(errors="replace").strip().splitlines() or [""])[-1]
    size = size_of(path)
    print(
        f"| `{name}` | {size / MB:.0f} MiB | {user + system:.1f} s | {clock:.1f} s | {kib / 1024:.0f} MiB | {results} |",
        flush=True,
    )
    print(f"<!-- {said.splitlines()[0][:200]} -->", file=sys.stderr)
    shutil.rmtree(os.path.dirname(project))
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    print("| case | size | processor | clock | memory | results |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or [*cases(), "taguette.sqlite3"]:
            measure(binary, name, folder)


if __name__ == "__main__":
    main()
