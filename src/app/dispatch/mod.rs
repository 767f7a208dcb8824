//! Carrying out what views and keys asked for, after the frame is drawn. Nothing here draws.

mod available;
pub mod drafts;
pub mod keys;
pub mod palette;
pub mod projects;
pub mod request;

use crate::{
    app::{
        codebook, compare, dataset,
        desk::{
            Closing, Dialog, Focus, KeyChange, State,
            change::apply,
            choices::{add_analyst, bind, keep_prefs, offer_key, reset_keys, set_analyst, zoom},
            command::{By, Command, Way},
            files::{Answer, PathQuestion, Purpose},
            fold::{self, Side},
            navigate::{go_to_paragraph, open_article, reveal, step_place},
            opened, others,
            palette::Palette,
            prefs::ThemeChoice,
            room::Room,
            undo,
        },
        find::{self, What},
        merge,
        page::TextObject,
        tag::{
            act, articles, editing,
            find_bar::{self, BarAsk},
            history,
            pick::{self, PickField},
            pointing, steps,
        },
    },
    import,
};
use egui::Context;
use request::Request;

/// Carries out one request.
pub fn dispatch(state: &mut State, request: Request, context: &Context) {
    drafts::note(state, &request);
    if !request.is_typing() && !matches!(request, Request::Dismiss(_)) {
        act::commit_draft(state);
    }
    let num_starts = state.num_starts;
    carry_out(state, request, context);
    others::tidy(state);
    if state.num_starts == num_starts {
        opened::note(state);
    }
    if state.pick.as_ref().is_some_and(|pick| Some(pick.annotation) != state.selected) {
        state.pick = None;
    }
}

fn carry_out(state: &mut State, request: Request, context: &Context) {
    match request {
        Request::Run(command) => run(state, command, context),
        Request::OpenArticle(article) => open_article(state, article),
        Request::GoToParagraph(number) => go_to_paragraph(state, number),
        Request::SetText(choices) => {
            state.prefs.set_text(choices);
            keep_prefs(state);
        }
        Request::Tag(label) => act::tag(state, &label),
        Request::Select(annotation) => others::select(state, annotation),
        Request::Reveal(annotation) if state.pick.is_some() => pointing::take_annotation(state, annotation),
        Request::Reveal(annotation) => {
            state.leave_place();
            reveal(state, annotation);
        }
        Request::SetAttribute(key, value) => apply(state, editing::set_attribute(state, &key, value)),
        Request::Draft(field, text) => act::draft(state, field, text),
        Request::CommitDraft => {}
        Request::SetFragment { annotation, fragment, range } => {
            apply(state, editing::set_fragment(state, annotation, fragment, range));
        }
        Request::RemoveFragment(index) => apply(state, editing::remove_fragment(state, index)),
        // Needs to know where lines break; the window does it.
        Request::Move(..) => {}
        Request::OfferKey(command, shortcut) => offer_key(state, command, shortcut),
        Request::Bind(command, shortcut) => bind(state, command, shortcut),
        Request::Pick(field) => pointing::begin(state, field),
        Request::PickAnnotation(annotation) => pointing::take_annotation(state, annotation),
        Request::PickWords(range) => {
            if let Some(field) = state.pick.as_ref().map(|pick| pick.field.clone()) {
                pointing::take_words(state, &field, range);
            }
        }
        Request::LeavePick => pointing::leave(state),
        Request::Unlink(field, other) => apply(state, pick::unlink(state, &field, other)),
        Request::SearchPalette(query) => {
            state.dialog = Some(Dialog::Palette(Palette { query: query.clone(), ..palette::search(state, &query) }));
        }
        Request::ChooseInPalette(chosen) => {
            if let Some(Dialog::Palette(palette)) = &mut state.dialog {
                palette.chosen = chosen;
            }
        }
        Request::ResetKeys(command) => reset_keys(state, command),
        Request::SetAnalyst(analyst) => set_analyst(state, analyst),
        Request::AddAnalyst(name) => add_analyst(state, &name),
        Request::OpenPath(path) => projects::open(state, &path),
        Request::CreatePath(path) => projects::create(state, &path),
        Request::CopyPath(path) => projects::copy(state, &path),
        Request::ImportPaths(paths) => match paths.as_slice() {
            // A codebook alone has no articles: it offers itself as the codebook.
            [path] if import::codebook::is_codebook_name(&path.to_string_lossy()) => {
                codebook::run(state, codebook::Ask::Read(path.clone()));
            }
            _ => projects::import(state, paths, context),
        },
        Request::Dismiss(index) => {
            if index < state.messages.len() {
                state.messages.remove(index);
            }
        }
        Request::CloseDialog => {
            // Whoever does not say where to save a list goes back to it.
            if let Some(Dialog::Path(PathQuestion { purpose: Purpose::SaveWarnings, .. })) = state.dialog {
                state.dialog = Some(Dialog::ImportPreview);
                return;
            }
            state.preview = None;
            state.merge = None;
            if state.dialog.take() == Some(Dialog::Closing) {
                state.closing = Closing::No;
            }
            state.focus = Some(Focus::Page);
        }
        Request::Filter(filter) => state.filter = filter,
        Request::SetDialog(dialog) => state.dialog = Some(dialog),
        Request::RestoreFrom(path) => projects::restore(state, &path),
        Request::BringBack(path) => projects::bring_back(state, &path),
        Request::SetLogLimit(limit) => projects::set_log_limit(state, limit),
        Request::KeepMine => projects::keep_mine(state),
        Request::KeepTheirs => projects::keep_theirs(state),
        Request::Preview(request) => crate::app::import::carry_out(state, request, context),
        Request::Codebook(ask) => codebook::run(state, ask),
        Request::AskFor(purpose) => self::ask(state, purpose, context),
        Request::FindTags(query) => {
            state.find.query = query;
            find::open(state, What::Tags, false, context);
        }
        Request::Find(ask) => find::run(state, ask, context),
        Request::Articles(ask) => articles::run(state, ask),
        Request::FindBar(BarAsk::List) => list_hits(state, context),
        Request::FindBar(ask) => find_bar::run_bar(state, ask),
        Request::History(ask) => history::run(state, ask),
        Request::ShowLayer(layer) => others::show(state, &layer),
        Request::StopImport => state.tasks.cancel_import(),
        Request::Dataset(ask) => dataset::run(state, ask, context),
        Request::Merge(ask) => merge::carry_out(state, ask, context),
        Request::Compare(ask) => compare::carry_out(state, ask),
        Request::AskAnalyst => state.dialog = Some(Dialog::Analyst(String::new())),
    }
}

