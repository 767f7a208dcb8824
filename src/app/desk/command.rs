//! The commands of a user, without data, each with its name, its default key and the place where the key works.
//!
//! Views push requests; `dispatch` carries them out after the frame is drawn. Which keys are in force is for
//! [`super::bindings`] to say: users change them.

use super::room::Room;
use crate::{app::page::TextObject, project::Edge};
use egui::{Key, Modifiers};

/// Something that a key, a menu or a button starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make the draft of the codebook a change.
    ApplyCodebook,
    /// Write the dataset.
    ExportDataset,
    /// Copy the export of the dataset as a command line.
    CopyDatasetCommand,
    /// Look for words in the article; again: as a list.
    FindHere,
    /// Go to the next place where the words are.
    NextHit,
    /// Go to the place before.
    PreviousHit,
    /// Look for words in all articles.
    FindEverywhere,
    /// Look for annotations.
    FindTags,
    /// Move through what was found, tick it, or show it.
    Found(FindKey),
    /// Something about the difference in front, or about the list of differences.
    Compare(CompareKey),
    /// Go to a room of the window.
    Show(Room),
    /// Start a new project.
    NewProject,
    /// Open a project.
    OpenProject,
    /// Bring in articles.
    Import,
    /// Bring in layers of another copy of the project.
    AddLayers,
    /// Write a snapshot now.
    Save,
    /// Write the project to another file.
    SaveCopy,
    /// Go back to a former state of the project file.
    Restore,
    /// Close the window.
    Quit,
    /// Take back the last step.
    Undo,
    /// Make the last undone step again.
    Redo,
    /// Show the edits of the project, or put them away.
    History,
    /// Take back the edit that is chosen in the history, and every later one.
    UndoBack,
    /// Show the tags of another analyst beside one's own, or hide them.
    ShowOthers,
    /// Go to the next article.
    NextArticle,
    /// Go to the previous article.
    PreviousArticle,
    /// Go to the next article that is not done.
    NextToDo,
    /// Mark the article as done, or as not done.
    ToggleDone,
    /// Select the next annotation.
    NextAnnotation,
    /// Select the previous annotation.
    PreviousAnnotation,
    /// Delete the selected annotation.
    Delete,
    /// Go to the attributes of the selected annotation.
    Attributes,
    /// Go to the note of the selected annotation.
    Note,
    /// Mark the selected annotation as unsure, or as sure.
    ToggleUnsure,
    /// Add the selection to the selected annotation.
    AddFragment,
    /// Move an edge of the selected annotation.
    MoveEdge(Edge, Way, By),
    /// Select text around the caret.
    SelectText(TextObject),
    /// Select the next text of a kind after the caret or the selection.
    SelectNext(TextObject),
    /// Find a command, a label, an article or an analyst by name.
    Palette,
    /// Choose in the text what the selected annotation links to; again: the next field that can be chosen so.
    Link,
    /// Choose in the text which annotations say the same.
    SameAs,
    /// Fill in the values that the words of the selected annotation propose.
    TakeProposal,
    /// Show or hide the whole rules of the label of the selected annotation.
    Rules,
    /// Change which keys do what.
    KeySettings,
    /// Go to the filter of the article list.
    Filter,
    /// Go back to the text.
    Escape,
    /// Ask for a paragraph to go to.
    GoToParagraph,
    /// Go back to the place before the last leap.
    Back,
    /// Go to the place that was gone back from.
    Forward,
    /// Choose how the page's text is set.
    TextSettings,
    /// Fold or open the list of articles.
    ToggleArticles,
    /// Fold or open the tagging panel.
    ToggleTagging,
    /// Show or hide the keys.
    KeySheet,
    /// Change between light and dark.
    ToggleTheme,
    /// Make the page's type larger.
    ZoomIn,
    /// Make the page's type smaller.
    ZoomOut,
    /// Make the page's type its usual size.
    ZoomReset,
}

