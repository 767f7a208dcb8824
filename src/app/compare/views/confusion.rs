//! The table of which label met which: a row for each label of the first analyst, a column for each of the second. Labels that
//! neither used take no place. A click shows the annotations of a cell.

use super::take::{self, headed};
use crate::{
    app::{
        compare::{Ask, Cx, Exhibit, Filter},
        look::widgets::{id, text_at},
    },
    text::words::capital,
};
use egui::{Align2, CornerRadius, FontId, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// Width of the names at the left, a point and for each of their letters; height of a cell, greatest width of one.
const NAMES: f32 = 10.0;
const LETTER: f32 = 8.0;
const CELL: f32 = 26.0;
const CELL_WIDTH: f32 = 44.0;
/// Letters of a name's beginning, at most: more have no room above a narrow column.
const MAX_LETTERS: usize = 3;
/// Height of a line of names above the columns, where there are two.
const HEAD_LINE: f32 = 16.0;

/// Shows the table, if anything was tagged.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (desk, room) = (cx.desk, cx.room);
    let labels = &desk.project().codebook().labels;
    let cells = &room.counts().cells;
    let is_used = |place: &usize| {
        cells
            .iter()
            .enumerate()
            .any(|(row, counts)| counts[*place] > 0 || (row == *place && counts.iter().any(|count| *count > 0)))
    };
    // The last row and column are for nothing.
    let used: Vec<usize> = (0..labels.len().min(cells.len())).filter(is_used).collect();
    if used.is_empty() {
        return;
    }
    let names = room.names(desk.project());
    headed(ui, cx, &format!("{}’s tag against {}’s", names[0], names[1]), Exhibit::Confusion);
    ui.add_space(8.0);
    let full: Vec<&str> = used.iter().map(|place| labels[*place].name.as_str()).collect();
    let short: Vec<String> = short_names(&full).into_iter().chain(["–".to_owned()]).collect();
    let full: Vec<String> = full.iter().map(|name| name.to_lowercase()).chain(["nothing".to_owned()]).collect();
    let places: Vec<usize> = used.into_iter().chain([labels.len()]).collect();
    let left = NAMES + LETTER * short.iter().map(|name| name.chars().count()).max().unwrap_or(1) as f32;
    let width = ((ui.available_width() - left) / short.len() as f32).min(CELL_WIDTH).floor();
    // Names above narrow columns stand on two lines by turns, and so have the width of two.
    let num_lines = if width < left { 2 } else { 1 };
    let head = if num_lines == 1 { CELL } else { HEAD_LINE * num_lines as f32 };
    let size = vec2(left + width * short.len() as f32, head + CELL * short.len() as f32);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let font = FontId::proportional(12.0);
    let corner = area.min + vec2(left, head);
    for (at, (short, full)) in short.iter().zip(&full).enumerate() {
        let line = head / num_lines as f32;
        let top = area.top() + (at % num_lines) as f32 * line;
        let middle = pos2(corner.x + (at as f32 + 0.5) * width, top + line / 2.0);
        let column = Rect::from_center_size(middle, vec2(width * num_lines as f32, line));
        let row = Rect::from_min_size(pos2(area.left(), corner.y + at as f32 * CELL), vec2(left, CELL));
        for (rect, analyst) in [(row, &names[0]), (column, &names[1])] {
            text_at(ui, rect.center(), Align2::CENTER_CENTER, short, font.clone(), cx.tokens.muted, rect.width());
            let response = ui.interact(rect, id("label of cells").with((at, rect == row)), Sense::hover());
            response.on_hover_text(format!("{analyst}: {full}"));
        }
    }
    let most = cells.iter().flatten().copied().max().unwrap_or(0).max(1) as f32;
    for (at_row, row) in places.iter().enumerate() {
        for (at_column, column) in places.iter().enumerate() {
            let Some(count) = cells.get(*row).and_then(|counts| counts.get(*column)).copied() else { continue };
            let at = corner + vec2(at_column as f32 * width, at_row as f32 * CELL);
            let told = format!("{} {}, {} {}: {count}", names[0], full[at_row], names[1], full[at_column]);
            cell(ui, cx, (*row, *column), count, (count as f32 / most).sqrt(), &told, Rect::from_min_size(at, vec2(width, CELL)));
        }
    }
}