fn run(state: &mut State, command: Command, context: &Context) {
    if let Some(reason) = command.unavailable(state) {
        state.status = reason.to_owned();
        return;
    }
    match command {
        Command::Show(room) => show_room(state, room),
        Command::ApplyCodebook => codebook::run(state, codebook::Ask::Apply),
        Command::ExportDataset => dataset::run(state, dataset::Ask::Export, context),
        Command::CopyDatasetCommand => dataset::run(state, dataset::Ask::CopyCommand, context),
        Command::FindHere if find_bar::has_keys(state, context) => list_hits(state, context),
        Command::FindHere => find_bar::open_bar(state),
        Command::NextHit => find_bar::step_hit(state, 1),
        Command::PreviousHit => find_bar::step_hit(state, -1),
        Command::FindEverywhere => find::open(state, What::Words, false, context),
        Command::FindTags => find::open(state, What::Tags, false, context),
        Command::Found(key) => find::key(state, key),
        Command::Compare(key) => compare::key(state, key),
        Command::NewProject => ask(state, Purpose::Create, context),
        Command::OpenProject => ask(state, Purpose::Open, context),
        Command::Import => ask(state, Purpose::Import, context),
        Command::AddLayers => ask(state, Purpose::AddLayers, context),
        Command::SaveCopy => ask(state, Purpose::Copy, context),
        Command::Restore => projects::ask_for_backup(state),
        Command::Save => projects::save(state, context),
        Command::Quit => state.is_closing = true,
        Command::Undo => undo::undo(state),
        Command::Redo => undo::redo(state),
        Command::History => history::toggle(state, context),
        Command::UndoBack => history::undo_back(state),
        Command::ShowOthers => others::toggle(state),
        Command::NextArticle => step_article(state, 1),
        Command::PreviousArticle => step_article(state, -1),
        Command::NextToDo => steps::next_to_do(state),
        Command::ToggleDone => apply(state, editing::toggle_done(state)),
        Command::NextAnnotation if state.pick.is_some() => pointing::step(state, 1),
        Command::PreviousAnnotation if state.pick.is_some() => pointing::step(state, -1),
        Command::Attributes if state.pick.is_some() => pointing::take(state),
        Command::Link => pointing::next_field(state),
        Command::SameAs => pointing::begin(state, PickField::SameAs),
        Command::TakeProposal => apply(state, editing::take_proposal(state)),
        Command::Rules => {
            state.prefs.shows_rules = !state.prefs.shows_rules;
            keep_prefs(state);
        }
        Command::NextAnnotation => steps::step_annotation(state, 1),
        Command::PreviousAnnotation => steps::step_annotation(state, -1),
        Command::Delete => act::delete(state),
        Command::Attributes => focus_on(state, Focus::Attributes),
        Command::Note => focus_on(state, Focus::Note),
        Command::ToggleUnsure => apply(state, editing::toggle_unsure(state)),
        Command::AddFragment => {
            let target = state.fragment_target().map(|annotation| annotation.id);
            apply(state, editing::add_fragment(state));
            state.selected = target;
            state.page.clear_selection();
        }
        Command::MoveEdge(edge, way, by) => {
            apply(state, editing::move_edge(state, edge, way == Way::Outward, by == By::Char));
        }
        Command::SelectText(object) => select_text(state, object, false),
        Command::SelectNext(object) => select_text(state, object, true),
        Command::Palette => state.dialog = Some(Dialog::Palette(palette::search(state, ""))),
        Command::KeySettings => state.dialog = Some(Dialog::Keys(KeyChange::default())),
        Command::GoToParagraph => state.dialog = Some(Dialog::Paragraph(String::new())),
        Command::Back => step_place(state, true),
        Command::Forward => step_place(state, false),
        Command::TextSettings => state.dialog = Some(Dialog::Text),
        Command::Filter => {
            fold::open(state, Side::Articles);
            state.focus = Some(Focus::Filter);
        }
        Command::ToggleArticles => fold::toggle(state, Side::Articles),
        Command::ToggleTagging => fold::toggle(state, Side::Tagging),
        Command::Escape => escape(state),
        Command::KeySheet => {
            state.dialog = if state.dialog == Some(Dialog::KeySheet) { None } else { Some(Dialog::KeySheet) };
        }
        Command::ToggleTheme => {
            let is_dark = context.theme() == egui::Theme::Dark;
            state.prefs.theme = if is_dark { ThemeChoice::Light } else { ThemeChoice::Dark };
            keep_prefs(state);
        }
        Command::ZoomIn => zoom(state, 1.1),
        Command::ZoomOut => zoom(state, 1.0 / 1.1),
        Command::ZoomReset => zoom(state, 1.0 / state.prefs.zoom),
    }
}

