//! A queue of keys. If several keys arrive during one slow frame, each is handled in the window that the key before it left
//! behind.
//!
//! A key may move the focus: N goes to the note, Ctrl+F to a field, and Enter closes a dialog. Events after such a key wait
//! until the focus has settled. So text that is typed right after a key that opens a field goes into that field, however
//! slow the frame is. Keys that only type or move the caret are handed on as they come.

use egui::{Context, Event, Id, Key, Modifiers, Plugin, RawInput};
use std::collections::VecDeque;

/// The greatest number of frames that keys wait for a focus that does not settle.
const MOST_HELD: u32 = 12;

/// The queue of keys, which is installed once in a window's [`Context`].
#[derive(Default)]
pub struct Turns {
    waiting: VecDeque<Event>,
    /// Whether the last frame moved the focus or requested a move.
    is_moving: bool,
    num_held: u32,
    last: Option<(u64, Option<Id>)>,
}

impl Turns {
    /// Takes note, at the end of each frame, of who handles keys (`who` is a number that changes when that does) and whether
    /// the focus has been requested by something that does not have it yet. Returns whether keys are waiting.
    pub fn settle(&mut self, who: u64, focused: Option<Id>, is_asked_for: bool) -> bool {
        let now = Some((who, focused));
        self.is_moving = is_asked_for || self.last.is_some() && self.last != now;
        self.last = now;
        !self.waiting.is_empty()
    }

    /// Returns those of the waiting events and of `events` that this frame is to handle.
    fn next(&mut self, events: Vec<Event>, is_typing: bool) -> Vec<Event> {
        let mut now = Vec::new();
        for event in events {
            // A move of the pointer neither delays keys nor waits for them. A click keeps its place among the waiting keys.
            if self.waiting.is_empty() && !is_key(&event) || is_free(&event) {
                now.push(event);
            } else {
                self.waiting.push_back(event);
            }
        }
        let has_clicked = now.iter().any(is_click);
        if self.waiting.is_empty() || has_clicked {
            return now;
        }
        if self.is_moving && self.num_held < MOST_HELD {
            self.num_held += 1;
            return now;
        }
        self.num_held = 0;
        let count = count_of_turn(self.waiting.make_contiguous(), is_typing);
        now.extend(self.waiting.drain(..count));
        now
    }
}

impl Plugin for Turns {
    fn debug_name(&self) -> &'static str {
        "turns"
    }

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        let events = std::mem::take(&mut input.events);
        input.events = self.next(events, context.text_edit_focused());
    }
}

/// Returns whether an event cannot move the focus and may therefore overtake waiting events.
fn is_free(event: &Event) -> bool {
    match event {
        // Modifiers keep their order among the keys that they modify.
        Event::ModifiersChanged(_) => false,
        event => !is_key(event) && !is_click(event),
    }
}

/// Returns whether an event may give the focus to the widget under the pointer.
fn is_click(event: &Event) -> bool {
    matches!(event, Event::PointerButton { .. } | Event::Touch { .. } | Event::AccessKitActionRequest(_))
}

/// Whether an event comes from a keyboard.
fn is_key(event: &Event) -> bool {
    matches!(event, Event::Key { .. } | Event::Text(_) | Event::Paste(_) | Event::Ime(_) | Event::Copy | Event::Cut)
}

/// The number of waiting events that one frame handles: up to and including a key that may move the focus.
fn count_of_turn(waiting: &[Event], is_typing: bool) -> usize {
    let mut decided: Option<Key> = None;
    let mut is_released = false;
    let mut brings_text = false;
    let mut has_typed = false;
    for (at, event) in waiting.iter().enumerate() {
        match event {
            Event::Key { key, pressed: false, .. } => is_released |= decided == Some(*key),
            Event::Key { key, modifiers, .. } => {
                let is_plain = is_plain(*key, *modifiers, is_typing);
                // The keyboard repeats a key that is held down, and egui marks it as a repeat only later.
                let is_held = decided == Some(*key) && !is_released;
                if !is_held && (decided.is_some() || has_typed && !is_plain) {
                    return at;
                }
                if is_plain {
                    has_typed = true;
                } else {
                    decided = Some(*key);
                }
                brings_text = !modifiers.ctrl && !modifiers.command;
            }
            Event::Text(_) if std::mem::take(&mut brings_text) => {}
            Event::Text(_) | Event::Paste(_) | Event::Ime(_) | Event::Copy | Event::Cut => {
                if decided.is_some() {
                    return at;
                }
                has_typed = true;
            }
            event if is_click(event) => {
                if at > 0 {
                    return at;
                }
                // There may be a text field where the click was.
                return waiting.iter().position(is_key).unwrap_or(waiting.len());
            }
            _ => {}
        }
    }
    waiting.len()
}

