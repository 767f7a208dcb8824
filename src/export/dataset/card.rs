//! The card, which describes a dataset to somebody who finds the folder in ten years. It is Markdown, and complete as plain
//! text.

use super::facts::{DecisionCounts, Facts};
use crate::{
    compare::results::tables,
    export::dataset::split::Part,
    project::{AttributeKind, Label},
    text::{
        display::{self, is_harmless},
        words::counted,
    },
};
use std::fmt::Write as _;

/// The number of left-out articles that the card names.
const MAX_LEFT_OUT: usize = 200;

/// Writes the card as Markdown.
pub fn card(facts: &Facts) -> String {
    let mut card = Card(String::new());
    card.head(facts);
    card.counts(facts);
    card.analysts(facts);
    card.agreement(facts);
    card.adjudication(facts);
    card.offsets();
    card.codebook(facts);
    card.limits(facts);
    card.files(facts);
    card.0
}

struct Card(String);

impl Card {
    fn line(&mut self, line: impl AsRef<str>) {
        self.0.push_str(line.as_ref());
        self.0.push('\n');
    }

    fn section(&mut self, title: &str) {
        self.line(format!("\n## {title}\n"));
    }

    fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let mut row = String::from("|");
        for cell in cells {
            // Writing to a string cannot fail.
            let _infallible = write!(row, " {} |", cell.as_ref());
        }
        self.line(row);
    }

    fn table(&mut self, head: &[String], rows: impl IntoIterator<Item = Vec<String>>) {
        self.row(head);
        self.row(head.iter().enumerate().map(|(place, _)| if place == 0 { "---" } else { "---:" }));
        rows.into_iter().for_each(|row| self.row(row));
    }

    fn head(&mut self, facts: &Facts) {
        let title = if facts.title.trim().is_empty() { "Untitled" } else { &facts.title };
        self.line(format!("# {}\n", plain(title)));
        let when = facts.written.map(|time| format!(" on {time}")).unwrap_or_default();
        self.line(format!(
            "{} of news articles, {}, tagged by hand. Written by Obelus {}{when} in the format `{}`, from the project \
             `{}`.",
            counted(facts.num_annotations(), "annotation", "annotations"),
            counted(facts.num_articles(), "article", "articles"),
            env!("CARGO_PKG_VERSION"),
            facts.settings.format.name(),
            facts.project,
        ));
        let licence = facts.settings.licence.trim();
        self.line(match licence {
            "" => "\nLicence: none was stated. Without one, only its makers may pass this dataset on.".to_owned(),
            licence => format!("\nLicence of the annotations: {}.", plain(licence)),
        });
        self.line("The articles' texts belong to their publishers; the metadata of each name outlet, address and notice.");
    }

    fn counts(&mut self, facts: &Facts) {
        self.section("What is in it");
        let labels = facts.codebook.labels.iter().map(|label| plain(&label.name));
        let head: Vec<String> = ["part", "articles", "annotations"].map(str::to_owned).into_iter().chain(labels).collect();
        let row = |part: &Part| {
            let counts = &facts.parts[part];
            [part.name().to_owned(), counts.num_articles.to_string(), counts.num_annotations.to_string()]
                .into_iter()
                .chain(counts.num_by_label.iter().map(ToString::to_string))
                .collect()
        };
        self.table(&head, facts.parts.keys().map(row));
        match facts.split() {
            Some(split) => self.line(format!("\nParted: {}", plain(&split))),
            None => self.line("\nNot parted: everything is `train`."),
        }
        facts.report.notes.iter().for_each(|note| self.line(format!("\n{}.", plain(note))));
        if facts.num_unsure > 0 {
            let unsure = counted(facts.num_unsure, "annotation is", "annotations are");
            self.line(format!("{unsure} marked as unsure."));
        }
    }

    fn analysts(&mut self, facts: &Facts) {
        self.section("Analysts");
        if facts.is_agreed {
            let names: Vec<_> = facts.sources.iter().map(|analyst| plain(&analyst.name)).collect();
            self.line(format!(
                "One layer, `agreed`: annotations that all analysts who worked on an article made alike, with the same label \
                 and the same fragments. They were {}.\n",
                names.join(", ")
            ));
        }
        let head = ["layer", "name", "articles finished", "articles begun"].map(str::to_owned);
        let rows = facts.layers.iter().zip(&facts.progress).map(|(layer, (done, begun))| {
            vec![format!("`{}`", code(layer.id.as_str())), plain(&layer.name), done.to_string(), begun.to_string()]
        });
        self.table(&head, rows);
        if facts.settings.names == super::settings::Names::Pseudonyms {
            self.line("\nNames are pseudonyms. What analysts wrote themselves (remarks, answers) is as they wrote it.");
        }
        self.line(
            "\nAn article that an analyst finished without a tag counts as empty; one that was never opened, or opened and not \
             finished without a tag, is not counted as that analyst's work.",
        );
    }

    fn agreement(&mut self, facts: &Facts) {
        let Some(agreement) = &facts.agreement else { return };
        self.section("Agreement");
        let articles = counted(agreement.compared.num_articles, "article", "articles");
        let before = if facts.is_gold { ", as they tagged before anything was settled" } else { "" };
        self.line(format!("Of the analysts' own layers, on the {articles} that at least two worked on{before}."));
        let found = [Some(tables::overall(agreement)), tables::spreads(agreement), tables::pairs(agreement, &[])];
        for table in found.into_iter().flatten() {
            self.line(format!("\n{}:\n", plain(&table.title)));
            let head: Vec<String> = table.columns.iter().map(|column| plain(&column.name)).collect();
            self.table(&head, table.rows.iter().map(|row| row.iter().map(|cell| plain(&cell.text())).collect()));
            table.notes.iter().for_each(|note| self.line(format!("\n{}", plain(note))));
        }
        self.line(
            "\nκ and α are of the label sets of words, u-α of text; *observed* is the agreement before chance is taken off. “obelus \
             compare” gives γ and the figures of each label.",
        );
    }

    /// Describes where gold comes from: what was decided, by whom, and which articles are not in it.
    fn adjudication(&mut self, facts: &Facts) {
        if !facts.is_gold {
            return;
        }
        self.section("How differences were settled");
        let kinds: Vec<_> = DecisionCounts::KINDS
            .into_iter()
            .filter(|kind| facts.decisions.0.values().any(|counts| counts.contains_key(kind)))
            .collect();
        if kinds.is_empty() {
            self.line("Nothing was settled in these articles: gold was made by hand, or nobody tagged anything.");
        } else {
            self.line(format!(
                "{}. What all analysts, or most of them, have alike was taken over without a decision.\n",
                counted(facts.decisions.num(), "place was settled", "places were settled")
            ));
            let head = ["settled by"].into_iter().chain(kinds.iter().copied()).map(str::to_owned).collect::<Vec<_>>();
            let rows = facts.decisions.0.iter().map(|(by, counts)| {
                let name = by.as_ref().map_or_else(|| "nobody: taken over".to_owned(), |name| plain(name));
                let number = |kind: &&'static str| counts.get(kind).copied().unwrap_or(0).to_string();
                std::iter::once(name).chain(kinds.iter().map(number)).collect()
            });
            self.table(&head, rows);
        }
        if !facts.left_out.is_empty() {
            let articles = counted(facts.left_out.len(), "article", "articles");
            self.line(format!("\nLeft out: {articles}, because not everything in them is settled.\n"));
            for (title, reason) in facts.left_out.iter().take(MAX_LEFT_OUT) {
                self.line(format!("* “{}”: {reason}", plain(title)));
            }
            if let Some(more) = facts.left_out.len().checked_sub(MAX_LEFT_OUT).filter(|more| *more > 0) {
                self.line(format!("* and {more} more, which `loss-report.json` names."));
            }
        }
    }

    fn offsets(&mut self) {
        self.section("Offsets");
        self.line(
            "Places count Unicode code points of the article's text from 0, the end excluded, as Python's `text[start:end]` \
             does, unless the format's own rules ask for another unit, which its files then say. Line ends are LF. Annotations \
             nest, overlap, and may have several fragments.",
        );
    }

    fn codebook(&mut self, facts: &Facts) {
        let codebook = &facts.codebook;
        self.section("Codebook");
        let versions: Vec<_> = facts.codebook_versions.iter().map(ToString::to_string).collect();
        let made =
            if versions.is_empty() { String::new() } else { format!(" Annotations were made with: {}.", versions.join(", ")) };
        self.line(format!("{}, version {}.{made}", plain(&codebook.title), codebook.version));
        if !codebook.general_rules.is_empty() {
            self.line("");
            codebook.general_rules.iter().for_each(|rule| self.line(format!("* {}", plain(rule))));
        }
        codebook.labels.iter().for_each(|label| self.label(label));
    }

    fn label(&mut self, label: &Label) {
        self.line(format!("\n### {} (`{}`)\n", plain(&label.name), code(label.id.as_str())));
        let parts = [
            ("", &label.definition),
            ("Include: ", &label.include),
            ("Exclude: ", &label.exclude),
            ("Where it begins and ends: ", &label.span_rule),
            ("Edge cases: ", &label.edge_cases),
        ];
        for (name, words) in parts.into_iter().filter(|(_, words)| !words.trim().is_empty()) {
            self.line(format!("{name}{}\n", plain(words)));
        }
        for attribute in &label.attributes {
            let choices: Vec<_> = attribute.kind.choices().iter().map(|choice| format!("`{}`", code(&choice.id))).collect();
            let of = if choices.is_empty() { String::new() } else { format!(" of {}", choices.join(", ")) };
            let help = if attribute.help.trim().is_empty() { String::new() } else { format!(". {}", plain(&attribute.help)) };
            self.line(format!("* `{}` ({}{of}){help}", code(attribute.id.as_str()), kind(&attribute.kind)));
        }
    }

    fn limits(&mut self, facts: &Facts) {
        self.section("Known limits");
        if let Some(loses) = facts.settings.format.loses() {
            self.line(format!("* The format never carries: {}", plain(loses)));
        }
        let report = &facts.report;
        let lost = counted(report.losses.len(), "thing", "things");
        self.line(format!(
            "* Of this project it lacks {lost}: {} dropped, {} split, {} moved. `loss-report.json` names each.",
            counted(report.num_dropped, "annotation", "annotations"),
            report.num_split,
            report.num_moved
        ));
        let unfinished: usize = facts.progress.iter().map(|(_, begun)| begun).sum();
        if unfinished > 0 {
            self.line(format!(
                "* {} not said to be finished.",
                counted(unfinished, "layer of an article is", "layers of articles are")
            ));
        }
        self.line("* Where an analyst tagged nothing, that is the analyst's reading of the codebook, not proof of absence.");
    }

    fn files(&mut self, facts: &Facts) {
        self.section("Files");
        let head = ["file", "bytes", "SHA-256"].map(str::to_owned);
        let rows = facts
            .files
            .iter()
            .map(|file| vec![format!("`{}`", code(&file.name)), file.num_bytes.to_string(), format!("`{}`", file.sha256)]);
        self.table(&head, rows);
    }
}

