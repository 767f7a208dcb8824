//! Files as other programs write them: relations, wrong units, labels with other names, and archives from strangers.

use obelus::import::{Annotated, InputFile, exchange};
use obelus::project::AttributeValue;
use std::io::{Cursor, Write as _};
use zip::{ZipWriter, write::SimpleFileOptions};

fn read(files: &[(&str, &[u8])]) -> Annotated {
    let files: Vec<_> = files.iter().map(|(path, bytes)| InputFile { path, bytes }).collect();
    let mut found = exchange::read(&files, None).0;
    assert_eq!(found.len(), 1, "one format");
    found.remove(0).1
}

/// Analyst, label and words of each annotation, with its links.
fn marks(read: &Annotated) -> Vec<String> {
    let mut marks = Vec::new();
    for article in &read.articles {
        let text = &article.article.text;
        for annotation in &article.annotations {
            let words = |id| article.annotations.iter().find(|a| a.id == id).map(|a| a.fragments.words(text)).unwrap();
            let links = annotation.attributes.iter().filter_map(|(name, value)| match value {
                AttributeValue::Links(links) => {
                    Some(format!(" {name} → {}", links.iter().map(|id| words(*id)).collect::<Vec<_>>().join(", ")))
                }
                _ => None,
            });
            let links: String = links.collect();
            marks.push(format!("{} {} {}{links}", annotation.analyst, annotation.label, annotation.fragments.words(text)));
        }
    }
    marks
}

fn warnings(read: &Annotated) -> Vec<String> {
    read.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn relations_of_doccano_are_links() {
    let line = r#"{"text":"💥 Ilse Maren said 14 died.","entities":[{"id":1,"label":"Source","start_offset":2,"end_offset":12},{"id":2,"label":"Claim","start_offset":18,"end_offset":25}],"relations":[{"id":1,"from_id":2,"to_id":1,"type":"said by"}],"Comments":[]}"#;
    let read = read(&[("ana.jsonl", line.as_bytes())]);
    assert_eq!(marks(&read), ["ana source Ilse Maren", "ana claim 14 died said_by → Ilse Maren"]);
    assert_eq!(read.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), ["Source", "Claim"]);
    assert_eq!(warnings(&read), [""; 0]);
}

#[test]
fn regions_of_label_studio_in_utf16_units_are_found_out() {
    let task = r#"[{"id":7,"data":{"body":"💥💥 Ilse Maren said 14 died."},"annotations":[{"completed_by":{"email":"ana@example.org"},"result":[
        {"id":"a","from_name":"l","to_name":"t","type":"labels","value":{"start":5,"end":15,"text":"Ilse Maren","labels":["Source"]}},
        {"id":"b","from_name":"l","to_name":"t","type":"labels","value":{"start":21,"end":28,"text":"14 died","labels":["Claim","Figure"]}},
        {"id":"b","from_name":"sure","to_name":"t","type":"choices","value":{"start":21,"end":28,"choices":["yes"]}},
        {"type":"relation","from_id":"b","to_id":"a","direction":"right","labels":["by"]}]}]}]"#;
    let read = read(&[("tasks.json", task.as_bytes())]);
    let by = "ana_example_org";
    assert_eq!(
        marks(&read),
        [format!("{by} source Ilse Maren"), format!("{by} claim 14 died by → Ilse Maren"), format!("{by} figure 14 died")]
    );
    assert_eq!(read.articles[0].annotations[1].attributes["sure"], AttributeValue::Choice("yes".to_owned()));
    let expected = "tasks.json: the offsets were read as UTF-16 units: so 3 of 3 passages fit their words, as code points only 0";
    assert_eq!(warnings(&read), [expected]);
}

#[test]
fn one_person_twice_on_one_task_of_label_studio_is_named() {
    let done = |id: u32, by: &str, end: u32, words: &str| {
        format!(
            r#"{{"id":{id},"completed_by":{{"email":"{by}"}},"result":[{{"id":"r{id}","from_name":"l","to_name":"t","type":"labels","value":{{"start":0,"end":{end},"text":"{words}","labels":["Claim"]}}}}]}}"#
        )
    };
    let (first, again, other) = (done(1, "ana", 4, "Nine"), done(2, "ana", 9, "Nine died"), done(3, "bo", 9, "Nine died"));
    let task = format!(r#"[{{"data":{{"text":"Nine died."}},"annotations":[{first},{again},{other}]}}]"#);
    let read = read(&[("tasks.json", task.as_bytes())]);
    assert_eq!(marks(&read), ["ana claim Nine", "ana claim Nine died", "bo claim Nine died"], "nothing is lost");
    let expected =
        "tasks.json: task 1: “ana” annotated it 2 times; all of it is in one layer, so look for tags that are there twice";
    assert_eq!(warnings(&read), [expected]);
}

#[test]
fn web_annotations_without_positions_are_found_by_their_quotes() {
    let page = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation","id":"http://example.org/1","body":[{"type":"TextualBody","value":"claim","purpose":"tagging"},{"type":"TextualBody","value":"hm","purpose":"commenting"}],
        "creator":{"name":"Ana"},"target":{"source":"http://example.org/a%20b","selector":{"type":"TextQuoteSelector","exact":"14","prefix":"then ","suffix":"."}}}"#;
    let read = read(&[("1.json", page.as_bytes()), ("a b.txt", "14 and then 14. é".as_bytes())]);
    assert_eq!(marks(&read), ["ana claim 14"]);
    let annotation = &read.articles[0].annotations[0];
    assert_eq!((annotation.fragments.first().start().get(), annotation.note.as_str()), (12, "hm"));
}

