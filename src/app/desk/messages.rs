//! Messages above the page, each of which stays until it is dismissed.

use super::{Ask, Message, cx::Cx};
use egui::{Align, Frame, Layout, Margin, RichText, ScrollArea, Ui};

/// The most height messages may take from the page.
const MAX_HEIGHT: f32 = 160.0;

/// Shows the messages, if there are any.
pub fn show<R, A>(ui: &mut Ui, cx: &mut Cx<'_, R, A>) {
    if cx.desk.messages.is_empty() {
        return;
    }
    let frame = Frame::new().fill(cx.tokens.raised).inner_margin(Margin::symmetric(16, 6));
    egui::Panel::top("messages").frame(frame).resizable(false).show(ui, |ui| {
        ScrollArea::vertical().max_height(MAX_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
            for (index, message) in cx.desk.messages.iter().enumerate() {
                one(ui, cx, index, message);
            }
        });
    });
}

fn one<R, A>(ui: &mut Ui, cx: &mut Cx<'_, R, A>, index: usize, message: &Message) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let close = ui.add(egui::Button::new("×").frame_when_inactive(false));
        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Put the message away"));
        if close.clicked() {
            cx.ask_desk(Ask::Dismiss(index));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let color = if message.is_error { cx.tokens.warning } else { cx.tokens.muted };
            ui.label(RichText::new(if message.is_error { "⚠" } else { "·" }).color(color));
            ui.add(egui::Label::new(RichText::new(&message.text).color(cx.tokens.ink)).wrap().selectable(true));
        });
    });
}
