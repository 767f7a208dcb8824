//! The view of pointing: a bar that says what can be chosen and how, and the links to be drawn.

use crate::{
    app::{
        desk::command::Command,
        look::{theme::medium, widgets::id},
        page::PageLink,
        tag::{self, Cx, links::LinkEnd},
    },
    project::{AnnotationId, AttributeKind, Label},
    text::ByteRange,
};
use egui::{Align2, Area, Frame, Order, Rect, RichText, Ui, vec2};

/// Shows the bar at the lower edge of the page while pointing.
pub fn show(ui: &Ui, cx: &mut Cx<'_>, page: Rect) {
    let (Some(pick), Some(label)) = (&cx.room.pick, cx.desk.annotation_label()) else { return };
    let name = pick.field.name(label).to_owned();
    let how = if pick.field.wants_words(label) {
        "select the words, then Enter".to_owned()
    } else {
        let keys = [Command::NextAnnotation, Command::Attributes].map(|command| cx.desk.keys.key_text(command));
        format!("click {}, or {} to it and {}", wanted(cx, label), keys[0], keys[1])
    };
    let place = page.center_bottom() - vec2(0.0, 16.0);
    let area = Area::new(id("pick bar")).order(Order::Middle).pivot(Align2::CENTER_BOTTOM).fixed_pos(place);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(name).font(medium(13.0)).color(cx.tokens.accent));
                ui.label(how);
                let next = format!("Next field  {}", cx.desk.keys.key_text(Command::Link));
                if ui.button(next).clicked() {
                    cx.run(Command::Link);
                }
                if ui.button("Leave  Esc").clicked() {
                    cx.ask(tag::Ask::LeavePick);
                }
            });
        });
    });
}

/// Names the things to which the field may link.
fn wanted(cx: &Cx<'_>, label: &Label) -> String {
    let kind = match cx.room.pick.as_ref().map(|pick| &pick.field) {
        Some(crate::app::tag::pick::PickField::Attribute(id)) => label.attribute(id).map(|attribute| &attribute.kind),
        _ => None,
    };
    match kind {
        Some(AttributeKind::Links { labels, .. }) if labels.len() == 1 => {
            let name = cx.desk.project().codebook().label(&labels[0]).map(|label| label.name.to_lowercase());
            format!("a {}", name.unwrap_or_default())
        }
        _ => "an annotation".to_owned(),
    }
}

/// The links of the selected annotation and of the one under the pointer, and the one that is about to be made.
pub fn lines(cx: &Cx<'_>, hovered: Option<AnnotationId>) -> Vec<PageLink> {
    let Some(record) = cx.desk.record() else { return Vec::new() };
    let codebook = cx.desk.project().codebook();
    let words = |id: AnnotationId| record.annotations.get(&id).map(|annotation| annotation.fragments.first());
    let color = |id: AnnotationId| {
        let label = record.annotations.get(&id).and_then(|annotation| codebook.label(&annotation.label));
        label.map_or(cx.tokens.muted, |label| cx.tokens.label(label.color))
    };
    let mut lines: Vec<PageLink> = Vec::new();
    if let (Some(pick), Some(label)) = (&cx.room.pick, cx.desk.annotation_label()) {
        let aim = pick.candidate.or(hovered).filter(|id| *id != pick.annotation && !pick.field.wants_words(label));
        if let Some((to, from)) = aim.and_then(words).zip(words(pick.annotation)) {
            let name = pick.field.name(label).to_lowercase();
            lines.push(PageLink { from, to, name, color: cx.tokens.accent, is_aim: true });
        }
    }
    let looked_at = cx.desk.open.selected.into_iter().chain(hovered.filter(|id| Some(*id) != cx.desk.open.selected));
    for link in looked_at.flat_map(|id| cx.room.layer.links.around(record, codebook, id)) {
        let to: Option<ByteRange> = match link.to {
            LinkEnd::Annotation(id) => words(id),
            LinkEnd::Words(range) => Some(range),
        };
        if let (Some(from), Some(to)) = (words(link.from), to) {
            let line = PageLink { from, to, name: link.name, color: color(link.from), is_aim: false };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}