/// A command's row in the table of commands.
#[derive(Debug)]
pub struct CommandInfo {
    /// Which.
    pub command: Command,
    /// What people read; "…" when a question follows.
    pub label: &'static str,
    /// The key that usually starts it.
    pub key: Option<(Modifiers, Key)>,
    /// Where the key works.
    pub place: Place,
}

/// Where a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In every room, also while a text field has the keys.
    Anywhere,
    /// In one room, also while a text field has the keys.
    Room(Room),
    /// In one room, while its text and no field has the keys.
    Text(Room),
}

impl Place {
    /// Whether a key could have both meanings in some place.
    pub fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Anywhere, _) | (_, Self::Anywhere) => true,
            (Self::Room(one) | Self::Text(one), Self::Room(two) | Self::Text(two)) => one == two,
        }
    }
}

const fn row(command: Command, label: &'static str, key: Option<(Modifiers, Key)>, place: Place) -> CommandInfo {
    CommandInfo { command, label, key, place }
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const CTRL_ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };
const ALT_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::ALT };

const ANYWHERE: Place = Place::Anywhere;
const TEXT: Place = Place::Text(Room::Tag);
const FOUND: Place = Place::Text(Room::Find);
const COMPARED: Place = Place::Text(Room::Compare);

/// Every command, a line each; one with two keys has two lines.
pub const COMMANDS: &[CommandInfo] = &[
    row(Command::Redo, "Redo", Some((CTRL_SHIFT, Key::Z)), ANYWHERE),
    row(Command::SaveCopy, "Save a copy as…", Some((CTRL_SHIFT, Key::S)), ANYWHERE),
    row(Command::Undo, "Undo", Some((CTRL, Key::Z)), ANYWHERE),
    row(Command::UndoBack, "Undo back to the chosen edit", Some((CTRL_ALT, Key::Z)), ANYWHERE),
    row(Command::Show(Room::Tag), "Tag", Some((CTRL, Key::Num1)), ANYWHERE),
    row(Command::Show(Room::Compare), "Compare", Some((CTRL, Key::Num2)), ANYWHERE),
    row(Command::Show(Room::Dataset), "Dataset", Some((CTRL, Key::Num3)), ANYWHERE),
    row(Command::ExportDataset, "Export the dataset", Some((CTRL, Key::Enter)), Place::Room(Room::Dataset)),
    row(Command::CopyDatasetCommand, "Copy the command", Some((CTRL_SHIFT, Key::Enter)), Place::Room(Room::Dataset)),
    row(Command::Show(Room::Codebook), "Codebook", Some((CTRL, Key::Num4)), ANYWHERE),
    row(Command::ApplyCodebook, "Apply the change to the codebook", Some((CTRL, Key::Enter)), Place::Room(Room::Codebook)),
    row(Command::Show(Room::Find), "Find", Some((CTRL, Key::Num5)), ANYWHERE),
    row(Command::FindEverywhere, "Find in all articles…", Some((CTRL_SHIFT, Key::F)), ANYWHERE),
    row(Command::FindTags, "Find tags…", Some((CTRL_SHIFT, Key::T)), ANYWHERE),
    row(Command::FindHere, "Find in the article, again: as a list", Some((CTRL, Key::F)), ANYWHERE),
    row(Command::PreviousHit, "Previous hit in the article", Some((SHIFT, Key::F3)), Place::Room(Room::Tag)),
    row(Command::NextHit, "Next hit in the article", Some((NONE, Key::F3)), Place::Room(Room::Tag)),
    row(Command::Found(FindKey::TickAll), "Tick all rows or none", Some((CTRL, Key::A)), FOUND),
    row(Command::Found(FindKey::Tick), "Tick the row", Some((NONE, Key::Space)), FOUND),
    row(Command::Found(FindKey::Go), "Show the row in its article", Some((NONE, Key::Enter)), FOUND),
    row(Command::Found(FindKey::Next), "Next row", Some((NONE, Key::ArrowDown)), FOUND),
    row(Command::Found(FindKey::Previous), "Previous row", Some((NONE, Key::ArrowUp)), FOUND),
    row(Command::NewProject, "New project…", Some((CTRL, Key::N)), ANYWHERE),
    row(Command::OpenProject, "Open project…", Some((CTRL, Key::O)), ANYWHERE),
    row(Command::Import, "Import articles…", Some((CTRL, Key::I)), ANYWHERE),
    row(Command::Save, "Save now", Some((CTRL, Key::S)), ANYWHERE),
    row(Command::Quit, "Quit", Some((CTRL, Key::Q)), ANYWHERE),
    row(Command::NextToDo, "Next article to do", Some((CTRL_SHIFT, Key::D)), ANYWHERE),
    row(Command::ToggleDone, "Mark article as done", Some((CTRL, Key::D)), ANYWHERE),
    row(Command::ZoomIn, "Larger text", Some((CTRL, Key::Plus)), ANYWHERE),
    row(Command::ZoomIn, "Larger text", Some((CTRL, Key::Equals)), ANYWHERE),
    row(Command::ZoomOut, "Smaller text", Some((CTRL, Key::Minus)), ANYWHERE),
    row(Command::ZoomReset, "Text at its usual size", Some((CTRL, Key::Num0)), ANYWHERE),
    row(Command::Filter, "Filter the articles", Some((CTRL, Key::L)), ANYWHERE),
    row(Command::GoToParagraph, "Go to paragraph…", Some((CTRL, Key::G)), ANYWHERE),
    row(Command::TextSettings, "Text…", Some((CTRL, Key::T)), ANYWHERE),
    row(Command::History, "History", Some((CTRL, Key::H)), ANYWHERE),
    row(Command::ShowOthers, "Show or hide another analyst’s tags…", Some((CTRL_SHIFT, Key::L)), ANYWHERE),
    row(Command::ToggleTagging, "Show or hide the tagging panel", Some((CTRL_SHIFT, Key::B)), ANYWHERE),
    row(Command::ToggleArticles, "Show or hide the articles", Some((CTRL, Key::B)), ANYWHERE),
    row(Command::Back, "Back to where you were", Some((Modifiers::ALT, Key::ArrowLeft)), ANYWHERE),
    row(Command::Forward, "Forward again", Some((Modifiers::ALT, Key::ArrowRight)), ANYWHERE),
    row(Command::PreviousArticle, "Previous article", Some((Modifiers::ALT, Key::ArrowUp)), ANYWHERE),
    row(Command::NextArticle, "Next article", Some((Modifiers::ALT, Key::ArrowDown)), ANYWHERE),
    row(Command::Palette, "Command palette", Some((CTRL, Key::K)), ANYWHERE),
    row(Command::KeySheet, "Keys", Some((NONE, Key::F1)), ANYWHERE),
    row(Command::Escape, "Back to the text", Some((NONE, Key::Escape)), ANYWHERE),
    row(Command::PreviousAnnotation, "Previous annotation", Some((Modifiers::SHIFT, Key::Tab)), TEXT),
    row(Command::NextAnnotation, "Next annotation", Some((NONE, Key::Tab)), TEXT),
    row(Command::Attributes, "To the attributes", Some((NONE, Key::Enter)), TEXT),
    row(Command::Note, "Note", Some((NONE, Key::N)), TEXT),
    row(Command::ToggleUnsure, "Mark as unsure", Some((NONE, Key::U)), TEXT),
    row(Command::AddFragment, "Add the selection as a fragment", Some((NONE, Key::Plus)), TEXT),
    row(Command::Delete, "Delete the annotation", Some((NONE, Key::Delete)), TEXT),
    row(Command::Link, "Link, again: the next field", Some((NONE, Key::L)), TEXT),
    row(Command::SameAs, "Same as…", Some((NONE, Key::Equals)), TEXT),
    row(Command::TakeProposal, "Take the proposed values", Some((NONE, Key::Y)), TEXT),
    row(Command::Rules, "Rules of the label", Some((NONE, Key::R)), TEXT),
    row(Command::SelectText(TextObject::Word), "Select the word, again: more", Some((NONE, Key::W)), TEXT),
    row(Command::SelectText(TextObject::Clause), "Select the clause, again: more", Some((NONE, Key::C)), TEXT),
    row(Command::SelectText(TextObject::Sentence), "Select the sentence, again: more", Some((NONE, Key::S)), TEXT),
    row(Command::SelectText(TextObject::Paragraph), "Select the paragraph, again: more", Some((NONE, Key::P)), TEXT),
    row(Command::SelectText(TextObject::Quotation), "Select the quotation, again: more", Some((NONE, Key::Q)), TEXT),
    row(Command::SelectText(TextObject::Figure), "Select the figure, again: more", Some((NONE, Key::F)), TEXT),
    row(Command::SelectNext(TextObject::Word), "Select the next word", Some((SHIFT, Key::W)), TEXT),
    row(Command::SelectNext(TextObject::Clause), "Select the next clause", Some((SHIFT, Key::C)), TEXT),
    row(Command::SelectNext(TextObject::Sentence), "Select the next sentence", Some((SHIFT, Key::S)), TEXT),
    row(Command::SelectNext(TextObject::Paragraph), "Select the next paragraph", Some((SHIFT, Key::P)), TEXT),
    row(Command::SelectNext(TextObject::Quotation), "Select the next quotation", Some((SHIFT, Key::Q)), TEXT),
    row(Command::SelectNext(TextObject::Figure), "Select the next figure", Some((SHIFT, Key::F)), TEXT),
    row(Command::MoveEdge(Edge::Start, Way::Outward, By::Word), "Start a word earlier", Some((NONE, Key::OpenBracket)), TEXT),
    row(Command::MoveEdge(Edge::Start, Way::Inward, By::Word), "Start a word later", Some((SHIFT, Key::OpenBracket)), TEXT),
    row(Command::MoveEdge(Edge::End, Way::Outward, By::Word), "End a word later", Some((NONE, Key::CloseBracket)), TEXT),
    row(Command::MoveEdge(Edge::End, Way::Inward, By::Word), "End a word earlier", Some((SHIFT, Key::CloseBracket)), TEXT),
    row(Command::MoveEdge(Edge::Start, Way::Outward, By::Char), "Start a character earlier", Some((ALT, Key::OpenBracket)), TEXT),
    row(
        Command::MoveEdge(Edge::Start, Way::Inward, By::Char),
        "Start a character later",
        Some((ALT_SHIFT, Key::OpenBracket)),
        TEXT,
    ),
    row(Command::MoveEdge(Edge::End, Way::Outward, By::Char), "End a character later", Some((ALT, Key::CloseBracket)), TEXT),
    row(
        Command::MoveEdge(Edge::End, Way::Inward, By::Char),
        "End a character earlier",
        Some((ALT_SHIFT, Key::CloseBracket)),
        TEXT,
    ),
    row(Command::Compare(CompareKey::First), "Take the first analyst’s", Some((NONE, Key::A)), COMPARED),
    row(Command::Compare(CompareKey::Second), "Take the second analyst’s", Some((NONE, Key::B)), COMPARED),
    row(Command::Compare(CompareKey::Union), "Take what either covers", Some((NONE, Key::U)), COMPARED),
    row(Command::Compare(CompareKey::Overlap), "Take what both cover", Some((NONE, Key::I)), COMPARED),
    row(Command::Compare(CompareKey::Both), "Take both", Some((NONE, Key::Num2)), COMPARED),
    row(Command::Compare(CompareKey::Neither), "Take neither", Some((NONE, Key::Num0)), COMPARED),
    row(Command::Compare(CompareKey::Edit), "Make gold by hand, or give it up", Some((NONE, Key::E)), COMPARED),
    row(Command::Compare(CompareKey::Keep), "Keep what was made or chosen", Some((NONE, Key::Enter)), COMPARED),
    row(Command::Compare(CompareKey::Fill), "Fill what is empty from the other", Some((ALT, Key::Num0)), COMPARED),
    row(Command::Compare(CompareKey::Reopen), "Take the decision back", Some((NONE, Key::Delete)), COMPARED),
    row(Command::Compare(CompareKey::Comment), "Comment on the decision", Some((NONE, Key::C)), COMPARED),
    row(Command::Compare(CompareKey::Identical), "Take over what is identical", Some((NONE, Key::T)), COMPARED),
    row(Command::Compare(CompareKey::Next), "Next difference", Some((NONE, Key::Space)), COMPARED),
    row(Command::Compare(CompareKey::Previous), "Previous difference", Some((SHIFT, Key::Space)), COMPARED),
    row(Command::Compare(CompareKey::Sort), "Next sort of differences", Some((NONE, Key::F)), COMPARED),
    row(Command::Compare(CompareKey::Scope), "All articles, or this one only", Some((NONE, Key::O)), COMPARED),
    row(Command::Compare(CompareKey::Figures), "More figures, or fewer", Some((NONE, Key::M)), COMPARED),
    row(Command::Compare(CompareKey::Take), "Copy or save figures…", Some((CTRL_SHIFT, Key::C)), Place::Room(Room::Compare)),
    row(Command::Compare(CompareKey::Report), "Report…", Some((CTRL_SHIFT, Key::R)), Place::Room(Room::Compare)),
    row(Command::AddLayers, "Add layers from…", None, ANYWHERE),
    row(Command::KeySettings, "Change keys…", None, ANYWHERE),
    row(Command::Restore, "Restore…", None, ANYWHERE),
    row(Command::ToggleTheme, "Light or dark", None, ANYWHERE),
];

