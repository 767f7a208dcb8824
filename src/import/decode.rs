//! Decodes bytes to characters: UTF-8 or UTF-16 for certain, an older encoding by a guess that is reported, or an error.
//!
//! A file in an older encoding can be read in several ways that all look plausible, and an analyst would then tag words that
//! nobody wrote. So a guess comes with a warning and can be overruled. A file that is mostly UTF-8 is damaged rather than
//! old. It is refused, with the offset of the first byte that does not fit.

use super::{
    encoding::TextEncoding,
    error::{ImportError, Warnings},
};
use crate::text::words::counted;

/// With at least this many sound UTF-8 characters beyond ASCII for each broken one, a text is damaged UTF-8.
const SOUND_FOR_EACH_BROKEN: usize = 4;

/// The largest share of control characters in a text: one in this many.
const ONE_CONTROL_IN: usize = 10;

/// The first bytes of files that consist of text but are not meant to be read as such.
const MARKUP: &[(&[u8], &str)] = &[(b"%PDF-", "a PDF file"), (b"{\\rtf", "an RTF document")];

/// The first bytes of other files that people take for text. Some of them are words too ("RIFF"), so they only explain why a
/// file cannot be read as text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive or an office document (DOCX, ODT, EPUB)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document of the old kind (DOC, XLS)"),
    (b"\x89PNG\r\n\x1A\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"RIFF", "a sound, picture or film in a RIFF file"),
];

/// A decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The characters, with line ends as LF and without a byte order mark.
    pub(super) text: String,
    /// The encoding, for [`crate::project::Source::encoding`].
    pub(super) encoding: String,
}

/// Decodes `bytes`, and warns about odd characters.
pub(super) fn decode(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Decoded, ImportError> {
    decode_as(file_name, bytes, None, warnings)
}

/// Decodes `bytes` in the given encoding, or else in the one that they seem to have.
pub(super) fn decode_as(
    file_name: &str,
    bytes: &[u8],
    asked_for: Option<TextEncoding>,
    warnings: &mut Warnings<'_>,
) -> Result<Decoded, ImportError> {
    if let Some(found) = kind_of(bytes, MARKUP) {
        return Err(not_text(file_name, found.to_owned()));
    }
    let decoded = match asked_for {
        Some(encoding) => asked(file_name, bytes, encoding),
        None => characters(file_name, bytes).map(|(text, encoding)| (text, encoding.to_owned())),
    };
    let magic = || kind_of(bytes, MAGIC).map(|found| not_text(file_name, found.to_owned()));
    let (text, encoding) = match decoded {
        Ok(decoded) => decoded,
        Err(error) => match magic() {
            Some(refusal) => return Err(refusal),
            None => guessed(file_name, bytes, error, warnings)?,
        },
    };
    if text.trim().is_empty() {
        return Err(ImportError::Empty { file_name: file_name.to_owned(), bytes: bytes.len() });
    }
    let text = with_line_feeds(text);
    warn_of_odd_characters(&text, warnings);
    Ok(Decoded { text, encoding })
}

fn asked(file_name: &str, bytes: &[u8], encoding: TextEncoding) -> Result<(String, String), ImportError> {
    let text = encoding.decode(bytes);
    refuse_controls(file_name, &text)?;
    Ok((text, encoding.name().to_owned()))
}

/// Decodes bytes that are neither UTF-8 nor marked as UTF-16, for the reason `error`.
fn guessed(
    file_name: &str,
    bytes: &[u8],
    error: ImportError,
    warnings: &mut Warnings<'_>,
) -> Result<(String, String), ImportError> {
    const HOW_TO_CHOOSE: &str = "look at a few words; another encoding can be chosen";
    let ImportError::WrongEncoding { byte_offset, expected: "UTF-8", .. } = &error else { return Err(error) };
    let at = *byte_offset;
    if bytes.contains(&0) {
        let (name, unit): (_, fn([u8; 2]) -> u16) =
            if bytes.first() == Some(&0) { ("UTF-16 BE", u16::from_be_bytes) } else { ("UTF-16 LE", u16::from_le_bytes) };
        let text = utf16(file_name, bytes, 0, unit, name)?;
        refuse_controls(file_name, &text)?;
        warnings.add(
            None,
            format!("expected UTF-8, found every second byte zero; read as {name} without a byte order mark; {HOW_TO_CHOOSE}"),
        );
        return Ok((text, format!("{name}, a guess")));
    }
    if is_damaged_utf8(bytes) {
        return Err(error);
    }
    let encoding = TextEncoding::guess(bytes);
    let text = encoding.decode(bytes);
    refuse_controls(file_name, &text)?;
    let bad = bytes.get(at).copied().unwrap_or_default();
    let name = encoding.name();
    warnings.add(
        None,
        format!("expected UTF-8, found the byte {bad:02X} (hexadecimal) at offset {at}; read as {name}, which is a guess: {HOW_TO_CHOOSE}"),
    );
    Ok((text, format!("{name}, a guess")))
}

/// Whether most of what is beyond ASCII is sound UTF-8.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken * SOUND_FOR_EACH_BROKEN
}

