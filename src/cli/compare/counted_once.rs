//! Annotations and people that occur twice but count once.

use super::Source;
use crate::{
    project::{Annotation, AnnotationId, ArticleRecord, check::repeats},
    text::{listed, words::cut},
};

/// The number of characters of words and titles that are shown.
const MAX_WORDS: usize = 60;

impl Source {
    /// The annotations that repeat another one, given by its id, and count once with it.
    pub(super) fn repeated(&self) -> Vec<(&ArticleRecord, &Annotation, AnnotationId)> {
        let is_compared = |annotation: &&Annotation| {
            self.analysts.contains(&annotation.analyst) && (self.labels.is_empty() || self.labels.contains(&annotation.label))
        };
        let mut all = Vec::new();
        for record in self.project.articles() {
            let found = repeats(record.annotations.values().filter(is_compared));
            all.extend(found.into_iter().filter_map(|(id, first)| Some((&**record, record.annotations.get(&id)?, first))));
        }
        all
    }

    /// Sentences about repeated annotations and people.
    pub(super) fn counted_once(&self) -> Vec<String> {
        let people = self.in_both.iter().map(|found| {
            let who = &found.analyst.name;
            match &found.second {
                None => format!("{who} is in both files with the same annotations, and is compared once"),
                Some(second) if found.is_compared_once => {
                    let (first, second) = (&self.names[0], &second.name);
                    format!(
                        "{who} is in both files with different annotations: those of {first} are compared, those of the second are \
                         left out, unless “--analysts” names “{second}”"
                    )
                }
                Some(second) => {
                    format!("{who} is in both files with different annotations; those of the second are “{}”", second.name)
                }
            }
        });
        let repeated = self.repeated();
        let example = |(record, annotation, _): &(&ArticleRecord, &Annotation, AnnotationId)| {
            let words = annotation.fragments.words(record.article.text.as_str());
            let (words, title) = (cut(&words, MAX_WORDS), cut(record.article.title(), MAX_WORDS));
            format!("“{words}” by {} in “{title}”", self.analyst_name(annotation.analyst.as_str()))
        };
        let annotations = (!repeated.is_empty()).then(|| {
            let (repeat, are) = match repeated.len() {
                1 => ("1 annotation repeats".to_owned(), "is"),
                count => (format!("{count} annotations repeat"), "are"),
            };
            let same = "another of the same analyst, with the same label on the same text";
            format!("{repeat} {same}, and {are} counted once: {}", listed(repeated.len(), repeated.iter().map(example)))
        });
        people.chain(annotations).collect()
    }
}
