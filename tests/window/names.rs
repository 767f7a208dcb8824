//! What a screen reader calls things: nothing that can be focused or clicked is without a name, in any room.

use super::{Desk, nested};
use egui::{
    Key, Modifiers,
    accesskit::{Action, Role},
};
use egui_kittest::kittest::{AccessKitNode, By, NodeT as _, Queryable as _};
use obelus::app::desk::room::Room;

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// Whether somebody who cannot see the window would come to it and not know what it is. A scroll bar is known by its role:
/// it has no name of its own in egui, and what it scrolls stands around it.
fn is_nameless(node: &AccessKitNode<'_>) -> bool {
    let acts = node.data().supports_action(Action::Click) || node.data().supports_action(Action::Focus);
    let name = match node.role() {
        Role::ScrollBar => return false,
        // Text that can be selected is its own name.
        Role::Label => node.value(),
        _ => node.label(),
    };
    acts && name.is_none_or(|name| name.trim().is_empty())
}

impl Desk {
    /// Roles and places of what has no name.
    fn nameless(&self) -> Vec<String> {
        let found = self.harness.query_all(By::new().predicate(is_nameless));
        found.map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect())).collect()
    }

    fn assert_named(&self, what: &str) {
        assert_eq!(self.nameless(), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn everything_in_every_room_has_a_name() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Home);
    desk.assert_named("Tag");
    for _ in 0..3 {
        desk.key(Key::Tab);
        desk.assert_named("Tag, with an annotation selected");
    }
    desk.keys(CTRL, Key::F);
    desk.keys(CTRL, Key::H);
    desk.key(Key::U);
    desk.assert_named("Tag, with the search and the history");
    for (room, key) in [(Room::Compare, Key::Num2), (Room::Dataset, Key::Num3), (Room::Codebook, Key::Num4)] {
        desk.keys(CTRL, key);
        desk.run();
        assert_eq!(desk.state().desk.room, room);
        desk.assert_named(room.name());
    }
    desk.click("Casualty figure");
    desk.assert_named("Codebook, a label");
    desk.keys(CTRL_SHIFT, Key::F);
    desk.type_in("Words to find", "market");
    desk.assert_named("Find");
    desk.keys(CTRL_SHIFT, Key::T);
    desk.searched();
    desk.assert_named("Find, tags");
}

#[test]
fn everything_in_every_dialog_has_a_name() {
    let mut desk = Desk::sample();
    for (modifiers, key) in
        [(CTRL, Key::K), (Modifiers::NONE, Key::F1), (CTRL, Key::T), (CTRL, Key::G), (CTRL_SHIFT, Key::L), (CTRL, Key::O)]
    {
        desk.keys(modifiers, key);
        assert!(desk.state().desk.dialog.is_some());
        desk.assert_named(&format!("{:?}", desk.state().desk.dialog));
        desk.key(Key::Escape);
        desk.key(Key::Escape);
    }
    for words in ["change keys", "restore", "new project"] {
        desk.keys(CTRL, Key::K);
        desk.harness.event(egui::Event::Text(words.to_owned()));
        desk.run();
        desk.key(Key::Enter);
        assert!(desk.state().desk.dialog.is_some(), "{words}");
        desk.assert_named(words);
        desk.key(Key::Escape);
    }
}

#[test]
fn an_annotation_says_its_label_its_length_and_what_it_overlaps() {
    let desk = nested::desk();
    for name in [
        "quote, 14 words, overlaps claim and casualty figure",
        "claim, 9 words, overlaps quote and casualty figure",
        "casualty figure, 2 words, overlaps quote and claim",
        "disclaimer, 8 words",
    ] {
        assert!(desk.harness.query_by_label(name).is_some(), "{name}: {:?}", {
            let all = desk.harness.query_all(By::new().role(Role::Mark));
            all.map(|node| node.accesskit_node().label()).collect::<Vec<_>>()
        });
    }
}
