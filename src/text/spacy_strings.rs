//! The numbers by which spaCy identifies strings: small numbers for its own names, hashes for all others.
//!
//! The names are those of `spacy.symbols` (3.8); some of them are words that articles use, such as “number” and “mark”.
//! The hash is MurmurHash64A with seed 1 (Austin Appleby, public domain).

use std::{collections::HashMap, sync::LazyLock};

/// The names with the numbers 1 to 18.
const FLAGS: &str = "IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM LIKE_EMAIL \
    IS_STOP IS_OOV_DEPRECATED IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY";
/// The names that follow `FLAG19` to `FLAG63`.
const ATTRIBUTES: &str = "ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD \
    SENT_START SPACY PROB LANG ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL SPACE";
/// The names that follow `DEPRECATED001` to `DEPRECATED276`.
const LABELS: &str = "PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY \
    QUANTITY ORDINAL CARDINAL acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj csubjpass \
    dep det dobj expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num number oprd obj obl \
    parataxis partmod pcomp pobj poss possessive preconj prep prt punct quantmod relcl rcmod root xcomp acl ENT_KB_ID MORPH \
    ENT_ID IDX _";

/// All names; the first is the empty string.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let listed = |names: &'static str| names.split_ascii_whitespace().map(str::to_owned);
    let flags = listed(FLAGS).chain((19..=63).map(|number| format!("FLAG{number}")));
    let attributes = listed(ATTRIBUTES).chain((1..=276).map(|number| format!("DEPRECATED{number:03}")));
    std::iter::once(String::new()).chain(flags).chain(attributes).chain(listed(LABELS)).collect()
});
/// The number of each name.
static IDS: LazyLock<HashMap<&str, u64>> = LazyLock::new(|| NAMES.iter().map(String::as_str).zip(0..).collect());

/// The number of a string; 0 if it is empty.
pub fn id(string: &str) -> u64 {
    IDS.get(string).copied().unwrap_or_else(|| hash(string.as_bytes()))
}

/// The name with this number, if it is one of spaCy's own.
pub fn name(id: u64) -> Option<&'static str> {
    NAMES.get(usize::try_from(id).ok()?).map(String::as_str)
}

/// MurmurHash64A with seed 1, which spaCy calls `hash_string`.
pub fn hash(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut k = chunk.iter().rev().fold(0_u64, |k, byte| (k << 8) | u64::from(*byte)).wrapping_mul(M);
        k = (k ^ (k >> R)).wrapping_mul(M);
        h = (h ^ k).wrapping_mul(M);
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let k = rest.iter().rev().fold(0_u64, |k, byte| (k << 8) | u64::from(*byte));
        h = (h ^ k).wrapping_mul(M);
    }
    h = (h ^ (h >> R)).wrapping_mul(M);
    h ^ (h >> R)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_the_numbers_of_spacy() {
        // From spacy.strings.StringStore and spacy.strings.hash_string.
        assert_eq!(id("coffee"), 3_197_928_453_018_144_401);
        assert_eq!(id("apple"), 8_566_208_034_543_834_098);
        assert_eq!(id("case"), 8_110_129_090_154_140_942);
        assert_eq!([id(""), id("IS_ALPHA"), id("FLAG19"), id("FLAG63"), id("ID"), id("ORTH")], [0, 1, 19, 63, 64, 65]);
        assert_eq!([id("SPACE"), id("DEPRECATED001"), id("DEPRECATED276"), id("PERSON")], [103, 104, 379, 380]);
        assert_eq!([id("mark"), id("ENT_KB_ID"), id("ENT_ID"), id("_")], [423, 452, 454, 456]);
        assert_eq!(id("FLAG019"), hash(b"FLAG019"));
    }

    #[test]
    fn every_name_has_its_number_and_every_number_its_name() {
        for number in 0..=456 {
            assert_eq!(name(number).map(id), Some(number));
        }
        assert_eq!((name(0), name(457), name(u64::MAX)), (Some(""), None, None));
    }
}
