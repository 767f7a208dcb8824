//! The window and its frame: keys and views push requests, and then the requests are carried out.

use super::{
    codebook, compare, dataset,
    desk::{self, Closing, Dialog, choices, cx::Pages, fold::Breadth, opened, others, prefs::ThemeChoice, room::Room, saving},
    dispatch::{
        self,
        keys::{self, Keyboard},
        request::Request,
    },
    find::{self, What},
    frame::{self, Cx},
    look::theme::{Theme, Tokens},
    merge,
    page::{Motion, Typesetter},
    rooms::{State, drafts},
    tag,
    turns::Turns,
};
use egui::{Context, Frame, Margin, Panel, Ui};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The window: its state, and the tools with which it draws.
pub struct Window {
    /// The state of the window.
    pub state: State,
    typesetter: Typesetter,
    pages: Pages,
    theme: Theme,
}

impl Window {
    /// Makes a window for `state`. With `system_fonts`, the system's fonts supply glyphs that the embedded fonts lack;
    /// without it, text looks the same on every machine.
    pub fn new(context: &Context, state: State, system_fonts: bool) -> Self {
        let theme = Theme::load();
        theme.install(context);
        context.add_plugin(Turns::default());
        context.options_mut(|options| {
            options.zoom_with_keyboard = false;
            options.quit_shortcuts.clear();
            // If the system does not say whether it is light or dark, the window is light.
            options.fallback_theme = egui::Theme::Light;
        });
        Self { state, typesetter: Typesetter::new(context, system_fonts), pages: Pages::default(), theme }
    }

    /// Takes in the results of background work and decides whether the window closes. Draws nothing.
    pub fn logic(&mut self, context: &Context) {
        dispatch::poll(&mut self.state, context);
        let dropped: Vec<_> = context.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            let request = request_for_dropped(dropped, self.state.desk.room);
            dispatch::act(&mut self.state, request, context);
        }
        if context.input(|input| input.events.contains(&egui::Event::WindowFocused(true))) {
            saving::look_at_file(&mut self.state.desk);
        }
        self.close_when_written(context);
        if self.state.is_busy() || self.state.desk.files.is_asking() {
            context.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }

    /// Closes the window when the project is written. A large project takes a while, and the window says so.
    fn close_when_written(&mut self, context: &Context) {
        let is_requested = context.input(|input| input.viewport().close_requested());
        let is_asked = std::mem::take(&mut self.state.desk.is_closing);
        let may_close = if is_requested || is_asked {
            // If a draft could not be written, that is reported and closing asks once more, as it does for the project file.
            if drafts::leave(&mut self.state) || self.state.desk.closing != Closing::No {
                saving::leave(&mut self.state.desk, context) == saving::Leave::Now
            } else {
                self.state.desk.closing = Closing::Refused;
                false
            }
        } else {
            saving::may_leave_now(&mut self.state.desk, context)
        };
        match (may_close, is_requested) {
            (true, true) => self.close(),
            (true, false) => context.send_viewport_cmd(egui::ViewportCommand::Close),
            (false, true) => context.send_viewport_cmd(egui::ViewportCommand::CancelClose),
            (false, false) => {}
        }
    }

    /// Turns drafts into edits and writes the project file, because nothing may be lost when the window closes.
    pub fn close(&mut self) {
        // No window is left that could report a failure.
        let _kept = drafts::leave(&mut self.state);
        self.state.dataset.finish_export();
        saving::save_before_leaving(&mut self.state.desk);
        choices::keep_prefs(&mut self.state.desk);
    }

