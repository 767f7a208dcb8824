//! The collector that importers of other programs' formats share. It turns texts into articles, names into analysts and
//! labels, marked places into annotations with answers, and ids into links.

mod answers;
mod features;

pub(super) use answers::kind_of;
pub(super) use features::{is_our_feature, is_structure, label_feature, short_type, take_feature};

use super::{
    Annotated, AnnotatedArticle, ImportError, InputFile, Warning,
    annotated::{bare_label, plain_article},
    decode,
    error::Warnings,
    offsets::{self, Reading, is_alike, words_of},
    stated,
};
use crate::{
    import::quoted::short,
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, Attribute, AttributeId, AttributeKind, AttributeValue, Fragments, Label,
        LabelId, Metadata, Sha256, Status, id::FreshKeys,
    },
    text::{ByteRange, Examples, words::counted},
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The name of the label of annotations that have none.
const UNLABELLED: &str = "unlabelled";

/// Up to this many warnings of one kind are given one by one; the rest are counted.
const MAX_SIMILAR_WARNINGS: usize = 20;

/// Collects the contents of the files of one format.
pub(super) struct Collector {
    /// The name of the format in project files.
    format: &'static str,
    /// Whether names of labels and attributes are ids of a codebook, as in files of Obelus.
    is_ours: bool,
    /// Whether the files say how far everybody is, so that tags alone do not mean that somebody has finished.
    has_progress: bool,
    read: Annotated,
    /// The ids of analysts, by name.
    analysts: HashMap<String, AnalystId>,
    /// The ids of analysts that are in use.
    analyst_ids: HashSet<AnalystId>,
    fresh_analysts: FreshKeys,
    labels: Vec<CollectedLabel>,
    /// The places of labels, by name.
    label_places: HashMap<String, usize>,
    /// The places of labels, by id.
    label_ids: HashMap<LabelId, usize>,
    fresh_labels: FreshKeys,
    /// The places of articles by the digest of their text, because several files may hold layers of one article.
    places: HashMap<Sha256, usize>,
    /// The file whose digest was requested last, by path, address and length: a file may hold a hundred thousand texts.
    last_file: Option<((String, usize, usize), Sha256)>,
    /// The annotations by article and id in the file.
    keys: HashMap<(usize, String), AnnotationId>,
    answers: Vec<Answers>,
    /// By name: the first page of a document that is read in pieces.
    documents: HashMap<String, usize>,
    /// Pages made so far.
    num_pages: usize,
    /// By article and analyst: the page on which the analyst first marked something.
    marked_on: HashMap<(usize, String), usize>,
    /// Layers of a text that is there again, under another name or in another row.
    united: Examples,
    /// Texts that are there again with other metadata.
    other_metadata: Examples,
}

/// A label, with the places of its attributes and their choices.
struct CollectedLabel {
    label: Label,
    attributes: HashMap<AttributeId, usize>,
    /// The ids of choices, with the place of their attribute.
    choices: HashSet<(usize, String)>,
}

/// Answers that are kept until all ids are known.
struct Answers {
    article: usize,
    annotation: usize,
    /// Whether they come from a file of Obelus.
    is_ours: bool,
    answers: Map<String, Value>,
    sub_spans: BTreeMap<String, ByteRange>,
}

/// A text to which marks are added.
pub(super) struct Page {
    article: usize,
    /// Which page it is; a document that is read in pieces is one.
    number: usize,
    /// What the files call the text.
    name: String,
    /// The text as it was in the file.
    raw: String,
    has_byte_order_mark: bool,
}

impl Page {
    /// The number of its article. Pages with the same text have the same article.
    pub(super) const fn article(&self) -> usize {
        self.article
    }
}

/// A marked place as a file has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    /// Its id in the file, if there is one. Links name it, and in files of Obelus, marks with the same id are fragments of
    /// one annotation.
    pub(super) key: String,
    /// The label's name.
    pub(super) label: String,
    /// The analyst's name.
    pub(super) analyst: String,
    /// The starts and ends of its pieces.
    pub(super) ranges: Vec<(usize, usize)>,
    /// The words, if the file repeats them.
    pub(super) words: Option<String>,
    /// The answers by attribute, and `#note`, `#unsure` and `#same_as`, as the exporters of Obelus write them.
    pub(super) answers: Map<String, Value>,
    /// The number of its line, from 0.
    pub(super) line: Option<usize>,
}

