//! Reads e-mails, and web pages that browsers save in the same form (MHTML).

use super::{
    ImportError, Read,
    decode::{warn_of_odd_characters, with_line_feeds},
    draft::{Draft, Paragraph},
    error::Warnings,
    html, mail_parts,
    metadata::day_of,
    news,
};
use crate::{
    project::{BlockKind, Metadata},
    text::words::one_line,
};
use mail_parser::{Address, Message, MessageParser, MimeHeaders as _, PartType};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads an e-mail: its subject as the headline, then its text.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let message = parse(file_name, bytes, "eml")?;
    let mut paragraphs = Vec::new();
    let subject = message.subject().map(one_line).unwrap_or_default();
    if !subject.is_empty() {
        paragraphs.push(Paragraph { text: subject.clone(), kind: Some(BlockKind::Heading(1)), ..Paragraph::default() });
    }
    // Both lists name the same parts if there is no alternative.
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(text) => paragraphs.extend(plain(text)),
            PartType::Html(page) => paragraphs.extend(html::read_whole(file_name, page)?),
            _ => {}
        }
    }
    for part in message.attachments() {
        let name = part.attachment_name().map_or_else(|| "without a name".to_owned(), |name| format!("“{}”", one_line(name)));
        warnings.add(None, format!("the attachment {name} was left out; save it as a file and import that"));
    }
    let known = Metadata {
        headline: subject,
        byline: message.from().filter(|from| !is_role(from)).map(sender).unwrap_or_default(),
        outlet: message.from().filter(|from| is_role(from)).map(sender).unwrap_or_default(),
        published: message.date().and_then(|date| day_of(&date.to_rfc3339())),
        ..Metadata::default()
    };
    let draft = Draft { known, encoding: charset(&message), ..Draft::of_paragraphs(paragraphs) };
    warn_of_odd_characters(&draft.text, warnings);
    Ok(draft)
}

/// Reads an e-mail, which may be a download of a news database with many articles.
pub(super) fn read_any(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Read, ImportError> {
    let message = parse(file_name, bytes, "eml")?;
    let pages = message.html_bodies().filter_map(|part| if let PartType::Html(page) = &part.body { Some(page) } else { None });
    let encoding = charset(&message);
    let found = pages.into_iter().find_map(|page| news::of_text(&with_line_feeds(page.to_string()), &encoding, warnings));
    found.map_or_else(|| read(file_name, bytes, warnings).map(Read::from), Ok)
}

/// Parts of addresses before the @ that are those of a newsroom or a program, not of a person.
const ROLES: [&str; 21] = [
    "alert",
    "alerts",
    "briefing",
    "daily",
    "desk",
    "digest",
    "editor",
    "editors",
    "info",
    "mail",
    "news",
    "newsletter",
    "newsletters",
    "newsroom",
    "no-reply",
    "noreply",
    "presse",
    "press",
    "redaktion",
    "redaction",
    "service",
];

/// Whether nobody in person sends from an address.
fn is_role(address: &Address<'_>) -> bool {
    let mailboxes = address.iter().filter_map(|one| one.address());
    mailboxes.into_iter().any(|mailbox| ROLES.contains(&mailbox.split('@').next().unwrap_or_default().to_lowercase().as_str()))
}

/// Reads a page that a browser saved with all its parts.
pub(super) fn read_page(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Result<Draft, ImportError> {
    let message = parse(file_name, bytes, "mhtml")?;
    let page = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(page) => Some(page),
        _ => None,
    });
    let bad =
        |message: &str| ImportError::Malformed { file_name: file_name.to_owned(), format: "mhtml", message: message.to_owned() };
    let page = page.ok_or_else(|| bad("expected a part that is a web page, found none"))?;
    let mut draft = html::read_page(file_name, &with_line_feeds(page.to_string()), true, warnings)?;
    if draft.known.url.is_empty() {
        let url = message.header_raw("Snapshot-Content-Location").map(one_line).unwrap_or_default();
        // The address of a file on somebody's computer is private.
        draft.known.url = if url.starts_with("http") { url } else { String::new() };
    }
    draft.encoding = charset(&message);
    warn_of_odd_characters(&draft.text, warnings);
    Ok(draft)
}

fn parse<'a>(file_name: &str, bytes: &'a [u8], format: &'static str) -> Result<Message<'a>, ImportError> {
    let bad = |message: &str| ImportError::Malformed { file_name: file_name.to_owned(), format, message: message.to_owned() };
    mail_parts::check(bytes).map_err(|error| bad(&error.to_string()))?;
    // If the parser panics on a damaged message, that message is refused and the import goes on.
    let message = catch_unwind(AssertUnwindSafe(|| MessageParser::default().parse(bytes)));
    let message = message.map_err(|_panic| bad("its parts do not hang together"))?;
    message.ok_or_else(|| bad("expected the fields of an e-mail, such as From and Subject, found none"))
}

/// The encoding that the first text part names.
fn charset(message: &Message<'_>) -> String {
    let texts = message.parts.iter().filter(|part| matches!(part.body, PartType::Text(_) | PartType::Html(_)));
    let named = texts.filter_map(|part| part.content_type()?.attribute("charset")).next();
    named.map_or_else(|| "UTF-8".to_owned(), |name| format!("{}, as the file says", one_line(name)))
}

fn sender(address: &Address<'_>) -> String {
    let names: Vec<String> = address.iter().filter_map(|one| one.name().or(one.address()).map(one_line)).collect();
    names.join(", ")
}

/// The paragraphs of plain text, with their lines unchanged.
fn plain(text: &str) -> Vec<Paragraph> {
    let text = with_line_feeds(text.to_owned());
    let paragraph = |text: &str| Paragraph { text: text.to_owned(), ..Paragraph::default() };
    text.split("\n\n").map(paragraph).collect()
}