/// One cell; `share` of the strongest colour.
fn cell(ui: &mut Ui, cx: &mut Cx<'_>, (row, column): (usize, usize), count: usize, share: f32, told: &str, rect: Rect) {
    let color = if row == column { cx.tokens.good } else { cx.tokens.warning };
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::ZERO, cx.tokens.raised);
    if count > 0 {
        let strength = if row == column { 0.75 * share } else { 0.06 + 0.4 * share };
        painter.rect_filled(rect, CornerRadius::ZERO, color.gamma_multiply(strength));
    }
    painter.rect_stroke(rect, CornerRadius::ZERO, Stroke::new(1.0, cx.tokens.panel), StrokeKind::Middle);
    if count == 0 {
        return;
    }
    text_at(
        ui,
        rect.center(),
        Align2::CENTER_CENTER,
        &count.to_string(),
        FontId::proportional(12.0),
        cx.tokens.ink,
        rect.width(),
    );
    let response = ui.interact(rect, id("cell").with((row, column)), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, told));
    let filter = Filter::Cell(row, column);
    if response.hovered() || response.has_focus() || cx.room.filter == filter {
        let stroke = Stroke::new(1.0, cx.tokens.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), CornerRadius::same(2), stroke, StrokeKind::Inside);
    }
    take::context(cx, &response, Exhibit::Confusion);
    if response.on_hover_text(told).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.ask(Ask::Show(filter));
    }
}

/// For each name the shortest beginning that no other name has; where that is long, the first letters of its words with the
/// beginning of the last one; else its first letter with the first one that tells it from others; at last its number.
fn short_names(names: &[&str]) -> Vec<String> {
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let others = |place: usize| names.iter().enumerate().filter(move |(other, _)| *other != place).map(|(_, name)| name);
    let short = |(place, name): (usize, &String)| {
        let is_own = |short: &String| others(place).all(|other| !other.starts_with(short.as_str()));
        let beginning = (1..=MAX_LETTERS).map(|length| first(name, length)).find(is_own).map(|short| capital(&short));
        let of_words =
            |length| initials(name, length).filter(|own| others(place).all(|o| initials(o, length).as_ref() != Some(own)));
        beginning.or_else(|| (1..MAX_LETTERS).find_map(of_words).map(|short| short.to_uppercase()))
    };
    let mut found: Vec<Option<String>> = names.iter().enumerate().map(short).collect();
    let alike: Vec<(usize, &String)> = names.iter().enumerate().filter(|(place, _)| found[*place].is_none()).collect();
    for (place, name) in &alike {
        let pair = |name: &str, at: usize| Some([name.chars().next()?, name.chars().nth(at).filter(|c| c.is_alphanumeric())?]);
        let tells =
            |at: usize| pair(name, at).filter(|own| alike.iter().all(|(o, other)| o == place || pair(other, at) != Some(*own)));
        let telling = (1..name.chars().count()).filter_map(tells).map(|pair| capital(&String::from_iter(pair)));
        found[*place] = telling.into_iter().find(|short| !found.contains(&Some(short.clone())));
    }
    found.into_iter().enumerate().map(|(place, short)| short.unwrap_or_else(|| (place + 1).to_string())).collect()
}

fn first(word: &str, length: usize) -> String {
    word.chars().take(length).collect::<String>().trim().to_owned()
}

/// The first letter of each word, of the last one so many; `None` of a single word, or where that is too long.
fn initials(name: &str, length: usize) -> Option<String> {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (last, before) = words.split_last().filter(|(_, before)| !before.is_empty())?;
    let found: String = before.iter().map(|word| first(word, 1)).chain([first(last, length)]).collect();
    (found.chars().count() <= MAX_LETTERS).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::short_names;

    #[test]
    fn names_are_told_apart_by_their_beginnings() {
        assert_eq!(short_names(&["Claim", "Quote", "Casualty figure", "Disclaimer"]), ["Cl", "Q", "Ca", "D"]);
        assert_eq!(short_names(&["Claim", "Quote"]), ["C", "Q"]);
        assert_eq!(short_names(&["نفي", "ادعاء"]), ["ن", "ا"]);
    }

    #[test]
    fn where_beginnings_are_long_initials_or_the_first_other_letter_tell_names_apart() {
        assert_eq!(short_names(&["Direct quote", "Direct claim", "Direct"]), ["DQ", "DC", "Di"]);
        assert_eq!(short_names(&["Attribution", "Attribution-no-source"]), ["At", "ANS"]);
        assert_eq!(short_names(&["Death toll", "Death threat", "Death trap"]), ["DTO", "DTH", "DTR"]);
        assert_eq!(short_names(&["Discuss", "Discard", "Quote", "quota"]), ["Du", "Da", "Qe", "Qa"]);
        assert_eq!(short_names(&["Same", "Same"]), ["1", "2"]);
    }
}