impl Collector {
    pub(super) fn new(format: &'static str, is_ours: bool) -> Self {
        Self {
            format,
            is_ours,
            has_progress: false,
            read: Annotated { is_plain: true, ..Annotated::default() },
            analysts: HashMap::new(),
            analyst_ids: HashSet::new(),
            fresh_analysts: FreshKeys::default(),
            labels: Vec::new(),
            label_places: HashMap::new(),
            label_ids: HashMap::new(),
            fresh_labels: FreshKeys::default(),
            places: HashMap::new(),
            last_file: None,
            keys: HashMap::new(),
            answers: Vec::new(),
            documents: HashMap::new(),
            num_pages: 0,
            marked_on: HashMap::new(),
            united: Examples::default(),
            other_metadata: Examples::default(),
        }
    }

    /// Says whether the files from here on come from Obelus.
    pub(super) fn set_ours(&mut self, is_ours: bool) {
        self.is_ours = is_ours;
    }

    /// Keeps the warnings about a file.
    pub(super) fn warn(&mut self, warnings: Warnings<'_>) {
        self.read.warnings.extend(warnings.sorted());
    }

    /// Keeps the reason why a file was refused.
    pub(super) fn fail(&mut self, error: ImportError) {
        self.read.failed.push(error);
    }

    /// Refuses a file with this message.
    pub(super) fn refuse(&mut self, file: InputFile<'_>, message: impl Into<String>) {
        self.fail(ImportError::Malformed { file_name: file.path.to_owned(), format: self.format, message: message.into() });
    }

    /// Finds or makes the article of this text, which may exist with other layers. `name` is its name in the file; `known`
    /// adds the metadata that the file has.
    pub(super) fn page(
        &mut self,
        file: InputFile<'_>,
        name: &str,
        raw: String,
        known: impl FnOnce(&mut Metadata),
        warnings: &mut Warnings<'_>,
    ) -> Page {
        let has_byte_order_mark = raw.starts_with('\u{FEFF}');
        let raw = raw.strip_prefix('\u{FEFF}').map_or(raw.clone(), str::to_owned);
        let text = decode::with_line_feeds(raw.clone());
        let key = Sha256::of(text.as_bytes());
        let mut stated = Metadata::default();
        known(&mut stated);
        let article = match self.places.get(&key) {
            Some(place) => {
                let known = &self.read.articles[*place].article.metadata;
                if let Some(difference) = stated::difference(&known.headline, known, &stated) {
                    self.other_metadata.add(|| format!("{} ({difference})", short(name)));
                }
                *place
            }
            None => {
                let digest = self.digest_of(file);
                let mut article = plain_article((file, digest), self.format, (text, "UTF-8"), warnings);
                if !name.is_empty() {
                    article.source.file_name = name.to_owned();
                }
                stated::take(&mut article.metadata, &stated);
                self.places.insert(key, self.read.articles.len());
                self.read.articles.push(AnnotatedArticle { stated, ..AnnotatedArticle::new(article) });
                self.read.articles.len() - 1
            }
        };
        self.num_pages += 1;
        let name = if name.is_empty() { file.path } else { name }.to_owned();
        Page { article, number: self.num_pages, name, raw, has_byte_order_mark }
    }

    fn digest_of(&mut self, file: InputFile<'_>) -> Sha256 {
        let key = (file.path.to_owned(), file.bytes.as_ptr().addr(), file.bytes.len());
        match &self.last_file {
            Some((known, digest)) if *known == key => *digest,
            _ => {
                let digest = Sha256::of(file.bytes);
                self.last_file = Some((key, digest));
                digest
            }
        }
    }

    /// Notes that the files say how far everybody is.
    pub(super) fn set_has_progress(&mut self) {
        self.has_progress = true;
    }

    /// Notes that according to the file this analyst has finished the text, with tags or without.
    pub(super) fn finished(&mut self, page: &Page, name: &str) {
        self.progress(page, name, "done");
    }

    /// Notes that according to the file this analyst worked on the text, with tags or without. The text counts as done, but
    /// if there are tags the file does not say it.
    pub(super) fn worked(&mut self, page: &Page, name: &str) {
        let analyst = self.analyst(name);
        let article = &mut self.read.articles[page.article];
        if !article.status.contains_key(&analyst) {
            article.assume_done(analyst);
        }
    }

    /// Notes that the file has a layer of this analyst. If the layer has no tags, the file does not say whether that is
    /// work.
    pub(super) fn may_have_worked(&mut self, page: &Page, name: &str) {
        let analyst = self.analyst(name);
        self.read.articles[page.article].empty.insert(analyst);
    }

