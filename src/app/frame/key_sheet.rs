//! The key sheet: every command with its key, in groups.

use super::Cx;
use crate::{
    app::{
        compare::Key,
        desk::{
            self,
            command::{By, Command, Way},
            room::Room,
        },
        find,
        look::{
            dialog::{from_right, title},
            theme::size,
            widgets::{heading, keycap, text_at},
        },
        page::TextObject,
    },
    project::Edge,
};
use egui::{RichText, Ui, pos2, vec2};

/// A line of the key sheet.
enum Line {
    /// Keys that are no command: what they do, and how they are written.
    Keys(&'static str, &'static str),
    /// A command.
    Command(Command),
    /// Two that belong together.
    Commands(&'static str, &'static [Command; 2]),
}

const fn edge(edge: Edge, by: By) -> [Command; 2] {
    [Command::MoveEdge(edge, Way::Outward, by), Command::MoveEdge(edge, Way::Inward, by)]
}

const fn object(object: TextObject) -> [Command; 2] {
    [Command::SelectText(object), Command::SelectNext(object)]
}

/// The key sheet in two columns of groups.
const SHEET: [&[(&str, &[Line])]; 2] = [
    &[
        (
            "Reading and selecting",
            &[
                Line::Keys("Move by character, by line", "←  →  ↑  ↓"),
                Line::Keys("Move by word, by paragraph", "Ctrl+arrow"),
                Line::Keys("To the edge of the line, of the article", "Home  End,  Ctrl"),
                Line::Keys("Move by page", "PgUp  PgDn"),
                Line::Keys("Extend the selection", "Shift"),
                Line::Commands("Select the word; the next one", &object(TextObject::Word)),
                Line::Commands("Select the clause; the next one", &object(TextObject::Clause)),
                Line::Commands("Select the sentence; the next one", &object(TextObject::Sentence)),
                Line::Commands("Select the paragraph; the next one", &object(TextObject::Paragraph)),
                Line::Commands("Select the quotation; the next one", &object(TextObject::Quotation)),
                Line::Commands("Select the figure; the next one", &object(TextObject::Figure)),
                Line::Keys("Select more of it", "again"),
                Line::Command(Command::GoToParagraph),
                Line::Command(Command::Back),
                Line::Command(Command::Forward),
                Line::Command(Command::PreviousArticle),
                Line::Command(Command::NextArticle),
                Line::Command(Command::NextToDo),
                Line::Command(Command::Filter),
                Line::Command(Command::FindHere),
                Line::Commands("Next, previous hit", &[Command::NextHit, Command::PreviousHit]),
                Line::Command(Command::FindEverywhere),
                Line::Command(Command::FindTags),
            ],
        ),
        (
            "What was found",
            &[
                Line::Command(Command::Found(find::Key::Next)),
                Line::Command(Command::Found(find::Key::Previous)),
                Line::Command(Command::Found(find::Key::Tick)),
                Line::Command(Command::Found(find::Key::TickAll)),
                Line::Command(Command::Found(find::Key::Go)),
                Line::Keys("Tag or relabel what is ticked", "1 – 9"),
            ],
        ),
        (
            "Window",
            &[
                Line::Command(Command::Show(Room::Tag)),
                Line::Command(Command::Show(Room::Compare)),
                Line::Command(Command::Show(Room::Dataset)),
                Line::Command(Command::ExportDataset),
                Line::Command(Command::CopyDatasetCommand),
                Line::Command(Command::Show(Room::Codebook)),
                Line::Command(Command::ApplyCodebook),
                Line::Command(Command::Show(Room::Find)),
                Line::Command(Command::TextSettings),
                Line::Command(Command::ToggleArticles),
                Line::Command(Command::ToggleTagging),
                Line::Command(Command::ZoomIn),
                Line::Command(Command::ZoomOut),
                Line::Command(Command::ZoomReset),
                Line::Command(Command::Palette),
                Line::Command(Command::KeySheet),
                Line::Command(Command::Quit),
            ],
        ),
    ],
    &[
        (
            "Tagging",
            &[
                Line::Keys("Tag the selection, or relabel the selected tag", "1 – 9"),
                Line::Command(Command::NextAnnotation),
                Line::Command(Command::PreviousAnnotation),
                Line::Commands("Start outward, inward", &edge(Edge::Start, By::Word)),
                Line::Commands("End outward, inward", &edge(Edge::End, By::Word)),
                Line::Commands("Start by a character", &edge(Edge::Start, By::Char)),
                Line::Commands("End by a character", &edge(Edge::End, By::Char)),
                Line::Command(Command::AddFragment),
                Line::Command(Command::Link),
                Line::Command(Command::SameAs),
                Line::Command(Command::TakeProposal),
                Line::Command(Command::Rules),
                Line::Command(Command::Attributes),
                Line::Command(Command::Note),
                Line::Command(Command::ToggleUnsure),
                Line::Command(Command::Delete),
                Line::Command(Command::Escape),
                Line::Command(Command::ToggleDone),
            ],
        ),
        (
            "Project",
            &[
                Line::Command(Command::Undo),
                Line::Command(Command::Redo),
                Line::Command(Command::History),
                Line::Command(Command::UndoBack),
                Line::Command(Command::ShowOthers),
                Line::Command(Command::Save),
                Line::Command(Command::SaveCopy),
                Line::Command(Command::Import),
                Line::Command(Command::OpenProject),
                Line::Command(Command::NewProject),
            ],
        ),
    ],
];

