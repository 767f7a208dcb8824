//! What a screen reader is told: the page, its visible paragraphs with their words, and the annotations in them.

use super::{flow::Placed, marks::MarkPainter, marks::tint_rect};
use crate::{project::AnnotationId, text::segment};
use egui::{Id, Pos2, Rect, Response, Sense, Ui, accesskit, vec2};

/// Names the page itself.
pub(super) fn describe_page(ui: &Ui, response: &Response) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(accesskit::Role::Document);
        node.set_label("Article text");
    });
}

/// One node for a visible paragraph and one for each annotation that begins in it. The annotation whose node was clicked.
pub(super) fn describe_piece(
    ui: &Ui,
    page: Id,
    text: &str,
    placed: &Placed,
    text_at: Pos2,
    marks: &MarkPainter<'_>,
) -> Option<AnnotationId> {
    if !ui.ctx().has_accesskit_node(page) {
        return None;
    }
    let words = placed.piece.range.of(text).unwrap_or("");
    if words.trim().is_empty() {
        return None;
    }
    let area = Rect::from_min_size(text_at, vec2(placed.set.width(), placed.set.height()));
    let paragraph = node(ui, page.with(("paragraph", placed.index)), area);
    ui.ctx().accesskit_node_builder(paragraph, |node| {
        node.set_role(accesskit::Role::Paragraph);
        node.set_label(words);
    });
    let mut clicked = None;
    for at in marks.index.in_piece(placed.index).filter(|at| at.fragment == 0) {
        let Some(mark) = marks.marks.get(at.mark) else { continue };
        let (Some(look), Some(local)) = (marks.labels.get(mark.label_index), placed.local(mark.fragments.first())) else {
            continue;
        };
        if mark.fragments.first().start() < placed.piece.range.start() {
            continue;
        }
        let area = placed.set.spans(local).first().map_or(area, |span| tint_rect(placed, span, text_at));
        let words: usize = mark.fragments.iter().map(|range| segment::words_in(text, range).count()).sum();
        let id = node(ui, page.with(("annotation", mark.id)), area);
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(accesskit::Role::Mark);
            node.set_label(format!("{}, {words} {}", look.name, if words == 1 { "word" } else { "words" }));
            node.set_selected(marks.selected == Some(mark.id));
            node.add_action(accesskit::Action::Click);
        });
        if ui.input(|input| input.accesskit_action_requests(id, accesskit::Action::Click).next().is_some()) {
            clicked = Some(mark.id);
        }
    }
    clicked
}

/// A node with an area, below the page's `Ui`; it takes no part in what the pointer does.
fn node(ui: &Ui, id: Id, area: Rect) -> Id {
    ui.interact(area, id, Sense::empty());
    ui.ctx().accesskit_node_builder(id, |node| {
        let [x0, y0, x1, y1] = [area.min.x, area.min.y, area.max.x, area.max.y].map(f64::from);
        node.set_bounds(accesskit::Rect { x0, y0, x1, y1 });
    });
    id
}
