//! Encodings older than Unicode, as far as browsers know them: named by the user, or guessed from the bytes.
//!
//! A guess is never silent, because several encodings can read one file without a fault, and some of them produce words that
//! nobody wrote.

use crate::text::words::cut;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding};

/// The length of each sample for guessing the encoding, in bytes; the detector reads two million bytes a second.
const SAMPLE_BYTES: usize = 64 << 10;
/// The number of samples that are examined before a guess is tested.
const FIRST_SAMPLES: usize = 8;
/// The number of samples that are examined in all.
const MAX_SAMPLES: usize = 16;
/// The number of bytes of text that are decoded at once to test a guess.
const DECODED_AT_ONCE: usize = 64 << 10;

/// An encoding of text, as the Encoding Standard of the web names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

/// The error for a text that is not the name of an encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an encoding; expected a name such as utf-8, windows-1252, windows-1256, koi8-r or shift_jis")]
pub struct ParseEncodingError(String);

impl TextEncoding {
    /// The encodings that are common for news texts, for a list to choose from. Others can be named too.
    pub fn common() -> [Self; 14] {
        [
            encoding_rs::UTF_8,
            encoding_rs::WINDOWS_1252,
            encoding_rs::WINDOWS_1250,
            encoding_rs::WINDOWS_1251,
            encoding_rs::WINDOWS_1253,
            encoding_rs::WINDOWS_1254,
            encoding_rs::WINDOWS_1255,
            encoding_rs::WINDOWS_1256,
            encoding_rs::KOI8_R,
            encoding_rs::SHIFT_JIS,
            encoding_rs::EUC_KR,
            encoding_rs::GB18030,
            encoding_rs::BIG5,
            encoding_rs::UTF_16LE,
        ]
        .map(Self)
    }

    /// Its name: `UTF-8`, `windows-1256`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The encoding with a label of the web, in any case: `latin1` is `windows-1252`.
    pub(super) fn of_label(label: &[u8]) -> Option<Self> {
        Encoding::for_label(label).map(Self)
    }

    /// The encoding of a Windows code page, from its number in RTF.
    pub(super) fn of_code_page(number: u32) -> Option<Self> {
        match number {
            437 | 850 | 1252 | 0 => Some(Self(encoding_rs::WINDOWS_1252)),
            932 => Some(Self(encoding_rs::SHIFT_JIS)),
            936 => Some(Self(encoding_rs::GBK)),
            949 => Some(Self(encoding_rs::EUC_KR)),
            950 => Some(Self(encoding_rs::BIG5)),
            65001 => Some(Self(encoding_rs::UTF_8)),
            10000 => Some(Self(encoding_rs::MACINTOSH)),
            number => Self::of_label(format!("windows-{number}").as_bytes()),
        }
    }

    /// Guesses the encoding that fits `bytes` best, which are not UTF-8. Of a long text, it examines samples: from the first
    /// byte beyond ASCII, at some places further on, and where the guess proves wrong.
    pub(super) fn guess(bytes: &[u8]) -> Self {
        if bytes.len() <= FIRST_SAMPLES * SAMPLE_BYTES {
            return guess_of(&[bytes], true);
        }
        let mut samples = samples(bytes);
        loop {
            let guess = guess_of(&samples, false);
            let more = guess.first_fault(bytes).and_then(|at| sample(bytes, at)).filter(|more| !samples.contains(more));
            match more {
                Some(more) if samples.len() < MAX_SAMPLES => samples.push(more),
                _ => return guess,
            }
        }
    }

    /// The place of the first byte that is invalid in this encoding.
    fn first_fault(self, bytes: &[u8]) -> Option<usize> {
        let mut decoder = self.0.new_decoder_without_bom_handling();
        let mut out = vec![0; DECODED_AT_ONCE];
        let mut at = 0;
        loop {
            let (result, num_read, _) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut out, true);
            at += num_read;
            match result {
                DecoderResult::InputEmpty => return None,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(bad, behind) => return Some(at.saturating_sub(usize::from(bad) + usize::from(behind))),
            }
        }
    }

    /// Decodes `bytes`, without a byte order mark of this encoding. Invalid bytes become U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        self.0.decode_with_bom_removal(bytes).0.into_owned()
    }
}

