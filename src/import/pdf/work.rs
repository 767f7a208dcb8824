//! Estimates the work of drawing a page before it is drawn.
//!
//! A page draws forms, and forms draw forms: ten that each draw the next one ten times make ten thousand million, and the
//! interpreter draws them all. So the work is computed first, once for each form, from the length of its content and how
//! often it draws which forms.

use flate2::{bufread, read};
use hayro_interpret::hayro_syntax::{
    content::{TypedIter, ops::TypedInstruction},
    object::{
        Array, Dict, Name, Object, ObjectIdentifier, Stream,
        dict::keys::{ANNOTS, AP, AS, CONTENTS, N, RESOURCES, SUBTYPE},
        dict_or_stream,
    },
    page::{Page, Resources},
};
use std::{
    collections::HashMap,
    io::{self, Read},
};

/// The number of bytes of content that all pages may have, counting a form as often as it is drawn.
pub(super) const MAX_WORK: u64 = 256 << 20;
/// The number of bytes that one stream of a file may unpack to; a poster as a picture has four hundred megabytes.
pub(super) const MAX_STREAM_BYTES: u64 = 512 << 20;
/// How often a stream may be packed again.
const MAX_PACKED: usize = 4;
/// How often the bytes of a file may be unpacked, and how many times its length all of its streams may have.
const MAX_READ_AGAIN: usize = 4;
const MAX_RATIO: u64 = 100;
/// The keyword before the bytes of a stream.
const STREAM: &[u8] = b"stream";
/// The work of drawing anything at all, in bytes of content.
const EACH: u64 = 64;

/// The place where names in the content of a form are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Names {
    OfPage(usize),
    OfForm(ObjectIdentifier),
}

/// Computes the work of pages.
#[derive(Debug)]
pub(super) struct Work {
    /// The work of a form, by the place where its names are looked up. `None` while it is being computed, so that a form
    /// that draws itself is noticed.
    known: HashMap<(ObjectIdentifier, Names), Option<u64>>,
    /// The lengths of contents of pages and of streams, by object.
    lengths: HashMap<ObjectIdentifier, u64>,
    /// The number of bytes of content that may still be examined.
    left: u64,
}

impl Work {
    /// Allows this many bytes of content, including those that are examined again.
    pub(super) fn within(most: u64) -> Self {
        Self { known: HashMap::new(), lengths: HashMap::new(), left: most.saturating_mul(2) }
    }

    /// The work of the page with this number, in bytes of content; `u64::MAX` if it cannot be computed in time.
    pub(super) fn of_page(&mut self, page: &Page<'_>, number: usize) -> u64 {
        let names = Names::OfPage(number);
        if self.length_of_page(page) > self.left {
            return u64::MAX;
        }
        let mut work = 0_u64;
        for stream in streams_of(page) {
            let content = stream.decoded_data().unwrap_or_default();
            work = work.saturating_add(self.of_content(&content, page.resources(), names));
        }
        let notes = page.raw().get::<Array<'_>>(ANNOTS);
        for note in notes.iter().flat_map(|notes| notes.iter::<Dict<'_>>()) {
            if !self.spend(EACH) {
                return u64::MAX;
            }
            if let Some(drawn) = appearance(&note) {
                work = work.saturating_add(EACH).saturating_add(self.of_stream(&drawn, page.resources(), names));
            }
        }
        work
    }

    fn length_of_page(&mut self, page: &Page<'_>) -> u64 {
        let id = page.raw().get_ref(CONTENTS).map(ObjectIdentifier::from);
        if let Some(known) = id.and_then(|id| self.lengths.get(&id)) {
            return *known;
        }
        let length = streams_of(page).iter().map(|stream| self.length_of(stream)).fold(0, u64::saturating_add);
        id.and_then(|id| self.lengths.insert(id, length));
        length
    }

    fn length_of(&mut self, stream: &Stream<'_>) -> u64 {
        let decoded = || stream.decoded_data().map_or(0, |data| data.len() as u64).saturating_add(1);
        *self.lengths.entry(stream.obj_id()).or_insert_with(decoded)
    }

