//! Converts a project to the data of the measures: the spans of each analyst in each article, in code points.
//!
//! A label is its number among the compared labels, which are sorted by name, so numbers sort as names do.

use crate::{
    agreement::units::{Document, Layer, Span},
    project::{AnalystId, Annotation, ArticleId, ArticleRecord, LabelId, Project},
    text::{ByteRange, IndexedText, segment},
};

/// The ids of the compared labels, sorted: `labels`, or all of the codebook if that is empty.
pub fn label_names(project: &Project, labels: &[LabelId]) -> Vec<String> {
    let known = project.codebook().labels.iter().map(|label| &label.id);
    let mut names: Vec<String> = known.filter(|id| labels.is_empty() || labels.contains(id)).map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether the article counts for the analyst; see [`Standing::is_work`](crate::project::Standing::is_work).
pub fn is_present(record: &ArticleRecord, analyst: &AnalystId) -> bool {
    record.standing(analyst).is_work()
}

/// The stream of an article's random numbers: its id, so that it does not depend on the article's place.
const fn stream_of(article: ArticleId) -> u64 {
    article.bits()
}

/// Makes one article a document of a corpus with these analysts and labels, so that a corpus can be read in parts.
///
/// `labels` must be sorted; annotations with other labels are left out.
pub fn document_of(record: &ArticleRecord, analysts: &[AnalystId], labels: &[String]) -> Document {
    let text = &record.article.text;
    let layers = analysts.iter().map(|analyst| is_present(record, analyst).then(|| layer_of(record, analyst, labels)));
    Document {
        name: record.article.id.to_string(),
        stream: stream_of(record.article.id),
        num_chars: text.num_chars(),
        tokens: tokens_of(text),
        layers: layers.collect(),
    }
}

/// The words of a text, with start and end in code points.
pub fn tokens_of(text: &IndexedText) -> Vec<(u32, u32)> {
    segment::words_in(text.as_str(), text.range())
        .filter_map(|word| text.char_range_of(word))
        .map(|(start, end)| (start.get(), end.get()))
        .collect()
}

fn layer_of(record: &ArticleRecord, analyst: &AnalystId, labels: &[String]) -> Layer {
    let fragments = |annotation: &Annotation| -> Option<Vec<Span>> {
        let label = labels.binary_search_by(|name| name.as_str().cmp(annotation.label.as_str())).ok()?;
        let span = |range: ByteRange| {
            let (start, end) = record.article.text.char_range_of(range)?;
            Span::new(start.get(), end.get(), label as u32)
        };
        Some(annotation.fragments.iter().filter_map(span).collect())
    };
    Layer::of_fragments(record.annotations.values().filter(|found| found.analyst == *analyst).filter_map(fragments))
}
