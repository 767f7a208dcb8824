"""A DocBin as spaCy itself writes it, the fixture tests/fixtures/formats/spacy/dravna.spacy.

    python scripts/docbin_fixture.py tests/fixtures/formats/spacy/dravna.spacy

Needs spacy 3.8. Two documents: the first with entities, a group of claims, a group of people, all of both in `sc`,
categories, ids, an extension attribute on a span and a few words that spaCy knows by numbers of its own ("number",
"mark", "PERSON"); the second without known spaces, and no more than an entity.
"""

import sys

import spacy
from spacy.tokens import Doc, DocBin, Span

nlp = spacy.blank("en")
Doc.set_extension("outlet", default="")
Span.set_extension("certainty", default="")

TEXT = (
    "A number of people, at least 14, died in Dravna 💥 on Sunday, a PERSON of rank said.\r\n"
    "Ilse Maren, spokeswoman of the Kaldor Front, put a question mark to it."
)
first = nlp(TEXT)


def span(words, label, **more):
    start = TEXT.index(words)
    return first.char_span(start, start + len(words), label=label, alignment_mode="strict", **more)


first.ents = [span("14", "CARDINAL"), span("Dravna", "GPE", kb_id="Q1"), span("Ilse Maren", "PERSON")]
claims = [span("at least 14, died", "casualty"), span("14, died in Dravna 💥", "place", span_id="claim-2")]
claims[0]._.certainty = "low"
people = [span("Ilse Maren", "PERSON"), span("Kaldor Front", "")]
first.spans["claims"] = claims
first.spans["people"] = people
first.spans["sc"] = claims + people[:1] + [span("put a question mark", "doubt")]
first.cats = {"war": 1.0, "sport": 0.25}
first._.outlet = "Sel Wire"
first.user_data["id"] = "dravna-1"

second = Doc(nlp.vocab, words=["Sel", "Wire", "reports", "."])
second.ents = [Span(second, 0, 2, label="ORG")]

DocBin(docs=[first, second, nlp("")], store_user_data=True, attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"]).to_disk(sys.argv[1])
