"""Hard input for `obelus import`: how long it takes, how much memory, and how soon Ctrl+C is heard.

    python3 scripts/hard_input.py BINARY [--tenth] [--stop] [--kind large|hostile] [CASE...]

Makes the file of each case in a temporary folder (up to 1.1 GB, removed again), imports it into a new project and prints a
row of a table: processor time, time by the clock, peak memory of the process (`wait4`), result. “large” are texts, pages and
tables of one line, of nothing but markup, of too many values; annotated data; and files beyond all limits. “hostile” are
files of 10 MB made so that a reader takes long, or more memory than there is, or never comes to an end. `--tenth` makes them a tenth as
long, for a slow build. `--stop` presses Ctrl+C after a second and prints after how many seconds the program had ended.
A program that takes more than 300 seconds is ended.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

MB = 1 << 20
W = "The Republic of Marentia said on Monday that 17 people were killed near Dravna, on the river Sel. "
AR = "قالت جمهورية مارينتيا يوم الاثنين إن سبعة عشر شخصا قتلوا قرب درافنا على نهر السيل، "
EM = "💥👩‍👩‍👧‍👦🇺🇳é "


def fill(unit, size):
    b = unit.encode() if isinstance(unit, str) else unit
    return (b * (size // len(b) + 1))[: size // len(b) * len(b)]


def cases(S):
    """Files of `S` bytes by name; each is written by a function of the open file, or of the folder."""
    L = S * 20 // 3
    H = S // 4
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


def hostile(T):
    """Files of `T` bytes by name; each is made by a function of its path."""
    c = {}

    def file(name, content):
        c[name] = lambda path: open(path, "wb").write(content())

    def html(name, unit, head=b"", tail=b""):
        file(name + ".html", lambda: b"<html><head><title>Sel</title>" + head + b"</head><body>" + fill(unit, T) + tail)

    def numbered(unit, size=T):
        found, length, i = [], 0, 0
        while length < size:
            found.append(unit.replace("%d", str(i)).encode())
            length += len(found[-1])
            i += 1
        return b"".join(found)

    article = "<p>" + W + '<a href="/sel?a=1&amp;b=2">Dravna&nbsp;– 17&nbsp;people</a> “' + W + "”</p>\n<div class='ad-box'>Buy</div>\n"
    html("page", article)
    for name, unit in [
        ("li", "<li>"), ("li_empty", "<li></li>"), ("ul_li", "<ul><li>"), ("table", "<table>"), ("cell_table", "<table><tr><td></td><td>"),
        ("option", "<option>"), ("svg", "<svg><g>"), ("svg_td", "<svg><td/><g>"), ("math", "<math><mrow><td>"), ("div_closed", "<div/>"),
        ("font_p", "<font size=1><p>"), ("bi", "<b><i>a "), ("a", "<a href=x>a"), ("h1_div", "<h1><div>"), ("nbsp_b", "&nbsp;<b></b>"),
        ("amp", "&amp;"), ("amp_bare", "&"), ("a_lt_a", "<a<a"), ("guillemets", "«"), ("comments", "<!---->"), ("comment_open", "<!--"), ("br", "<br>"),
        ("object", "<object>"), ("template", "<template>"), ("select", "<select><option>"), ("form", "<form><input>"), ("p", "<p>"),
        ("table_text", "<table>a<tr>"), ("b_p", "<b><p>a</b>"), ("a_p_a", "<a><p>x"), ("nobr", "<nobr>"), ("button", "<button>"), ("dd", "<dd>"),
        ("ruby", "<ruby><rt>"), ("frameset", "<frameset>"), ("cdata", "<svg><![CDATA["), ("quote_open", "<p a='"), ("script", "<script>"),
        ("span_deep", "<div><span>"), ("center", "<center>"), ("marquee", "<a><marquee>"),
    ]:  # fmt: skip
        html(name, unit)
    file("b_id.html", lambda: b"<html><body>" + numbered("<b id=%d>a"))
    file("html_attrs.html", lambda: b"<html><body>" + numbered("<body a%d=1>"))
    file("svg_attrs.html", lambda: b"<html><body><svg><style>x<y='</style><p " + numbered("a%d=1 "))
    file("headings.html", lambda: b"<html><title>" + fill(W, T // 2) + b"</title><body>" + fill("<h2>Sel</h2>", T // 2))
    file("h1_long.html", lambda: b"<html><body><h1>" + fill(W, T // 2) + b"</h1>" + fill("<h2>Sel</h2>", T // 2))
    file("keywords.html", lambda: b'<html><script type="application/ld+json">{"@type":"Article","keywords":"' + numbered("k%d,") + b'"}</script><body>' + fill("<p>" + W, 2000))
    file("meta.html", lambda: b"<html>" + numbered('<meta name=a%d content=b>') + b"<body><p>" + W.encode())
    file("href.html", lambda: b'<html><body><p>' + W.encode() + b'<a href="' + fill("&amp;", T) + b'">Sel</a>')

    text = {
        "quotes.txt": '"', "quote_words.txt": '"a ', "low_quotes.txt": "„a ", "guillemets.txt": "«a ", "by.txt": "By ", "byline.txt": "By Ana Orr\n",
        "dates.txt": "5 March 2024 ", "date_lines.txt": "March 5, 2024\n", "digits.txt": "1.", "stops.txt": "a. ", "copyright.txt": "© 2024 Sel\n",
        "label_lines.txt": "Date: \n", "dashes.txt": "-", "colons.txt": "a: b\n", "blank_paras.txt": "a\n\n", "nbsp.txt": "\u00a0",
        "quote.md": "> ", "brackets.md": "[", "images.md": "![](", "html.md": "<a ", "table.md": "|-", "tildes.md": "~", "angle.md": "<", "autolink.md": "<http:",
        "front_matter.md": "---\n", "footnote.md": "[^a]: b\n", "heading.md": "#\n", "entities.md": "&amp;", "backslash.md": "\\",
        "uline.rtf": "{\\ul ", "star.rtf": "{\\*\\a ", "unicode.rtf": "\\u8217?", "pict.rtf": "{\\pict 00}", "row.rtf": "\\trowd\\cell\\row ", "field.rtf": "{\\field{\\*\\fldinst HYPERLINK a}{\\fldrslt b}}",
        "open.json": '{"a":', "strings.json": '["a",', "quotes.csv": '"', "quote_rows.csv": '"a""b",c\n', "columns.csv": "a,", "semicolons.csv": "a;\n",
        "tabs.tsv": "\t", "words.conll": "a O\n", "tags.conll": "a B-LOC\n", "nested.tei.xml": "<a>",
    }  # fmt: skip
    for name, unit in text.items():
        head = b"{\\rtf1 " if name.endswith(".rtf") else b""
        file(name, lambda unit=unit, head=head: head + fill(unit, T))
    file("attrs.xmi", lambda: b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" ' + numbered("a%d='1' ") + b"/>")
    file("same.jsonl", lambda: b"".join(json.dumps({"headline": "H%d" % i, "text": W * 10 + str(i)}).encode() + b"\n" for i in range(T // 1050)))
    file("same_short.jsonl", lambda: b"".join(json.dumps({"headline": "H%d" % i, "text": "Sel %d" % i}).encode() + b"\n" for i in range(T // 40)))

    fields = b"From: a@b.example\nSubject: Sel\nMIME-Version: 1.0\nMessage-ID: <1>\n"
    mail = {
        "unclosed": b"--x\nContent-Type: multipart/mixed; boundary=never\n\na\n",
        "messages": b"Content-Type: message/rfc822\n\n",
        "digests": b"Content-Type: multipart/digest; boundary=x\n\n--x\n",
        "parts": b"--x\n\na\n",
        "html_parts": b"--x\nContent-Type: text/html\n\n" + b"<div>" * 4000 + b"\n",
    }
    for name, unit in mail.items():
        file("mail_%s.eml" % name, lambda unit=unit: fields + b"Content-Type: multipart/mixed; boundary=x\n\n" + fill(unit, T))
    file("mail_words.eml", lambda: b"Subject: " + fill(b"=?utf-8?q?a", T) + b"\n" + fields + b"\na\n")
    file("mail_folds.eml", lambda: fields + b"To: " + fill(b"a@b.example,\n ", T) + b"\n\na\n")
    file("mail_pieces.eml", lambda: fields + b"Content-Type: text/plain" + numbered(";\n a*%d=b") + b"\n\na\n")
    file("mail_dashes.eml", lambda: fields + b'Content-Type: multipart/mixed; boundary="' + b"-" * 250 + b'x"\n\n' + fill(b"-", T))

    def packed(name, parts):
        def write(path):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for inside, content in parts():
                    archive.writestr(inside, content)

        c[name] = write

    word = '<w:document xmlns:w="w"><w:body>'
    packed("paragraphs.docx", lambda: [("word/document.xml", word.encode() + fill("<w:p>", 6 * T))])
    packed("rows.docx", lambda: [("word/document.xml", word.encode() + fill("<w:tbl><w:tr><w:tc><w:p>", T) + W.encode() + fill("</w:p></w:tc></w:tr></w:tbl>", T))])
    packed("links.docx", lambda: [("word/document.xml", word.encode() + fill('<w:p><w:hyperlink r:id="a"><w:t>b</w:t></w:hyperlink></w:p>', 6 * T))])
    odt = b'<office:document-content xmlns:office="o" xmlns:text="t"><text:p>a'
    packed("spaces.odt", lambda: [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", odt + fill('<text:s text:c="1000"/>', T))])

    def book(num_refs, chapter):
        refs = '<itemref idref="a"/>' * num_refs
        package = '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine>%s</spine></package>' % refs
        container = '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
        return [("mimetype", "application/epub+zip"), ("META-INF/container.xml", container), ("p.opf", package), ("a.xhtml", chapter)]

    packed("spine.epub", lambda: book(T // 25, b"<html><body>" + fill("<p>" + W + "</p>", T)))
    packed("entries.zip", lambda: [("%d.txt" % i, "Sel %d" % i) for i in range(min(65535, T // 100))])

    def parquet(path, footer):
        open(path, "wb").write(b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1")

    def varint(number):
        out = b""
        while number >= 0x80:
            out += bytes([number & 0x7F | 0x80])
            number >>= 7
        return out + bytes([number])

    c["deep.parquet"] = lambda path: parquet(path, b"\x15\x02\x19\xfc" + varint(T // 6) + b"\x48\x01a\x15\x02\x00" * (T // 6) + b"\x00")
    c["list.parquet"] = lambda path: parquet(path, b"\x15\x02\x19\xfc" + varint(1 << 31) + b"\x00" * 100)

    def pdf(path, objects, number):
        out, places = b"%PDF-1.7\n", []
        for at, content in enumerate(objects):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (at + 1, content)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
        open(path, "wb").write(out)

    def stream(content, entries=b"", pack=True):
        content = zlib.compress(content, 1) if pack else content
        return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (entries, b"/Filter/FlateDecode" if pack else b"", len(content), content)

    words = b"BT /T 12 Tf 50 700 Td (Fourteen people were killed near Dravna.) Tj ET "

    def pages(path, number, content, forms=()):
        first = 5 + len(forms)
        names = b"".join(b"/F%d %d 0 R " % (i, 5 + i) for i in range(len(forms)))
        head = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"".join(b"%d 0 R " % (first + i) for i in range(number)), number),
            b"<</Font<</T<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<<%s>>>>" % names,
            stream(content),
        ]
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources 3 0 R/Contents 4 0 R>>"
        pdf(path, head + list(forms) + [page] * number, number)

    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
    c["forms.pdf"] = lambda path: pages(path, 1, words + b"/F0 Do", [stream(b"/F%d Do " % (i + 1) * 10, form) for i in range(20)] + [stream(words, form)])
    c["form_itself.pdf"] = lambda path: pages(path, 1, words + b"/F0 Do", [stream(b"/F0 Do /F0 Do", form)])
    c["shared.pdf"] = lambda path: pages(path, 2000, words + b"q Q " * (T // 4))
    c["letters.pdf"] = lambda path: pages(path, 1, b"BT /T 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (i * 7919 % 600, i * 104729 % 800) for i in range(T // 40)))
    c["same_place.pdf"] = lambda path: pages(path, 1, b"BT /T 12 Tf 50 700 Td " + b"(" + b"a" * T + b") Tj ET")
    c["bomb.pdf"] = lambda path: pages(path, 1, b" " * (60 * T))

    def taguette(path, documents, rows):
        db = sqlite3.connect(path)
        db.executescript(
            "create table tags(id integer, path text, description text); insert into tags values(1, 'claim', '');"
            "create table highlights(id integer, document_id integer, start_offset integer, end_offset integer, snippet text);"
            "create table highlight_tags(highlight_id integer, tag_id integer);" + documents
        )
        for query, values in rows:
            db.executemany(query, values)
        db.commit()
        db.close()

    plain = "create table documents(id integer, name text, contents text);"
    computed = "create table documents(id integer, name text, contents text as (hex(zeroblob(450000000)))); insert into documents values(1, 'a');"
    document, highlight = "insert into documents values(?, ?, ?)", "insert into highlights values(?, ?, 0, 3, 'Sel')"
    n = T // 100
    c["computed.sqlite3"] = lambda path: taguette(path, computed, [])
    c["product.sqlite3"] = lambda path: taguette(path, plain, [
        (document, [(1, "a", "<p>Sel</p>")]), (highlight, [(1, 1)] * n),
        ("insert into highlight_tags values(1, 1)", [()] * n), ("insert into tags values(1, 'claim', '')", [()] * n)])  # fmt: skip
    c["documents.sqlite3"] = lambda path: taguette(path, plain, [
        (document, [(i, "a%d" % i, "<p>Sel %d</p>" % i) for i in range(n)]), (highlight, [(i, i) for i in range(n)])])  # fmt: skip
    for name, unit in [("lt", "<a<a"), ("amp", "&"), ("comment", "<!--"), ("tag_quotes", "<a\"'")]:
        c["%s.sqlite3" % name] = lambda path, unit=unit: taguette(path, plain, [(document, [(1, "a", fill(unit, T).decode())])])
    c["pipe.txt"] = os.mkfifo
    c["zero.txt"] = lambda path: os.symlink("/dev/zero", path)
    return c


def make(name, path, kind, size):
    if kind == "hostile":
        hostile(size)[name](path)
    elif name == "taguette.sqlite3":
        sqlite(path)
    elif name.startswith("brat"):
        cases(size)[name](path)
    else:
        with open(path, "wb") as file:
            cases(size)[name](file)


def size_of(path):
    if os.path.isdir(path):
        return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names)
    return os.path.getsize(path)


LIMIT_SECONDS = 300


def run(command, stop):
    """Runs a command; returns its exit code, the last line of its results, the first of what it said, the times and its memory."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=said)
        stopped = None
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            now = time.monotonic()
            if pid:
                break
            if stop and stopped is None and now - start > 1:
                child.send_signal(signal.SIGINT)
                stopped = now
            if now - start > LIMIT_SECONDS:
                child.kill()
            time.sleep(0.01)
        child.returncode = os.waitstatus_to_exitcode(status)
        lines = [(file.seek(0), file.read().decode(errors="replace").strip().splitlines() or [""])[1] for file in (out, said)]
        answered = None if stopped is None else now - stopped
        return child.returncode, lines[0][-1], lines[1][0], now - start, answered, usage