fn guess_of(pieces: &[&[u8]], is_whole: bool) -> TextEncoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    for piece in pieces {
        detector.feed(piece, is_whole);
    }
    TextEncoding(detector.guess(None, Utf8Detection::Deny))
}

/// Takes samples of a long text that show its encoding. ASCII shows nothing, so each contains bytes beyond it, if there are
/// any.
fn samples(bytes: &[u8]) -> Vec<&[u8]> {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let most = &bytes[first..bytes.len().min(first + SAMPLE_BYTES)];
    // If no white space shows where characters end, this is the only sample, because the next could not be joined to it.
    let Some(end) = most.iter().rposition(u8::is_ascii_whitespace) else { return vec![most] };
    let mut samples = vec![&most[..end]];
    for number in 1..FIRST_SAMPLES {
        let start = bytes.len() / FIRST_SAMPLES * number;
        let beyond = bytes[start..].iter().position(|byte| !byte.is_ascii());
        let piece = beyond.and_then(|beyond| sample(bytes, start + beyond));
        samples.extend(piece.filter(|piece| !samples.contains(piece)));
    }
    samples
}

/// The sample of `bytes` around the byte `at`, from white space to white space, which no encoding has inside a character;
/// `None` if there is none nearby.
fn sample(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let before = &bytes[at.saturating_sub(SAMPLE_BYTES / 2)..at];
    let start = at - before.len() + before.iter().rposition(u8::is_ascii_whitespace)?;
    let piece = &bytes[start..bytes.len().min(start + SAMPLE_BYTES)];
    let end = piece.iter().rposition(u8::is_ascii_whitespace).filter(|end| start + end > at)?;
    Some(&piece[..end])
}

impl std::str::FromStr for TextEncoding {
    type Err = ParseEncodingError;

    fn from_str(name: &str) -> Result<Self, ParseEncodingError> {
        Self::of_label(name.as_bytes()).ok_or_else(|| ParseEncodingError(cut(name, 40)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Repeats `words` until they have more than `bytes` bytes in the encoding.
    fn long(encoding: &'static Encoding, words: &str, bytes: usize) -> Vec<u8> {
        encoding.encode(words).0.repeat(bytes / words.len() + 1)
    }

    #[test]
    fn a_long_text_is_guessed_as_a_short_one() {
        const LONG: usize = 4 << 20;
        for (encoding, words) in [
            (encoding_rs::WINDOWS_1252, "Der Präsident von Marentia sagte, es gebe über zwölf Tote. "),
            (encoding_rs::WINDOWS_1256, "قالت جمهورية مارينتيا يوم الاثنين إن سبعة عشر شخصا قتلوا. "),
            (encoding_rs::SHIFT_JIS, "マレンティア共和国は、ドラヴナ近郊で十七人が死亡したと発表した。\n"),
            (encoding_rs::SHIFT_JIS, "マレンティア共和国は、ドラヴナ近郊で十七人が死亡したと発表した。"),
        ] {
            assert_eq!(TextEncoding::guess(&long(encoding, words, 1)), TextEncoding(encoding), "{words}");
            assert_eq!(TextEncoding::guess(&long(encoding, words, LONG)), TextEncoding(encoding), "{words}, long");
            let late = [long(encoding_rs::UTF_8, "Sel Wire reports. ", LONG), long(encoding, words, 1 << 16)].concat();
            assert_eq!(TextEncoding::guess(&late), TextEncoding(encoding), "{words}, late");
        }
    }

    #[test]
    fn what_the_samples_missed_corrects_the_guess() {
        let greek = long(encoding_rs::WINDOWS_1253, "Ο πρόεδρος της Μαρεντίας μίλησε τη Δευτέρα. ", 3 << 20);
        assert_eq!(TextEncoding::guess(&greek).name(), "windows-1253");
        // Two bytes that are invalid there, where no sample is taken.
        let late = [greek.clone(), b" \xD2\xFF ".to_vec(), greek].concat();
        let guess = TextEncoding::guess(&late);
        assert!(guess.first_fault(&late).is_none(), "{}", guess.name());
    }
}
