"""A database as Taguette itself makes it, from the documents of an expected.json: tests/fixtures/exchange*/taguette.

    python scripts/taguette_fixture.py tests/fixtures/exchange-crlf/expected.json OUT.sqlite3

Needs taguette 1.5.2. Its HTML parser makes CR LF and CR one LF, and it counts the bytes after that: so do the offsets here.
Each is checked with Taguette's own extract() against the words of the document.
"""

import datetime
import json
import os
import sqlite3
import sys
from html import escape

from bs4 import BeautifulSoup
from taguette import database
from taguette.extract import extract

with open(sys.argv[1], encoding="utf-8") as file:
    expected = json.load(file)
path = os.path.abspath(sys.argv[2])
if os.path.exists(path):
    os.remove(path)
db = database.connect(f"sqlite:///{path}")()
db.add(database.User(login="admin"))
day = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
project = database.Project(name="Hard", description="", created=day)
db.add(project)
db.flush()
db.add(database.ProjectMember(project_id=project.id, user_login="admin", privileges=database.Privileges.ADMIN))
tags = {label: database.Tag(project_id=project.id, path=label, description="d") for label in expected["labels"]}
for tag in tags.values():
    db.add(tag)
for one in expected["documents"]:
    html = "<p>" + escape(one["text"], quote=False) + "</p>"
    document = database.Document(
        name=one["id"],
        description="",
        filename=one["id"] + ".txt",
        project_id=project.id,
        contents=html,
        text_direction=database.TextDirection.LEFT_TO_RIGHT,
    )
    db.add(document)
    db.flush()

    def place(at):
        return len(one["text"][:at].replace("\r\n", "\n").replace("\r", "\n").encode("utf-8"))

    for span in one["spans"]:
        start, end = place(span["start"]), place(span["end"])
        snippet = extract(html, start, end)
        words = one["text"][span["start"] : span["end"]].replace("\r\n", "\n")
        assert BeautifulSoup(snippet, "html5lib").get_text() == words, (snippet, words)
        highlight = database.Highlight(document_id=document.id, start_offset=start, end_offset=end, snippet=snippet)
        highlight.tags.append(tags[span["label"]])
        db.add(highlight)
db.commit()
db.close()
small = sqlite3.connect(path)
small.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;")
small.close()