def measure(binary, name, folder, options):
    path = os.path.join(folder, name)
    # In a process of its own: what this one has in memory would count as the program's.
    maker = os.fork()
    if maker == 0:
        make(name, path, options.kind, options.size)
        os._exit(0)
    os.waitpid(maker, 0)
    project = os.path.join(folder, "p", "p.ron")
    os.mkdir(os.path.dirname(project))
    code, results, said, clock, answered, usage = run([binary, "import", project, path], options.stop)
    size = size_of(path) / MB
    processor, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    what = f"{code}: {results or said}".replace(folder + "/", "")[:150]
    stop = "" if not options.stop else f" {'over before' if answered is None else f'{answered:.1f} s'} |"
    print(f"| `{name}` | {size:.1f} MiB | {processor:.1f} s | {clock:.1f} s | {memory:.0f} MiB |{stop} {what} |", flush=True)
    shutil.rmtree(os.path.dirname(project))
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("case", nargs="*")
    parser.add_argument("--kind", choices=["large", "hostile"], default="hostile")
    parser.add_argument("--tenth", action="store_true")
    parser.add_argument("--stop", action="store_true")
    options = parser.parse_intermixed_args()
    of_kind = {"large": lambda size: [*cases(size), "taguette.sqlite3"], "hostile": hostile}[options.kind]
    options.size = {"large": 60 * MB, "hostile": 10 * 1000 * 1000}[options.kind] // (10 if options.tenth else 1)
    stop = " Ctrl+C |" if options.stop else ""
    print(f"| case | size | processor | clock | memory |{stop} result |\n|{'---|' * (6 + options.stop)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.case or of_kind(options.size):
            measure(os.path.abspath(options.binary), name, folder, options)


if __name__ == "__main__":
    main()
