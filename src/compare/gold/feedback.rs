//! Feedback for an analyst: decisions against the analyst's annotations, with the reasons.

use super::words::answer_words;
use crate::{
    compare::units::is_present,
    project::{
        AnalystId, Annotation, AnnotationId, ArticleRecord, AttributeId, AttributeValue, Codebook, Decision, LabelId, Project,
        Verdict,
    },
    text::words::{capital, one_line},
};
use std::collections::BTreeSet;

/// A decision after which the gold layer differs from the analyst's.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback<'p> {
    /// The article.
    pub record: &'p ArticleRecord,
    /// The analyst's annotation; `None` if only gold has one.
    pub annotation: Option<&'p Annotation>,
    /// The decision.
    pub decision: &'p Decision,
    /// The attributes that gold answers differently, on the same words and label, or on those that replaced the analyst's.
    pub answers: Vec<AnswerFeedback<'p>>,
}

/// An attribute that gold answers differently from the analyst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnswerFeedback<'p> {
    /// The attribute.
    pub attribute: &'p AttributeId,
    /// The analyst's answer.
    pub own: Option<&'p AttributeValue>,
    /// The answer of another analyst whom the decision is about.
    pub other: Option<&'p AttributeValue>,
    /// The answer of gold.
    pub gold: Option<&'p AttributeValue>,
}

/// Collects all feedback for an analyst, article by article, in reading order. Articles without work of the analyst, and
/// annotations that have changed since, are left out.
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
    let found = |id: &AnnotationId| record.annotations.get(id);
    let gold: Vec<&Annotation> = decision.gold.iter().filter_map(found).collect();
    let (own, others): (Vec<_>, Vec<_>) = decision.sources.keys().filter_map(found).partition(|found| found.analyst == *analyst);
    if own.is_empty() {
        let was_missed = !gold.is_empty();
        let missed = || Feedback { record, annotation: None, decision, answers: Vec::new() };
        return was_missed.then(missed).into_iter().collect();
    }
    let against = own.into_iter().filter_map(|annotation| {
        let same = gold.iter().find(|gold| is_at(gold, annotation));
        let instead = same.or_else(|| gold.iter().find(|gold| gold.label == annotation.label));
        let answers = instead.map_or_else(Vec::new, |gold| answers_of(annotation, &others, gold));
        let is_against = same.is_none() || !answers.is_empty();
        is_against.then_some(Feedback { record, annotation: Some(annotation), decision, answers })
    });
    against.collect()
}

/// Whether gold has the analyst's annotation, apart from the answers.
fn is_at(gold: &Annotation, own: &Annotation) -> bool {
    gold.label == own.label && gold.fragments == own.fragments
}

/// The attributes that gold answers differently. Links are left out, because those of gold lead to another layer.
fn answers_of<'p>(own: &'p Annotation, others: &[&'p Annotation], gold: &'p Annotation) -> Vec<AnswerFeedback<'p>> {
    let is_link = |attribute: &AttributeId| {
        [own, gold].iter().any(|found| matches!(found.attributes.get(attribute), Some(AttributeValue::Links(_))))
    };
    let keys: BTreeSet<&AttributeId> = own.attributes.keys().chain(gold.attributes.keys()).collect();
    let differing = keys.into_iter().filter(|key| own.attributes.get(*key) != gold.attributes.get(*key) && !is_link(key));
    let answer = |attribute| AnswerFeedback {
        attribute,
        own: own.attributes.get(attribute),
        other: others.iter().find_map(|other| other.attributes.get(attribute)),
        gold: gold.attributes.get(attribute),
    };
    differing.map(answer).collect()
}

impl Feedback<'_> {
    /// The label whose attributes are listed: that of gold, which equals the analyst's if there are any.
    fn label(&self) -> Option<&LabelId> {
        self.annotation.map(|annotation| &annotation.label)
    }

    /// Describes an answer in words.
    pub fn answer(&self, codebook: &Codebook, attribute: &AttributeId, value: Option<&AttributeValue>) -> String {
        self.label().map_or_else(String::new, |label| answer_words(self.record, codebook, (label, attribute), value))
    }

    /// Describes an attribute, as in “Modality: you said denied, another asserted; gold: asserted”.
    pub fn answer_sentence(&self, codebook: &Codebook, answer: &AnswerFeedback<'_>) -> String {
        let words = |value| self.answer(codebook, answer.attribute, value);
        let name = self.label().map_or_else(String::new, |label| codebook.attribute_name(label, answer.attribute));
        format!("{name}: you {}, the other {}, gold {}", words(answer.own), words(answer.other), words(answer.gold))
    }
}

