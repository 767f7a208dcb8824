//! `examples/agreement.rs` prints what its documentation says, and names the line and column of a row that is wrong.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "the test reads no arguments")]
#[path = "../../examples/agreement.rs"]
mod agreement;

use agreement::{corpus, report};

const CSV: &str = include_str!("../../examples/agreement.csv");
const HEADER: &str = "document,annotator,label,start,end\n";

#[test]
fn the_figures_are_those_of_the_documentation() {
    let source = include_str!("../../examples/agreement.rs");
    let shown: Vec<&str> = source
        .lines()
        .skip_while(|line| *line != "//! ```text")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//!").strip_prefix(' ').unwrap_or_default())
        .collect();
    let printed = report(&corpus(CSV.as_bytes()).unwrap());
    assert_eq!(printed.lines().collect::<Vec<_>>(), shown, "printed:\n{printed}");
}

#[track_caller]
fn refused(rows: &str, why: &str) {
    let error = corpus(format!("{HEADER}{rows}").as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), why);
}

#[test]
fn a_wrong_row_is_named_by_line_and_column() {
    refused(
        "d,ana,claim,0,9\nd,ana,claim,x12,20\n",
        "line 3, column “start”: “x12” is no position: invalid digit found in string",
    );
    refused("d,ana,claim,5,-1\n", "line 2, column “end”: “-1” is no position: invalid digit found in string");
    refused(
        "d,ana,claim,5,5000000000\n",
        "line 2, column “end”: “5000000000” is no position: number too large to fit in target type",
    );
    refused("d,ana,claim,5,5\n", "line 2, column “end”: the span ends at 5 and begins at 5");
    refused("d,ana,claim,5\n", "line 2: 4 columns where there should be 5");
    refused("d,,,3,40\n", "line 2, column “start”: a document begins at 0");
    refused("d,ana,,5,9\n", "line 2, column “label”: there is no label");
    refused("d,,claim,5,9\n", "line 2, column “annotator”: there is no annotator");
    refused(",ana,claim,5,9\n", "line 2, column “document”: there is no document");
    refused("d,ana,claim,5,90\nd,,,0,40\n", "line 2, column “end”: the span ends at 90, and the document at 40");
    assert_eq!(corpus(b"a,b\n").unwrap_err().to_string(), "line 1: the first line has to be document,annotator,label,start,end");
    assert_eq!(corpus(b"document,annotator\n\xff,b\n").unwrap_err().to_string(), "line 2: this is not UTF-8");
}

#[test]
fn missing_is_not_empty_and_a_document_has_a_length() {
    let read = corpus(format!("{HEADER}d,ana,claim,0,9\nd,bo,,,\nd,,,0,40\ne,cy,claim,3,7\n").as_bytes()).unwrap();
    assert_eq!(read.analysts, ["ana", "bo", "cy"]);
    let [d, e] = &read.documents[..] else { panic!("two documents") };
    let num_spans = |place: usize| d.layers[place].as_ref().map(|layer| layer.spans().len());
    assert_eq!([num_spans(0), num_spans(1), num_spans(2)], [Some(1), Some(0), None]);
    assert_eq!((d.num_chars, e.num_chars), (40, 7));
}
