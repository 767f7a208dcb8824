//! The names of fields in news databases, in the languages in which they print them.

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Headline,
    Byline,
    /// Names that are the byline if there is no other: the presenters of a broadcast.
    Presenter,
    Section,
    Length,
    Body,
    Highlight,
    LoadDate,
    Language,
    Graphic,
    Url,
    /// Anything else; it is kept under this name.
    Other(&'static str),
}

/// The names, in lower case.
const NAMES: &[(&str, Role)] = &[
    ("headline", Role::Headline),
    ("title", Role::Headline),
    ("titre", Role::Headline),
    ("titel", Role::Headline),
    ("kop", Role::Headline),
    ("título", Role::Headline),
    ("titulo", Role::Headline),
    ("titolo", Role::Headline),
    ("byline", Role::Byline),
    ("author", Role::Byline),
    ("name", Role::Byline),
    ("autor", Role::Byline),
    ("von", Role::Byline),
    ("auteur", Role::Byline),
    ("signature", Role::Byline),
    ("autore", Role::Byline),
    ("anchors", Role::Presenter),
    ("anchor", Role::Presenter),
    ("section", Role::Section),
    ("rubrik", Role::Section),
    ("rubrique", Role::Section),
    ("sectie", Role::Section),
    ("sección", Role::Section),
    ("seccion", Role::Section),
    ("sezione", Role::Section),
    ("length", Role::Length),
    ("länge", Role::Length),
    ("laenge", Role::Length),
    ("longueur", Role::Length),
    ("lengte", Role::Length),
    ("longitud", Role::Length),
    ("lunghezza", Role::Length),
    ("body", Role::Body),
    ("text", Role::Body),
    ("tekst", Role::Body),
    ("texte", Role::Body),
    ("article", Role::Body),
    ("texto", Role::Body),
    ("testo", Role::Body),
    ("haupttext", Role::Body),
    ("corps", Role::Body),
    ("cuerpo", Role::Body),
    ("corpo", Role::Body),
    ("highlight", Role::Highlight),
    ("chapeau", Role::Highlight),
    ("encart", Role::Highlight),
    ("load-date", Role::LoadDate),
    ("update", Role::LoadDate),
    ("date-chargement", Role::LoadDate),
    ("ladedatum", Role::LoadDate),
    ("laaddatum", Role::LoadDate),
    ("date de chargement", Role::LoadDate),
    ("language", Role::Language),
    ("sprache", Role::Language),
    ("langue", Role::Language),
    ("taal", Role::Language),
    ("idioma", Role::Language),
    ("lingua", Role::Language),
    ("graphic", Role::Graphic),
    ("grafik", Role::Graphic),
    ("graphique", Role::Graphic),
    ("url", Role::Url),
    ("dateline", Role::Other("dateline")),
    ("ortszeile", Role::Other("dateline")),
    ("origine-depeche", Role::Other("dateline")),
    ("publication-type", Role::Other("publication type")),
    ("pub-type", Role::Other("publication type")),
    ("type-publication", Role::Other("publication type")),
    ("document-type", Role::Other("document type")),
    ("journal-code", Role::Other("journal code")),
    ("journal code", Role::Other("journal code")),
    ("code-revue", Role::Other("journal code")),
    ("acc-no", Role::Other("document id")),
    ("subject", Role::Other("subject")),
    ("sujet", Role::Other("subject")),
    ("pub-subject", Role::Other("subject")),
    ("company", Role::Other("company")),
    ("societe", Role::Other("company")),
    ("ticker", Role::Other("ticker")),
    ("symbole-boursier", Role::Other("ticker")),
    ("industry", Role::Other("industry")),
    ("secteur-activite", Role::Other("industry")),
    ("organization", Role::Other("organization")),
    ("organisation", Role::Other("organization")),
    ("person", Role::Other("person")),
    ("personne", Role::Other("person")),
    ("geographic", Role::Other("geographic")),
    ("localisation-geo", Role::Other("geographic")),
    ("city", Role::Other("city")),
    ("state", Role::Other("state")),
    ("country", Role::Other("country")),
    ("correction", Role::Other("correction")),
    ("correction-date", Role::Other("correction date")),
    ("notes", Role::Other("notes")),
    ("note", Role::Other("notes")),
    ("transcript", Role::Other("transcript")),
    ("guests", Role::Other("guests")),
    ("guest", Role::Other("guests")),
    ("show", Role::Other("show")),
    ("series", Role::Other("series")),
    ("column", Role::Other("column")),
    ("type", Role::Other("type")),
    ("bio", Role::Other("about the author")),
    ("issn", Role::Other("issn")),
    ("distribution", Role::Other("distribution")),
    ("view original page", Role::Other("original page")),
    ("cite", Role::Other("citation")),
    ("contact", Role::Other("contact")),
];

impl Role {
    /// The role of a field of this name, in any case.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }

    /// Whether such a field may go on over several paragraphs even behind the body.
    pub(super) const fn has_paragraphs(self) -> bool {
        matches!(self, Self::Graphic)
    }
}

/// The longest name of a field, in characters.
const MAX_NAME_CHARS: usize = 24;

/// Reads a line "Name: value" whose name is known and begins with a capital, as the newer databases print it.
pub(super) fn label_field(line: &str) -> Option<(Role, &str)> {
    let (name, value) = line.trim_start().split_once(':')?;
    if name.chars().count() > MAX_NAME_CHARS || !name.starts_with(char::is_uppercase) {
        return None;
    }
    let role = Role::of_name(name)?;
    let value = value.trim();
    (role != Role::Length || super::stated::num_words(value).is_some()).then_some((role, value))
}

/// Reads a line "NAME: value" whose name is known and in capitals, as the old databases print it.
pub(super) fn capital_field(line: &str) -> Option<(Role, &str)> {
    let (name, value) = line.split_once(':')?;
    if name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_lowercase) {
        return None;
    }
    let role = Role::of_name(name)?;
    let value = value.trim();
    // "LENGTH: 19.43 meters" is in articles about aircraft.
    let is_length = role == Role::Length;
    (!is_length || super::stated::num_words(value).is_some()).then_some((role, value))
}
