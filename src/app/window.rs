//! A frame of the window: keys and views ask, then what they asked for is done.

use super::{
    codebook, compare, dataset,
    desk::{
        Closing, Dialog, State, choices,
        cx::{Cx, Reading},
        fold::{Breadth, Side},
        messages, opened, others,
        prefs::ThemeChoice,
        room::Room,
    },
    dispatch::{
        self, drafts,
        keys::{self, Keyboard},
        projects,
        request::Request,
    },
    find::{self, What},
    frame,
    look::theme::{Theme, Tokens, size},
    page::{Motion, PageView, Typesetter},
    tag::{
        act, articles, find_bar, history,
        layer::Layer,
        views::{article_list, document, history_panel, strip, tagging_panel},
    },
    turns::Turns,
};
use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The window: what it knows, and what it draws with.
pub struct Window {
    /// What it knows.
    pub state: State,
    layer: Layer,
    typesetter: Typesetter,
    theme: Theme,
}

impl Window {
    /// A window on `state`. `system_fonts` finds glyphs that the fonts of the app lack; without it text looks the same
    /// on every machine.
    pub fn new(context: &Context, state: State, system_fonts: bool) -> Self {
        let theme = Theme::load();
        theme.install(context);
        context.add_plugin(Turns::default());
        context.options_mut(|options| {
            options.zoom_with_keyboard = false;
            options.quit_shortcuts.clear();
            // Where the system does not say, paper is white.
            options.fallback_theme = egui::Theme::Light;
        });
        Self { state, layer: Layer::default(), typesetter: Typesetter::new(context, system_fonts), theme }
    }

    /// What has come to an end in the background, and whether the window closes. Draws nothing.
    pub fn logic(&mut self, context: &Context) {
        dispatch::poll(&mut self.state, context);
        find::poll(&mut self.state, context);
        dataset::poll(&mut self.state, context);
        codebook::poll(&mut self.state);
        drafts::poll(&mut self.state, context);
        let dropped: Vec<_> = context.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            let request = request_for_dropped(dropped, self.state.room);
            dispatch::dispatch(&mut self.state, request, context);
        }
        if context.input(|input| input.events.contains(&egui::Event::WindowFocused(true))) {
            projects::look_at_file(&mut self.state);
        }
        self.close_when_written(context);
        if self.state.tasks.is_busy() || self.state.files.is_asking() {
            context.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }

    /// Writing a large project takes a while: the window says so and closes when it is done.
    fn close_when_written(&mut self, context: &Context) {
        let is_requested = context.input(|input| input.viewport().close_requested());
        let is_asked = std::mem::take(&mut self.state.is_closing);
        let may_close = if is_requested || is_asked {
            // What could not be written is said, and closing asks once more, as for the project file.
            if drafts::leave(&mut self.state) || self.state.closing != Closing::No {
                projects::leave(&mut self.state, context) == projects::Leave::Now
            } else {
                self.state.closing = Closing::Refused;
                false
            }
        } else {
            projects::may_leave_now(&mut self.state, context)
        };
        match (may_close, is_requested) {
            (true, true) => self.close(),
            (true, false) => context.send_viewport_cmd(egui::ViewportCommand::Close),
            (false, true) => context.send_viewport_cmd(egui::ViewportCommand::CancelClose),
            (false, false) => {}
        }
    }

    /// Makes what was typed an edit and writes the project file: nothing may be lost when the window closes.
    pub fn close(&mut self) {
        // There is no window left that could say what failed.
        let _kept = drafts::leave(&mut self.state);
        self.state.tasks.finish_export();
        projects::save_before_leaving(&mut self.state);
        choices::keep_prefs(&mut self.state);
    }