impl Command {
    /// Its row in the table.
    pub fn info(self) -> &'static CommandInfo {
        // Every command has a row; a test counts them.
        COMMANDS.iter().find(|info| info.command == self).expect("every command has a row")
    }

    /// Its name.
    pub fn label(self) -> &'static str {
        self.info().label
    }
}

/// What a key of the room does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindKey {
    /// To the next row.
    Next,
    /// To the row before.
    Previous,
    /// Tick or untick the row.
    Tick,
    /// Tick all rows, or none if all are.
    TickAll,
    /// Show the row's place.
    Go,
}

/// What a command of the Compare room does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareKey {
    /// Take the first analyst's annotation.
    First,
    /// Take the second analyst's.
    Second,
    /// Take what either covers.
    Union,
    /// Take what both cover.
    Overlap,
    /// Take both.
    Both,
    /// Take neither.
    Neither,
    /// Begin to make an annotation by hand, or give it up.
    Edit,
    /// Keep what was made by hand.
    Keep,
    /// Fill what is empty from the other.
    Fill,
    /// Take the decision back.
    Reopen,
    /// Say why.
    Comment,
    /// Take over what is identical.
    Identical,
    /// Go to the next difference.
    Next,
    /// Go to the previous difference.
    Previous,
    /// Show the next sort of differences.
    Sort,
    /// All articles, or the one in front only.
    Scope,
    /// Show or hide further figures.
    Figures,
    /// Copy or save figures.
    Take,
    /// Write a report.
    Report,
}

/// Where an edge goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Away from the words it covers.
    Outward,
    /// Over the words it covers.
    Inward,
}

/// How far an edge goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// To the next edge of a word.
    Word,
    /// By one character as a reader sees it.
    Char,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key() {
        for (i, one) in COMMANDS.iter().enumerate() {
            let clashes = |other: &&CommandInfo| other.key == one.key && other.place.overlaps(one.place);
            assert!(one.key.is_none() || !COMMANDS[..i].iter().any(|other| clashes(&other)), "{:?}", one.command);
        }
    }
}
