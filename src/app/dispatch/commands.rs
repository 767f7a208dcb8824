//! Carries out commands; those of one room are carried out there.

use super::{ask, list_hits, palette};
use crate::app::{
    codebook, compare, dataset,
    desk::{
        Dialog, Focus, KeyChange,
        choices::{toggle_theme, zoom},
        command::Command,
        files::Purpose,
        fold::{self, Side},
        navigate::{open_article, step_place},
        others,
        room::Room,
        saving, undo,
    },
    find::{self, What},
    rooms::State,
    tag::{self, find_bar, pointing, steps},
};
use egui::Context;

/// Carries out a command, or says why that cannot be done now.
pub fn act(state: &mut State, command: Command, context: &Context) {
    if let Some(reason) = command.unavailable(state) {
        state.desk.status = reason.to_owned();
        return;
    }
    let desk = &mut state.desk;
    match command {
        Command::Show(room) => show_room(state, room),
        Command::ApplyCodebook => codebook::act(desk, &mut state.codebook, codebook::Ask::Apply),
        Command::ExportDataset => dataset::act(desk, &mut state.dataset, dataset::Ask::Export, context),
        Command::CopyDatasetCommand => dataset::act(desk, &mut state.dataset, dataset::Ask::CopyCommand, context),
        Command::FindHere if find_bar::has_keys(desk, &state.tag, context) => list_hits(state, context),
        Command::FindEverywhere => find::open(desk, &mut state.find, What::Words, false, context),
        Command::FindTags => find::open(desk, &mut state.find, What::Tags, false, context),
        Command::Found(key) => find::key(desk, &mut state.find, key),
        Command::Compare(key) => compare::key(desk, &mut state.compare, key),
        Command::NewProject => ask(state, Purpose::Create, context),
        Command::OpenProject => ask(state, Purpose::Open, context),
        Command::Import => ask(state, Purpose::Import, context),
        Command::AddLayers => ask(state, Purpose::AddLayers, context),
        Command::SaveCopy => ask(state, Purpose::Copy, context),
        Command::NextArticle => step_article(state, 1),
        Command::PreviousArticle => step_article(state, -1),
        Command::Escape => escape(state),
        Command::Palette => state.desk.dialog = Some(Dialog::Palette(palette::search(state, ""))),
        Command::Restore => saving::ask_for_backup(desk),
        Command::Save => saving::save(desk, context),
        Command::Quit => desk.is_closing = true,
        Command::Undo => undo::undo(desk),
        Command::Redo => undo::redo(desk),
        Command::ShowOthers => others::toggle(desk),
        Command::KeySettings => desk.dialog = Some(Dialog::Keys(KeyChange::default())),
        Command::KeySheet => desk.dialog = (desk.dialog != Some(Dialog::KeySheet)).then_some(Dialog::KeySheet),
        Command::GoToParagraph => desk.dialog = Some(Dialog::Paragraph(String::new())),
        Command::TextSettings => desk.dialog = Some(Dialog::Text),
        Command::Back => step_place(desk, true),
        Command::Forward => step_place(desk, false),
        Command::ToggleArticles => fold::toggle(desk, Side::Articles),
        Command::ToggleTagging => fold::toggle(desk, Side::Tagging),
        Command::ToggleTheme => toggle_theme(desk, context.theme()),
        Command::ZoomIn => zoom(desk, 1.1),
        Command::ZoomOut => zoom(desk, 1.0 / 1.1),
        Command::ZoomReset => zoom(desk, 1.0 / desk.prefs.zoom),
        Command::FindHere
        | Command::NextHit
        | Command::PreviousHit
        | Command::History
        | Command::UndoBack
        | Command::NextToDo
        | Command::ToggleDone
        | Command::NextAnnotation
        | Command::PreviousAnnotation
        | Command::Delete
        | Command::Attributes
        | Command::Note
        | Command::ToggleUnsure
        | Command::AddFragment
        | Command::MoveEdge(..)
        | Command::SelectText(_)
        | Command::SelectNext(_)
        | Command::Link
        | Command::SameAs
        | Command::TakeProposal
        | Command::Rules
        | Command::Filter => tag::commands::act(desk, &mut state.tag, command, context),
    }
}

fn step_article(state: &mut State, step: isize) {
    match state.desk.room {
        Room::Compare => compare::step_article(&mut state.desk, &mut state.compare, step),
        _ => steps::step_article(&mut state.desk, &mut state.tag, step),
    }
}

fn show_room(state: &mut State, room: Room) {
    if state.desk.room == Room::Compare
        && room != Room::Compare
        && let Some(article) = state.compare.article
    {
        open_article(&mut state.desk, article);
    }
    codebook::keep_draft(&mut state.desk, &mut state.codebook);
    if state.desk.room == Room::Dataset {
        dataset::keep(&mut state.desk, &mut state.dataset);
    }
    state.desk.room = room;
    state.desk.status.clear();
    if room == Room::Tag {
        state.desk.focus = Some(Focus::Page);
    }
    if room == Room::Compare {
        compare::enter(&mut state.desk, &mut state.compare);
    }
    if room == Room::Dataset {
        dataset::enter(&mut state.desk, &mut state.dataset);
    }
}

fn escape(state: &mut State) {
    if state.desk.dialog.take().is_some() {
        state.desk.focus = Some(Focus::Page);
        return;
    }
    if state.tag.pick.is_some() {
        pointing::leave(&mut state.desk, &mut state.tag);
        return;
    }
    if find_bar::escape_bar(&mut state.desk, &mut state.tag) {
        return;
    }
    if state.desk.room == Room::Compare {
        compare::escape(&state.desk, &mut state.compare);
        return;
    }
    if state.desk.room == Room::Find {
        state.desk.room = Room::Tag;
    } else if state.desk.page_had_keys {
        if state.desk.selection().is_some() {
            state.desk.open.page.clear_selection();
        } else {
            others::select(&mut state.desk, None);
        }
    }
    state.desk.focus = Some(Focus::Page);
}
