//! Where quotations begin and end, in the conventions of the languages that news is written in.
//!
//! Marks are paired inside one paragraph. A mark that opens in one language closes in another (“ in English and in
//! German, » in French and in Danish), so what a mark does depends on what is open. A quotation that is opened but not
//! closed runs to the end of its paragraph: that is how a quotation over several paragraphs is printed.

use crate::text::{ByteOffset, ByteRange};

/// All quotations in the paragraph `range` of `text`, marks included, by their start; inner ones after outer ones.
pub fn quotations_in(text: &str, range: ByteRange) -> Vec<ByteRange> {
    let Some(slice) = range.of(text) else { return Vec::new() };
    let mut open: Vec<(char, ByteOffset)> = Vec::new();
    let mut found = Vec::new();
    let mut previous = None;
    let mut chars = slice.char_indices().peekable();
    while let Some((i, mark)) = chars.next() {
        let here = range.start().plus(i);
        let next = chars.peek().map(|(_, c)| *c);
        let apostrophe = previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        previous = Some(mark);
        if !is_mark(mark) || (apostrophe && matches!(mark, '’' | '\'')) {
            continue;
        }
        if let Some(at) = open.iter().rposition(|(opener, _)| closes(mark, *opener)) {
            found.push(ByteRange::between(open[at].1, here.plus(mark.len_utf8())));
            open.truncate(at);
        } else if opens(mark) && next.is_some_and(|c| !c.is_whitespace() || matches!(mark, '«' | '‹')) {
            open.push((mark, here));
        }
    }
    // Single marks are too often apostrophes to be taken for quotations that go on.
    found.extend(
        open.iter()
            .filter(|(mark, _)| !matches!(mark, '‘' | '‚' | '"'))
            .map(|(_, start)| ByteRange::between(*start, range.end())),
    );
    found.sort_by_key(|quotation| (quotation.start(), std::cmp::Reverse(quotation.end())));
    found
}

/// Whether it can open or close a quotation.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '《'
            | '》'
    )
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '‟' | '”' | '‘' | '‚' | '«' | '»' | '‹' | '›' | '「' | '『' | '《')
}

fn closes(mark: char, opener: char) -> bool {
    matches!(
        (opener, mark),
        ('"', '"')
            | ('“' | '„' | '‟' | '”', '”')
            | ('„', '“')
            | ('‘' | '‚', '’')
            | ('‚', '‘')
            | ('«', '»')
            | ('»', '«' | '»')
            | ('‹', '›')
            | ('›', '‹' | '›')
            | ('「', '」')
            | ('『', '』')
            | ('《', '》')
    )
}
