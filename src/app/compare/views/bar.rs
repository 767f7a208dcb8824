//! The bar below the page: what can be done with the difference in front, each with its key.

use super::answers;
use crate::{
    app::{
        compare::{Ask, Cx, Key, Progress, settled},
        desk::command::{By, Command, Way},
        look::{
            theme::size,
            widgets::{id, keycap, name_field, text_at},
        },
    },
    compare::gold::Choice,
    project::{AnalystId, Edge, Verdict},
};
use egui::{Align2, CornerRadius, FontId, Rect, RichText, Sense, Shadow, Stroke, StrokeKind, TextEdit, Ui, pos2, vec2};

/// Heights in points: of the bar, of the floor it stands on, of the line above it.
const BAR: f32 = 42.0;
const FLOOR: f32 = 72.0;
const LINE: f32 = 34.0;
/// Space between key and word, between two actions, and at the bar's ends.
const KEY_GAP: f32 = 8.0;
const GAP: f32 = 20.0;
const NARROW_GAP: f32 = 8.0;
const END: f32 = 20.0;

/// Something that can be done.
struct Action {
    key: String,
    word: String,
    tooltip: String,
    ask: Option<Ask>,
    is_quiet: bool,
    /// A key that is no button.
    is_told: bool,
}

impl Action {
    fn new(key: impl Into<String>, word: impl Into<String>, tooltip: impl Into<String>, ask: Option<Ask>) -> Self {
        Self { key: key.into(), word: word.into(), tooltip: tooltip.into(), ask, is_quiet: false, is_told: false }
    }
}

/// The height that the bar needs.
pub fn height(cx: &Cx<'_>) -> f32 {
    FLOOR + if has_line(cx) { LINE } else { 0.0 } + answers::height(cx)
}

fn has_line(cx: &Cx<'_>) -> bool {
    let room = cx.room;
    room.is_commenting || !room.comment.is_empty() || decided(cx).is_some()
}

/// What was decided about the difference in front, in a sentence.
fn decided(cx: &Cx<'_>) -> Option<String> {
    let (article, difference) = cx.room.chosen?;
    let project = cx.desk.project();
    let record = project.article(article)?;
    let decision = settled(record, &difference)?;
    let name = |id: &AnalystId| project.analyst(id).map_or_else(|| id.to_string(), |analyst| analyst.name.clone());
    let mut words = match decision.verdict {
        Verdict::One(taken) => {
            format!(
                "Settled: {}’s was taken",
                record.annotations.get(&taken).map_or_else(String::new, |found| name(&found.analyst))
            )
        }
        Verdict::All if decision.by.is_none() => "Taken over: alike".to_owned(),
        Verdict::All if decision.gold.len() < 2 => "Settled: taken".to_owned(),
        Verdict::All => "Settled: both were taken".to_owned(),
        Verdict::Majority => "Taken over: most have it".to_owned(),
        Verdict::Neither => "Settled: neither was taken".to_owned(),
        Verdict::Union => "Settled: joined".to_owned(),
        Verdict::Intersection => "Settled: cut to what both cover".to_owned(),
        Verdict::Edited => "Settled: made by hand".to_owned(),
    };
    if !difference.key().iter().all(|id| decision.sources.contains_key(id)) {
        words = format!("Follows from another pair. {words}");
    }
    let day = decision.time.strftime("%-d %B %Y");
    match &decision.by {
        Some(by) => words.push_str(&format!(", by {} on {day}", name(by))),
        None => words.push_str(&format!(", on {day}")),
    }
    if !decision.comment.is_empty() {
        words.push_str(&format!(": “{}”", decision.comment));
    }
    Some(words)
}