#[test]
fn layers_relations_and_slots_of_webanno_are_kept() {
    let tsv = "#FORMAT=WebAnno TSV 3.2\n\
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue\n\
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
        #T_SP=webanno.custom.Claim|ROLE_webanno.custom.Claim:speaker_webanno.custom.ClaimSpeakerLink|uima.tcas.Annotation\n\
        #T_RL=webanno.custom.Says|kind|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\n\n\
        #Text=Ilse Maren said 14 died.\n\
        1-1\t0-4\tIlse\tNNP\t*[1]\tPER[1]\t_\t_\t_\t_\t\n\
        1-2\t5-10\tMaren\tNNP\t*[1]\tPER[1]\t_\t_\t_\t_\t\n\
        1-3\t11-15\tsaid\tVBD\t_\t_\t_\t_\t_\t_\t\n\
        1-4\t16-18\t14\tCD\t*\tNUM\\_x\t*[2]\t1-1[1]\tdirect\t1-1[1_0]\t\n\
        1-5\t19-23\tdied\tVBD\t_\t_\t*[2]\t1-1[1]\t_\t_\t\n\
        1-6\t23-24\t.\t.\t_\t_\t_\t_\t_\t_\t\n";
    let read = read(&[("a.txt/ana.tsv", tsv.as_bytes())]);
    assert_eq!(read.articles[0].article.text, "Ilse Maren said 14 died.");
    let mut found = marks(&read);
    found.sort();
    assert_eq!(found, ["ana claim 14 died speaker → Ilse Maren", "ana num_x 14", "ana per Ilse Maren direct → 14"]);
    assert!(warnings(&read)[0].contains("the layer “POS” was left out"), "{:?}", read.warnings);
}

#[test]
fn chains_of_webanno_are_counted_where_they_are_left_out() {
    let tsv = "#FORMAT=WebAnno TSV 3.2\n\
        #T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceRelation|referenceType\n\n\n\
        #Text=Ilse said she left.\n\
        1-1\t0-4\tIlse\tcoref[1]\tperson[1]\t\n\
        1-2\t5-9\tsaid\t_\t_\t\n\
        1-3\t10-13\tshe\tcoref->1-1[2]\tperson[2]\t\n\
        1-4\t14-18\tleft\t_\t_\t\n\
        1-5\t18-19\t.\t_\t_\t\n";
    let read = read(&[("a.txt/ana.tsv", tsv.as_bytes())]);
    assert_eq!(warnings(&read), ["a.txt/ana.tsv: how 2 mentions of “CoreferenceLink” hang together in chains was left out"]);
    assert_eq!(read.articles[0].annotations.len(), 2, "the mentions themselves come in: {:?}", marks(&read));
}

#[test]
fn relations_and_layers_of_inception_are_kept() {
    let types = r#"<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription><name>webanno.custom.Claim</name><supertypeName>uima.tcas.Annotation</supertypeName><features>
        <featureDescription><name>sure</name><rangeTypeName>uima.cas.Boolean</rangeTypeName></featureDescription><featureDescription><name>speakers</name><rangeTypeName>uima.cas.FSArray</rangeTypeName></featureDescription></features></typeDescription></types></typeSystemDescription>"#;
    let xmi = r#"<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore" xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">
        <cas:NULL xmi:id="0"/><type:Token xmi:id="5" sofa="1" begin="0" end="2"/><ner:NamedEntity xmi:id="6" sofa="1" begin="3" end="13" value="PER"/>
        <custom:Claim xmi:id="7" sofa="1" begin="19" end="26" sure="true" speakers="9"/><custom:ClaimLink xmi:id="9" role="by" target="6"/>
        <custom:Says xmi:id="8" sofa="1" begin="19" end="26" Governor="6" Dependent="7"/>
        <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="💥 Ilse Maren said 14 died."/><cas:View sofa="1" members="5 6 7 8"/></xmi:XMI>"#;
    let read = read(&[("TypeSystem.xml", types.as_bytes()), ("a.txt/ana.xmi", xmi.as_bytes())]);
    assert_eq!(marks(&read), ["ana per Ilse Maren says → 14 died", "ana claim 14 died by → Ilse Maren"]);
    assert_eq!(read.articles[0].annotations[1].attributes["sure"], AttributeValue::YesNo(true));
}