    /// Writes everything and closes the window, because the system ends the program and there may be nobody to answer a
    /// question.
    pub fn end(&mut self, context: &Context) {
        self.close();
        self.state.desk.closing = Closing::Ready;
        context.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    /// Draws a frame, and carries out the requests that it pushed.
    pub fn ui(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        context.set_theme(match self.state.desk.prefs.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        self.state.desk.breadth = Breadth::of_width(ui.available_width());
        let State { desk, tag, dataset, compare, .. } = &mut self.state;
        tag::refresh(desk, tag, &context);
        if desk.room == Room::Dataset {
            dataset::refresh(desk, dataset);
        }
        if desk.room == Room::Compare {
            compare::refresh(desk, compare, &context);
            if let Some(pair) = &compare.pair {
                others::note_compared(desk, pair);
            }
        }
        self.state.desk.page_had_keys = self.state.page().has_focus(&context);
        let keyboard = keyboard(&self.state, &context);
        let mut requests = keys::requests(&context, &self.state, keyboard);
        self.open_pages();
        let tokens = self.theme.tokens(&context);
        let state = &self.state;
        let mut wishes = Vec::new();
        let mut cx = Cx {
            desk: &state.desk,
            room: state,
            unavailable: &|command| command.unavailable(state),
            tokens,
            typesetter: &mut self.typesetter,
            pages: &mut self.pages,
            wishes: &mut wishes,
        };
        draw(ui, &mut cx);
        requests.extend(wishes.into_iter().map(Request::from));
        self.keep_places();
        let focused_before = self.state.desk.focus.take();
        for request in requests {
            self.act(request, &context);
        }
        if self.state.desk.focus.is_some() && self.state.desk.focus != focused_before {
            context.request_repaint();
        }
        let focused = context.memory(|memory| memory.focused());
        let (who, is_asked_for) = (who_has_the_keys(&self.state), is_asked_for_keys(&self.state));
        if context.plugin_or_default::<Turns>().lock().settle(who, focused, is_asked_for) {
            context.request_repaint();
        }
    }

    /// The pages go on where the reader is.
    fn open_pages(&mut self) {
        self.pages.tag.go_on(&self.state.desk.open.page);
        self.pages.compare.go_on(&self.state.compare.page);
        if let Some(preview) = &self.state.import.preview {
            self.pages.import.go_on(&preview.page);
        }
    }

    /// Where the reader has gone on the pages is kept.
    fn keep_places(&mut self) {
        self.state.desk.open.page.clone_from(&self.pages.tag.reader);
        self.state.compare.page.clone_from(&self.pages.compare.reader);
        if let Some(preview) = &mut self.state.import.preview {
            preview.page.clone_from(&self.pages.import.reader);
        }
    }

    fn act(&mut self, request: Request, context: &Context) {
        match request {
            Request::Tag(tag::Ask::Move(motion, extend)) => {
                let State { desk, tag, .. } = &mut self.state;
                tag::apply_draft(desk, tag);
                if matches!(motion, Motion::Article(_)) {
                    desk.leave_place();
                }
                tag::views::document::move_caret(desk, tag, (&mut self.pages.tag, &mut self.typesetter), motion, extend);
                opened::note(desk);
            }
            request => dispatch::act(&mut self.state, request, context),
        }
        context.request_repaint();
    }
}

/// The request for dropped files. A dropped project is opened, but in the Compare room its layers are merged into the open
/// project.
fn request_for_dropped(paths: Vec<std::path::PathBuf>, room: Room) -> Request {
    let is_project = |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "ron");
    match paths.as_slice() {
        [path] if is_project(path) && room == Room::Compare => Request::Merge(merge::Ask::Read(path.clone())),
        [path] if is_project(path) => Request::Desk(desk::Ask::OpenPath(path.clone())),
        _ => Request::Desk(desk::Ask::ImportPaths(paths)),
    }
}

/// A number that changes when keys get another meaning, apart from a change of the focused control.
fn who_has_the_keys(state: &State) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.desk.dialog.as_ref().map(std::mem::discriminant).hash(&mut hasher);
    std::mem::discriminant(&state.desk.room).hash(&mut hasher);
    let awaits_key = matches!(&state.desk.dialog, Some(Dialog::Keys(change)) if change.waiting.is_some());
    (awaits_key, state.compare.is_commenting, state.compare.is_editing(), state.tag.pick.is_some()).hash(&mut hasher);
    hasher.finish()
}

/// Returns whether the focus has been requested by something that does not have it yet.
fn is_asked_for_keys(state: &State) -> bool {
    let is_wanted = match state.desk.room {
        Room::Tag => state.tag.bar.is_open && state.tag.bar.wants_field,
        Room::Find => matches!(state.find.what, What::Words | What::Tags) && state.find.wants_field,
        _ => false,
    };
    state.desk.focus.is_some() || is_wanted || state.desk.files.may_answer_at_once()
}

fn keyboard(state: &State, context: &Context) -> Keyboard {
    if state.desk.dialog.is_some() {
        Keyboard::Dialog
    } else if state.desk.page_had_keys || context.memory(|memory| memory.focused().is_none()) {
        Keyboard::Page
    } else {
        Keyboard::Control
    }
}

fn draw(ui: &mut Ui, cx: &mut Cx<'_>) {
    let bar = |tokens: &Tokens| Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(16, 0));
    Panel::top("top bar").frame(bar(cx.tokens)).exact_size(44.0).resizable(false).show(ui, |ui| frame::top_bar::show(ui, cx));
    let status = Panel::bottom("status bar").frame(bar(cx.tokens)).exact_size(28.0).resizable(false);
    status.show(ui, |ui| frame::status_bar::show(ui, cx));
    let state = cx.room;
    match cx.desk.room {
        Room::Compare => cx.enter(&state.compare, Request::Compare, |cx| compare::views::show(ui, cx)),
        Room::Find => cx.enter(&state.find, Request::Find, |cx| find::show(ui, cx)),
        Room::Codebook => cx.enter(&state.codebook, Request::Codebook, |cx| codebook::show(ui, cx)),
        Room::Dataset => cx.enter(&state.dataset, Request::Dataset, |cx| dataset::show(ui, cx)),
        Room::Tag => cx.enter(&state.tag, Request::Tag, |cx| tag::views::show(ui, cx)),
    }
    frame::dialogs::show(ui, cx);
}
