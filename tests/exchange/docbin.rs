//! spaCy's DocBin: the hard example in it, what spaCy itself wrote, and files that are damaged or that lie.
//!
//! The hard example was written with msgpack and zlib alone; `formats/spacy/dravna.spacy` by spaCy 3.8 with
//! `scripts/docbin_fixture.py`.

use super::{exchange, expected_of, folder, folder_of, found, inputs, random, wanted_of};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use obelus::{
    export::{self, Format, Selection},
    import::{Annotated, InputFile, exchange::Exchange},
    project::{ArticleRecord, AttributeValue, Edit},
    store::Ids,
};
use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
    sync::Arc,
};

fn read(files: &[(&str, &[u8])], analyst: Option<&str>) -> Annotated {
    let files: Vec<_> = files.iter().map(|(path, bytes)| InputFile { path, bytes }).collect();
    let mut found = exchange::read(&files, analyst).0;
    assert_eq!(found.len(), 1, "one format");
    assert_eq!(found[0].0, Exchange::Spacy);
    found.remove(0).1
}

fn of_spacy() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/spacy/dravna.spacy")).unwrap()
}

/// Analyst, label, words and answers of each annotation of the article at this place.
fn marks(read: &Annotated, article: usize) -> Vec<String> {
    let article = &read.articles[article];
    let text = &article.article.text;
    let said = article.annotations.iter().map(|annotation| {
        let answers = annotation.attributes.iter().map(|(id, value)| match value {
            AttributeValue::Text(words) => format!(" {id}={words}"),
            other => format!(" {id}={other:?}"),
        });
        let answers: String = answers.collect();
        format!("{} {} “{}”{answers}", annotation.analyst, annotation.label, annotation.fragments.words(text))
    });
    said.collect()
}

fn warnings(read: &Annotated) -> Vec<&str> {
    read.warnings.iter().map(|warning| warning.message.as_str()).collect()
}

