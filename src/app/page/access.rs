//! Describes the page for screen readers: its visible paragraphs with their words, and the annotations in them.

use super::{flow::Placed, marks::MarkPainter, marks::tint_rect, view::PageView};
use crate::{
    project::AnnotationId,
    text::{segment, words::counted},
};
use egui::{Id, Pos2, Rect, Response, Sense, Ui, accesskit, vec2};

/// Names the page itself.
pub(super) fn describe_page(ui: &Ui, response: &Response) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(accesskit::Role::Document);
        node.set_label("Article text");
    });
}

/// Makes a node for a visible paragraph and one for each annotation that begins in it, and returns the annotation whose node
/// was clicked.
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
        let overlaps = overlapping(placed, at.mark, marks);
        let id = node(ui, page.with(("annotation", mark.id)), area);
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(accesskit::Role::Mark);
            let overlaps = if overlaps.is_empty() { String::new() } else { format!(", overlaps {}", overlaps.join(" and ")) };
            let whose = marks.whose(mark.side);
            node.set_label(format!("{}{whose}, {}{overlaps}", look.name, counted(words, "word", "words")));
            node.set_selected(marks.is_in_front(mark.id));
            node.add_action(accesskit::Action::Click);
        });
        if ui.input(|input| input.accesskit_action_requests(id, accesskit::Action::Click).next().is_some()) {
            clicked = Some(mark.id);
        }
    }
    clicked
}

/// The labels of other marks in this piece that share words with mark number `this`, each once.
fn overlapping<'a>(placed: &Placed, this: usize, marks: &'a MarkPainter<'_>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let Some(mark) = marks.marks.get(this) else { return names };
    for other in marks.index.in_piece(placed.index).filter(|other| other.mark != this) {
        let Some(range) = marks.range_of(other) else { continue };
        let look = marks.marks.get(other.mark).and_then(|other| marks.labels.get(other.label_index));
        if let Some(look) = look.filter(|look| !names.contains(&look.name.as_str()))
            && mark.fragments.iter().any(|fragment| fragment.overlaps(range))
        {
            names.push(&look.name);
        }
    }
    names
}

impl PageView {
    /// Has the line with the caret read out whenever the caret moves to another line, or else the selection if there is one.
    pub(super) fn describe_caret(&self, ui: &Ui, page: Id, text: &str, visible: &[(Placed, Pos2)]) {
        let (true, Some((_, outline))) =
            (ui.ctx().has_accesskit_node(page) && self.reader.has_focus(ui.ctx()), &self.reader.outline)
        else {
            return;
        };
        let (piece, place) = self.reader.caret.place_in(outline);
        let Some((placed, text_at)) = visible.iter().find(|(placed, _)| placed.index == piece) else { return };
        let line = placed.set.line_of(place);
        let Some(range) = placed.set.lines().get(line).map(|line| line.range.clone()) else { return };
        let words = placed.piece.range.of(text).and_then(|words| words.get(range)).unwrap_or("").trim();
        let told = match self.reader.caret.selection(text).and_then(|range| range.of(text)) {
            Some(selected) => format!("selected: {selected}"),
            None if words.is_empty() => "blank line".to_owned(),
            None => words.to_owned(),
        };
        let height = placed.set.line_height();
        let area = Rect::from_min_size(*text_at + vec2(0.0, line as f32 * height), vec2(placed.set.width().max(1.0), height));
        let id = node(ui, page.with("line with the caret"), area);
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(accesskit::Role::Status);
            node.set_live(accesskit::Live::Polite);
            node.set_label("Line with the caret");
            node.set_value(told);
        });
    }
}

/// Makes a node with an area, as a child of the page's `Ui`. It does not react to the pointer.
fn node(ui: &Ui, id: Id, area: Rect) -> Id {
    ui.interact(area, id, Sense::empty());
    ui.ctx().accesskit_node_builder(id, |node| {
        let [x0, y0, x1, y1] = [area.min.x, area.min.y, area.max.x, area.max.y].map(f64::from);
        node.set_bounds(accesskit::Rect { x0, y0, x1, y1 });
    });
    id
}
