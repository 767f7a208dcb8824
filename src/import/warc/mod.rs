//! Web archives: WARC (ISO 28500), plain or with each record packed, and WACZ, a Zip archive of them with a list of pages.
//!
//! A page that was fetched with success is an article, read as any other page. Its address, the time of its capture and the
//! number of its record stay with it, and its digest is checked. Everything else is counted by kind.

mod digest;
mod http;
mod record;
mod wacz;

use super::{Read, draft::Draft, error::Warnings, html, quoted::short};
use crate::text::{Examples, listed, words::counted};
use http::{Http, is_page};
use record::{Item, Record, Records};
use std::collections::{BTreeMap, BTreeSet};

pub(super) use record::is_warc;
pub(super) use wacz::read as read_wacz;

/// The number of pages that are read from one archive. Each takes what a page takes.
const MAX_PAGES: usize = 200_000;

/// Reads the pages of a web archive.
pub(super) fn read(file_name: &str, bytes: &[u8], warnings: &mut Warnings<'_>) -> Read {
    let mut crawl = Crawl::default();
    crawl.read(file_name, bytes, None, warnings);
    crawl.tell(warnings);
    crawl.read
}

/// What was found in the archives of one file.
#[derive(Default)]
struct Crawl {
    read: Read,
    /// Records that are no pages, by what they are.
    others: BTreeMap<String, usize>,
    /// Addresses of pages, each with the number of captures that were read.
    captures: BTreeMap<String, usize>,
    /// Addresses that revisits refer to.
    revisited: BTreeSet<String>,
    num_revisits: usize,
    /// Pages that are not on the list of pages.
    unlisted: Examples,
    failed: Examples,
    wrong: Examples,
}

impl Crawl {
    /// Reads one archive. If a list of pages is given, only those are taken.
    fn read(&mut self, file_name: &str, bytes: &[u8], listed: Option<&BTreeSet<String>>, warnings: &mut Warnings<'_>) {
        let mut records = Records::new(bytes);
        while let Some(item) = records.next_item() {
            match item {
                Item::Record(record) => self.record(file_name, &record, listed, warnings),
                Item::Damaged { offset, why } => {
                    self.read.num_skipped += 1;
                    warnings.add(None, format!("the record at byte {offset} is damaged: {why}; reading goes on at the next one"));
                }
                Item::TooMuch => {
                    warnings.add(
                        None,
                        format!(
                            "the archive unpacks to more than {} MiB; the rest was left out; split it",
                            record::MAX_UNPACKED_BYTES >> 20
                        ),
                    );
                }
            }
        }
    }

    fn record(&mut self, file_name: &str, record: &Record<'_>, listed: Option<&BTreeSet<String>>, warnings: &mut Warnings<'_>) {
        let kind = record.field("WARC-Type").unwrap_or("without a type").to_lowercase();
        let media_type = record.field("Content-Type").unwrap_or_default();
        let address = record.address();
        let page = match kind.as_str() {
            "response" if media_type.starts_with("application/http") || media_type.is_empty() => match Http::of(record.block) {
                Some(http) if http.status != 200 => return self.other(&format!("answers with status {}", http.status)),
                Some(http) if !is_page(&http.media_type) => return self.other(&answers(&http.media_type)),
                Some(http) => http,
                None => return self.other("answers without a head"),
            },
            "resource" | "conversion" if is_page(media_type) => Http::of_resource(media_type, record.block),
            "resource" | "conversion" | "response" => return self.other(&answers(media_type)),
            "revisit" => {
                self.num_revisits += 1;
                self.revisited.insert(record.field("WARC-Refers-To-Target-URI").map_or(address, without_brackets));
                return;
            }
            "request" => return self.other("requests"),
            "metadata" => return self.other("records about others (metadata)"),
            "warcinfo" => return self.other("records about the archive (warcinfo)"),
            kind => return self.other(&format!("records of type {}", short(kind))),
        };
        if listed.is_some_and(|listed| !listed.contains(&address)) {
            self.read.num_skipped += 1;
            self.unlisted.add(|| short(&address));
            return;
        }
        if self.read.drafts.len() >= MAX_PAGES {
            return self.other("pages beyond the number that is read");
        }
        self.page(file_name, record, &page, &address, warnings);
    }

