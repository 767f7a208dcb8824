//! Carries out requests of the desk.

use super::{ask, commands, palette, projects};
use crate::{
    app::{
        codebook,
        desk::{
            Ask, Closing, Dialog, Focus,
            choices::{add_analyst, bind, keep_prefs, offer_key, reset_keys, set_analyst},
            files::{PathQuestion, Purpose},
            navigate::{go_to_paragraph, open_article},
            others,
            palette::Palette,
            saving,
        },
        find::{self, What},
        import as import_room,
        rooms::State,
    },
    import,
};
use egui::Context;
use std::path::PathBuf;

/// Carries out a request of the desk.
pub fn act(state: &mut State, ask: Ask, context: &Context) {
    let desk = &mut state.desk;
    match ask {
        Ask::Run(command) => commands::act(state, command, context),
        Ask::OpenArticle(article) => open_article(desk, article),
        Ask::GoToParagraph(number) => go_to_paragraph(desk, number),
        Ask::FindTags(query) => {
            state.find.query = query;
            find::open(desk, &mut state.find, What::Tags, false, context);
        }
        Ask::SetText(choices) => {
            desk.prefs.set_text(choices);
            keep_prefs(desk);
        }
        Ask::OfferKey(command, shortcut) => offer_key(desk, command, shortcut),
        Ask::Bind(command, shortcut) => bind(desk, command, shortcut),
        Ask::ResetKeys(command) => reset_keys(desk, command),
        Ask::SearchPalette(query) => {
            let found = palette::search(state, &query);
            state.desk.dialog = Some(Dialog::Palette(Palette { query, ..found }));
        }
        Ask::ChooseInPalette(chosen) => {
            if let Some(Dialog::Palette(palette)) = &mut desk.dialog {
                palette.chosen = chosen;
            }
        }
        Ask::SetAnalyst(analyst) => set_analyst(desk, analyst),
        Ask::AddAnalyst(name) => add_analyst(desk, &name),
        Ask::AskAnalyst => desk.dialog = Some(Dialog::Analyst(String::new())),
        Ask::ShowLayer(layer) => others::show(desk, &layer),
        Ask::OpenPath(path) => projects::open(state, &path),
        Ask::CreatePath(path) => projects::create(state, &path),
        Ask::CopyPath(path) => projects::copy(state, &path),
        Ask::ImportPaths(paths) => import_paths(state, paths, context),
        Ask::AskFor(purpose) => self::ask(state, purpose, context),
        Ask::RestoreFrom(path) => projects::restore(state, &path),
        Ask::BringBack(path) => projects::bring_back(state, &path),
        Ask::SetLogLimit(limit) => saving::set_log_limit(desk, limit),
        Ask::KeepMine => saving::keep_mine(desk),
        Ask::KeepTheirs => projects::keep_theirs(state),
        Ask::SetDialog(dialog) => desk.dialog = Some(dialog),
        Ask::CloseDialog => close_dialog(state),
        Ask::Dismiss(index) => {
            if index < desk.messages.len() {
                desk.messages.remove(index);
            }
        }
    }
}

fn import_paths(state: &mut State, paths: Vec<PathBuf>, context: &Context) {
    match paths.as_slice() {
        // A codebook alone has no articles, so it is offered as the codebook.
        [path] if import::codebook::is_codebook_name(&path.to_string_lossy()) => {
            codebook::act(&mut state.desk, &mut state.codebook, codebook::Ask::Read(path.clone()));
        }
        _ => import_room::act(&mut state.desk, &mut state.import, import_room::Ask::Read(paths), context),
    }
}

fn close_dialog(state: &mut State) {
    let desk = &mut state.desk;
    // If no path is chosen for saving a list, the list is shown again.
    if let Some(Dialog::Path(PathQuestion { purpose: Purpose::SaveWarnings, .. })) = desk.dialog {
        desk.dialog = Some(Dialog::ImportPreview);
        return;
    }
    state.import.preview = None;
    state.merge.merge = None;
    if desk.dialog.take() == Some(Dialog::Closing) {
        desk.closing = Closing::No;
    }
    desk.focus = Some(Focus::Page);
}
