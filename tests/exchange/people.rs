//! Who analysts are and which layers belong together: names that are alike, gold, and texts that are there under two names.

use super::{marked, random};
use marked::codebook;
use obelus::{
    import::{Annotated, InputFile, brat, exchange, join},
    project::{Edit, Project},
};

fn read(files: &[(&str, &str)]) -> Annotated {
    let inputs: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
    if files.iter().any(|(path, _)| path.ends_with(".ann")) {
        return brat::read(&inputs, None, "somebody");
    }
    exchange::read(&inputs, None).0.remove(0).1
}

/// The layers that data make of an empty project, as in “ana: claim Nine; claim he said”, and the warnings.
fn joined(data: Annotated) -> (Vec<String>, Vec<String>) {
    let mut project: Project = marked::project(codebook(&[]), &[]);
    let num_analysts = project.analysts().len();
    let mut bits = 1000;
    let joined = join(&project, vec![data], random::time(0), &mut || {
        bits += 1;
        bits
    });
    project.apply(Edit::Batch(joined.edits)).unwrap();
    let layer = |analyst: &obelus::project::Analyst| {
        let tags = project.articles().iter().flat_map(|record| {
            let text = record.article.text.as_str();
            record
                .layer(&analyst.id)
                .into_iter()
                .map(|tag| format!("{} {}", tag.label, tag.fragments.words(text)))
                .collect::<Vec<_>>()
        });
        format!("{}: {}", analyst.name, tags.collect::<Vec<_>>().join("; "))
    };
    let layers = project.analysts().iter().skip(num_analysts).map(layer).collect();
    (layers, joined.warnings.iter().map(ToString::to_string).collect())
}

fn map(old: &str, new: &str) -> Vec<(String, String)> {
    vec![(old.to_owned(), new.to_owned())]
}

const ALIKE: [(&str, &str); 2] = [
    ("annotations.csv", "id,start,end,label,analyst\nd,0,4,x,Cy\nd,5,11,x,cy\nd,0,11,x,Di\nd,5,11,x, Di \n"),
    ("articles.csv", "id,text\nd,Nine people died.\n"),
];

#[test]
fn names_that_differ_in_case_or_white_space_are_told_and_taken_as_one_on_request() {
    let (layers, warnings) = joined(read(&ALIKE));
    assert_eq!(layers, ["Cy: x Nine", "cy: x people", "Di: x Nine people; x people"], "white space around a name is none of it");
    assert_eq!(
        warnings.iter().filter(|warning| warning.starts_with("analysts")).collect::<Vec<_>>(),
        ["analysts: “Cy” and “cy” are two analysts here, though their names are alike; “obelus import --analyst-map cy=Cy” \
             takes them as one",]
    );
    let mut data = read(&ALIKE);
    assert_eq!(data.rename_analysts(&map("cy", "Cy")), Vec::<String>::new());
    let (layers, warnings) = joined(data);
    assert_eq!(layers, ["Cy: x Nine; x people", "Di: x Nine people; x people"]);
    assert!(!warnings.iter().any(|warning| warning.contains("“Cy”")), "{warnings:?}");
}

#[test]
fn one_name_for_two_makes_them_one_and_two_names_never_do() {
    let mut data = read(&ALIKE);
    let both = [map("Cy", "Ann Lee"), map("cy", "Ann Lee")].concat();
    assert_eq!(data.rename_analysts(&both), Vec::<String>::new());
    assert_eq!(joined(data).0[0], "Ann Lee: x Nine; x people");
    let mut data = read(&ALIKE);
    data.rename_analysts(&[map("Cy", "Ann Lee"), map("cy", "Ann-Lee")].concat());
    assert_eq!(joined(data).0[..2], ["Ann Lee: x Nine", "Ann-Lee: x people"], "their ids would be the same");
}

#[test]
fn a_layer_called_gold_is_gold_and_this_is_said() {
    let files = [("a.txt", "Nine died."), ("a_ana.ann", "T1\tx 0 4\tNine\n"), ("a_Gold.ann", "T1\tx 0 4\tNine\n")];
    let (_, warnings) = joined(read(&files));
    let said = "analysts: “Gold” is read as the gold layer, which is no analyst, so that no figure of agreement counts it; “obelus \
                import --analyst-map Gold=NAME” makes it a person";
    assert_eq!(warnings, [said]);
    let mut data = read(&files);
    data.rename_analysts(&map("Gold", "Ida Gold"));
    let (layers, warnings) = joined(data);
    assert!(layers.contains(&"Ida Gold: x Nine".to_owned()) && warnings.is_empty(), "{layers:?} {warnings:?}");
}

#[test]
fn layers_of_a_text_that_is_there_under_two_names_are_told() {
    let cases: [&[(&str, &str)]; 4] = [
        &[
            ("a.txt", "Nine died."),
            ("b.txt", "Nine died."),
            ("a_cy.ann", "T1\tx 0 4\tNine\n"),
            ("b_cy.ann", "T1\tx 5 9\tdied\n"),
            ("b_di.ann", "T1\tx 5 9\tdied\n"),
        ],
        &[
            ("annotations.csv", "id,start,end,label,analyst\na,0,4,x,cy\nb,5,9,x,cy\nb,5,9,x,di\n"),
            ("articles.csv", "id,text\na,Nine died.\nb,Nine died.\n"),
        ],
        &[(
            "cy.jsonl",
            "{\"text\": \"Nine died.\", \"label\": [[0, 4, \"x\"]]}\n{\"text\": \"Nine died.\", \"label\": [[5, 9, \"x\"]]}\n",
        )],
        &[(
            "cy.json",
            r#"[{"data": {"text": "Nine died.", "doc_id": "a"}, "annotations": [{"completed_by": "cy", "result":
                [{"id": "r", "type": "labels", "value": {"start": 0, "end": 4, "labels": ["x"]}}]}]},
               {"data": {"text": "Nine died.", "doc_id": "b"}, "annotations": [{"completed_by": "cy", "result":
                [{"id": "r", "type": "labels", "value": {"start": 5, "end": 9, "labels": ["x"]}}]}]}]"#,
        )],
    ];
    for files in cases {
        let (layers, warnings) = joined(read(files));
        assert_eq!(layers[0], "cy: x Nine; x died", "{files:?}");
        let told: Vec<_> = warnings.iter().filter(|warning| warning.contains("there again")).collect();
        assert_eq!(told.len(), 1, "{files:?}: {warnings:?}");
        assert!(told[0].contains("1 layer is of a text that is there again (“") && told[0].contains("of cy”)"), "{told:?}");
    }
}

#[test]
fn layers_that_belong_together_are_not_told() {
    let cases: [&[(&str, &str)]; 2] = [
        &[
            ("cy/a.txt", "Nine died."),
            ("cy/a.ann", "T1\tx 0 4\tNine\n"),
            ("di/a.txt", "Nine died."),
            ("di/a.ann", "T1\tx 0 4\tNine\n"),
        ],
        &[
            ("cy.jsonl", "{\"text\": \"Nine died.\", \"label\": [[0, 4, \"x\"]]}\n"),
            ("di.jsonl", "{\"text\": \"Nine died.\", \"label\": [[0, 4, \"x\"]]}\n"),
        ],
    ];
    for files in cases {
        let (_, warnings) = joined(read(files));
        assert!(!warnings.iter().any(|warning| warning.contains("there again")), "{files:?}: {warnings:?}");
    }
}
