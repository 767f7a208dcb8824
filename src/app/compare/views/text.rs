//! The page with both layers: the first one's lines above the words, the second one's below.

use crate::app::{
    compare::{Ask, Cx, DRAFT},
    look::article::{date, joined, looks},
    page::{PageContent, PageEvent, TwoLayers},
};
use egui::{Color32, Mesh, Rect, RichText, Shape, Ui, pos2, vec2};

/// Distance of the lines in points at zoom 1: room for lines and names on both sides.
const LINE_PX: f32 = 50.0;
/// Height of the strip in which the page fades out above the bar.
const FADE: f32 = 22.0;

/// Shows the page.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let room = cx.room;
    let Some(record) = room.article.and_then(|article| cx.desk.project().article(article)) else {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.label(RichText::new("Comparing…").color(cx.tokens.muted));
        });
        return;
    };
    if cx.desk.dialog.is_none() && !room.is_commenting && ui.memory(|memory| memory.focused().is_none()) {
        cx.pages.compare.reader.request_focus();
    }
    let names = room.names(cx.desk.project());
    let metadata = &record.article.metadata;
    let whose = format!("above the line {}, below the line {}", names[0], names[1]);
    let byline = joined(&[metadata.outlet.clone(), date(&record.article), whose], "  ·  ", false);
    let chosen = room.chosen.filter(|(article, _)| *article == record.article.id);
    let front = chosen.map_or([None, None], |(_, difference)| [difference.a, difference.b]);
    let content = PageContent {
        article: &record.article,
        outline: None,
        marks: &room.marks.items,
        labels: &looks(cx.desk.project().codebook(), cx.tokens),
        selected: room.is_editing().then_some(DRAFT),
        revision: room.marks.revision,
        byline: &byline,
        layers: Some(TwoLayers { names: [&names[0], &names[1]], front, joins: &room.marks.joins }),
        guest: None,
        hits: Default::default(),
    };
    let mut style = cx.tokens.page_style(cx.desk.prefs.text());
    style.line_px *= LINE_PX / 30.0;
    let is_editing = room.is_editing();
    let area = ui.available_rect_before_wrap();
    for event in cx.pages.compare.show(ui, cx.typesetter, &content, &style) {
        let ask = match event {
            PageEvent::Selected(range) if is_editing => Ask::SetRange(None, range),
            PageEvent::EdgeDragged { fragment, range, .. } => Ask::SetRange(Some(fragment), range),
            PageEvent::AnnotationClicked(id) if !is_editing => Ask::ChooseAnnotation(id),
            PageEvent::Selected(_) | PageEvent::AnnotationClicked(_) | PageEvent::Cleared => continue,
        };
        cx.ask(ask);
    }
    fade(ui, style.page, area);
}

/// Lets the lowest line fade out instead of cutting it.
fn fade(ui: &Ui, page: Color32, area: Rect) {
    // The overview at the right edge goes on.
    let area = Rect::from_min_max(pos2(area.left(), area.bottom() - FADE), area.max - vec2(14.0, 0.0));
    let mut mesh = Mesh::default();
    for (corner, color) in [
        (area.left_top(), Color32::TRANSPARENT),
        (area.right_top(), Color32::TRANSPARENT),
        (area.right_bottom(), page),
        (area.left_bottom(), page),
    ] {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    ui.painter().add(Shape::mesh(mesh));
}
