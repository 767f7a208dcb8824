//! Reads PDF files with a text layer: rebuilds paragraphs from letters and their places.
//!
//! A PDF file has no words, lines or paragraphs. Lines are found from the places of letters, columns from the gaps between
//! them, and paragraphs from distances, indents and short last lines. What repeats at the edges of pages is left out and
//! reported.

mod columns;
mod glyphs;
mod lines;
mod paragraphs;
mod work;

use super::{ImportError, decode::warn_of_odd_characters, draft::Draft, error::Warnings};
use crate::project::Metadata;
use glyphs::{Document, Failure};

/// Reads a file.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let file_name = || file_name.to_owned();
    let Document { pages, title, author, num_unknown, left_out } = glyphs::read(bytes).map_err(|failure| match failure {
        Failure::Encrypted => ImportError::Encrypted { file_name: file_name(), format: "PDF" },
        Failure::Damaged(message) => ImportError::Malformed { file_name: file_name(), format: "pdf", message },
    })?;
    let num_pages = pages.len();
    if !left_out.is_empty() {
        warnings.add(
            None,
            format!(
                "pages that were left out because there is too much to draw on them, as where drawings draw each other: {}",
                numbers(&left_out)
            ),
        );
    }
    let is_without = |number: &usize| pages[number - 1].glyphs.is_empty() && !left_out.contains(number);
    let without_text: Vec<usize> = (1..=num_pages).filter(is_without).collect();
    if left_out.len() == num_pages {
        let message = "there is too much to draw on its pages; print it into a new PDF file and import that".to_owned();
        return Err(ImportError::Malformed { file_name: file_name(), format: "pdf", message });
    }
    if without_text.len() + left_out.len() == num_pages {
        return Err(ImportError::Scanned { file_name: file_name(), num_pages });
    }
    if !without_text.is_empty() {
        let numbers = numbers(&without_text);
        warnings.add(
            None,
            format!("pages without text, which may be scans or pictures: {numbers}; text recognition (OCR) could add it"),
        );
    }
    if num_unknown > 0 {
        warnings.add(
            None,
            format!("{num_unknown} letters have no meaning in their font and became U+FFFD; expected a map to Unicode"),
        );
    }
    let mut lines: Vec<_> = pages.into_iter().map(lines::of_page).collect();
    let num_heads = lines::remove_running_heads(&mut lines);
    if num_heads > 0 {
        warnings.add(None, format!("{num_heads} running heads and page numbers were left out"));
    }
    let rebuilt = paragraphs::of_pages(lines.into_iter().map(columns::in_reading_order).collect());
    if rebuilt.num_hyphens > 0 {
        warnings.add(None, format!("{} hyphens at line ends were taken out of words", rebuilt.num_hyphens));
    }
    if rebuilt.has_right_to_left {
        warnings.add(
            None,
            "text from right to left was put in order from the places of its letters; look at numbers and brackets in it",
        );
    }
    let mut known = Metadata::default();
    for (label, value) in [("document title", title), ("document author", author)] {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            known.other.insert(label.to_owned(), value.trim().to_owned());
        }
    }
    let draft = Draft { known, encoding: "PDF".to_owned(), ..Draft::of_paragraphs(rebuilt.paragraphs) };
    warn_of_odd_characters(&draft.text, warnings);
    Ok(draft)
}

fn numbers(pages: &[usize]) -> String {
    pages.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