/// Whether a key only types or moves the caret.
fn is_plain(key: Key, modifiers: Modifiers, is_typing: bool) -> bool {
    if modifiers.ctrl || modifiers.command || modifiers.alt {
        return false;
    }
    match key {
        Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown => true,
        Key::Home | Key::End | Key::PageUp | Key::PageDown => true,
        Key::Enter | Key::Tab | Key::Escape => false,
        // Outside a field, a letter is a command, and so is Backspace.
        _ => is_typing && !is_function_key(key),
    }
}

fn is_function_key(key: Key) -> bool {
    let number = key.name().strip_prefix('F').map(str::parse::<u8>);
    matches!(number, Some(Ok(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(key: Key, modifiers: Modifiers) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    fn typed(letters: &str) -> Vec<Event> {
        let events = letters.chars().flat_map(|letter| {
            let key = Key::from_name(&letter.to_ascii_uppercase().to_string()).unwrap();
            [pressed(key, Modifiers::NONE), Event::Text(letter.to_string())]
        });
        events.collect()
    }

    /// The number of events in each turn when these events are handed out.
    fn turns(mut events: &[Event], is_typing: bool) -> Vec<usize> {
        let mut lengths = Vec::new();
        while !events.is_empty() {
            let count = count_of_turn(events, is_typing);
            assert!(count > 0, "nothing waits for ever");
            lengths.push(count);
            events = &events[count..];
        }
        lengths
    }

    #[test]
    fn on_the_page_each_command_has_a_frame_and_its_own_text_goes_with_it() {
        assert_eq!(turns(&typed("n3"), false), [2, 2]);
        let find = [pressed(Key::F, Modifiers::COMMAND), Event::Text("é".to_owned())];
        assert_eq!(turns(&find, false), [1, 1], "Ctrl+F brings no text: what follows was typed");
        let arrows = vec![pressed(Key::ArrowDown, Modifiers::NONE); 9];
        assert_eq!(turns(&arrows, false), [9], "moving about is not held up");
    }

    #[test]
    fn what_is_typed_into_a_field_goes_together_up_to_a_key_that_leaves_it() {
        let mut events = typed("done");
        events.push(pressed(Key::Enter, Modifiers::NONE));
        events.extend(typed("n"));
        assert_eq!(turns(&events, true), [8, 1, 2]);
    }

    #[test]
    fn a_key_that_is_held_is_one_turn() {
        let mut events = vec![pressed(Key::CloseBracket, Modifiers::NONE)];
        events.extend(events.clone());
        events.extend(events.clone());
        assert_eq!(turns(&events, false), [4]);
        let release = |key| Event::Key { key, physical_key: None, pressed: false, repeat: false, modifiers: Modifiers::NONE };
        events.insert(2, release(Key::CloseBracket));
        assert_eq!(turns(&events, false), [3, 2], "pressed twice and held");
    }

    #[test]
    fn keys_wait_while_the_window_moves_but_not_for_ever() {
        let mut turns = Turns::default();
        turns.settle(0, None, false);
        assert!(turns.settle(1, None, true) || turns.is_moving);
        assert_eq!(turns.next(typed("a"), false), []);
        for _ in 1..MOST_HELD {
            assert_eq!(turns.next(Vec::new(), false), []);
        }
        assert_eq!(turns.next(Vec::new(), false), typed("a"));
    }
}
