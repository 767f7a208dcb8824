//! Translates the names of a source to those of the project: analysts, labels with their attributes, and answers.

use super::{Join, Names, Stranger};
use crate::{
    import::{Annotated, Warning, annotated::bare_label, copies::differences, fit::fit},
    project::{
        Analyst, AnalystId, Annotation, Attribute, AttributeId, AttributeKind, AttributeValue, Codebook, Label, LabelId,
        id::FreshKeys,
    },
    text::{ByteRange, CharOffset, IndexedText},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The project's analysts, and those who join it.
pub(super) struct People {
    list: Vec<Analyst>,
    by_id: HashMap<AnalystId, usize>,
    by_name: HashMap<String, Vec<usize>>,
    fresh: FreshKeys,
}

impl People {
    pub(super) fn new(analysts: &[Analyst]) -> Self {
        let mut people = Self { list: Vec::new(), by_id: HashMap::new(), by_name: HashMap::new(), fresh: FreshKeys::default() };
        analysts.iter().cloned().for_each(|analyst| people.push(analyst));
        people
    }

    /// The name of an analyst, or the id of one who is not known.
    pub(super) fn name<'p>(&'p self, id: &'p AnalystId) -> &'p str {
        self.by_id.get(id).map_or(id.as_str(), |place| &self.list[*place].name)
    }

    /// A sentence for each analyst who joins, `num_known` were there, and has the name of another but for case and white
    /// space.
    pub(super) fn alike(&self, num_known: usize) -> Vec<String> {
        let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut first: HashMap<String, &Analyst> = HashMap::new();
        let mut told = Vec::new();
        for (place, analyst) in self.list.iter().enumerate() {
            let other = *first.entry(plain(&analyst.name)).or_insert(analyst);
            if other.id != analyst.id && place >= num_known {
                let (here, new) = (&other.name, &analyst.name);
                // An id tells two of one name apart.
                let old = if here == new { analyst.id.as_str() } else { new };
                told.push(format!(
                    "“{here}” and “{new}” are two analysts here, though their names are alike; “obelus import \
                     --analyst-map {old}={here}” takes them as one"
                ));
            }
        }
        told
    }

    pub(super) fn into_list(self) -> Vec<Analyst> {
        self.list
    }

    fn push(&mut self, analyst: Analyst) {
        self.by_id.insert(analyst.id.clone(), self.list.len());
        self.by_name.entry(analyst.name.clone()).or_default().push(self.list.len());
        self.list.push(analyst);
    }

    fn get(&self, id: &str) -> Option<&Analyst> {
        self.by_id.get(id).map(|place| &self.list[*place])
    }

    /// The analyst whose id or name is `name`, unless somebody else of the source is that analyst.
    fn named(&self, name: &str, taken: &HashSet<AnalystId>) -> Option<&Analyst> {
        let by_name = self.by_name.get(name).into_iter().flatten().map(|place| &self.list[*place]);
        self.get(name).into_iter().chain(by_name).find(|known| !taken.contains(&known.id))
    }

    /// Adds a new analyst, with this id if it is free.
    fn add(&mut self, analyst: &Analyst) -> AnalystId {
        let is_taken = |people: &Self, id: &AnalystId| people.by_id.contains_key(id);
        let id = match is_taken(self, &analyst.id) {
            true => {
                let by_id = &self.by_id;
                AnalystId::new(self.fresh.key(analyst.name.trim(), |id| by_id.contains_key(id)))
            }
            false => analyst.id.clone(),
        };
        let name = Some(analyst.name.trim()).filter(|name| !name.is_empty()).unwrap_or(&analyst.name);
        self.push(Analyst { id: id.clone(), name: name.to_owned() });
        id
    }
}

/// The project's codebook with what is added to it.
pub(super) struct Book {
    codebook: Codebook,
    by_id: HashMap<LabelId, usize>,
    /// The places of labels, by name in lower case.
    by_name: HashMap<String, Vec<usize>>,
    /// The places of attributes, for each label.
    attributes: Vec<HashMap<AttributeId, usize>>,
    keys: HashSet<char>,
}

impl Book {
    pub(super) fn new(mut codebook: Codebook) -> Self {
        let labels = std::mem::take(&mut codebook.labels);
        let mut book =
            Self { codebook, by_id: HashMap::new(), by_name: HashMap::new(), attributes: Vec::new(), keys: HashSet::new() };
        labels.into_iter().for_each(|label| book.push(label));
        book
    }

    pub(super) fn into_codebook(self) -> Codebook {
        self.codebook
    }

    fn push(&mut self, label: Label) {
        let place = self.codebook.labels.len();
        self.by_id.insert(label.id.clone(), place);
        self.by_name.entry(label.name.to_lowercase()).or_default().push(place);
        self.attributes.push(places_of(&label.attributes));
        self.keys.extend(label.key);
        self.codebook.labels.push(label);
    }

    fn attribute(&self, label: &LabelId, id: &AttributeId) -> Option<&Attribute> {
        let place = *self.by_id.get(label)?;
        Some(&self.codebook.labels[place].attributes[*self.attributes[place].get(id)?])
    }

    /// The label that corresponds to one of other data, by its id or else by its name, if it is not in `taken`.
    fn named(&self, label: &Label, taken: &HashSet<LabelId>) -> Option<usize> {
        let by_name = self.by_name.get(&label.name.to_lowercase()).into_iter().flatten();
        let mut found = self.by_id.get(label.name.as_str()).into_iter().chain(by_name).copied();
        found.find(|place| !taken.contains(&self.codebook.labels[*place].id))
    }

    /// Adds to a label the attributes and choices that only the other label has.
    fn unite(&mut self, place: usize, label: &Label) {
        let known = &mut self.codebook.labels[place];
        for attribute in &label.attributes {
            let Some(place_of) = self.attributes[place].get(&attribute.id) else {
                self.attributes[place].insert(attribute.id.clone(), known.attributes.len());
                known.attributes.push(attribute.clone());
                continue;
            };
            if let (AttributeKind::OneOf(known), AttributeKind::OneOf(more))
            | (AttributeKind::SeveralOf(known), AttributeKind::SeveralOf(more)) =
                (&mut known.attributes[*place_of].kind, &attribute.kind)
            {
                let ids: HashSet<_> = known.iter().map(|choice| choice.id.clone()).collect();
                known.extend(more.iter().filter(|choice| !ids.contains(&choice.id)).cloned());
            }
        }
    }
}

fn places_of(attributes: &[Attribute]) -> HashMap<AttributeId, usize> {
    attributes.iter().enumerate().map(|(place, attribute)| (attribute.id.clone(), place)).collect()
}

impl Join<'_> {
    /// Translates the analysts and labels of a source; those that the project lacks are added. Two of a source never become
    /// one here.
    pub(super) fn names(&mut self, source: &Annotated, is_copy: bool) -> Names {
        let title = source.origin.as_ref().map_or_else(String::new, |origin| origin.title.clone());
        Names {
            analysts: self.analysts(source, is_copy),
            labels: self.labels(source, &title),
            has_real_ids: source.origin.is_some(),
            own_ids: BTreeMap::new(),
            is_copy,
            is_plain: source.is_plain,
            copies: source.copies,
            title,
        }
    }

    /// In a copy of the project, an analyst is identified by id and name; elsewhere by the name. Where the ids are those of a
    /// project, an id with another name and a name with another id are told.
    fn analysts(&mut self, source: &Annotated, is_copy: bool) -> HashMap<AnalystId, AnalystId> {
        let has_ids = source.origin.is_some() || source.has_own_analysts;
        let mut analysts = HashMap::new();
        let mut taken = HashSet::new();
        for Analyst { id, name } in &source.analysts {
            let known = self.people.get(id.as_str());
            if known.is_some_and(|known| known.name == name.trim() || (is_copy || source.has_own_analysts) && id.is_gold()) {
                analysts.insert(id.clone(), id.clone());
                taken.insert(id.clone());
            }
        }
        for analyst in &source.analysts {
            if analysts.contains_key(&analyst.id) {
                continue;
            }
            let (known, found) = (self.people.get(analyst.id.as_str()), self.people.named(analyst.name.trim(), &taken));
            if has_ids && !source.settled_analysts.contains(&analyst.id) {
                let (here, there) = (known.map(|known| known.name.clone()), analyst.name.clone());
                match (here, found) {
                    (Some(here), None) if is_copy => {
                        self.joined.strangers.push(Stranger { id: analyst.id.clone(), here, there });
                    }
                    (Some(here), None) => self.joined.warnings.push(told(format!(
                        "“{there}” has the id “{}” in the data, which is that of “{here}” here, and was taken for another \
                         person; “obelus import --analyst-map {there}={here}” takes them as one",
                        analyst.id
                    ))),
                    (_, Some(found)) if found.id != analyst.id => {
                        let message = format!(
                            "“{there}” has the id “{}” in the data and “{}” here, and was taken for the same person, because the \
                             name is the same; “obelus import --analyst-map {}=NAME” makes it another person",
                            analyst.id, found.id, analyst.id
                        );
                        self.joined.warnings.push(told(message));
                    }
                    _ => {}
                }
            }
            let id = found.map(|found| found.id.clone()).unwrap_or_else(|| self.people.add(analyst));
            taken.insert(id.clone());
            analysts.insert(analyst.id.clone(), id);
        }
        analysts
    }

    fn labels(&mut self, source: &Annotated, title: &str) -> HashMap<LabelId, LabelId> {
        let mut taken: HashSet<LabelId> =
            source.labels.iter().filter(|label| self.book.by_id.contains_key(&label.id)).map(|label| label.id.clone()).collect();
        let mut labels = HashMap::new();
        for label in &source.labels {
            let id = self.label(label, title, &taken);
            taken.insert(id.clone());
            labels.insert(label.id.clone(), id);
        }
        labels
    }

    /// Finds or adds a label, and adds attributes and choices that the project's label lacks. Differences that stay are
    /// reported.
    fn label(&mut self, label: &Label, title: &str, taken: &HashSet<LabelId>) -> LabelId {
        let place = self.book.by_id.get(&label.id).copied().or_else(|| self.book.named(label, taken));
        let Some(place) = place else {
            let mut new = label.clone();
            new.key = new.key.filter(|key| !self.book.keys.contains(key));
            self.joined.new_labels.push(new.name.clone());
            self.book.push(new);
            return label.id.clone();
        };
        let known = &self.book.codebook.labels[place];
        let id = known.id.clone();
        let parts = if title.is_empty() { Vec::new() } else { differences(known, label) };
        if !parts.is_empty() {
            let message = format!("label “{}” {}", label.id, parts.join(", "));
            self.joined.warnings.push(Warning { file_name: title.to_owned(), line: None, message });
        }
        self.book.unite(place, label);
        id
    }

    /// Translates the names and times of an annotation.
    pub(super) fn rename(&mut self, annotation: &mut Annotation, names: &mut Names) {
        if !names.analysts.contains_key(&annotation.analyst) {
            let unlisted = Analyst { id: annotation.analyst.clone(), name: annotation.analyst.to_string() };
            let known = self.people.named(&unlisted.name, &HashSet::new()).map(|known| known.id.clone());
            let id = known.unwrap_or_else(|| self.people.add(&unlisted));
            names.analysts.insert(annotation.analyst.clone(), id);
        }
        if !names.labels.contains_key(&annotation.label) {
            let number = self.book.codebook.labels.len();
            let label = bare_label(annotation.label.clone(), annotation.label.as_str(), Vec::new(), number);
            let id = self.label(&label, "", &HashSet::new());
            names.labels.insert(annotation.label.clone(), id);
        }
        annotation.analyst = names.analysts[&annotation.analyst].clone();
        annotation.label = names.labels[&annotation.label].clone();
        if names.is_plain {
            for (id, value) in &mut annotation.attributes {
                if let Some(attribute) = self.book.attribute(&annotation.label, id) {
                    *value = fit(value.clone(), &attribute.kind);
                }
            }
        }
        if !names.has_real_ids {
            annotation.created = self.now;
            annotation.modified = self.now;
            annotation.codebook_version = self.project.codebook().version;
        }
    }

    /// Reads passages as tables write them in answers, `3-5` in code points, if the codebook asks for a passage.
    pub(super) fn passages(book: &Book, text: &IndexedText, annotation: &mut Annotation) {
        for (id, value) in &mut annotation.attributes {
            let attribute = book.attribute(&annotation.label, id);
            let asks = attribute.is_some_and(|attribute| attribute.kind == AttributeKind::SubSpan);
            if let (true, AttributeValue::Text(written)) = (asks, &*value)
                && let Some(range) = passage(text, written)
            {
                *value = AttributeValue::SubSpan(range);
            }
        }
    }
}

fn told(message: String) -> Warning {
    Warning { file_name: "analysts".to_owned(), line: None, message }
}

fn passage(text: &IndexedText, written: &str) -> Option<ByteRange> {
    let (start, end) = written.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end).then(|| text.byte_range_of_chars(CharOffset::new(start), CharOffset::new(end)))?
}
