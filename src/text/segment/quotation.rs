//! Finds quotations, in the conventions of the languages that news is written in.
//!
//! Marks are paired within one paragraph. The opening mark of one language closes quotations in another (“ in English and in
//! German, » in French and in Danish), so the meaning of a mark depends on which quotations are open. A quotation that is
//! opened but not closed runs to the end of its paragraph, as printed quotations over several paragraphs do.

use crate::text::{ByteOffset, ByteRange};

/// Finds all quotations in the paragraph `range` of `text`, including their marks, sorted by start; outer ones come before
/// inner ones.
pub fn quotations_in(text: &str, range: ByteRange) -> Vec<ByteRange> {
    let Some(slice) = range.of(text) else { return Vec::new() };
    let mut open: Vec<(char, ByteOffset)> = Vec::new();
    // The places in `open` of each opening mark, so that a mark that closes none of a million need not search them all.
    let mut places: [Vec<usize>; OPENERS.len()] = std::array::from_fn(|_| Vec::new());
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
        let closed = OPENERS.iter().zip(&places).filter(|(opener, _)| closes(mark, **opener));
        if let Some(at) = closed.filter_map(|(_, places)| places.last().copied()).max() {
            found.push(ByteRange::between(open[at].1, here.plus(mark.len_utf8())));
            for (opener, _) in open.drain(at..) {
                kind_of(opener).and_then(|kind| places[kind].pop());
            }
        } else if let Some(kind) = kind_of(mark)
            && next.is_some_and(|c| !c.is_whitespace() || matches!(mark, '«' | '‹'))
        {
            places[kind].push(open.len());
            open.push((mark, here));
        }
    }
    // Single marks are too often apostrophes to count as quotations that continue.
    found.extend(
        open.iter()
            .filter(|(mark, _)| !matches!(mark, '‘' | '‚' | '"'))
            .map(|(_, start)| ByteRange::between(*start, range.end())),
    );
    found.sort_by_key(|quotation| (quotation.start(), std::cmp::Reverse(quotation.end())));
    found
}

/// Whether `c` can open or close a quotation.
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

/// The marks that can open a quotation.
const OPENERS: [char; 14] = ['"', '“', '„', '‟', '”', '‘', '‚', '«', '»', '‹', '›', '「', '『', '《'];

/// The place of an opening mark in the list of them.
fn kind_of(mark: char) -> Option<usize> {
    OPENERS.iter().position(|opener| *opener == mark)
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
