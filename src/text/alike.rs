//! Compares names as a reader sees them.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Letters of Cyrillic and Greek that look like these letters of Latin, in the same order.
const LOOK_LIKE_LATIN: [(&str, &str); 2] =
    [("АВЕКМНОРСТУХІЈЅаеорсухіјѕ", "ABEKMHOPCTYXIJSaeopcyxijs"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν", "ABEZHIKMNOPTYXoav")];

/// Returns what a reader sees of a name: the same for two names that differ only in upper and lower case, in white space, in
/// characters that cannot be seen, or in letters of Cyrillic or Greek that look like Latin ones.
pub fn look_of(name: &str) -> String {
    let seen = ComposingNormalizerBorrowed::new_nfkc().normalize(name);
    let latin = |c: char| {
        let of_script = |(others, latin): &(&str, &str)| others.chars().zip(latin.chars()).find(|(other, _)| *other == c);
        LOOK_LIKE_LATIN.iter().find_map(of_script).map_or(c, |(_, latin)| latin)
    };
    let is_seen = |c: &char| {
        !matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
            && (!c.is_control() || c.is_whitespace())
    };
    let plain: String = seen.chars().filter(is_seen).map(latin).flat_map(char::to_lowercase).collect();
    super::words::one_line(&plain)
}

#[cfg(test)]
mod tests {
    use super::look_of;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for (one, other) in [
            ("Ana", "ana"),
            ("Ana Nowak ", "Ana\u{a0}Nowak"),
            ("Ana", "A\u{200b}na"),
            ("Ana", "Аnа"),
            ("Zoë", "Zoe\u{308}"),
            ("Sel", "\u{202e}Sel"),
        ] {
            assert_eq!(look_of(one), look_of(other), "{one} {other}");
        }
        assert_ne!(look_of("Ana"), look_of("Anna"));
        assert_ne!(look_of("Zoë"), look_of("Zoe"));
    }
}