/// The groups that replace each column's first group in the Compare room.
const COMPARING: [(&str, &[Line]); 2] = [
    (
        "Differences",
        &[
            Line::Command(Command::Compare(Key::Next)),
            Line::Command(Command::Compare(Key::Previous)),
            Line::Keys("First, last difference", "Home   End"),
            Line::Command(Command::PreviousArticle),
            Line::Command(Command::NextArticle),
            Line::Keys("Scroll the page", "PgUp  PgDn"),
            Line::Command(Command::Compare(Key::Sort)),
            Line::Keys("All sorts again", "Esc"),
            Line::Command(Command::Compare(Key::Scope)),
            Line::Command(Command::Compare(Key::Figures)),
            Line::Command(Command::Compare(Key::Take)),
            Line::Command(Command::Compare(Key::Report)),
            Line::Keys("To the controls; back to the page", "Tab   Esc"),
        ],
    ),
    (
        "Settling",
        &[
            Line::Command(Command::Compare(Key::First)),
            Line::Command(Command::Compare(Key::Second)),
            Line::Command(Command::Compare(Key::Union)),
            Line::Command(Command::Compare(Key::Overlap)),
            Line::Command(Command::Compare(Key::Both)),
            Line::Command(Command::Compare(Key::Neither)),
            Line::Command(Command::Compare(Key::Edit)),
            Line::Commands("… its start outward, inward", &edge(Edge::Start, By::Word)),
            Line::Commands("… its end outward, inward", &edge(Edge::End, By::Word)),
            Line::Keys("… its tag", "1 – 9"),
            Line::Keys("Next answer of a row", "Alt+1 – 9"),
            Line::Command(Command::Compare(Key::Fill)),
            Line::Command(Command::Compare(Key::Keep)),
            Line::Command(Command::Compare(Key::Comment)),
            Line::Command(Command::Compare(Key::Identical)),
            Line::Command(Command::Compare(Key::Reopen)),
        ],
    ),
];

/// Height of a line of the key sheet.
const SHEET_ROW: f32 = 23.0;

/// Shows the sheet.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let space = ui.ctx().content_rect().size();
    ui.set_width(820.0_f32.min(space.x - 100.0));
    title(ui, "Keys");
    egui::ScrollArea::vertical().max_height(space.y - 180.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(32.0, 0.0);
        ui.columns(2, |columns| {
            for (column, (groups, comparing)) in columns.iter_mut().zip(SHEET.into_iter().zip(&COMPARING)) {
                let is_comparing = cx.desk.room == Room::Compare;
                let first = if is_comparing { std::slice::from_ref(comparing) } else { &groups[..1] };
                for (name, lines) in first.iter().chain(&groups[1..]) {
                    heading(column, cx.tokens, name, "");
                    column.add_space(2.0);
                    for line in *lines {
                        sheet_line(column, cx, line);
                    }
                    column.add_space(14.0);
                }
            }
        });
    });
    ui.add(
        egui::Label::new(
            RichText::new(
                "With the mouse: drag over words (Alt: by character), double click a word, triple click a sentence; click a tag to \
                 select it, again for the one around it; drag the ends of the selected tag.",
            )
            .size(12.0)
            .color(cx.tokens.muted),
        )
        .wrap(),
    );
    ui.add_space(8.0);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), from_right(), |ui| {
        if ui.button("Close").clicked() {
            cx.ask_desk(desk::Ask::CloseDialog);
        }
        if ui.button(Command::KeySettings.label()).clicked() {
            cx.run(Command::KeySettings);
        }
    });
}

fn sheet_line(ui: &mut Ui, cx: &Cx<'_>, line: &Line) {
    let (what, keys) = match line {
        Line::Keys(what, keys) => (*what, (*keys).to_owned()),
        Line::Command(command) => (command.label(), cx.desk.keys.key_text(*command)),
        Line::Commands(what, commands) => (*what, commands.map(|command| cx.desk.keys.key_text(command)).join("   ")),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SHEET_ROW), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{what}: {keys}")));
    let left = keycap(ui, cx.tokens, pos2(rect.right(), rect.center().y), &keys);
    let font = egui::FontId::proportional(size::TEXT);
    text_at(ui, rect.left_center(), egui::Align2::LEFT_CENTER, what, font, cx.tokens.ink, left - rect.left() - 8.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::desk::command::COMMANDS;

    #[test]
    fn every_command_with_a_key_stands_on_the_key_sheet_once() {
        let usual = || SHEET.iter().copied().flatten().flat_map(|(_, lines)| lines.iter());
        let comparing = || COMPARING.iter().flat_map(|(_, lines)| lines.iter());
        for info in COMMANDS.iter().filter(|info| info.key.is_some()) {
            let shows = |line: &&Line| match line {
                Line::Command(command) => *command == info.command,
                Line::Commands(_, commands) => commands.contains(&info.command),
                Line::Keys(..) => false,
            };
            let is_compared = matches!(info.command, Command::Compare(_));
            let count = if is_compared { comparing().filter(shows).count() } else { usual().filter(shows).count() };
            assert_eq!(count, 1, "{:?}", info.command);
        }
    }
}
