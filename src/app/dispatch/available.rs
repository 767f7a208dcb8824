//! Decides whether a command is available, and if not, what to do first. Buttons, menus, the palette and the keys all use
//! this.

use crate::app::{
    desk::{command::Command, needs::read_only, others, room::Room, undo},
    rooms::State,
    tag::{editing, history},
};

const SELECT_ANNOTATION: &str = "Select an annotation first: click it, or press Tab";
const OPEN_ARTICLE: &str = "Open an article first";

impl Command {
    /// The reason why the command is unavailable now; `None` if it is available.
    pub fn unavailable(self, state: &State) -> Option<&'static str> {
        let unless = |is_possible: bool, reason| (!is_possible).then_some(reason);
        match self {
            Self::Compare(key) => key.unavailable(&state.desk, &state.compare),
            Self::Delete | Self::ToggleUnsure | Self::MoveEdge(..) | Self::Link | Self::SameAs => {
                unless(state.desk.annotation().is_some(), SELECT_ANNOTATION).or_else(|| read_only(&state.desk))
            }
            Self::Attributes | Self::Note | Self::Rules => unless(state.desk.annotation().is_some(), SELECT_ANNOTATION),
            Self::AddFragment => unless(state.desk.fragment_target().is_some(), SELECT_ANNOTATION)
                .or_else(|| {
                    unless(
                        state.desk.selection().is_some(),
                        "Select further words first: Shift and the arrows, or Ctrl and the mouse",
                    )
                })
                .or_else(|| read_only(&state.desk)),
            Self::TakeProposal => unless(state.desk.annotation().is_some(), SELECT_ANNOTATION)
                .or_else(|| unless(!editing::proposal(&state.desk).is_empty(), "Nothing is proposed for this annotation"))
                .or_else(|| read_only(&state.desk)),
            Self::ToggleDone => unless(state.desk.record().is_some(), OPEN_ARTICLE)
                .or_else(|| unless(state.desk.open.analyst.is_some(), "Say who is tagging first"))
                .or_else(|| read_only(&state.desk)),
            Self::FindHere | Self::NextHit | Self::PreviousHit => unless(state.desk.record().is_some(), OPEN_ARTICLE),
            Self::SelectText(_) | Self::SelectNext(_) | Self::GoToParagraph | Self::NextAnnotation | Self::PreviousAnnotation => {
                unless(state.desk.record().is_some(), OPEN_ARTICLE)
            }
            Self::NextArticle | Self::PreviousArticle | Self::NextToDo | Self::Filter => {
                unless(!state.desk.project().articles().is_empty(), "Import articles first")
            }
            Self::Undo => match state.desk.session.history().next_undo() {
                None => Some("Nothing to undo"),
                Some(step) if undo::is_of_another(&state.desk, step) => Some(undo::ANOTHERS),
                Some(_) => read_only(&state.desk),
            },
            Self::Redo => match state.desk.session.history().next_redo() {
                None => Some("Nothing to redo"),
                Some(step) if undo::is_of_another(&state.desk, step) => Some(undo::ANOTHERS),
                Some(_) => read_only(&state.desk),
            },
            Self::UndoBack => history::steps_back(&state.desk, &state.tag).err().or_else(|| read_only(&state.desk)),
            Self::ShowOthers => others::why_not(&state.desk),
            Self::ExportDataset | Self::CopyDatasetCommand => {
                unless(state.desk.room == Room::Dataset, "Go to the dataset first (Ctrl+3)")
            }
            Self::Import | Self::AddLayers | Self::Save | Self::Restore => read_only(&state.desk),
            _ => None,
        }
    }
}
