//! Chats that Telegram Desktop exports as JSON or as pages. A message with words is an article.
//!
//! A text is a string or a list of strings and marked pieces, which follow each other without anything between them. Dates in
//! JSON have no zone, but beside them stands the instant, from which the day in UTC is taken; in pages the zone is written.

use super::{
    article::{NewsArticle, key},
    count::Count,
    download::Download,
    markup,
};
use crate::{
    import::{draft::Paragraph, html, metadata::dotted},
    text::{Examples, listed, words::counted},
};
use dom_query::{Document, NodeRef};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

/// How far into a file its tells are looked for, in bytes.
const HEAD_BYTES: usize = 64 << 10;

/// Whether a text is an export as JSON: of a chat, or of an account with chats.
pub(super) fn tell(text: &str) -> bool {
    let head = head(text);
    let has = |name: &str| head.contains(&format!("\"{name}\""));
    let is_chat = has("messages") && has("type") && has("date") && (has("text_entities") || has("from_id") || has("actor_id"));
    text.trim_start().starts_with('{')
        && (is_chat || has("chats") && has("personal_information") || has("chats") && has("messages") && has("from_id"))
}

/// Whether a text is the source of a page of an export.
pub(super) fn tell_page(text: &str) -> bool {
    let head = head(text);
    head.contains("class=\"page_wrap\"") && head.contains("page_header") && text.contains("class=\"message ")
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(HEAD_BYTES)]
}

/// Reads an export as JSON.
pub(super) fn read(text: &str, download: &mut Download) {
    let export: Value = match serde_json::from_str(text) {
        Ok(export) => export,
        Err(error) => {
            download.notes.push((None, format!("all of it was left out, because its JSON is damaged: {error}")));
            return;
        }
    };
    let mut seen = Seen::default();
    let lists = ["/chats/list", "/left_chats/list"].iter().filter_map(|path| export.pointer(path)?.as_array());
    let mut chats: Vec<&Value> = lists.flatten().collect();
    if export.get("messages").is_some() {
        chats.push(&export);
    }
    for chat in chats {
        for message in chat.get("messages").and_then(Value::as_array).into_iter().flatten() {
            seen.message(chat, message, download);
        }
    }
    seen.tell(download);
}

/// What was found besides articles.
#[derive(Default)]
struct Seen {
    num_texts: usize,
    services: Examples,
    empty: Examples,
    albums: Examples,
    replies: Examples,
    forwarded: Examples,
    /// The sender and the second of the last message that has a picture or film, and whether its album has been counted.
    last_media: Option<(String, String, bool)>,
}

impl Seen {
    fn message(&mut self, chat: &Value, message: &Value, download: &mut Download) {
        let of = |name: &str| plain(message.get(name));
        let id = of("id");
        if of("type") == "service" {
            self.services.add(|| of("action"));
            return;
        }
        self.media(
            message.get("photo").is_some() || message.get("file").is_some() || message.get("media_type").is_some(),
            &of("from_id"),
            &of("date"),
            &id,
        );
        let (text, links) = words(message.get("text"));
        if !text.chars().any(char::is_alphanumeric) {
            self.empty.add(|| format!("message {id}"));
            return;
        }
        self.num_texts += 1;
        let chat_name = plain(chat.get("name"));
        let mut article = NewsArticle { outlet: chat_name.clone(), body: paragraphs(&text), ..NewsArticle::default() };
        let author = [of("author"), of("from")].into_iter().find(|name| !name.is_empty() && *name != chat_name);
        article.set_byline(&author.unwrap_or_default());
        article.keep(key::ID, &format!("{}/{id}", plain(chat.get("id"))));
        article.published = of("date_unixtime").parse().ok().and_then(utc_day).or_else(|| of("date").get(..10)?.parse().ok());
        article.keep(key::DATE, &of("date"));
        let instant = of("date_unixtime").parse().ok().and_then(|second| Timestamp::from_second(second).ok());
        article.keep("sent", &instant.map(|instant| instant.to_string()).unwrap_or_default());
        article.keep("links", &links.join(" "));
        for (name, field) in [
            ("edited", "edited"),
            ("forwarded from", "forwarded_from"),
            ("reply to message", "reply_to_message_id"),
            ("media", "media_type"),
        ] {
            article.keep(name, &of(field));
        }
        if message.get("photo").is_some() {
            article.keep("media", "photo");
        }
        self.note(&id, !of("forwarded_from").is_empty(), !of("reply_to_message_id").is_empty());
        download.add(article);
    }

    fn note(&mut self, id: &str, is_forwarded: bool, is_reply: bool) {
        if is_forwarded {
            self.forwarded.add(|| format!("message {id}"));
        }
        if is_reply {
            self.replies.add(|| format!("message {id}"));
        }
    }

    /// Pictures of one sender in one second are an album, whose words stand at one of them.
    fn media(&mut self, has_media: bool, sender: &str, date: &str, id: &str) {
        match &mut self.last_media {
            Some((last_sender, last_date, is_counted))
                if has_media && last_sender.as_str() == sender && last_date.as_str() == date && !date.is_empty() =>
            {
                if !*is_counted {
                    self.albums.add(|| format!("message {id}"));
                    *is_counted = true;
                }
            }
            last => *last = has_media.then(|| (sender.to_owned(), date.to_owned(), false)),
        }
    }

