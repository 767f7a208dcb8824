//! What was decided against an analyst, with the reasons, to be read by that analyst.

use crate::{
    compare::units::is_present,
    project::{AnalystId, Annotation, ArticleRecord, Decision, Fingerprint, LabelId, Project, Verdict},
};

/// A decision by which something of an analyst's is not, or not so, in the gold layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feedback<'p> {
    /// In which article.
    pub record: &'p ArticleRecord,
    /// The analyst's annotation; `None` where the analyst has none and gold does.
    pub annotation: Option<&'p Annotation>,
    /// What was decided.
    pub decision: &'p Decision,
}

/// All feedback for an analyst, article by article, in reading order. Articles that the analyst never opened and
/// annotations that have changed since are left out.
pub fn feedback<'p>(project: &'p Project, analyst: &AnalystId) -> Vec<Feedback<'p>> {
    let mut all = Vec::new();
    for record in project.articles().iter().filter(|record| is_present(record, analyst)) {
        let mut found: Vec<Feedback<'p>> = record
            .decisions
            .values()
            .filter(|decision| decision.holds(record))
            .flat_map(|decision| of(record, analyst, decision))
            .collect();
        found.sort_by_key(|feedback| {
            let gold = || feedback.decision.gold.first().and_then(|id| record.annotations.get(id));
            feedback.annotation.or_else(gold).map(|annotation| (annotation.fragments.reading_order(), annotation.id))
        });
        all.append(&mut found);
    }
    all
}

fn of<'p>(record: &'p ArticleRecord, analyst: &AnalystId, decision: &'p Decision) -> Vec<Feedback<'p>> {
    let gold: Vec<Fingerprint> = decision.gold.iter().filter_map(|id| record.annotations.get(id)).map(Fingerprint::of).collect();
    let own = decision.sources.keys().filter_map(|id| record.annotations.get(id)).filter(|found| found.analyst == *analyst);
    let own: Vec<&Annotation> = own.collect();
    if own.is_empty() {
        let was_missed = !gold.is_empty();
        return was_missed.then_some(Feedback { record, annotation: None, decision }).into_iter().collect();
    }
    let against = own.into_iter().filter(|annotation| !gold.contains(&Fingerprint::of(annotation)));
    against.map(|annotation| Feedback { record, annotation: Some(annotation), decision }).collect()
}

/// The feedback as a table in CSV, for the analyst: article, own words and label, verdict, gold's words and labels, who
/// decided, when, comment.
pub fn feedback_csv(project: &Project, analyst: &AnalystId) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let header =
        ["article", "title", "your_words", "your_label", "decision", "gold_words", "gold_label", "by", "time", "comment"];
    let mut write = |row: &[String]| {
        // Writing to memory does not fail, and all rows have one length.
        let _infallible = rows.write_record(row);
    };
    write(&header.map(str::to_owned));
    for Feedback { record, annotation, decision } in feedback(project, analyst) {
        let text = record.article.text.as_str();
        let gold: Vec<&Annotation> = decision.gold.iter().filter_map(|id| record.annotations.get(id)).collect();
        let join = |of: &dyn Fn(&Annotation) -> String| gold.iter().map(|gold| of(gold)).collect::<Vec<_>>().join(" | ");
        let cells = [
            record.article.id.to_string(),
            record.article.title().to_owned(),
            annotation.map_or_else(String::new, |own| own.fragments.words(text)),
            annotation.map_or_else(String::new, |own| own.label.to_string()),
            verdict(decision, annotation).to_owned(),
            join(&|gold| gold.fragments.words(text)),
            join(&|gold| gold.label.to_string()),
            decision.by.as_ref().map_or_else(String::new, ToString::to_string),
            decision.time.to_string(),
            decision.comment.clone(),
        ];
        write(&cells.map(harmless));
    }
    let bytes = rows.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The feedback as Markdown, to be read or sent: article by article, own words and label, what was decided, gold's words
/// and labels, who decided and when, the comment.
pub fn feedback_markdown(project: &Project, analyst: &AnalystId) -> String {
    let name = |id: &AnalystId| project.analyst(id).map_or_else(|| id.to_string(), |known| known.name.clone());
    let label = |id: &LabelId| project.codebook().label(id).map_or_else(|| id.to_string(), |known| known.name.clone());
    let mut out = format!("# Feedback for {}\n", plain(&name(analyst)));
    let all = feedback(project, analyst);
    if all.is_empty() {
        out.push_str("\nNothing was decided against what you tagged.\n");
    }
    let mut last = None;
    for Feedback { record, annotation, decision } in all {
        let text = record.article.text.as_str();
        if last.replace(record.article.id) != Some(record.article.id) {
            out.push_str(&format!("\n## {}\n", plain(record.article.title())));
        }
        let said = |found: &Annotation| format!("{}: “{}”", plain(&label(&found.label)), plain(&found.fragments.words(text)));
        let own = annotation.map_or_else(|| "nothing here".to_owned(), said);
        let gold: Vec<String> = decision.gold.iter().filter_map(|id| record.annotations.get(id)).map(said).collect();
        let gold = if gold.is_empty() { "nothing".to_owned() } else { gold.join("; ") };
        out.push_str(&format!("\n- You: {own}\n  Gold: {gold}\n  {}", capital(verdict(decision, annotation))));
        if let Some(by) = &decision.by {
            out.push_str(&format!("; settled by {} on {}", plain(&name(by)), decision.time.strftime("%Y-%m-%d")));
        }
        if !decision.comment.is_empty() {
            out.push_str(&format!(": {}", plain(&decision.comment)));
        }
        out.push('\n');
    }
    out
}

/// On one line, with what Markdown would take for marks escaped.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_mark = |c: char| matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|');
    line.chars().flat_map(|c| is_mark(c).then_some('\\').into_iter().chain([c])).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

/// What was decided, as the analyst reads it; `own` is the analyst's annotation.
pub fn verdict(decision: &Decision, own: Option<&Annotation>) -> &'static str {
    match decision.verdict {
        _ if own.is_none() => "you had none here",
        Verdict::One(_) => "the other was taken",
        Verdict::All => "all were taken",
        Verdict::Neither => "none was taken",
        Verdict::Union => "joined",
        Verdict::Intersection => "cut to what is shared",
        Verdict::Edited => "made anew",
    }
}
