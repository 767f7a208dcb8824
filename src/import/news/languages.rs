//! Language tags for the names of languages that databases use.

use crate::import::metadata::is_language_tag;

/// A tag, with the language's name in itself and in the languages of the databases, in lower case.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["english", "englisch", "anglais", "inglés", "ingles", "engels", "inglese", "engelsk", "engelska"]),
    ("de", &["german", "deutsch", "allemand", "alemán", "aleman", "duits", "tedesco", "tysk", "tyska"]),
    ("fr", &["french", "français", "francais", "française", "francaise", "französisch", "francés", "frans", "francese"]),
    ("es", &["spanish", "español", "espanol", "spanisch", "espagnol", "spaans", "spagnolo"]),
    ("nl", &["dutch", "nederlands", "niederländisch", "néerlandais", "holandés", "olandese"]),
    ("it", &["italian", "italiano", "italienisch", "italien", "italiaans"]),
    ("pt", &["portuguese", "português", "portugues", "portugiesisch", "portugais", "portugees"]),
    ("da", &["danish", "dansk", "dänisch", "danois", "deens"]),
    ("sv", &["swedish", "svenska", "schwedisch", "suédois", "zweeds"]),
    ("no", &["norwegian", "norsk", "norwegisch", "norvégien", "noors"]),
    ("fi", &["finnish", "suomi", "finnisch", "finnois", "fins"]),
    ("pl", &["polish", "polski", "polnisch", "polonais", "pools"]),
    ("ru", &["russian", "русский", "russisch", "russe", "ruso"]),
    ("uk", &["ukrainian", "українська", "ukrainisch", "ukrainien", "oekraïens"]),
    ("ar", &["arabic", "العربية", "arabisch", "arabe", "árabe"]),
    ("tr", &["turkish", "türkçe", "türkisch", "turc", "turks", "turco"]),
    ("zh", &["chinese", "中文", "chinesisch", "chinois", "chino"]),
    ("ja", &["japanese", "日本語", "japanisch", "japonais", "japonés"]),
    ("he", &["hebrew", "עברית", "hebräisch", "hébreu"]),
    ("cs", &["czech", "čeština", "tschechisch", "tchèque"]),
    ("hu", &["hungarian", "magyar", "ungarisch", "hongrois"]),
    ("el", &["greek", "ελληνικά", "griechisch", "grec"]),
];

/// The tag for a tag, or for a name or names of a language: "GERMAN; DEUTSCH".
pub(super) fn tag_of(language: &str) -> Option<String> {
    let language = language.trim();
    if is_language_tag(language) && language.split('-').next().is_some_and(|first| first.len() == 2) {
        let (first, rest) = language.split_at(2);
        return Some(first.to_lowercase() + rest);
    }
    let names = language.split([';', ',', '/', '(']).map(|name| name.trim().trim_end_matches(')').to_lowercase());
    let mut tags =
        names.filter_map(|name| LANGUAGES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(tag, _)| *tag));
    let first = tags.next()?;
    tags.all(|tag| tag == first).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::tag_of;

    #[test]
    fn names_of_languages_become_tags() {
        for (name, tag) in [
            ("ENGLISH", Some("en")),
            ("GERMAN; DEUTSCH", Some("de")),
            ("Dutch / Nederlands", Some("nl")),
            ("FRENCH; FRANÇAIS", Some("fr")),
            ("Français", Some("fr")),
            ("en", Some("en")),
            ("English; French", None),
            ("Elvish", None),
            ("", None),
        ] {
            assert_eq!(tag_of(name).as_deref(), tag, "{name}");
        }
    }
}