    /// Takes this many bytes from the allowance; `false` if they are not left.
    fn spend(&mut self, number: u64) -> bool {
        let left = self.left.checked_sub(number);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    fn of_content<'a>(&mut self, content: &[u8], resources: &Resources<'a>, names: Names) -> u64 {
        let mut work = content.len() as u64;
        if !self.spend(work) {
            return u64::MAX;
        }
        // A name that is drawn often is looked up once.
        let mut drawn: HashMap<(bool, Vec<u8>), u64> = HashMap::new();
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            let (is_form, name) = match &operation {
                TypedInstruction::XObject(drawn) => (true, &drawn.0),
                TypedInstruction::Shading(drawn) => (false, &drawn.0),
                _ => continue,
            };
            let key = (is_form, name.to_vec());
            let one = match drawn.get(&key) {
                Some(one) => *one,
                None => {
                    let one = self.of_named(is_form, name, resources, names);
                    drawn.insert(key, one);
                    one
                }
            };
            work = work.saturating_add(EACH).saturating_add(one);
        }
        work
    }

    fn of_named<'a>(&mut self, is_form: bool, name: &Name<'_>, resources: &Resources<'a>, names: Names) -> u64 {
        if !is_form {
            let shading = resources.get_shading(name);
            let stream = shading.as_ref().and_then(dict_or_stream).and_then(|(_, stream)| stream);
            return stream.map_or(0, |stream| self.length_of(stream));
        }
        let Some(stream) = resources.get_x_object(name) else { return 0 };
        let is_picture = stream.dict().get::<Name<'_>>(SUBTYPE).is_some_and(|kind| *kind == *b"Image");
        if is_picture { 0 } else { self.of_stream(&stream, resources, names) }
    }

    /// The work of a form. One that draws itself, directly or not, counts as infinite.
    fn of_stream<'a>(&mut self, stream: &Stream<'a>, around: &Resources<'a>, names: Names) -> u64 {
        let own = stream.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
        let names = if own.is_some() { Names::OfForm(stream.obj_id()) } else { names };
        let key = (stream.obj_id(), names);
        if let Some(known) = self.known.get(&key) {
            return known.unwrap_or(u64::MAX);
        }
        if self.length_of(stream) > self.left {
            return u64::MAX;
        }
        let Ok(content) = stream.decoded_data() else { return 0 };
        self.known.insert(key, None);
        let work = self.of_content(&content, own.as_ref().unwrap_or(around), names);
        self.known.insert(key, Some(work));
        work
    }
}

/// The contents of a page, which may have several pieces.
fn streams_of<'a>(page: &Page<'a>) -> Vec<Stream<'a>> {
    if let Some(stream) = page.raw().get::<Stream<'_>>(CONTENTS) {
        return vec![stream];
    }
    let pieces = page.raw().get::<Array<'_>>(CONTENTS);
    pieces.map(|pieces| pieces.iter::<Stream<'_>>().collect()).unwrap_or_default()
}

/// The visible part of an annotation on a page.
fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    match note.get::<Dict<'_>>(AP)?.get::<Object<'_>>(N)? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => note
            .get::<Name<'_>>(AS)
            .and_then(|state| states.get::<Stream<'_>>(state))
            .or_else(|| states.get::<Stream<'_>>(b"Off")),
        _ => None,
    }
}

/// Whether a stream of the file unpacks to more than [`MAX_STREAM_BYTES`], or all of them to far more than those of any real
/// file. The reader unpacks everything it touches.
pub(super) fn has_bomb(bytes: &[u8]) -> bool {
    has_stream_beyond(bytes, MAX_STREAM_BYTES)
}

fn has_stream_beyond(bytes: &[u8], most: u64) -> bool {
    let mut left_packed = bytes.len().saturating_mul(MAX_READ_AGAIN);
    let mut left_unpacked = most + (bytes.len() as u64).saturating_mul(MAX_RATIO);
    let mut rest = bytes;
    while let Some(at) = rest.windows(STREAM.len()).position(|word| word == STREAM) {
        let is_end = rest[..at].ends_with(b"end");
        rest = &rest[at + STREAM.len()..];
        if is_end {
            continue;
        }
        let mut packed = rest.trim_ascii_start();
        let length = packed.len();
        let number = unpacked(&mut packed, most);
        let left = left_packed.checked_sub(length - packed.len()).zip(left_unpacked.checked_sub(number));
        let Some(left) = left.filter(|_| number <= most) else { return true };
        (left_packed, left_unpacked) = left;
    }
    false
}

/// The number of bytes that packed ones unpack to, at most `most` and one more. The packed bytes that were read are removed.
fn unpacked(packed: &mut &[u8], most: u64) -> u64 {
    match packed.first_chunk::<2>() {
        Some(head) if is_zlib(*head) => count(Box::new(bufread::ZlibDecoder::new(packed)), most, MAX_PACKED),
        // Some writers omit the header.
        Some(_) => count(Box::new(bufread::DeflateDecoder::new(packed)), most, MAX_PACKED),
        None => 0,
    }
}