    fn tell(self, download: &mut Download) {
        let Self { num_texts, services, empty, albums, replies, forwarded, .. } = self;
        let mut told = |examples: &Examples, one: &str, many: &str, what: &str| {
            if examples.count > 0 {
                let who = counted(examples.count, one, many);
                download.notes.push((None, format!("{who} {what}: {}", listed(examples.count, examples.first.clone()))));
            }
        };
        told(&services, "message of the service itself was", "messages of the service itself were", "left out");
        told(&empty, "message without words was", "messages without words were", "left out, as pictures, films and polls are");
        told(&albums, "album is", "albums are", "of several messages; its words are those of one of them");
        told(&replies, "message is a reply", "messages are replies", "to another, which its metadata name");
        told(&forwarded, "message was", "messages were", "forwarded from elsewhere; the metadata say from where");
        download.count = Some(Count::of_number(Some(num_texts), download.num_documents()));
    }
}

/// The words of a text, and the addresses that pieces of it lead to.
fn words(text: Option<&Value>) -> (String, Vec<String>) {
    let (mut words, mut links) = (String::new(), Vec::new());
    match text {
        Some(Value::String(text)) => words.push_str(text),
        Some(Value::Array(pieces)) => {
            for piece in pieces {
                words.push_str(piece.as_str().or_else(|| piece.get("text")?.as_str()).unwrap_or_default());
                links.extend(piece.get("href").and_then(Value::as_str).map(str::to_owned));
            }
        }
        _ => {}
    }
    (words, links)
}

fn paragraphs(text: &str) -> Vec<Paragraph> {
    markup::plain(text)
}

fn plain(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn utc_day(second: i64) -> Option<Date> {
    Some(Timestamp::from_second(second).ok()?.to_zoned(TimeZone::UTC).date())
}

/// Reads the source of a page.
pub(super) fn read_page(text: &str, download: &mut Download) {
    let Some(document) = html::document_of(text) else {
        download.notes.push((None, "all of it was left out: the page is too long or too deep".to_owned()));
        return;
    };
    let outlet = first_text(&document, ".page_header .text");
    let (mut seen, mut sender) = (Seen::default(), String::new());
    for node in document.select("div.message").nodes() {
        let class = node.attr("class").unwrap_or_default();
        let id = node.attr("id").unwrap_or_default().trim_start_matches("message").to_owned();
        if class.split_whitespace().any(|name| name == "service") {
            // Days between messages have negative numbers; nobody wrote them.
            if !id.starts_with('-') {
                seen.services.add(|| crate::import::quoted::short(&crate::text::words::one_line(&node.text())));
            }
            continue;
        }
        page_message(node, &id, &outlet, &mut sender, &mut seen, download);
    }
    seen.tell(download);
}

fn page_message(node: &NodeRef<'_>, id: &str, outlet: &str, sender: &mut String, seen: &mut Seen, download: &mut Download) {
    let body = child(node, "body").unwrap_or(*node);
    // A message that follows another of the same sender does not name them again.
    if let Some(name) = child(&body, "from_name") {
        *sender = crate::text::words::one_line(&name.text());
    }
    let forwarded = child(&body, "forwarded");
    let inner = forwarded.unwrap_or(body);
    let date = child(&body, "date").and_then(|date| date.attr("title")).map(|title| title.to_string()).unwrap_or_default();
    seen.media(child(&inner, "media_wrap").is_some(), sender, &date, id);
    let paragraphs: Vec<Paragraph> = child(&inner, "text").map(|text| html::paragraphs_of(&text)).unwrap_or_default();
    if !paragraphs.iter().any(|paragraph| paragraph.text.chars().any(char::is_alphanumeric)) {
        seen.empty.add(|| format!("message {id}"));
        return;
    }
    seen.num_texts += 1;
    let mut article = NewsArticle { outlet: outlet.to_owned(), body: paragraphs, ..NewsArticle::default() };
    if sender != outlet {
        article.set_byline(sender);
    }
    article.keep(key::ID, id);
    article.published = date.split(' ').next().and_then(dotted);
    article.keep("sent", &date);
    let from =
        forwarded.and_then(|forwarded| child(&forwarded, "from_name")).map(|name| crate::text::words::one_line(&name.text()));
    article.keep("forwarded from", from.as_deref().unwrap_or_default());
    let reply = child(&body, "reply_to").map(|reply| crate::text::words::one_line(&reply.text()));
    article.keep("reply to", reply.as_deref().unwrap_or_default());
    seen.note(id, from.is_some(), reply.is_some());
    download.add(article);
}

/// The element directly inside one that has this class.
fn child<'d>(node: &NodeRef<'d>, class: &str) -> Option<NodeRef<'d>> {
    node.element_children()
        .into_iter()
        .find(|child| child.attr("class").is_some_and(|names| names.split_whitespace().any(|name| name == class)))
}

fn first_text(document: &Document, selector: &str) -> String {
    document.select(selector).nodes().first().map(|node| crate::text::words::one_line(&node.text())).unwrap_or_default()
}
