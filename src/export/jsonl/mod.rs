//! JSON lines: the whole project, one annotation in each row. This page is the specification, version 1.
//!
//! The file is UTF-8 without byte order mark. Every line ends with a line feed and is one JSON object, a *row*. Control
//! characters, U+0085, U+2028 and U+2029 are escaped, so that programs that break lines at these (Python's `splitlines`)
//! see the same lines. Every row has all of its fields, in the order given here; what is unknown is `""`, `[]`, `{}` or
//! `null`. A reader ignores fields and kinds of rows that it does not know, and refuses a higher `format_version`. Obelus
//! takes a field that is null for one that is not there, and leaves a row out in which an object has a key twice.
//!
//! **Offsets** (`start`, `end`) count Unicode code points of the article's `text` from 0, the end excluded, as Python's
//! `text[start:end]` does. **Times** are RFC 3339 in UTC, days are `2017-09-21`, digests are 64 hexadecimal digits, ids of
//! projects, articles and annotations are 10 of the digits and the letters a to z without i, l, o and u. Whole numbers have up
//! to 64 bits.
//!
//! `obelus` names the kind of a row. First the header; then for each article, in the project's order, its `article` row,
//! its `status` rows, its `annotation` rows (by analyst, then by place) and its `decision` rows.
//!
//! # `header`, once
//! * `format_version`: 1.
//! * `offset_unit`: `unicode_code_point`; `offset_end`: `exclusive`.
//! * `project`: `{id, title}`.
//! * `analysts`: `[{id, name}]`, those exported, in the order in which they joined, then others who made decisions.
//! * `codebook`: `{title, version, general_rules, labels}`. A label is `{id, name, key, color: {light, dark}, pattern,
//!   definition, include, exclude, span_rule, edge_cases, rule_version, examples: [{words, is_tagged}], attributes}`: `key` one character
//!   or null, colours `#rrggbb`, `pattern` one of `single double thick dashed dotted wavy`. An attribute is `{id, name, kind,
//!   is_required, help}`, its `kind` an object whose `type` is `text`, `integer` (with `min` and `max`, null for none),
//!   `number`, `yes_no`, `one_of` or `several_of` (both with `choices: [{id, name}]`), `date`, `links` (with `labels`, empty
//!   for any, and `many`) or `sub_span`.
//! * `counts`: `{article, status, annotation, decision}`, how many rows of each kind follow, so that a file that was cut off is
//!   noticed. Files of older versions have no such field.
//!
//! # `article`
//! * `id`; `text`, whole; `text_sha256`, of its UTF-8 bytes; `imported`, when.
//! * `metadata`: `{headline, byline, outlet, published, url, language, regions, themes, series, source_note, copyright,
//!   other}`; `published` a day or null, `other` an object of strings.
//! * `source`: `{file_name, format, encoding, sha256}`: the file the text came from; `sha256` of its bytes, or null.
//! * `blocks`: `[{start, end, kind, level}]`, kind one of `headline metadata heading list_item quotation notice`; `level` 1
//!   to 6 of a heading, else null.
//! * `links`: `[{start, end, target}]`, the hyperlinks of the source.
//!
//! # `status`
//! How far an analyst is with an article. No such row: never opened, which is not the same as "nothing to tag".
//! * `doc_id`: the article; `coder_id`: the analyst; `status`: `in_progress` or `done`.
//!
//! # `annotation`
//! * `doc_id`, `text_sha256`: the article and its text.
//! * `span_id`: the annotation; `tag`: its label.
//! * `fragments`: `[{start, end}]`, at least one, in order; `start`, `end`: of the first and of the last.
//! * `quote`: the words of the fragments, joined by `" … "`. So with one fragment `quote == text[start:end]`.
//! * `prefix`, `suffix`: up to 32 code points before `start` and after `end`.
//! * `coder_id`, `coder_name`: the analyst; `layer`: the same as `coder_id`, because every analyst has one layer.
//! * `created`, `modified`; `codebook_version`: when it was made.
//! * `unsure`: true or false; `note`: the analyst's remark.
//! * `attributes`: by id, each answer as an object with one field, which names its type: `text`, `integer`, `number` (where
//!   JSON has no number, one of `"NaN" "Infinity" "-Infinity"`), `yes_no`, `choice` (id), `choices` (ids), `date`, `links`
//!   (ids of annotations) or `sub_span` (`{start, end}`). As in `{"low": {"integer": 14}, "precision": {"choice": "exact"}}`.
//! * `attribute_states`: by id, `not_stated` or `unclear`, where that is the answer. An attribute in neither is not filled.
//! * `same_as`: ids of annotations that say the same.
//! * `links`: `[{type, target}]`, once more all that lead to annotations: `type` is `same_as` or the id of an attribute.
//! * `offset_unit`: as in the header, for rows that travel alone.
//!
//! # `decision`
//! How a difference between analysts was settled. Where the gold layer alone is exported, all of its decisions are there;
//! otherwise those about annotations that are all in the file.
//! * `doc_id`: the article.
//! * `about`: `[{span_id, fingerprint}]`, at least one, in the order of their ids: the annotations, each with 16 hexadecimal
//!   digits of what it said then (label, fragments, answers but links). It is open again where one of them says something
//!   else. Beside the gold layer alone, these annotations are not in the file.
//! * `verdict`: `one` of them is right, which `taken` names (else null); `all` are; `majority`: more than half of those who
//!   worked on the article have it; `neither` is; `union`: what either covers; `intersection`: what both cover; `edited`: made
//!   by hand.
//! * `gold`: ids of the annotations of the analyst `gold` that it gives; several decisions may give the same one.
//! * `by`: the analyst who decided, or null where nobody had to; `time`; `comment`.

mod codebook;
mod line;
mod rows;

use super::{LossReport, Selected, dataset::DatasetError, out::Out};
use line::push_line;

/// The version of the rows. It grows when a reader of the former version would misread them.
const FORMAT_VERSION: u32 = 1;
const FILE_NAME: &str = "project.jsonl";

/// Writes everything that is selected into one file.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let mut file = out.begin(FILE_NAME)?;
    let mut bytes = Vec::new();
    push_line(&mut bytes, &rows::header(selected));
    for record in &selected.articles {
        push_line(&mut bytes, &rows::article(record)?);
        for row in rows::statuses(selected, record) {
            push_line(&mut bytes, &row);
        }
        for annotation in selected.annotations(record) {
            push_line(&mut bytes, &rows::annotation(selected.project, record, annotation)?);
            report.written += 1;
        }
        for decision in selected.decisions(record) {
            push_line(&mut bytes, &rows::decision(record, decision));
        }
        file.push(&bytes)?;
        bytes.clear();
        out.step(1)?;
    }
    file.push(&bytes)?;
    out.end(file)
}