    /// The files hold nothing but tags of this analyst: where there are none, they do not say whether that is work.
    pub(super) fn known_by_tags(&mut self, name: &str) {
        let analyst = self.analyst(name);
        if !self.has_progress {
            self.read.known_by_tags.get_or_insert_default().insert(analyst);
        }
    }

    /// This page is a piece of a document that is read in pieces; pieces of one name belong together.
    pub(super) fn goes_on(&mut self, page: &mut Page, document: &str) {
        page.number = *self.documents.entry(document.to_owned()).or_insert(page.number);
    }

    /// The files hold nothing but tags.
    pub(super) fn set_tags_only(&mut self) {
        self.read.known_by_tags.get_or_insert_default();
    }

    /// Sets how far this analyst is with the text, in the words of Obelus. Other words are ignored.
    pub(super) fn progress(&mut self, page: &Page, name: &str, status: &str) {
        let status = match status {
            "done" => Status::Done,
            "in_progress" => Status::InProgress,
            _ => return,
        };
        let analyst = self.analyst(name);
        self.read.articles[page.article].status.entry(analyst).or_insert(status);
    }

    /// Finds or makes an analyst, who need not have marked anything.
    pub(super) fn analyst(&mut self, name: &str) -> AnalystId {
        // White space around a name says nothing about who it is.
        let name = Some(name.trim()).filter(|trimmed| !trimmed.is_empty()).unwrap_or(name);
        if let Some(known) = self.analysts.get(name) {
            return known.clone();
        }
        let ids = &self.analyst_ids;
        let id = AnalystId::new(self.fresh_analysts.key(name, |id| ids.contains(id)));
        self.analyst_ids.insert(id.clone());
        self.analysts.insert(name.to_owned(), id.clone());
        self.read.analysts.push(Analyst { id: id.clone(), name: name.to_owned() });
        id
    }

    /// Finds or makes a label, which need not be in use. `name` is its name in the file; a blank one means no label.
    pub(super) fn label(&mut self, name: &str) -> LabelId {
        let name = if is_blank(name) { UNLABELLED } else { name };
        if let Some(place) = self.label_places.get(name) {
            return self.labels[*place].label.id.clone();
        }
        let number = self.labels.len();
        let ids = &self.label_ids;
        let id = match self.is_ours && !ids.contains_key(name) {
            true => LabelId::from(name),
            false => LabelId::new(self.fresh_labels.key(name, |id| ids.contains_key(id))),
        };
        self.label_places.insert(name.to_owned(), number);
        self.label_ids.insert(id.clone(), number);
        let label = bare_label(id.clone(), name, Vec::new(), number);
        self.labels.push(CollectedLabel { label, attributes: HashMap::new(), choices: HashSet::new() });
        id
    }

    /// Sets the definition and colour of a label, if they are given.
    pub(super) fn describe(&mut self, label: &LabelId, definition: &str, color: Option<[u8; 3]>) {
        if let Some(CollectedLabel { label, .. }) = self.label_ids.get(label).map(|place| &mut self.labels[*place]) {
            definition.clone_into(&mut label.definition);
            if let Some(color) = color {
                label.color.light = color;
            }
        }
    }

