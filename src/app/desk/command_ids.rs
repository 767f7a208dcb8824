//! The permanent names of commands, under which the settings store changed keys.
//!
//! A name never changes and is never given to another command, whatever the command is called in the code or in the window.
//! The last column has the names that the first versions stored. They will always be read; a new command has none.

use super::{
    command::{By, Command, CompareKey as Key, FindKey, Way},
    room::Room,
};
use crate::{app::page::TextObject, project::Edge};

#[rustfmt::skip]
const IDS: &[(Command, &str, &str)] = &[
    (Command::Redo, "redo", "Redo"),
    (Command::SaveCopy, "save-copy", "SaveCopy"),
    (Command::Undo, "undo", "Undo"),
    (Command::Show(Room::Tag), "show-tag", "Show(Tag)"),
    (Command::Show(Room::Compare), "show-compare", "Show(Compare)"),
    (Command::Show(Room::Codebook), "show-codebook", "Show(Codebook)"),
    (Command::ApplyCodebook, "apply-codebook", "ApplyCodebook"),
    (Command::Show(Room::Find), "show-find", "Show(Find)"),
    (Command::FindEverywhere, "find-everywhere", "FindEverywhere"),
    (Command::FindTags, "find-tags", "FindTags"),
    (Command::FindHere, "find-here", "FindHere"),
    (Command::Found(FindKey::TickAll), "found-tick-all", "Found(TickAll)"),
    (Command::Found(FindKey::Tick), "found-tick", "Found(Tick)"),
    (Command::Found(FindKey::Go), "found-go", "Found(Go)"),
    (Command::Found(FindKey::Next), "found-next", "Found(Next)"),
    (Command::Found(FindKey::Previous), "found-previous", "Found(Previous)"),
    (Command::NewProject, "new-project", "NewProject"),
    (Command::OpenProject, "open-project", "OpenProject"),
    (Command::Import, "import", "Import"),
    (Command::Save, "save", "Save"),
    (Command::Quit, "quit", "Quit"),
    (Command::ToggleDone, "toggle-done", "ToggleDone"),
    (Command::ZoomIn, "zoom-in", "ZoomIn"),
    (Command::ZoomOut, "zoom-out", "ZoomOut"),
    (Command::ZoomReset, "zoom-reset", "ZoomReset"),
    (Command::Filter, "filter", "Filter"),
    (Command::GoToParagraph, "go-to-paragraph", "GoToParagraph"),
    (Command::TextSettings, "text-settings", "TextSettings"),
    (Command::ToggleTagging, "toggle-tagging", "ToggleTagging"),
    (Command::ToggleArticles, "toggle-articles", "ToggleArticles"),
    (Command::Back, "back", "Back"),
    (Command::Forward, "forward", "Forward"),
    (Command::PreviousArticle, "previous-article", "PreviousArticle"),
    (Command::NextArticle, "next-article", "NextArticle"),
    (Command::Palette, "palette", "Palette"),
    (Command::KeySheet, "key-sheet", "KeySheet"),
    (Command::Escape, "escape", "Escape"),
    (Command::PreviousAnnotation, "previous-annotation", "PreviousAnnotation"),
    (Command::NextAnnotation, "next-annotation", "NextAnnotation"),
    (Command::Attributes, "attributes", "Attributes"),
    (Command::Note, "note", "Note"),
    (Command::ToggleUnsure, "toggle-unsure", "ToggleUnsure"),
    (Command::AddFragment, "add-fragment", "AddFragment"),
    (Command::Delete, "delete", "Delete"),
    (Command::Link, "link", "Link"),
    (Command::SameAs, "same-as", "SameAs"),
    (Command::TakeProposal, "take-proposal", "TakeProposal"),
    (Command::Rules, "rules", "Rules"),
    (Command::SelectText(TextObject::Word), "select-text-word", "SelectText(Word)"),
    (Command::SelectText(TextObject::Sentence), "select-text-sentence", "SelectText(Sentence)"),
    (Command::SelectText(TextObject::Paragraph), "select-text-paragraph", "SelectText(Paragraph)"),
    (Command::SelectText(TextObject::Quotation), "select-text-quotation", "SelectText(Quotation)"),
    (Command::MoveEdge(Edge::Start, Way::Outward, By::Word), "move-edge-start-outward-word", "MoveEdge(Start, Outward, Word)"),
    (Command::MoveEdge(Edge::Start, Way::Inward, By::Word), "move-edge-start-inward-word", "MoveEdge(Start, Inward, Word)"),
    (Command::MoveEdge(Edge::End, Way::Outward, By::Word), "move-edge-end-outward-word", "MoveEdge(End, Outward, Word)"),
    (Command::MoveEdge(Edge::End, Way::Inward, By::Word), "move-edge-end-inward-word", "MoveEdge(End, Inward, Word)"),
    (Command::MoveEdge(Edge::Start, Way::Outward, By::Char), "move-edge-start-outward-char", "MoveEdge(Start, Outward, Char)"),
    (Command::MoveEdge(Edge::Start, Way::Inward, By::Char), "move-edge-start-inward-char", "MoveEdge(Start, Inward, Char)"),
    (Command::MoveEdge(Edge::End, Way::Outward, By::Char), "move-edge-end-outward-char", "MoveEdge(End, Outward, Char)"),
    (Command::MoveEdge(Edge::End, Way::Inward, By::Char), "move-edge-end-inward-char", "MoveEdge(End, Inward, Char)"),
    (Command::KeySettings, "key-settings", "KeySettings"),
    (Command::Restore, "restore", "Restore"),
    (Command::ToggleTheme, "toggle-theme", "ToggleTheme"),
    (Command::Compare(Key::Next), "compare-next", ""),
    (Command::Compare(Key::Previous), "compare-previous", ""),
    (Command::Compare(Key::First), "compare-first", ""),
    (Command::Compare(Key::Second), "compare-second", ""),
    (Command::Compare(Key::Union), "compare-union", ""),
    (Command::Compare(Key::Overlap), "compare-overlap", ""),
    (Command::Compare(Key::Both), "compare-both", ""),
    (Command::Compare(Key::Neither), "compare-neither", ""),
    (Command::Compare(Key::Edit), "compare-edit", ""),
    (Command::Compare(Key::Keep), "compare-keep", ""),
    (Command::Compare(Key::Reopen), "compare-reopen", ""),
    (Command::Compare(Key::Comment), "compare-comment", ""),
    (Command::Compare(Key::Identical), "compare-identical", ""),
    (Command::Compare(Key::Sort), "compare-sort", ""),
    (Command::Compare(Key::Scope), "compare-scope", ""),
    (Command::Compare(Key::Figures), "compare-figures", ""),
    (Command::Compare(Key::Fill), "compare-fill", ""),
    (Command::Compare(Key::Take), "compare-take", ""),
    (Command::Compare(Key::Report), "compare-report", ""),
    (Command::AddLayers, "add-layers", ""),
    (Command::Show(Room::Dataset), "show-dataset", ""),
    (Command::ExportDataset, "export-dataset", ""),
    (Command::CopyDatasetCommand, "copy-dataset-command", ""),
    (Command::History, "history", ""),
    (Command::UndoBack, "undo-back", ""),
    (Command::ShowOthers, "show-others", ""),
    (Command::NextToDo, "next-to-do", ""),
    (Command::NextHit, "next-hit", ""),
    (Command::PreviousHit, "previous-hit", ""),
    (Command::SelectText(TextObject::Clause), "select-text-clause", ""),
    (Command::SelectText(TextObject::Figure), "select-text-figure", ""),
    (Command::SelectNext(TextObject::Word), "select-next-word", ""),
    (Command::SelectNext(TextObject::Clause), "select-next-clause", ""),
    (Command::SelectNext(TextObject::Sentence), "select-next-sentence", ""),
    (Command::SelectNext(TextObject::Paragraph), "select-next-paragraph", ""),
    (Command::SelectNext(TextObject::Quotation), "select-next-quotation", ""),
    (Command::SelectNext(TextObject::Figure), "select-next-figure", ""),
];

impl Command {
    /// What a user's choices name it by, as in `undo` and `move-edge-start-outward-word`.
    pub fn stored_name(self) -> &'static str {
        // Every command has a row; a test counts them.
        self.row().map_or("", |(_, name, _)| name)
    }

    /// What settings of the first versions name it by; empty for a command that they did not know.
    pub fn former_name(self) -> &'static str {
        self.row().map_or("", |(.., former)| former)
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str)> {
        IDS.iter().find(|(command, ..)| *command == self)
    }
}

#[cfg(test)]
mod tests {
    use crate::app::desk::{command::COMMANDS, command_ids::*};
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_a_name_for_good() {
        for info in COMMANDS {
            assert!(!info.command.stored_name().is_empty(), "{:?} needs a row in {}", info.command, file!());
        }
        let names = IDS.iter().flat_map(|(_, name, former)| [*name, *former]).filter(|name| !name.is_empty());
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(seen.insert(name), "{name} means one command");
        }
    }
}