#[test]
fn the_hard_example_is_as_expected_in_every_variant() {
    for variant in ["", "-crlf", "-controls"] {
        let files = folder_of(variant, "docbin");
        let (format, read) = exchange::read(&inputs(&files), None).0.remove(0);
        assert_eq!((format, read.failed.len()), (Exchange::Spacy, 0), "{variant}: {:?}", read.failed);
        assert_eq!(found(&read, true), wanted_of(variant, true, true), "{variant}: {:?}", read.warnings);
        assert_eq!(read.articles.len(), expected_of(variant)["documents"].as_array().unwrap().len());
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn what_json_lines_beside_it_say_too_is_there_once() {
    let mut files = folder("docbin");
    files.extend(folder("spacy"));
    let read = exchange::read(&inputs(&files), None).0.remove(0).1;
    assert_eq!(found(&read, true), wanted_of("", true, true), "{:?}", read.warnings);
    // A layer that only the DocBin has comes in beside the others.
    files.retain(|(path, _)| path != "train.jsonl");
    let read = exchange::read(&inputs(&files), None).0.remove(0).1;
    assert_eq!(found(&read, true), wanted_of("", true, true), "{:?}", read.warnings);
}

#[test]
fn what_spacy_writes_is_read_with_entities_groups_categories_and_extensions() {
    let bytes = of_spacy();
    let read = read(&[("dravna.spacy", &bytes)], None);
    assert_eq!(read.failed, []);
    let article = &read.articles[0].article;
    assert_eq!(
        article.text,
        "A number of people, at least 14, died in Dravna 💥 on Sunday, a PERSON of rank said.\n\
         Ilse Maren, spokeswoman of the Kaldor Front, put a question mark to it."
    );
    assert_eq!((article.source.file_name.as_str(), article.metadata.outlet.as_str()), ("dravna-1", "Sel Wire"));
    assert_eq!(article.metadata.other["categories"], "sport 0.25; war 1.0");
    // Groups first; of `sc` and the entities what no group has.
    assert_eq!(
        marks(&read, 0),
        [
            "dravna casualty “at least 14, died” certainty=low group=claims",
            "dravna place “14, died in Dravna 💥” group=claims id=claim-2",
            "dravna person “Ilse Maren” group=people",
            "dravna people “Kaldor Front”",
            "dravna doubt “put a question mark”",
            "dravna cardinal “14”",
            "dravna gpe “Dravna” kb_id=Q1",
        ]
    );
    assert_eq!(read.articles[1].article.text, "Sel Wire reports . ");
    assert_eq!(marks(&read, 1), ["dravna org “Sel Wire”"]);
    assert_eq!(
        warnings(&read),
        [
            "for documents (1) the file does not say where spaces are; one was put after each word",
            "documents without words were left out: 1"
        ]
    );
}

#[test]
fn the_analyst_who_is_named_has_made_everything() {
    let bytes = of_spacy();
    let read_as = |analyst: &str| read(&[("dravna.spacy", &bytes)], Some(analyst));
    assert!(marks(&read_as("Ana"), 0).iter().all(|mark| mark.starts_with("ana ")));
    let files = folder("docbin");
    let read = exchange::read(&inputs(&files), Some("Ana")).0.remove(0).1;
    assert_eq!(read.analysts.iter().map(|analyst| analyst.name.as_str()).collect::<Vec<_>>(), ["Ana"]);
    assert_eq!(found(&read, false), wanted_of("", true, false));
}

/// The parts of a DocBin, each as MessagePack.
type Parts = Vec<(&'static str, Vec<u8>)>;

fn bytes(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    rmp::encode::write_bin(&mut packed, content).unwrap();
    packed
}

fn list(members: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = Vec::new();
    rmp::encode::write_array_len(&mut packed, members.len() as u32).unwrap();
    packed.extend(members.concat());
    packed
}

fn text(content: &str) -> Vec<u8> {
    let mut packed = Vec::new();
    rmp::encode::write_str(&mut packed, content).unwrap();
    packed
}

fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut packed = Vec::new();
    rmp::encode::write_map_len(&mut packed, pairs.len() as u32).unwrap();
    pairs.iter().for_each(|(name, value)| packed.extend([name.as_slice(), value].concat()));
    packed
}

/// What spaCy's string store has for these words.
const FOURTEEN: u64 = 9_798_277_639_574_861_054;
const DIED: u64 = 1_228_720_749_737_493_560;

/// One document, “14 died”, of two words, the second of which is a claim.
fn parts() -> Parts {
    vec![
        ("version", text("0.1")),
        ("attrs", list(&[vec![65]])),
        ("tokens", bytes(&[FOURTEEN.to_le_bytes(), DIED.to_le_bytes()].concat())),
        ("spaces", bytes(&[1, 0])),
        ("lengths", bytes(&2_i32.to_le_bytes())),
        ("strings", list(&[text("14"), text("died"), text("mark")])),
        ("span_groups", list(&[bytes(&map(&[(bytes(&group("ana", 1, &span(1, 2, 3, 7))), list(&[text("ana")]))]))])),
        ("user_data", list(&[bytes(&map(&[(text("id"), text("d1"))]))])),
    ]
}

/// A group with so many times the same span, and answers for each.
fn group(name: &str, times: usize, span: &[u8]) -> Vec<u8> {
    let attributes = list(&vec![text("{\"sure\": \"yes\"}"); times]);
    map(&[
        (text("name"), text(name)),
        (text("attrs"), map(&[(text("attributes"), attributes)])),
        (text("spans"), list(&vec![bytes(span); times])),
    ])
}

/// A span with the label “mark”, which is number 423 of spaCy's own names.
fn span(from: u32, to: u32, start: u32, end: u32) -> Vec<u8> {
    let places = [from, to, start, end].map(u32::to_be_bytes).concat();
    [&[0; 16][..], &423_u64.to_be_bytes(), &places].concat()
}

fn packed(parts: &Parts) -> Vec<u8> {
    compressed(&map(&parts.iter().map(|(name, part)| (text(name), part.clone())).collect::<Vec<_>>()))
}

fn compressed(content: &[u8]) -> Vec<u8> {
    let mut file = ZlibEncoder::new(Vec::new(), Compression::default());
    file.write_all(content).unwrap();
    file.finish().unwrap()
}

/// The small file with another part in place of one.
fn with(name: &str, part: Vec<u8>) -> Vec<u8> {
    let mut parts = parts();
    parts.iter_mut().find(|(known, _)| *known == name).unwrap().1 = part;
    packed(&parts)
}

fn groups(groups: &[Vec<u8>]) -> Vec<u8> {
    let of_keys = map(&groups.iter().map(|group| (bytes(group), list(&[text("ana")]))).collect::<Vec<_>>());
    with("span_groups", list(&[bytes(&of_keys)]))
}

#[test]
fn a_small_file_is_read() {
    let read_one = |bytes: &[u8]| {
        let read = read(&[("a.spacy", bytes)], None);
        assert_eq!((read.failed.len(), read.warnings.len()), (0, 0), "{:?} {:?}", read.failed, read.warnings);
        assert_eq!(read.articles[0].article.text, "14 died");
        marks(&read, 0)
    };
    assert_eq!(read_one(&packed(&parts())), ["ana mark “died” sure=yes"]);
    // In older versions of spaCy the groups are a list, or not there at all.
    let as_list = list(&[bytes(&group("ana", 1, &span(1, 2, 3, 7)))]);
    assert_eq!(read_one(&with("span_groups", list(&[bytes(&as_list)]))), ["ana mark “died” sure=yes"]);
    assert_eq!(read_one(&with("span_groups", list(&[bytes(b"")]))), [""; 0]);
    let mut old = parts();
    old.truncate(6);
    assert_eq!(read_one(&packed(&old)), [""; 0]);
}

#[test]
fn a_word_that_is_not_among_the_strings_costs_its_document_and_is_named() {
    let strings = list(&[text("14"), text("mark")]);
    let of_one = read(&[("a.spacy", &with("strings", strings.clone()))], None);
    let reason = format!("the document 1 (“d1”) was left out: its word 2 (number {DIED}) is not among the strings of the file");
    assert_eq!(of_one.failed[0].to_string(), format!("this cannot be read as spacy: {reason}: a.spacy"));
    // The other documents of the file are read.
    let mut parts = parts();
    parts.truncate(6);
    parts[2].1 = bytes(&[FOURTEEN.to_le_bytes(), DIED.to_le_bytes()].concat());
    parts[4].1 = bytes(&[1_i32.to_le_bytes(), 1_i32.to_le_bytes()].concat());
    parts[5].1 = strings;
    let of_two = read(&[("a.spacy", &packed(&parts))], None);
    assert_eq!((of_two.failed.len(), of_two.articles.len(), of_two.articles[0].article.text.as_str()), (0, 1, "14 "));
    assert_eq!(warnings(&of_two), [reason.replace("1 (“d1”)", "2").replace("word 2", "word 1")]);
}

#[test]
fn parts_that_do_not_fit_each_other_refuse_the_file() {
    for (file, reason) in [
        (with("lengths", bytes(&3_i32.to_le_bytes())), "its documents have 3 words together, but 2 are there"),
        (with("lengths", bytes(&(-2_i32).to_le_bytes())), "the length of a document is less than nothing"),
        (with("lengths", bytes(&[2, 0])), "the lengths of its documents end in the middle of one"),
        (with("spaces", bytes(&[1])), "it has 2 words, but says of 1 what follows"),
        (with("tokens", bytes(&[1; 15])), "its table of words has 15 bytes, which do not make rows of 8"),
        (with("attrs", list(&[vec![66]])), "its table of words has no column of words"),
        (with("strings", text("14")), "it has text where a list is expected"),
        (packed(&parts().into_iter().filter(|(name, _)| *name != "strings").collect()), "expected a part “strings”, found none"),
        (packed(&parts())[..60].to_vec(), "it cannot be unpacked"),
    ] {
        let read = read(&[("a.spacy", &file)], None);
        assert!(read.articles.is_empty(), "{reason}");
        assert!(read.failed[0].to_string().contains(reason), "{reason}: {}", read.failed[0]);
    }
}

#[test]
fn spans_that_do_not_fit_the_words_are_told_and_the_others_read() {
    let of = |span: &[u8]| {
        let read = read(&[("a.spacy", &groups(&[group("ana", 1, span)]))], None);
        (marks(&read, 0), warnings(&read).join("\n"))
    };
    let told = |what: &str| format!("the document 1 (“d1”): {what}");
    let elsewhere = "a span “mark” is at 3–7 by its words, but at 0–2 by its characters; the words were taken";
    assert_eq!(of(&span(1, 2, 0, 2)), (vec!["ana mark “died” sure=yes".to_owned()], told(elsewhere)));
    let nowhere = told("a span “mark” is said to be at words that the document does not have");
    assert_eq!(of(&span(1, 9, 0, 2)), (vec!["ana mark “14” sure=yes".to_owned()], nowhere.clone()));
    let (marks, warnings) = of(&span(1, 9, 0, 900));
    assert!(marks.is_empty() && warnings.contains("0–900 is not a stretch of the text"), "{warnings}");
    assert_eq!(of(&[1, 2]), (vec![], told("a span was left out: it has 2 bytes instead of 40")));
    let mut unknown = span(1, 2, 3, 7);
    unknown[16..24].copy_from_slice(&9_999_u64.to_be_bytes());
    assert_eq!(of(&unknown), (vec![], told("a span was left out: its label 9999 is not among the strings of the file")));
}

#[test]
fn bombs_stay_packed() {
    // Bytes that compress a thousandfold.
    let bomb = with("tokens", bytes(&vec![0; 40 << 20]));
    let refused = read(&[("a.spacy", &bomb)], None);
    assert!(refused.failed[0].to_string().contains("as a zip bomb does"), "{}", refused.failed[0]);
    // Few words that stand for a long text, and a group that has very many names.
    let long = "x".repeat(600_000);
    let mut parts = parts();
    parts.truncate(6);
    let num_words = 200_usize;
    let word = obelus::text::spacy_strings::id(&long);
    parts[2].1 = bytes(&word.to_le_bytes().repeat(num_words));
    parts[3].1 = bytes(&vec![0; num_words]);
    parts[4].1 = bytes(&(num_words as i32).to_le_bytes());
    parts[5].1 = list(&[text(&long)]);
    let refused = read(&[("a.spacy", &packed(&parts))], None);
    assert!(refused.failed[0].to_string().contains("its text is longer than"), "{}", refused.failed[0]);
    // A group that claims to have spans with answers, in a byte each.
    let claims = map(&[
        (text("name"), text("ana")),
        (text("attrs"), map(&[(text("attributes"), list(&vec![vec![0x80]; 300_000]))])),
        (text("spans"), list(&vec![vec![0xa0]; 300_000])),
    ]);
    let claimed = read(&[("a.spacy", &groups(&[claims]))], None);
    assert!(claimed.articles[0].annotations.is_empty());
    assert_eq!(warnings(&claimed).last(), Some(&"there are 300000 warnings altogether; these are the first"));
    let names: Vec<_> = (0..500).map(|number| text(&number.to_string())).collect();
    let named = map(&[(bytes(&group("ana", 1000, &span(1, 2, 3, 7))), list(&names))]);
    let file = with("span_groups", list(&[bytes(&named)]));
    let read = read(&[("a.spacy", &file)], None);
    assert_eq!(read.articles[0].annotations.len(), 101_000);
    assert!(
        warnings(&read)[0].contains("“101” and those after it were left out: too many groups are one"),
        "{:?}",
        read.warnings
    );
}

/// spaCy cannot read a word of its own by its hash: “number” has the number 432 there.
#[test]
fn words_that_spacy_has_numbers_for_are_exported_by_these_and_come_back() {
    let mut ids = Ids::from_seed(1);
    let mut project = random::project(&mut ids);
    for record in project.articles().to_vec() {
        project.apply(Edit::RemoveArticle(record.article.id)).unwrap();
    }
    let article = random::article(&mut ids, "A number, a mark _\n");
    project.apply(Edit::AddArticle { at: 0, record: Arc::new(ArticleRecord::new(article)) }).unwrap();
    let (files, _) = export::export(&project, Format::Spacy, &Selection::default()).unwrap();
    let file = &files.iter().find(|file| file.name == "train.spacy").unwrap().bytes;
    let mut inside = Vec::new();
    ZlibDecoder::new(file.as_slice()).read_to_end(&mut inside).unwrap();
    for number in [432_u64, 423, 456] {
        assert!(inside.windows(8).any(|bytes| bytes == number.to_le_bytes()), "{number}");
    }
    assert_eq!(read(&[("train.spacy", file)], None).articles[0].article.text, "A number, a mark _\n");
}

#[test]
fn a_file_that_only_begins_like_one_is_none() {
    for content in [&b"x\x9c"[..], b"x^ is how this text begins", &compressed(b"{\"attrs\": []}"), &compressed(&text("attrs"))] {
        assert_eq!(Exchange::detect(content), None, "{content:?}");
    }
    assert_eq!(Exchange::detect(&of_spacy()), Some(Exchange::Spacy));
}