/// Writes the feedback as CSV for the analyst: article, own words and label, verdict, gold's words and labels, who decided,
/// when, comment; and attribute, own answer, another's, gold's. A decision has a row for each attribute that gold answers
/// differently, or one row without an attribute.
pub fn feedback_csv(project: &Project, analyst: &AnalystId) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let header = [
        "article",
        "title",
        "your_words",
        "your_label",
        "decision",
        "gold_words",
        "gold_label",
        "by",
        "time",
        "comment",
        "attribute",
        "your_answer",
        "other_answer",
        "gold_answer",
    ];
    let mut write = |row: &[String]| {
        // Writing to memory cannot fail, and all rows have the same length.
        let _infallible = rows.write_record(row);
    };
    write(&header.map(str::to_owned));
    for found in feedback(project, analyst) {
        let Feedback { record, annotation, decision, answers } = &found;
        let text = record.article.text.as_str();
        let gold: Vec<&Annotation> = decision.gold.iter().filter_map(|id| record.annotations.get(id)).collect();
        let join = |of: &dyn Fn(&Annotation) -> String| gold.iter().map(|gold| of(gold)).collect::<Vec<_>>().join(" | ");
        let cells = [
            record.article.id.to_string(),
            record.article.title().to_owned(),
            annotation.map_or_else(String::new, |own| own.fragments.words(text)),
            annotation.map_or_else(String::new, |own| own.label.to_string()),
            verdict(&found).to_owned(),
            join(&|gold| gold.fragments.words(text)),
            join(&|gold| gold.label.to_string()),
            decision.by.as_ref().map_or_else(String::new, ToString::to_string),
            decision.time.to_string(),
            decision.comment.clone(),
        ];
        let row = |answer: &AnswerFeedback<'_>| {
            let words = |value: Option<&AttributeValue>| found.answer(project.codebook(), answer.attribute, value);
            [answer.attribute.to_string(), words(answer.own), words(answer.other), words(answer.gold)]
        };
        let mut rows: Vec<[String; 4]> = answers.iter().map(row).collect();
        if rows.is_empty() {
            rows.push(Default::default());
        }
        for row in rows {
            write(&cells.iter().cloned().chain(row).map(harmless).collect::<Vec<_>>());
        }
    }
    let bytes = rows.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes the feedback as Markdown, to be read or sent: article by article, own words and label, the decision, gold's words
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
    for found in &all {
        let Feedback { record, annotation, decision, answers } = found;
        let text = record.article.text.as_str();
        if last.replace(record.article.id) != Some(record.article.id) {
            out.push_str(&format!("\n## {}\n", plain(record.article.title())));
        }
        let said = |found: &Annotation| format!("{}: “{}”", plain(&label(&found.label)), plain(&found.fragments.words(text)));
        let own = annotation.map_or_else(|| "nothing here".to_owned(), said);
        let gold: Vec<String> = decision.gold.iter().filter_map(|id| record.annotations.get(id)).map(said).collect();
        let gold = if gold.is_empty() { "nothing".to_owned() } else { gold.join("; ") };
        out.push_str(&format!("\n- You: {own}\n  Gold: {gold}\n  {}", capital(verdict(found))));
        if let Some(by) = &decision.by {
            out.push_str(&format!("; settled by {} on {}", plain(&name(by)), decision.time.strftime("%Y-%m-%d")));
        }
        if !decision.comment.is_empty() {
            out.push_str(&format!(": {}", plain(&decision.comment)));
        }
        out.push('\n');
        for answer in answers {
            out.push_str(&format!("  - {}\n", plain(&found.answer_sentence(project.codebook(), answer))));
        }
    }
    out
}

/// Puts text on one line and escapes what Markdown would take for markup.
fn plain(text: &str) -> String {
    let line = one_line(text);
    let is_mark = |c: char| matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|');
    line.chars().flat_map(|c| is_mark(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Makes a cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

/// The verdict in words for the analyst.
pub fn verdict(found: &Feedback<'_>) -> &'static str {
    let Some(own) = found.annotation else { return "you had none here" };
    let gold = || found.decision.gold.iter().filter_map(|id| found.record.annotations.get(id));
    match found.decision.verdict {
        _ if gold().any(|gold| is_at(gold, own)) => "answered differently",
        Verdict::One(_) => "the other was taken",
        Verdict::All => "all were taken",
        Verdict::Majority => "most decided differently",
        Verdict::Neither => "none was taken",
        Verdict::Union => "joined",
        Verdict::Intersection => "cut to what is shared",
        Verdict::Edited => "made anew",
    }
}