#[test]
fn tables_of_every_scheme_are_read() {
    for tags in [
        ["B-PER", "I-PER", "O", "B-NUM"],
        ["B-PER", "L-PER", "O", "U-NUM"],
        ["B-PER", "E-PER", "O", "S-NUM"],
        ["I-PER", "I-PER", "O", "I-NUM"],
    ] {
        let rows: String =
            ["Ilse", "Maren", "said", "14"].iter().zip(tags).map(|(token, tag)| format!("{token} NN B-NP {tag}\n")).collect();
        let table = format!("-DOCSTART- -X- -X- O\n\n{rows}\n. . O O\n");
        assert_eq!(marks(&read(&[("a.conll", table.as_bytes())])), ["a per Ilse Maren", "a num 14"], "{tags:?}");
    }
}

#[test]
fn labels_get_the_names_that_they_are_mapped_to() {
    let line = r#"{"text":"Ilse Maren said 14 died.","label":[[0,10,"PER"],[0,10,"ORG"],[16,23,"Claim"]]}"#;
    let mut read = read(&[("ana.jsonl", line.as_bytes())]);
    let names = [("PER", "Source"), ("ORG", "Source"), ("LOC", "Place")].map(|(old, new)| (old.to_owned(), new.to_owned()));
    assert_eq!(read.rename_labels(&names), ["LOC"]);
    assert_eq!(marks(&read), ["ana source Ilse Maren", "ana source Ilse Maren", "ana claim 14 died"]);
    assert_eq!(read.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), ["Source", "Claim"]);
}

#[test]
fn a_table_of_articles_is_none_of_annotations_though_its_columns_are_called_so() {
    for table in [
        r#"[{"title":"Bridge toll rises","text":"The toll rose to 17.","entities":["Dravna","Orlo"]}]"#,
        "{\"text\":\"The toll rose to 17.\",\"labels\":[\"economy\"],\"entities\":[{\"name\":\"Orlo\"}]}\n",
        r#"{"articles":[{"text":"The toll rose to 17.","entities":"Dravna"}]}"#,
    ] {
        assert_eq!(exchange::Exchange::detect(table.as_bytes()), None, "{table}");
    }
    for data in [
        r#"[["The toll rose to 17.", {"entities": [[17, 19, "NUM"]]}]]"#,
        "[\n {\"text\": \"The toll rose to 17.\",\n  \"entities\": [{\"start\": 17, \"end\": 19, \"label\": \"NUM\"}]}]",
        r#"{"text":"The toll rose to 17.","spans":[]}"#,
    ] {
        assert_eq!(exchange::Exchange::detect(data.as_bytes()), Some(exchange::Exchange::Spacy), "{data}");
    }
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn archives_lead_nowhere_and_bombs_stay_packed() {
    let qde = br#"<Project xmlns="urn:QDA-XML:project:1.0" name="x"><CodeBook><Codes><Code guid="C" name="claim"/></Codes></CodeBook><Sources>
        <TextSource guid="T" name="a" plainTextPath="internal://a.txt"><PlainTextSelection guid="S" startPosition="0" endPosition="2"><Coding guid="D"><CodeRef targetGUID="C"/></Coding></PlainTextSelection></TextSource>
        <TextSource guid="U" name="b" plainTextPath="internal://b.txt"/><PictureSource guid="P" name="c"/></Sources></Project>"#;
    let bomb = vec![b'a'; 40 << 20];
    let bytes =
        archive(&[("project.qde", qde), ("sources/a.txt", b"14 died"), ("../b.txt", b"out"), ("sources/bomb.txt", &bomb)]);
    let read = read(&[("p.qdpx", &bytes)]);
    assert_eq!(marks(&read), ["analyst claim 14"]);
    let warnings = warnings(&read).join("\n");
    for part in [
        "“../b.txt” was left out: its name leads out",
        "“sources/bomb.txt” was left out: it unpacks to more",
        "its text “internal://b.txt” is not in the project",
        "a PictureSource, which is not text",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
}

#[test]
fn xml_with_entities_is_refused_and_the_rest_is_read() {
    let bomb = br#"<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff/><text>&b;</text></TEI>"#;
    let good = r#"<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><spanGrp><span target="w1 w2" ana="PER">x</span></spanGrp></standOff>
        <text><body><head>Hit</head> <p><w xml:id="w1">Ilse</w> <w xml:id="w2">Maren</w> said.</p></body></text></TEI>"#.replace("w1 w2", "#w1 #w2");
    let read = read(&[("bomb.xml", bomb), ("good.xml", good.as_bytes())]);
    assert_eq!(marks(&read), ["good per Ilse Maren"]);
    assert_eq!(read.articles[0].article.text, "Hit\nIlse Maren said.\n");
    assert!(read.failed[0].to_string().contains("declares entities"), "{:?}", read.failed);
}