fn kind(kind: &AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "text",
        AttributeKind::Integer { .. } => "whole number",
        AttributeKind::Number => "number",
        AttributeKind::YesNo => "yes or no",
        AttributeKind::OneOf(_) => "one",
        AttributeKind::SeveralOf(_) => "several",
        AttributeKind::Date => "day",
        AttributeKind::Links { .. } => "links",
        AttributeKind::SubSpan => "part of the passage",
    }
}

/// Escapes a person's words so that Markdown shows them unchanged, on one line, and nothing in them controls a terminal or turns
/// text round.
pub fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (place, word) in words.split_whitespace().enumerate() {
        if place > 0 {
            out.push(' ');
        }
        for c in word.chars() {
            if !is_harmless(c) {
                display::escape(c, &mut out);
                continue;
            }
            if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Puts a person's words between back ticks.
fn code(words: &str) -> String {
    display::on_one_line(words).replace(['`', '|'], "'")
}

#[cfg(test)]
mod tests {
    use super::{code, plain};

    #[test]
    fn nobodys_words_become_markup() {
        assert_eq!(plain("a <b>\n| *c* |"), "a \\<b\\> \\| \\*c\\* \\|");
    }

    #[test]
    fn nobodys_words_colour_a_terminal_or_turn_text_round() {
        assert_eq!(plain("Sel\u{1b}[2J \u{202e}gnal"), "Sel\\u001b\\[2J \\u202egnal");
        assert_eq!(code("a\u{9b}`|\u{2066}b"), "a\\u009b''\\u2066b");
    }
}
