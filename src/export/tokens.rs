//! Cuts a text into tokens that respect annotations: every edge of a passage is an edge of a token.
//!
//! Tokens are words, single marks, and each white space. The exception is one space after a token, which belongs to that
//! token (spaCy's convention). So the tokens with their spaces make up the text.

use super::span::Span;
use std::collections::BTreeSet;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The characters it covers, without the space after it.
    pub text: String,
    /// Its place in code points.
    pub span: Span,
    /// Whether the space that follows belongs to this token.
    pub has_space: bool,
}

/// Cuts `text` so that no token crosses an edge of `passages`.
pub fn tokens(text: &str, passages: &[Span]) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    // A space at one of these edges is a token of its own, because a passage begins or ends with it.
    let mut own: BTreeSet<usize> = passages.iter().map(|span| span.start as usize).collect();
    own.extend(passages.iter().map(|span| span.end as usize - 1).filter(|last| chars.get(*last) == Some(&' ')));
    let cuts: BTreeSet<usize> = passages.iter().map(|span| span.end as usize).chain(own.iter().copied()).collect();
    let mut tokens = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let mut end = start + 1;
        while is_in_word(chars[start]) && end < chars.len() && is_in_word(chars[end]) && !cuts.contains(&end) {
            end += 1;
        }
        let has_space = !chars[start].is_whitespace() && chars.get(end) == Some(&' ') && !own.contains(&end);
        tokens.push(Token {
            text: chars[start..end].iter().collect(),
            // A text is shorter than 4 GiB.
            span: Span { start: start as u32, end: end as u32 },
            has_space,
        });
        start = end + usize::from(has_space);
    }
    tokens
}

/// Whether `c` is a letter or digit, or joins or modifies one.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}' | '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_passage_cuts_words_and_claims_its_spaces() {
        let shown = |passages: &[Span]| {
            let shown = tokens("At least 12  died.", passages);
            shown.into_iter().map(|token| token.text + if token.has_space { "_" } else { "" }).collect::<Vec<_>>()
        };
        assert_eq!(shown(&[]), ["At_", "least_", "12_", " ", "died", "."]);
        assert_eq!(shown(&[Span { start: 4, end: 9 }]), ["At_", "l", "east", " ", "12_", " ", "died", "."]);
    }

    proptest! {
        #[test]
        fn tokens_and_spaces_are_the_text(text in "(\\PC| |\n|é){0,40}", start in 0u32..40, len in 1u32..20) {
            let num = text.chars().count() as u32;
            let passage = Span { start: start.min(num), end: (start + len).min(num) };
            let passages: Vec<_> = Some(passage).filter(|passage| passage.start < passage.end).into_iter().collect();
            let tokens = tokens(&text, &passages);
            let whole: String = tokens.iter().map(|t| t.text.clone() + if t.has_space { " " } else { "" }).collect();
            prop_assert_eq!(whole, text);
            for passage in passages {
                prop_assert!(tokens.iter().any(|token| token.span.start == passage.start));
                prop_assert!(tokens.iter().any(|token| token.span.end == passage.end));
            }
        }
    }
}