    fn page(&mut self, file_name: &str, record: &Record<'_>, page: &Http<'_>, address: &str, warnings: &mut Warnings<'_>) {
        let body = page.decoded();
        let mut own = Warnings::new(file_name);
        match html::decode(file_name, &body, page.encoding(), &mut own)
            .and_then(|page| html::read(file_name, &page, true, &mut own))
        {
            Ok(draft) => {
                warnings.extend_from_inside(&short(address), own.sorted());
                let is_wrong = digest::wrong(record, page);
                if let Some(which) = is_wrong {
                    self.wrong.add(|| format!("{} ({which}, record at byte {})", short(address), record.offset));
                }
                *self.captures.entry(address.to_owned()).or_default() += 1;
                self.read.drafts.push(described(draft, record, address, is_wrong));
            }
            Err(error) => {
                self.read.num_skipped += 1;
                self.failed.add(|| format!("{} ({error})", short(address)));
            }
        }
    }

    fn other(&mut self, what: &str) {
        *self.others.entry(what.to_owned()).or_default() += 1;
    }

    fn tell(&self, warnings: &mut Warnings<'_>) {
        let mut told = |examples: &Examples, one: &str, many: &str, what: &str| {
            if examples.count > 0 {
                let who = counted(examples.count, one, many);
                warnings.add(None, format!("{who} {what}: {}", listed(examples.count, examples.first.clone())));
            }
        };
        told(&self.wrong, "page does", "pages do", "not fit the digest in the archive, so somebody or something changed it");
        told(&self.failed, "page was", "pages were", "left out");
        told(&self.unlisted, "page was", "pages were", "left out, because the archive's list of pages does not have it");
        if !self.others.is_empty() {
            let kinds: Vec<String> = self.others.iter().map(|(what, number)| format!("{number} {what}")).collect();
            warnings.add(None, format!("what is no page was left out: {}", kinds.join(", ")));
        }
        if self.num_revisits > 0 {
            let is_here = self.revisited.iter().filter(|address| self.captures.contains_key(*address)).count();
            let elsewhere = self.revisited.len() - is_here;
            let visits =
                counted(self.num_revisits, "visit that found a page unchanged was", "visits that found a page unchanged were");
            let where_else = if elsewhere == 0 {
                "whose pages are here".to_owned()
            } else {
                format!("{elsewhere} of whose pages are in other files")
            };
            warnings.add(None, format!("{visits} left out, {where_else}"));
        }
        let several: Vec<&String> = self.captures.iter().filter(|(_, number)| **number > 1).map(|(address, _)| address).collect();
        if !several.is_empty() {
            let pages = counted(several.len(), "page was", "pages were");
            let names = listed(several.len(), several.iter().map(|address| short(address)));
            warnings.add(
                None,
                format!("{pages} captured several times; each capture with another text is an article of its own: {names}"),
            );
        }
    }
}

/// What answers of a media type are called.
fn answers(media_type: &str) -> String {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    if kind.is_empty() { "answers without a type".to_owned() } else { format!("answers of type {}", short(kind)) }
}

fn without_brackets(address: &str) -> String {
    address.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// Adds to a page where and when it was captured.
fn described(mut draft: Draft, record: &Record<'_>, address: &str, is_wrong: Option<&str>) -> Draft {
    let other = &mut draft.known.other;
    if !draft.known.url.is_empty() && draft.known.url != address {
        other.insert("canonical address".to_owned(), draft.known.url.clone());
    }
    address.clone_into(&mut draft.known.url);
    let mut keep = |name: &str, value: &str| {
        if !value.is_empty() {
            other.insert(name.to_owned(), value.to_owned());
        }
    };
    keep("captured", record.field("WARC-Date").unwrap_or_default());
    keep("record", &without_brackets(record.field("WARC-Record-ID").unwrap_or_default()));
    keep("digest", record.field("WARC-Payload-Digest").or_else(|| record.field("WARC-Block-Digest")).unwrap_or_default());
    keep("digest does not fit", is_wrong.unwrap_or_default());
    draft.format = Some("warc");
    draft
}