pub(super) fn kind_of(bytes: &[u8], kinds: &'static [(&[u8], &str)]) -> Option<&'static str> {
    kinds.iter().find(|(first_bytes, _)| bytes.starts_with(first_bytes)).map(|(_, kind)| *kind)
}

/// Decodes `bytes` and keeps their line ends. The byte order mark is removed; the encoding names it.
pub(super) fn characters(file_name: &str, bytes: &[u8]) -> Result<(String, &'static str), ImportError> {
    let (text, encoding) = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(utf32(file_name)),
        [0xFF, 0xFE, rest @ ..] => {
            (utf16(file_name, rest, 2, u16::from_le_bytes, "UTF-16 LE")?, "UTF-16 LE with byte order mark")
        }
        [0xFE, 0xFF, rest @ ..] => {
            (utf16(file_name, rest, 2, u16::from_be_bytes, "UTF-16 BE")?, "UTF-16 BE with byte order mark")
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => (utf8(file_name, rest, 3)?, "UTF-8 with byte order mark"),
        _ => (utf8(file_name, bytes, 0)?, "UTF-8"),
    };
    refuse_controls(file_name, &text)?;
    Ok((text, encoding))
}

fn utf8(file_name: &str, bytes: &[u8], skipped_bytes: usize) -> Result<String, ImportError> {
    if let Some(error) = nul_bytes(file_name, bytes) {
        return Err(error);
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error.valid_up_to(),
    };
    let num_controls = bytes.iter().filter(|byte| is_odd_control(char::from(**byte)) && byte.is_ascii()).count();
    if num_controls * ONE_CONTROL_IN > bytes.len() {
        return Err(not_text(file_name, "a binary file (many of its bytes are control codes)".to_owned()));
    }
    let bad = bytes.get(valid).copied().unwrap_or_default();
    Err(ImportError::WrongEncoding {
        file_name: file_name.to_owned(),
        byte_offset: skipped_bytes + valid,
        expected: "UTF-8",
        hint: format!("it is {bad:02X} in hexadecimal, as in an older encoding such as Windows-1252, or in a damaged file"),
    })
}

/// The error for NUL bytes, which no text contains, but which are frequent in UTF-16 without a mark.
fn nul_bytes(file_name: &str, bytes: &[u8]) -> Option<ImportError> {
    if !bytes.contains(&0) {
        return None;
    }
    let byte_offset = bytes.iter().position(|byte| *byte == 0)?;
    let nuls_at = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nuls_at(0), nuls_at(1));
    // In UTF-16, Latin letters have a zero as every second byte, always on the same side.
    if bytes.len().is_multiple_of(2) && even.max(odd) * 3 > bytes.len() && even.min(odd) * 20 < bytes.len() {
        return Some(ImportError::WrongEncoding {
            file_name: file_name.to_owned(),
            byte_offset,
            expected: "UTF-8",
            hint: "it is 00, and so is every second one, as in UTF-16 without a byte order mark".to_owned(),
        });
    }
    Some(not_text(file_name, format!("a binary file (its byte at offset {byte_offset} is zero)")))
}