fn step_article(state: &mut State, step: isize) {
    match state.room {
        Room::Compare => compare::step_article(state, step),
        _ => steps::step_article(state, step),
    }
}

/// Shows what the bar has found in the article as a list.
fn list_hits(state: &mut State, context: &Context) {
    state.find.words.clone_from(&state.bar.words);
    state.find.options = state.bar.options;
    find::open_for(state, What::Words, true, context);
}

fn show_room(state: &mut State, room: Room) {
    if state.room == Room::Compare
        && room != Room::Compare
        && let Some(article) = state.compare.article
    {
        open_article(state, article);
    }
    codebook::keep_draft(state);
    if state.room == Room::Dataset {
        dataset::keep(state);
    }
    state.room = room;
    state.status.clear();
    if room == Room::Tag {
        state.focus = Some(Focus::Page);
    }
    if room == Room::Compare {
        compare::enter(state);
    }
    if room == Room::Dataset {
        dataset::enter(state);
    }
}

fn focus_on(state: &mut State, focus: Focus) {
    fold::open(state, Side::Tagging);
    state.focus = Some(focus);
}

fn select_text(state: &mut State, object: TextObject, is_next: bool) {
    let Some(article) = state.record().map(|record| std::sync::Arc::clone(&record.article)) else { return };
    let is_found =
        if is_next { state.page.select_next_object(object, &article) } else { state.page.select_object(object, &article) };
    if is_found {
        return;
    }
    let missing = match (object, is_next) {
        (TextObject::Quotation, false) if state.selection().is_none() => {
            "No quotation around the caret; with Shift: the next one"
        }
        (TextObject::Word, true) => "No further word",
        (TextObject::Clause, true) => "No further clause",
        (TextObject::Sentence, true) => "No further sentence",
        (TextObject::Paragraph, true) => "No further paragraph",
        (TextObject::Quotation, true) => "No further quotation",
        (TextObject::Figure, _) => "No further figure",
        _ => return,
    };
    state.status = missing.to_owned();
}

fn escape(state: &mut State) {
    if state.dialog.take().is_some() {
        state.focus = Some(Focus::Page);
        return;
    }
    if state.pick.is_some() {
        pointing::leave(state);
        return;
    }
    if find_bar::escape_bar(state) {
        return;
    }
    if state.room == Room::Compare {
        compare::escape(state);
        return;
    }
    if state.room == Room::Find {
        state.room = Room::Tag;
    } else if state.page_had_keys {
        if state.selection().is_some() {
            state.page.clear_selection();
        } else {
            others::select(state, None);
        }
    }
    state.focus = Some(Focus::Page);
}

fn ask(state: &mut State, purpose: Purpose, context: &Context) {
    if !state.files.is_asking() {
        let context = context.clone();
        state.files.ask(purpose, move || context.request_repaint());
    }
}

/// Looks whether a file dialog, a snapshot or an import has come to an end.
pub fn poll(state: &mut State, context: &Context) {
    match state.files.poll() {
        Some(Answer::Chosen(purpose, paths)) => {
            if let Some(request) = purpose.request(paths) {
                dispatch(state, request, context);
            }
        }
        Some(Answer::NoDialog(purpose)) => state.dialog = Some(Dialog::Path(PathQuestion { purpose, path: String::new() })),
        Some(Answer::Cancelled) | None => {}
    }
    projects::poll(state, context);
    merge::poll(state, context);
}