    /// The system ends the program, and nobody may be there for a question: everything is written, and the window closes.
    pub fn end(&mut self, context: &Context) {
        self.close();
        self.state.closing = Closing::Ready;
        context.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    /// Draws a frame, and does what it asked for.
    pub fn ui(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        context.set_theme(match self.state.prefs.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        self.state.breadth = Breadth::of_width(ui.available_width());
        articles::refresh(&mut self.state);
        find_bar::refresh_bar(&mut self.state);
        history::refresh(&mut self.state);
        if self.state.room == Room::Dataset {
            dataset::refresh(&mut self.state);
        }
        self.layer.refresh(&self.state, &context);
        if self.state.room == Room::Compare {
            compare::refresh(&mut self.state, &context);
            others::note_compared(&mut self.state);
        }
        self.state.page_had_keys = self.state.page_mut().has_focus(&context);
        let keyboard = keyboard(&self.state, &context);
        let mut requests = keys::requests(&context, &self.state, keyboard);
        let reading =
            Reading { caret: self.state.page.caret(), selection: self.state.selection(), position: self.state.page.position() };
        // The views read the state while the page draws; so the page steps out of it for that long.
        let mut page = std::mem::take(self.state.page_mut());
        let tokens = self.theme.tokens(&context);
        let mut cx = Cx {
            state: &self.state,
            layer: &self.layer,
            reading,
            tokens,
            typesetter: &mut self.typesetter,
            requests: &mut requests,
        };
        draw(ui, &mut cx, &mut page);
        *self.state.page_mut() = page;
        let focused_before = self.state.focus.take();
        for request in requests {
            self.carry_out(request, &context);
        }
        if self.state.focus.is_some() && self.state.focus != focused_before {
            context.request_repaint();
        }
        let focused = context.memory(|memory| memory.focused());
        let (who, is_asked_for) = (who_has_the_keys(&self.state), is_asked_for_keys(&self.state));
        if context.plugin_or_default::<Turns>().lock().settle(who, focused, is_asked_for) {
            context.request_repaint();
        }
    }

    fn carry_out(&mut self, request: Request, context: &Context) {
        match request {
            Request::Move(motion, extend) => {
                act::commit_draft(&mut self.state);
                if matches!(motion, Motion::Article(_)) {
                    self.state.leave_place();
                }
                document::move_caret(&mut self.state, &mut self.typesetter, motion, extend);
                opened::note(&mut self.state);
            }
            request => dispatch::dispatch(&mut self.state, request, context),
        }
        context.request_repaint();
    }
}

/// A project is opened, but in the Compare room its layers are added to this one.
fn request_for_dropped(paths: Vec<std::path::PathBuf>, room: Room) -> Request {
    let is_project = |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "ron");
    match paths.as_slice() {
        [path] if is_project(path) && room == Room::Compare => Request::Merge(crate::app::merge::Ask::Read(path.clone())),
        [path] if is_project(path) => Request::OpenPath(path.clone()),
        _ => Request::ImportPaths(paths),
    }
}

/// A number that changes when keys come to mean something else, beside the control that has the focus.
fn who_has_the_keys(state: &State) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.dialog.as_ref().map(std::mem::discriminant).hash(&mut hasher);
    std::mem::discriminant(&state.room).hash(&mut hasher);
    let awaits_key = matches!(&state.dialog, Some(Dialog::Keys(change)) if change.waiting.is_some());
    (awaits_key, state.compare.is_commenting, state.compare.is_editing(), state.pick.is_some()).hash(&mut hasher);
    hasher.finish()
}

/// Whether something was asked for that will have the keys and does not have them yet.
fn is_asked_for_keys(state: &State) -> bool {
    let is_wanted = match state.room {
        Room::Tag => state.bar.is_open && state.bar.wants_field,
        Room::Find => matches!(state.find.what, What::Words | What::Tags) && state.find.wants_field,
        _ => false,
    };
    state.focus.is_some() || is_wanted || state.files.may_answer_at_once()
}

fn keyboard(state: &State, context: &Context) -> Keyboard {
    if state.dialog.is_some() {
        Keyboard::Dialog
    } else if state.page_had_keys || context.memory(|memory| memory.focused().is_none()) {
        Keyboard::Page
    } else {
        Keyboard::Control
    }
}

fn draw(ui: &mut Ui, cx: &mut Cx<'_>, page: &mut PageView) {
    let bar = |tokens: &Tokens| Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(16, 0));
    Panel::top("top bar").frame(bar(cx.tokens)).exact_size(44.0).resizable(false).show(ui, |ui| frame::top_bar::show(ui, cx));
    let status = Panel::bottom("status bar").frame(bar(cx.tokens)).exact_size(28.0).resizable(false);
    status.show(ui, |ui| frame::status_bar::show(ui, cx));
    match cx.state.room {
        Room::Compare => compare::views::show(ui, cx, page),
        Room::Find => find::show(ui, cx),
        Room::Codebook => codebook::show(ui, cx),
        Room::Dataset => dataset::show(ui, cx),
        Room::Tag => tag_room(ui, cx, page),
    }
    frame::dialogs::show(ui, cx);
}

fn tag_room(ui: &mut Ui, cx: &mut Cx<'_>, page: &mut PageView) {
    let side = |tokens: &Tokens| Frame::new().fill(tokens.panel);
    let (breadth, folds) = (cx.state.breadth, cx.state.prefs.folds);
    let share = breadth.panel_share();
    if folds.is_open(Side::Articles, breadth) {
        let list = Panel::left("articles").frame(side(cx.tokens)).exact_size(size::LIST * share).resizable(false);
        list.show(ui, |ui| article_list::show(ui, cx));
    } else {
        let strip = Panel::left("folded articles").frame(side(cx.tokens)).exact_size(strip::WIDTH).resizable(false);
        strip.show(ui, |ui| strip::show(ui, cx, Side::Articles));
    }
    if cx.state.history.is_open {
        let panel = Panel::right("history").frame(side(cx.tokens)).exact_size(size::PANEL * share).resizable(false);
        panel.show(ui, |ui| history_panel::show(ui, cx));
    } else if folds.is_open(Side::Tagging, breadth) {
        let panel = Panel::right("tagging").frame(side(cx.tokens)).exact_size(size::PANEL * share).resizable(false);
        panel.show(ui, |ui| tagging_panel::show(ui, cx));
    } else {
        let strip = Panel::right("folded tagging").frame(side(cx.tokens)).exact_size(strip::WIDTH).resizable(false);
        strip.show(ui, |ui| strip::show(ui, cx, Side::Tagging));
    }
    messages::show(ui, cx);
    let center = CentralPanel::default().frame(Frame::new().fill(cx.tokens.page));
    center.show(ui, |ui| document::show(ui, cx, page));
}