fn utf16(
    file_name: &str,
    bytes: &[u8],
    mark_bytes: usize,
    unit: fn([u8; 2]) -> u16,
    expected: &'static str,
) -> Result<String, ImportError> {
    let error = |byte_offset, hint: &str| ImportError::WrongEncoding {
        file_name: file_name.to_owned(),
        byte_offset: mark_bytes + byte_offset,
        expected,
        hint: hint.to_owned(),
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|surrogate| {
            error(at, &format!("it begins half of a surrogate pair ({:04X}) without the other", surrogate.unpaired_surrogate()))
        })?;
        at += 2 * c.len_utf16();
        text.push(c);
    }
    if !rest.is_empty() {
        return Err(error(at, "it is half of a UTF-16 unit, so the file was cut off"));
    }
    Ok(text)
}

fn utf32(file_name: &str) -> ImportError {
    ImportError::WrongEncoding {
        file_name: file_name.to_owned(),
        byte_offset: 0,
        expected: "UTF-8 or UTF-16",
        hint: "it begins the byte order mark of UTF-32".to_owned(),
    }
}

fn refuse_controls(file_name: &str, text: &str) -> Result<(), ImportError> {
    if text.contains('\0') {
        return Err(not_text(file_name, "a binary file (it contains NUL characters)".to_owned()));
    }
    if !may_have_odd_controls(text) {
        return Ok(());
    }
    let num_controls = text.chars().filter(|c| is_odd_control(*c)).count();
    if num_controls * ONE_CONTROL_IN > text.chars().count() {
        return Err(not_text(file_name, format!("a binary file ({num_controls} of its characters are control codes)")));
    }
    Ok(())
}

fn not_text(file_name: &str, found: String) -> ImportError {
    ImportError::NotText { file_name: file_name.to_owned(), found }
}

/// Replaces every CRLF and every lone CR by LF.
pub(super) fn with_line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Whether `c` is a control character other than a tab, line end or page end.
fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}')
}

/// Whether a byte of `text` is such a control character of ASCII, or may begin one beyond ASCII (U+0080 to U+009F). It
/// examines many bytes at once, which is enough for almost all texts.
fn may_have_odd_controls(text: &str) -> bool {
    const AT_ONCE: usize = 64;
    let is_suspect = |byte: u8| (byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r' | 0xC) | (byte == 0x7F) | (byte == 0xC2);
    text.as_bytes().chunks(AT_ONCE).any(|bytes| bytes.iter().fold(false, |is_found, byte| is_found | is_suspect(*byte)))
}

/// Whether `c` makes the text on the screen differ from the text that is stored.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202D}' | '\u{202E}')
}

fn may_override(text: &str) -> bool {
    text.contains("\u{202D}") || text.contains("\u{202E}")
}

/// Warns about characters that deceive a reader or that nobody sees, with their number.
pub(super) fn warn_of_odd_characters(text: &str, warnings: &mut Warnings<'_>) {
    type IsOdd = fn(char) -> bool;
    type May = fn(&str) -> bool;
    // The quick check comes first, because hardly any text has one.
    let kinds: [(May, IsOdd, [&str; 2]); 3] = [
        (
            may_have_odd_controls,
            is_odd_control,
            ["unusual control character; it was kept", "unusual control characters; they were kept"],
        ),
        (
            may_override,
            is_direction_override,
            [
                "character that overrides the direction of writing; it was kept",
                "characters that override the direction of writing; they were kept",
            ],
        ),
        (
            |text| text.contains("\u{FFFD}"),
            |c| c == char::REPLACEMENT_CHARACTER,
            [
                "replacement character (U+FFFD), so it was damaged before the import",
                "replacement characters (U+FFFD), so it was damaged before the import",
            ],
        ),
    ];
    for (may, is_odd, [one, many]) in kinds {
        if let Some(first) = may(text).then(|| text.find(is_odd)).flatten() {
            let num = text[first..].chars().filter(|c| is_odd(*c)).count();
            let line = text[..first].bytes().filter(|byte| *byte == b'\n').count();
            warnings.add(Some(line), format!("from here on the text has {}", counted(num, one, many)));
        }
    }
}