    /// Adds marked places. Their offsets count as `reading` says, unless their words fit another reading better.
    pub(super) fn marks(&mut self, page: &Page, reading: Reading, marks: Vec<Mark>, warnings: &mut Warnings<'_>) {
        let article = page.article;
        self.unite(page, &marks);
        let text = self.read.articles[article].article.text.clone();
        let worded: Vec<_> = marks.iter().filter(|mark| mark.words.is_some()).collect();
        let is_fit = |table: &[u32], mark: &Mark| {
            let found = offsets::fragments(table, &mark.ranges, |_| false).ok();
            found.zip(mark.words.as_ref()).is_some_and(|(found, words)| is_alike(&words_of(&text, &found), words))
        };
        let num_alike = |table: &[u32]| worded.iter().filter(|mark| is_fit(table, mark)).count();
        let file = (page.raw.as_str(), page.has_byte_order_mark);
        let table = offsets::best_table(file, reading, (worded.len(), "passages"), num_alike, warnings);
        // Passages in answers count code points, whatever the format counts.
        let other = (reading != Reading::CODE_POINTS).then(|| Reading::CODE_POINTS.table(file.0, file.1));
        let in_code_points = other.as_ref().unwrap_or(&table);
        let (mut num_unlike, mut num_out) = (0, 0);
        let num_unlabelled = marks.iter().filter(|mark| is_blank(&mark.label)).count();
        if num_unlabelled > 0 {
            let who = counted(num_unlabelled, "annotation has", "annotations have");
            let message = format!("{who} no label in the file; the label here is “{UNLABELLED}”");
            warnings.add(None, message);
        }
        // Pieces with the same key and label are one annotation.
        let mut pieces: HashMap<(String, String, String), usize> = HashMap::new();
        for mark in marks {
            let found = match offsets::fragments(&table, &mark.ranges, |_| false) {
                Ok(found) => found,
                Err(error) => {
                    num_out += 1;
                    if num_out <= MAX_SIMILAR_WARNINGS {
                        warnings.add(mark.line, format!("an annotation “{}” was left out: {error}", short(&mark.label)));
                    }
                    continue;
                }
            };
            let words = words_of(&text, &found);
            if let Some(written) = mark.words.as_ref().filter(|written| !is_alike(&words, written)) {
                num_unlike += 1;
                if num_unlike <= MAX_SIMILAR_WARNINGS {
                    let (found, written) = (short(&words), short(written));
                    let message = format!("the offsets cover “{found}”, but the file says “{written}”; the offsets were taken");
                    warnings.add(mark.line, message);
                }
            }
            let piece = (mark.key.clone(), mark.label.clone(), mark.analyst.clone());
            if let Some(place) = pieces.get(&piece).filter(|_| self.is_ours && !mark.key.is_empty()) {
                let annotation = &mut self.read.articles[article].annotations[*place];
                let mut all: Vec<_> = annotation.fragments.iter().chain(found.iter()).collect();
                all.sort();
                match Fragments::new(all) {
                    Ok(all) => annotation.fragments = all,
                    Err(_overlapping) => found.iter().for_each(|piece| annotation.fragments = annotation.fragments.with(piece)),
                }
                continue;
            }
            let place = self.annotation(article, &mark, found);
            pieces.insert(piece, place);
            let sub_spans =
                mark.answers.iter().filter_map(|(name, answer)| Some((name.clone(), answers::sub_span(in_code_points, answer)?)));
            let sub_spans = sub_spans.collect();
            self.answers.push(Answers { article, annotation: place, is_ours: self.is_ours, answers: mark.answers, sub_spans });
        }
        if num_unlike > MAX_SIMILAR_WARNINGS {
            warnings.add(None, format!("for {num_unlike} annotations altogether the words are not those at the offsets"));
        }
        if num_out > MAX_SIMILAR_WARNINGS {
            warnings
                .add(None, format!("{num_out} annotations altogether were left out: no stretch of the text is at their offsets"));
        }
    }

    /// Notes analysts who have marked something in this text already, on another page of it.
    fn unite(&mut self, page: &Page, marks: &[Mark]) {
        let mut last = None;
        for mark in marks {
            if last.replace(&mark.analyst) == Some(&mark.analyst) {
                continue;
            }
            let first = *self.marked_on.entry((page.article, mark.analyst.clone())).or_insert(page.number);
            if first != page.number {
                self.marked_on.insert((page.article, mark.analyst.clone()), page.number);
                self.united.add(|| format!("{} of {}", page.name, mark.analyst));
            }
        }
    }

    fn annotation(&mut self, article: usize, mark: &Mark, fragments: Fragments) -> usize {
        let id = AnnotationId::from_random(self.answers.len() as u64 + 1);
        let (analyst, label) = (self.analyst(&mark.analyst), self.label(&mark.label));
        if !mark.key.is_empty() {
            let first = *self.keys.entry((article, mark.key.clone())).or_insert(id);
            if let Ok(own) = mark.key.parse()
                && self.is_ours
                && first == id
            {
                self.read.own_ids.insert(id, own);
            }
        }
        let annotations = &mut self.read.articles[article].annotations;
        annotations.push(Annotation {
            id,
            analyst,
            label,
            fragments,
            attributes: BTreeMap::new(),
            same_as: Vec::new(),
            note: String::new(),
            is_unsure: false,
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            codebook_version: 0,
        });
        annotations.len() - 1
    }