/// Shows the bar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let area = ui.available_rect_before_wrap();
    let table = answers::height(cx);
    if table > 0.0 {
        answers::show(ui, cx, Rect::from_min_size(area.min, vec2(area.width(), table)));
    }
    if has_line(cx) {
        comment(ui, cx, Rect::from_min_size(area.min + vec2(0.0, table), vec2(area.width(), LINE)));
    }
    let mut actions = actions(cx);
    let font = FontId::proportional(size::TEXT);
    let width = |actions: &[Action], gap: f32| {
        actions.iter().map(|action| width_of(ui, action, &font)).sum::<f32>()
            + gap * actions.len().saturating_sub(1) as f32
            + 2.0 * END
    };
    // In a narrow window the actions move together, and the quiet ones are left to their keys.
    let room = area.width() - 16.0;
    let between = if width(&actions, GAP) > room { NARROW_GAP } else { GAP };
    while width(&actions, between) > room && actions.last().is_some_and(|last| last.is_quiet) {
        actions.pop();
    }
    let all = width(&actions, between);
    let widths: Vec<f32> = actions.iter().map(|action| width_of(ui, action, &font)).collect();
    let center = pos2(area.center().x, area.bottom() - FLOOR + 8.0 + BAR / 2.0);
    let rect = Rect::from_center_size(center, vec2(all.min(area.width() - 8.0), BAR));
    let shadow = Shadow { offset: [0, 3], blur: 14, spread: 0, color: cx.tokens.shadow };
    ui.painter().add(shadow.as_shape(rect, CornerRadius::same(8)));
    ui.painter().rect(rect, CornerRadius::same(8), cx.tokens.raised, Stroke::new(1.0, cx.tokens.hairline), StrokeKind::Inside);
    let mut x = rect.left() + END;
    for (action, width) in actions.into_iter().zip(widths) {
        let hit = Rect::from_min_size(pos2(x - 6.0, rect.top() + 6.0), vec2(width + 12.0, rect.height() - 12.0));
        let (is_enabled, is_told) = (action.ask.is_some(), action.is_told);
        let sense = if is_enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(hit, id("settle").with(&action.key), sense);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, told(&action.tooltip, &action.key, ", key ", ""))
        });
        if is_enabled && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(hit, CornerRadius::same(5), cx.tokens.panel);
        }
        let key_width = key_width(ui, &action.key);
        keycap(ui, cx.tokens, pos2(x + key_width, rect.center().y), &action.key);
        let color = match (is_enabled || is_told, action.is_quiet) {
            (false, _) => cx.tokens.faint,
            (true, true) => cx.tokens.muted,
            (true, false) => cx.tokens.ink,
        };
        let at = pos2(x + key_width + KEY_GAP, rect.center().y);
        text_at(ui, at, Align2::LEFT_CENTER, &action.word, font.clone(), color, 160.0);
        let response = response.on_hover_text(told(&action.tooltip, &action.key, "  (", ")"));
        if let Some(ask) = action.ask.filter(|_| response.clicked()) {
            cx.ask(ask);
        }
        x += width + between;
    }
}

/// What an action does, with its key if it has one.
fn told(what: &str, key: &str, before: &str, after: &str) -> String {
    if key.is_empty() { what.to_owned() } else { format!("{what}{before}{key}{after}") }
}

fn key_width(ui: &Ui, key: &str) -> f32 {
    let galley = ui.painter().layout_no_wrap(key.to_owned(), FontId::proportional(size::LABEL), egui::Color32::PLACEHOLDER);
    (galley.size().x + 8.0).max(18.0)
}

fn width_of(ui: &Ui, action: &Action, font: &FontId) -> f32 {
    let galley = ui.painter().layout_no_wrap(action.word.clone(), font.clone(), egui::Color32::PLACEHOLDER);
    key_width(ui, &action.key) + KEY_GAP + galley.size().x.min(160.0)
}

