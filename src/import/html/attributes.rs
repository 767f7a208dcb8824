//! Counts the attributes of the tag that a parser is in the middle of, because the parser does not report them.
//!
//! Whether a `<` begins a tag depends on everything before it (scripts, comments, SVG). But a parser produces nothing while
//! it is inside a tag. So every `<` in the piece where it fell silent may have begun the tag, and the one that did is among
//! them.

/// The position of a reader in a tag, by the rules of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// After `<`.
    Open,
    Name,
    BeforeAttribute,
    AttributeName,
    AfterAttributeName,
    BeforeValue,
    /// In a value between these quotation marks.
    Quoted(u8),
    Unquoted,
}

/// Tags that may be open, with the number of attributes that each would have so far.
#[derive(Debug, Default)]
pub(super) struct OpenTags {
    tags: Vec<(State, usize)>,
    is_silent: bool,
}

impl OpenTags {
    /// Takes the next piece; `made` says whether the parser produced anything from it. Returns the most attributes that an
    /// open tag can have.
    pub(super) fn read(&mut self, piece: &str, made: bool) -> usize {
        if made {
            self.tags.clear();
        }
        let may_begin = made || !self.is_silent;
        self.is_silent = !made;
        for byte in piece.bytes() {
            self.advance(byte);
            if byte == b'<' && may_begin {
                self.add(State::Open, 0);
            }
        }
        self.tags.iter().map(|(_, number)| *number).max().unwrap_or(0)
    }

    fn advance(&mut self, byte: u8) {
        for (state, number) in std::mem::take(&mut self.tags) {
            if let Some((state, is_new)) = state.after(byte) {
                self.add(state, number + usize::from(is_new));
            }
        }
    }

    /// Tags in the same state behave alike from here on, so only the one with the most attributes is kept.
    fn add(&mut self, state: State, number: usize) {
        match self.tags.iter_mut().find(|(known, _)| *known == state) {
            Some((_, known)) => *known = number.max(*known),
            None => self.tags.push((state, number)),
        }
    }
}

impl State {
    /// The state after `byte`, and whether an attribute begins with it; `None` if the tag ends or there is none.
    fn after(self, byte: u8) -> Option<(Self, bool)> {
        let is_space = byte.is_ascii_whitespace();
        let state = match (self, byte) {
            (Self::Open, _) => return byte.is_ascii_alphabetic().then_some((Self::Name, false)),
            (Self::Quoted(mark), _) if byte == mark => Self::BeforeAttribute,
            (Self::Quoted(_), _) => self,
            (_, b'>') => return None,
            (Self::BeforeValue, b'"' | b'\'') => Self::Quoted(byte),
            (Self::BeforeValue, _) if is_space => self,
            (Self::BeforeValue, _) => Self::Unquoted,
            (Self::Name | Self::BeforeAttribute | Self::Unquoted, _) if is_space => Self::BeforeAttribute,
            (Self::AttributeName | Self::AfterAttributeName, _) if is_space => Self::AfterAttributeName,
            (Self::Unquoted, _) => self,
            (_, b'/') => Self::BeforeAttribute,
            (Self::AttributeName | Self::AfterAttributeName, b'=') => Self::BeforeValue,
            (Self::Name | Self::AttributeName, _) => self,
            (Self::BeforeAttribute | Self::AfterAttributeName, _) => return Some((Self::AttributeName, true)),
        };
        Some((state, false))
    }
}

#[cfg(test)]
mod tests {
    use super::OpenTags;

    fn number(pieces: &[(&str, bool)]) -> usize {
        let mut tags = OpenTags::default();
        pieces.iter().map(|(piece, made)| tags.read(piece, *made)).last().unwrap_or(0)
    }

    #[test]
    fn attributes_of_an_open_tag_are_counted() {
        assert_eq!(number(&[("<p>Fourteen</p><a href='x y' b = \"c d\" e=f/g", true)]), 3);
        assert_eq!(number(&[("<p a b", true), (" c=' d e", false), ("' f", false)]), 4);
        assert_eq!(number(&[("<p a b>Fourteen people", true)]), 0);
        assert_eq!(number(&[("a < b and c", true)]), 0);
    }

    #[test]
    fn words_of_a_script_or_comment_hide_no_tag() {
        assert_eq!(number(&[("<svg><style>x<y='</style><p a b c", true)]), 3);
        // The comment began in the first piece, so what looks like a tag in the second is not one.
        assert_eq!(number(&[("<!-- a", true), (" b", false), (" <p c d e", false)]), 0);
    }
}
