//! Other analysts' layers: unseen until somebody asks for one, and that is kept in the log.
//!
//! Whoever has seen what another tagged no longer tags independently, and agreement means less. So a layer is shown on
//! purpose or not at all: by the command, after a question, beside one's own and only to be read; or in the Compare room,
//! which is made for it. Both leave a line in the log that undo passes over.

use super::{Dialog, Focus, State, change, needs::read_only};
use crate::project::{AnalystId, AnnotationId, Edit};

/// Whether what this analyst tagged may be seen by the one at work; what nobody in particular did may.
pub fn sees(state: &State, analyst: Option<&AnalystId>) -> bool {
    analyst.is_none() || analyst == state.analyst.as_ref() || analyst == state.shown.as_ref()
}

/// The analysts whose tags may be seen.
pub fn seen(state: &State) -> Vec<AnalystId> {
    state.analyst.iter().chain(&state.shown).cloned().collect()
}

/// Everybody but the one at work, with the names people read.
pub fn others(state: &State) -> impl Iterator<Item = (&AnalystId, &str)> {
    let others = state.project().analysts().iter().filter(|analyst| Some(&analyst.id) != state.analyst.as_ref());
    others.map(|analyst| (&analyst.id, analyst.name.as_str()))
}

/// The name of the analyst whose tags are shown.
pub fn shown_name(state: &State) -> Option<&str> {
    let analyst = state.project().analyst(state.shown.as_ref()?)?;
    Some(&analyst.name)
}

/// Why nobody's tags can be shown or hidden.
pub fn why_not(state: &State) -> Option<&'static str> {
    if state.shown.is_some() {
        None
    } else if state.analyst.is_none() {
        Some("Say who is tagging first")
    } else if others(state).next().is_none() {
        Some("Nobody else tags in this project")
    } else {
        read_only(state)
    }
}

/// Hides what is shown, or asks whose tags to show.
pub fn toggle(state: &mut State) {
    if state.shown.is_some() {
        hide(state);
        state.status = "Only your own tags are shown".to_owned();
    } else {
        state.dialog = Some(Dialog::ShowOthers);
    }
}

/// Shows only the tags of the analyst at work.
pub fn hide(state: &mut State) {
    if state.shown.take().is_some() {
        state.revision += 1;
    }
    state.looked_at = None;
}

/// Shows an analyst's tags beside one's own, once that is in the log.
pub fn show(state: &mut State, layer: &AnalystId) {
    if why_not(state).is_some() || state.analyst.as_ref() == Some(layer) {
        return;
    }
    if !change::commit(state, Edit::ShowLayer(layer.clone())) {
        return;
    }
    state.looks.insert((state.analyst.clone(), layer.clone()));
    state.shown = Some(layer.clone());
    state.dialog = None;
    state.focus = Some(Focus::Page);
    let name = shown_name(state).unwrap_or_default().to_owned();
    state.status = format!("Tags of {name} are shown beside yours");
}

/// Keeps in the log that two layers are compared: once for each layer and reader while the project is open.
pub fn note_compared(state: &mut State) {
    let Some(pair) = state.compare.pair.clone() else { return };
    for layer in pair {
        let is_own = state.analyst.as_ref() == Some(&layer);
        // A project that can only be read has no log to keep it in.
        if is_own || state.session.read_only().is_some() || !state.looks.insert((state.analyst.clone(), layer.clone())) {
            continue;
        }
        let status = std::mem::take(&mut state.status);
        if change::commit(state, Edit::ShowLayer(layer)) {
            state.status = status;
        }
    }
}

/// Selects an annotation, or none. One of another layer can only be looked at.
pub fn select(state: &mut State, annotation: Option<AnnotationId>) {
    let found = annotation.and_then(|id| state.record()?.annotations.get(&id));
    let is_own = found.is_some_and(|found| Some(&found.analyst) == state.analyst.as_ref());
    let is_seen = found.is_some_and(|found| sees(state, Some(&found.analyst)));
    state.looked_at = annotation.filter(|_| is_seen && !is_own);
    state.selected = annotation.filter(|_| is_own);
}

/// After a request: only one annotation is in front, and it is on the page.
pub fn tidy(state: &mut State) {
    let Some(id) = state.looked_at else { return };
    let found = state.record().and_then(|record| record.annotations.get(&id));
    if state.selected.is_some() || !found.is_some_and(|found| sees(state, Some(&found.analyst))) {
        state.looked_at = None;
    }
}