fn actions(cx: &Cx<'_>) -> Vec<Action> {
    let room = cx.room;
    let names = room.names(cx.desk.project());
    let key = |key: Key| cx.desk.keys.key_text(Command::Compare(key));
    if let Some(editing) = &room.editing {
        let label = cx.desk.project().codebook().label(&editing.draft.label);
        let label = label.map_or_else(|| editing.draft.label.to_string(), |label| label.name.clone());
        return vec![
            Action {
                is_told: true,
                ..Action::new(
                    edges(cx),
                    "start, end",
                    "Move the start, the end outward; with Shift inward, with Alt by character",
                    None,
                )
            },
            Action { is_told: true, ..Action::new("1–9", label, "Give it another tag", None) },
            Action::new(key(Key::Keep), "keep", "Keep this as gold", Some(Ask::Keep)),
            Action { is_quiet: true, ..Action::new("Esc", "give up", "Leave the difference as it is", Some(Ask::Edit)) },
        ];
    }
    let chosen = room.chosen.map(|(_, difference)| difference);
    let can = room.why_not_settle(cx.desk).is_none();
    let settle = |choice: Choice, is_there: bool| Some(Ask::Settle(choice)).filter(|_| can && is_there);
    let (has_a, has_b) = chosen.map_or((false, false), |found| (found.a.is_some(), found.b.is_some()));
    let is_any = chosen.is_some();
    let is_settled = room.chosen_item().is_some_and(|(_, progress)| progress == Progress::Settled);
    let mut actions = vec![
        Action::new(key(Key::First), names[0].clone(), format!("Take {}’s", names[0]), settle(Choice::A, has_a)),
        Action::new(key(Key::Second), names[1].clone(), format!("Take {}’s", names[1]), settle(Choice::B, has_b)),
        Action::new(key(Key::Union), "union", "Take what either covers", settle(Choice::Union, has_a && has_b)),
        Action::new(key(Key::Overlap), "overlap", "Take what both cover", settle(Choice::Intersection, has_a && has_b)),
        Action::new(key(Key::Both), "both", "Take both", settle(Choice::Both, is_any && !room.is_same_place())),
        Action::new(key(Key::Neither), "neither", "Take neither", settle(Choice::Neither, is_any)),
        Action::new(key(Key::Edit), "edit", "Make it by hand", Some(Ask::Edit).filter(|_| can && is_any)),
    ];
    if room.has_answers() {
        let keep = Some(Ask::Keep).filter(|_| can && room.is_same_place());
        actions.push(Action::new(key(Key::Keep), "keep", "Settle it with the answers that are chosen", keep));
    }
    if is_settled {
        actions.push(Action {
            is_quiet: true,
            ..Action::new(key(Key::Reopen), "reopen", "Take the decision back", Some(Ask::Reopen).filter(|_| can))
        });
    }
    let next = Action::new(
        key(Key::Next),
        "next",
        "Next difference; with Shift the previous",
        Some(Ask::Step(1)).filter(|_| room.num_rows() > 0),
    );
    actions.push(Action { is_quiet: true, ..next });
    actions
}

/// The keys that move the start and the end of what is being made.
fn edges(cx: &Cx<'_>) -> String {
    let text = |edge| cx.desk.keys.key_text(Command::MoveEdge(edge, Way::Outward, By::Word));
    format!("{}  {}", text(Edge::Start), text(Edge::End))
}

/// Why it is decided so.
fn comment(ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) {
    let width = 460.0_f32.min(area.width() - 32.0);
    let rect = Rect::from_center_size(area.center(), vec2(width, size::CONTROL));
    let room = cx.room;
    if !room.is_commenting {
        let words = if room.comment.is_empty() { decided(cx) } else { None };
        let words = words.unwrap_or_else(|| format!("Comment: {}", room.comment));
        let text = RichText::new(words).size(size::LABEL).color(cx.tokens.muted);
        ui.put(rect, egui::Label::new(text).truncate());
        return;
    }
    let mut text = room.comment.clone();
    let field = TextEdit::singleline(&mut text).id(id("comment")).hint_text("Why? Kept with the decision").margin(vec2(8.0, 5.0));
    let response = ui.put(rect, field);
    name_field(&response, "Comment on the decision", &room.comment, &text);
    let is_confirmed = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if text != room.comment {
        cx.ask(Ask::SetComment(text));
    }
    if is_confirmed {
        cx.ask(Ask::Comment);
    } else if !response.has_focus() {
        response.request_focus();
    }
}