/// The number of bytes that a reader yields; if these are packed again, they are unpacked again.
fn count(mut plain: Box<dyn Read + '_>, most: u64, depth: usize) -> u64 {
    let mut head = [0_u8; 2];
    if plain.read_exact(&mut head).is_err() {
        return 0;
    }
    let whole = io::Cursor::new(head).chain(plain);
    if is_zlib(head) && depth > 0 {
        return count(Box::new(read::ZlibDecoder::new(whole)), most, depth - 1);
    }
    let mut counted = whole.take(most + 1);
    // Everything before a fault counts all the same.
    let _until_a_fault = io::copy(&mut counted, &mut io::sink());
    most + 1 - counted.limit()
}

/// Whether packed bytes begin like this.
fn is_zlib(head: [u8; 2]) -> bool {
    head[0] & 0x0F == 8 && u16::from_be_bytes(head).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use super::{super::glyphs::read_within, has_stream_beyond};
    use crate::import::{Format, ImportError, Imported, import};
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write as _;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    /// Makes a file of these objects; the first is the catalogue.
    fn pdf(objects: &[String]) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            places.push(bytes.len());
            bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
        }
        let start = bytes.len();
        let lines: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
        let size = objects.len() + 1;
        let end = format!(
            "xref\n0 {size}\n0000000000 65535 f \n{lines}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        );
        bytes.extend(end.bytes());
        bytes
    }

    fn stream(entries: &str, content: &str) -> String {
        format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
    }

    /// Makes pages that all show `contents`, which is object 4; object 3 has the names, and the others follow.
    fn file(number: usize, contents: &str, forms: &[String]) -> Vec<u8> {
        let first = 5 + forms.len();
        let kids: String = (0..number).map(|page| format!("{} 0 R ", first + page)).collect();
        let names: String = (0..forms.len()).map(|form| format!("/F{form} {} 0 R ", 5 + form)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Kids[{kids}]/Count {number}>>"),
            format!("<</Font<</T <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<<{names}>>>>"),
            stream("", contents),
        ];
        objects.extend_from_slice(forms);
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources 3 0 R/Contents 4 0 R>>";
        objects.extend((0..number).map(|_| page.to_owned()));
        pdf(&objects)
    }

    fn page(contents: &str, forms: &[String]) -> Result<Imported, ImportError> {
        import("a.pdf", &file(1, contents, forms), Some(Format::Pdf))
    }

    const WORDS: &str = "BT /T 12 Tf 50 700 Td (Fourteen people were killed near Dravna.) Tj ET ";

    fn form(content: &str) -> String {
        stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", content)
    }

    #[test]
    fn what_a_form_draws_is_read() {
        let read = page("/F0 Do", &[form(WORDS)]).unwrap();
        assert!(read.articles[0].text.contains("Fourteen people"), "{read:?}");
    }

    #[test]
    fn forms_that_draw_each_other_are_not_drawn() {
        let calls = |next: usize| form(&format!("/F{next} Do ").repeat(10));
        let forms: Vec<String> = (1..20).map(calls).chain([form(WORDS)]).collect();
        let error = page(&format!("{WORDS}/F0 Do"), &forms).unwrap_err().to_string();
        assert!(error.contains("too much to draw"), "{error}");
        let error = page(&format!("{WORDS}/F0 Do"), &[calls(0)]).unwrap_err().to_string();
        assert!(error.contains("too much to draw"), "{error}");
    }

    #[test]
    fn pages_that_share_long_contents_are_read_until_there_is_too_much() {
        let contents = format!("{WORDS}\n%{}", "a".repeat(1 << 16));
        let document = read_within(&file(7, &contents, &[]), 5 * contents.len() as u64 + 100).unwrap();
        assert_eq!(document.pages.iter().filter(|page| !page.glyphs.is_empty()).count(), 5);
        assert_eq!(document.left_out, [6, 7]);
    }

    #[test]
    fn a_stream_that_unpacks_to_very_much_is_a_bomb() {
        let file = |packed: &[u8]| [b"stream\n", packed, b"\nendstream "].concat();
        let plain = vec![b' '; 1 << 20];
        assert!(!has_stream_beyond(&file(&packed(&plain)), 1 << 20));
        assert!(has_stream_beyond(&file(&packed(&plain)), (1 << 20) - 1));
        assert!(has_stream_beyond(&file(&packed(&packed(&plain))), (1 << 20) - 1), "packed twice");
        assert!(has_stream_beyond(&file(&packed(&packed(&plain))).repeat(20), 1 << 20), "many of them");
    }
}
