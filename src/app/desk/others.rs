//! Other analysts' layers, which are hidden until somebody asks for one. The log records that.
//!
//! An analyst who has seen another's tags no longer tags independently, and agreement means less. So a layer is shown only
//! on purpose: by the command, after a question, beside one's own and read-only; or in the Compare room, which is made for
//! it. Both leave a line in the log, which undo passes over.

use super::{Desk, Dialog, Focus, change, needs::read_only};
use crate::project::{AnalystId, AnnotationId, Edit};

/// Whether the analyst at work may see what this analyst tagged. Edits on nobody's behalf may be seen.
pub fn sees(desk: &Desk, analyst: Option<&AnalystId>) -> bool {
    analyst.is_none() || analyst == desk.open.analyst.as_ref() || analyst == desk.open.shown.as_ref()
}

/// The analysts whose tags may be seen.
pub fn seen(desk: &Desk) -> Vec<AnalystId> {
    desk.open.analyst.iter().chain(&desk.open.shown).cloned().collect()
}

/// Everybody but the one at work, with the names people read.
pub fn others(desk: &Desk) -> impl Iterator<Item = (&AnalystId, &str)> {
    let others = desk.project().analysts().iter().filter(|analyst| Some(&analyst.id) != desk.open.analyst.as_ref());
    others.map(|analyst| (&analyst.id, analyst.name.as_str()))
}

/// The name of the analyst whose tags are shown.
pub fn shown_name(desk: &Desk) -> Option<&str> {
    let analyst = desk.project().analyst(desk.open.shown.as_ref()?)?;
    Some(&analyst.name)
}

/// The reason why no tags can be shown or hidden.
pub fn why_not(desk: &Desk) -> Option<&'static str> {
    if desk.open.shown.is_some() {
        None
    } else if desk.open.analyst.is_none() {
        Some("Say who is tagging first")
    } else if others(desk).next().is_none() {
        Some("Nobody else tags in this project")
    } else {
        read_only(desk)
    }
}

/// Hides what is shown, or asks whose tags to show.
pub fn toggle(desk: &mut Desk) {
    if desk.open.shown.is_some() {
        hide(desk);
        desk.status = "Only your own tags are shown".to_owned();
    } else {
        desk.dialog = Some(Dialog::ShowOthers);
    }
}

/// Shows only the tags of the analyst at work.
pub fn hide(desk: &mut Desk) {
    if desk.open.shown.take().is_some() {
        desk.revision += 1;
    }
    desk.open.looked_at = None;
}

/// Shows an analyst's tags beside one's own, once that is in the log.
pub fn show(desk: &mut Desk, layer: &AnalystId) {
    if why_not(desk).is_some() || desk.open.analyst.as_ref() == Some(layer) {
        return;
    }
    if !change::apply(desk, Edit::ShowLayer(layer.clone())) {
        return;
    }
    desk.open.looks.insert((desk.open.analyst.clone(), layer.clone()));
    desk.open.shown = Some(layer.clone());
    desk.dialog = None;
    desk.focus = Some(Focus::Page);
    let name = shown_name(desk).unwrap_or_default().to_owned();
    desk.status = format!("Tags of {name} are shown beside yours");
}

/// Records in the log that two layers are compared: once for each layer and reader while the project is open.
pub fn note_compared(desk: &mut Desk, pair: &[AnalystId; 2]) {
    for layer in pair {
        let is_own = desk.open.analyst.as_ref() == Some(layer);
        // A read-only project has no log to record it in.
        if is_own || desk.session.read_only().is_some() || !desk.open.looks.insert((desk.open.analyst.clone(), layer.clone())) {
            continue;
        }
        let status = std::mem::take(&mut desk.status);
        if change::apply(desk, Edit::ShowLayer(layer.clone())) {
            desk.status = status;
        }
    }
}

/// Selects an annotation, or none. One of another layer can only be looked at.
pub fn select(desk: &mut Desk, annotation: Option<AnnotationId>) {
    let found = annotation.and_then(|id| desk.record()?.annotations.get(&id));
    let is_own = found.is_some_and(|found| Some(&found.analyst) == desk.open.analyst.as_ref());
    let is_seen = found.is_some_and(|found| sees(desk, Some(&found.analyst)));
    desk.open.looked_at = annotation.filter(|_| is_seen && !is_own);
    desk.open.selected = annotation.filter(|_| is_own);
}

/// Makes sure after a request that only one annotation is selected, and that it is on the page.
pub fn tidy(desk: &mut Desk) {
    let Some(id) = desk.open.looked_at else { return };
    let found = desk.record().and_then(|record| record.annotations.get(&id));
    if desk.open.selected.is_some() || !found.is_some_and(|found| sees(desk, Some(&found.analyst))) {
        desk.open.looked_at = None;
    }
}