    /// Returns everything, with all links resolved.
    pub(super) fn finish(mut self) -> Annotated {
        for answers in std::mem::take(&mut self.answers) {
            let (article, place, is_ours) = (answers.article, answers.annotation, answers.is_ours);
            for (name, answer) in answers.answers {
                let ids = self.ids(article, &answer, is_ours);
                let annotation = &mut self.read.articles[article].annotations[place];
                match (name.as_str(), &answer) {
                    ("#note", Value::String(note)) => annotation.note.clone_from(note),
                    ("#unsure", Value::Bool(is_unsure)) => annotation.is_unsure = *is_unsure,
                    ("#same_as", Value::Array(_)) => annotation.same_as = ids.unwrap_or_default(),
                    _ => {
                        let sub_span = answers.sub_spans.get(&name).copied().map(AttributeValue::SubSpan);
                        let links = ids.map(AttributeValue::Links);
                        let Some(value) = sub_span.or(links).or_else(|| answers::plain(&answer)) else { continue };
                        let id =
                            if is_ours { AttributeId::from(name.as_str()) } else { AttributeId::from_name(&name, |_| false) };
                        let label = annotation.label.clone();
                        annotation.attributes.insert(id.clone(), value.clone());
                        self.attribute(&label, id, &name, &value);
                    }
                }
            }
        }
        if !self.has_progress {
            self.read.articles.iter_mut().for_each(AnnotatedArticle::finish_tagged);
        }
        self.read.articles.iter_mut().for_each(AnnotatedArticle::keep_tagged);
        self.read.warnings.extend(united_warning(self.format, &self.united));
        self.read.warnings.extend(stated::warning(self.format, "where they are first", self.other_metadata));
        self.read.labels = self.labels.into_iter().map(|collected| collected.label).collect();
        self.read
    }

    /// The annotations that a list of ids refers to, if all of these are ids of annotations of the article. In files of
    /// Obelus, ids may refer to annotations that were not exported.
    fn ids(&self, article: usize, answer: &Value, is_ours: bool) -> Option<Vec<AnnotationId>> {
        let ids = answer.as_array().filter(|ids| !ids.is_empty())?;
        let known = |id: &Value| self.keys.get(&(article, id.as_str()?.to_owned())).copied();
        let found: Vec<_> = ids.iter().filter_map(known).collect();
        let is_id = |id: &Value| id.as_str().is_some_and(|id| id.parse::<AnnotationId>().is_ok());
        let is_all = found.len() == ids.len() || is_ours && !found.is_empty() && ids.iter().all(is_id);
        is_all.then_some(found)
    }

    /// Adds to a label the attribute for such an answer. If its answers differ in kind, the attribute takes words.
    fn attribute(&mut self, label: &LabelId, id: AttributeId, name: &str, value: &AttributeValue) {
        let Some(kind) = kind_of(value) else { return };
        let Some(CollectedLabel { label, attributes, choices }) = self.label_ids.get(label).map(|place| &mut self.labels[*place])
        else {
            return;
        };
        let Some(place) = attributes.get(&id).copied() else {
            let place = label.attributes.len();
            attributes.insert(id.clone(), place);
            let mut attribute = Attribute { id, name: name.to_owned(), kind, is_required: false, help: String::new() };
            if let AttributeKind::OneOf(list) | AttributeKind::SeveralOf(list) = &mut attribute.kind {
                list.retain(|choice| choices.insert((place, choice.id.clone())));
            }
            label.attributes.push(attribute);
            return;
        };
        match (&mut label.attributes[place].kind, kind) {
            (AttributeKind::OneOf(known), AttributeKind::OneOf(more))
            | (AttributeKind::SeveralOf(known), AttributeKind::SeveralOf(more)) => {
                known.extend(more.into_iter().filter(|choice| choices.insert((place, choice.id.clone()))));
            }
            (known, kind) if std::mem::discriminant(known) != std::mem::discriminant(&kind) => *known = AttributeKind::Text,
            _ => {}
        }
    }
}

/// What is told of an analyst's layers that became one, because their texts are the same; nothing where there are none.
pub(super) fn united_warning(format: &str, united: &Examples) -> Option<Warning> {
    let layers = united.counted("layer is of a text that is", "layers are of texts that are");
    let shown = united.shown();
    let message = format!(
        "{layers} there again ({shown}): all tags of an analyst on one text are in one layer, so look for some that are there twice"
    );
    (united.count > 0).then(|| Warning { file_name: format.to_owned(), line: None, message })
}

fn is_blank(label: &str) -> bool {
    label.trim().is_empty()
}

/// The characters of a file without its byte order mark. A file in UTF-8 is taken as it is, whatever it contains.
pub(super) fn characters(file: InputFile<'_>) -> Result<String, ImportError> {
    match std::str::from_utf8(file.bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned()),
        Err(_) => decode::characters(file.path, file.bytes).map(|(text, _)| text),
    }
}
