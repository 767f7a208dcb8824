//! The commands of the room.

use super::{TagRoom, act::delete, editing, find_bar, history, pick::PickField, pointing, steps};
use crate::app::{
    desk::{
        Desk, Focus,
        change::apply_any,
        choices::keep_prefs,
        command::{By, Command, Way},
        fold::{self, Side},
    },
    page::TextObject,
};
use egui::Context;

/// Carries out a command of the room; one of another room does nothing here.
pub fn act(desk: &mut Desk, tag: &mut TagRoom, command: Command, context: &Context) {
    let is_picking = tag.pick.is_some();
    match command {
        Command::FindHere => find_bar::open_bar(desk, tag),
        Command::NextHit => find_bar::step_hit(desk, tag, 1),
        Command::PreviousHit => find_bar::step_hit(desk, tag, -1),
        Command::History => history::toggle(desk, tag, context),
        Command::UndoBack => history::undo_back(desk, tag),
        Command::NextToDo => steps::next_to_do(desk, tag),
        Command::ToggleDone => apply_any(desk, editing::toggle_done(desk)),
        Command::NextAnnotation if is_picking => pointing::step(desk, tag, 1),
        Command::NextAnnotation => steps::step_annotation(desk, 1),
        Command::PreviousAnnotation if is_picking => pointing::step(desk, tag, -1),
        Command::PreviousAnnotation => steps::step_annotation(desk, -1),
        Command::Attributes if is_picking => pointing::take(desk, tag),
        Command::Attributes => focus_on(desk, Side::Tagging, Focus::Attributes),
        Command::Note => focus_on(desk, Side::Tagging, Focus::Note),
        Command::Filter => focus_on(desk, Side::Articles, Focus::Filter),
        Command::Link => pointing::next_field(desk, tag),
        Command::SameAs => pointing::begin(desk, tag, PickField::SameAs),
        Command::Delete => delete(desk),
        Command::ToggleUnsure => apply_any(desk, editing::toggle_unsure(desk)),
        Command::TakeProposal => apply_any(desk, editing::take_proposal(desk)),
        Command::AddFragment => add_fragment(desk),
        Command::MoveEdge(edge, way, by) => {
            apply_any(desk, editing::move_edge(desk, edge, way == Way::Outward, by == By::Char));
        }
        Command::SelectText(object) => select_text(desk, object, false),
        Command::SelectNext(object) => select_text(desk, object, true),
        Command::Rules => {
            desk.prefs.shows_rules = !desk.prefs.shows_rules;
            keep_prefs(desk);
        }
        _ => {}
    }
}

fn focus_on(desk: &mut Desk, side: Side, focus: Focus) {
    fold::open(desk, side);
    desk.focus = Some(focus);
}

fn add_fragment(desk: &mut Desk) {
    let target = desk.fragment_target().map(|annotation| annotation.id);
    apply_any(desk, editing::add_fragment(desk));
    desk.open.selected = target;
    desk.open.page.clear_selection();
}

fn select_text(desk: &mut Desk, object: TextObject, is_next: bool) {
    let Some(article) = desk.record().map(|record| std::sync::Arc::clone(&record.article)) else { return };
    let is_found = if is_next {
        desk.open.page.select_next_object(object, &article)
    } else {
        desk.open.page.select_object(object, &article)
    };
    if is_found {
        return;
    }
    let missing = match (object, is_next) {
        (TextObject::Quotation, false) if desk.selection().is_none() => "No quotation around the caret; with Shift: the next one",
        (TextObject::Word, true) => "No further word",
        (TextObject::Clause, true) => "No further clause",
        (TextObject::Sentence, true) => "No further sentence",
        (TextObject::Paragraph, true) => "No further paragraph",
        (TextObject::Quotation, true) => "No further quotation",
        (TextObject::Figure, _) => "No further figure",
        _ => return,
    };
    desk.status = missing.to_owned();
}
