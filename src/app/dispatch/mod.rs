//! Carries out the requests of views and keys after the frame has been drawn. Nothing here draws.
//!
//! It hands each request to its room or to the desk, and carries out itself only those that concern several rooms.

mod available;
mod commands;
mod desk_asks;
pub mod keys;
mod palette;
mod projects;
pub mod request;

use super::{
    codebook, compare, dataset,
    desk::{
        self, Dialog,
        files::{Answer, PathQuestion, Purpose},
        opened, others, saving,
    },
    find::{self, What},
    import, merge,
    rooms::{State, drafts},
    tag::{self, find_bar::BarAsk},
};
use egui::Context;
use request::Request;

/// Carries out one request.
pub fn act(state: &mut State, request: Request, context: &Context) {
    drafts::note(state, request.is_typing());
    if !request.is_typing() && !matches!(request, Request::Desk(desk::Ask::Dismiss(_))) {
        tag::apply_draft(&mut state.desk, &mut state.tag);
    }
    let num_starts = state.desk.num_starts;
    hand_on(state, request, context);
    others::tidy(&mut state.desk);
    if state.desk.num_starts == num_starts {
        opened::note(&mut state.desk);
    }
    if state.tag.pick.as_ref().is_some_and(|pick| Some(pick.annotation) != state.desk.open.selected) {
        state.tag.pick = None;
    }
}

fn hand_on(state: &mut State, request: Request, context: &Context) {
    let desk = &mut state.desk;
    match request {
        Request::Desk(ask) => desk_asks::act(state, ask, context),
        Request::Tag(tag::Ask::FindBar(BarAsk::List)) => list_hits(state, context),
        Request::Tag(ask) => tag::act(desk, &mut state.tag, ask),
        Request::Codebook(ask) => codebook::act(desk, &mut state.codebook, ask),
        Request::Find(ask) => find::act(desk, &mut state.find, ask, context),
        Request::Compare(ask) => compare::act(desk, &mut state.compare, ask),
        Request::Dataset(ask) => dataset::act(desk, &mut state.dataset, ask, context),
        Request::Import(ask) => import::act(desk, &mut state.import, ask, context),
        Request::Merge(ask) => merge::act(desk, &mut state.merge, ask, context),
    }
}

/// Shows what the bar has found in the article as a list.
fn list_hits(state: &mut State, context: &Context) {
    state.find.words.clone_from(&state.tag.bar.words);
    state.find.options = state.tag.bar.options;
    find::open_for(&mut state.desk, &mut state.find, What::Words, true, context);
}

/// Asks for a file.
fn ask(state: &mut State, purpose: Purpose, context: &Context) {
    if !state.desk.files.is_asking() {
        let context = context.clone();
        state.desk.files.ask(purpose, move || context.request_repaint());
    }
}

/// Looks what has come to an end in the background: a file dialog, a snapshot, an import, a search.
pub fn poll(state: &mut State, context: &Context) {
    match state.desk.files.poll() {
        Some(Answer::Chosen(purpose, paths)) => {
            if let Some(request) = purpose.request(paths) {
                act(state, request, context);
            }
        }
        Some(Answer::NoDialog(purpose)) => state.desk.dialog = Some(Dialog::Path(PathQuestion { purpose, path: String::new() })),
        Some(Answer::Cancelled) | None => {}
    }
    let desk = &mut state.desk;
    import::poll(desk, &mut state.import);
    saving::poll(desk, context);
    merge::poll(desk, &mut state.merge, context);
    find::poll(desk, &mut state.find, context);
    dataset::poll(desk, &mut state.dataset, context);
    codebook::poll(desk, &mut state.codebook);
    drafts::poll(state, context);
}
