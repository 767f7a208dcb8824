//! Carries out the requests of the room.

use super::{Ask, CodebookState, Subject};
use crate::{
    app::desk::{
        Desk, Dialog, change,
        room::Room,
        typing::{self, Source},
    },
    export,
    find::{Matcher, Query},
    import,
    project::{Codebook, CodebookChange, CodebookError, Label, LabelColor, LabelId, LinePattern},
    store,
    text::words::capital,
};
use std::{collections::BTreeSet, path::Path};

/// Colours for new labels, each for the light and the dark theme. They differ from those of the four default labels.
const COLORS: [LabelColor; 8] = [
    LabelColor { light: [0x8A, 0x6A, 0x00], dark: [0xE3, 0xC0, 0x4A] },
    LabelColor { light: [0xA8, 0x2B, 0x5C], dark: [0xF0, 0x8F, 0xB4] },
    LabelColor { light: [0x3A, 0x6B, 0x1F], dark: [0x9C, 0xCB, 0x74] },
    LabelColor { light: [0x46, 0x53, 0xA8], dark: [0x9F, 0xAB, 0xF2] },
    LabelColor { light: [0x0B, 0x6A, 0xA8], dark: [0x6D, 0xB7, 0xEA] },
    LabelColor { light: [0x0A, 0x7D, 0x5C], dark: [0x53, 0xC9, 0xA1] },
    LabelColor { light: [0xC2, 0x48, 0x0A], dark: [0xFF, 0x91, 0x57] },
    LabelColor { light: [0x7B, 0x4B, 0x97], dark: [0xC7, 0x9F, 0xE0] },
];

/// The colours that are offered.
pub(super) const fn colors() -> &'static [LabelColor] {
    &COLORS
}

/// Carries out a request of the room.
pub fn act(desk: &mut Desk, room: &mut CodebookState, ask: Ask) {
    match ask {
        Ask::Show(subject) => {
            // A draft that cannot become an edit has been reported and stays in front.
            if apply_draft(desk, room) {
                show(desk, room, subject);
            }
        }
        Ask::Draft(label) => {
            room.draft = Some(label);
            preview(desk, room);
        }
        Ask::Rules(title, rules) => {
            room.rules = Some((title, rules));
            preview(desk, room);
        }
        Ask::Propose(change) => {
            if !apply_draft(desk, room) {
                return;
            }
            room.question = Some(change);
            preview(desk, room);
        }
        Ask::Apply => {
            apply_pending(desk, room);
        }
        Ask::Discard => {
            let subject = match std::mem::take(&mut room.subject) {
                Subject::New => Subject::Rules,
                subject => subject,
            };
            let begun = room.begun.take();
            *room = CodebookState { subject, begun, ..CodebookState::default() };
        }
        Ask::Move(label, to) => {
            if apply_draft(desk, room) {
                make(desk, CodebookChange::MoveLabel { label, to });
            }
        }
        Ask::Split(label, query) => split(desk, room, &label, &query),
        Ask::Read(path) => read(desk, room, &path),
        Ask::Write(path) => write(desk, &path),
    }
}

/// Shows something else. A new label that is left unfinished is kept until it is requested again.
fn show(desk: &mut Desk, room: &mut CodebookState, subject: Subject) {
    let begun = begun_label(desk, room);
    let (draft, begun) = if subject == Subject::New {
        (Some(begun.unwrap_or_else(|| Box::new(new_label(desk.project().codebook())))), None)
    } else {
        (None, begun)
    };
    *room = CodebookState { subject, draft, begun, ..CodebookState::default() };
    preview(desk, room);
}

/// The unfinished new label, whether it is in front or was left.
pub(super) fn begun_label(desk: &Desk, room: &CodebookState) -> Option<Box<Label>> {
    let in_front = room.draft.as_ref().filter(|_| room.subject == Subject::New);
    let is_begun = |label: &Label| *label != new_label(desk.project().codebook());
    in_front.filter(|label| is_begun(label)).or(room.begun.as_ref()).cloned()
}

/// The pending change: the one in question, or else the draft.
pub(super) fn change(desk: &Desk, room: &CodebookState) -> Option<CodebookChange> {
    if let Some(question) = &room.question {
        return Some(question.clone());
    }
    let codebook = desk.project().codebook();
    match (&room.subject, &room.draft, &room.rules) {
        (Subject::New, Some(label), _) => {
            let label = with_id(label, codebook);
            Some(CodebookChange::AddLabel { at: codebook.labels.len(), label: Box::new(label) })
        }
        (Subject::Label(id), Some(label), _) => {
            // The version of the rule is counted, not typed.
            let version = codebook.label(id).map_or(label.rule_version, |known| known.rule_version);
            let label = Label { rule_version: version, ..(**label).clone() };
            (codebook.label(id) != Some(&label)).then(|| CodebookChange::EditLabel(Box::new(label)))
        }
        (Subject::Rules, _, Some((title, rules))) if (title, rules) != (&codebook.title, &codebook.general_rules) => {
            Some(CodebookChange::SetRules { title: title.clone(), general_rules: rules.clone() })
        }
        _ => None,
    }
}

pub(super) fn preview(desk: &mut Desk, room: &mut CodebookState) {
    let plan = change(desk, room)
        .map(|change| desk.project().plan_codebook(change, (desk.now)()).map_err(|error| capital(&error.to_string())));
    room.preview = plan;
    room.revision = desk.revision;
}

/// Reacts to a change of the project, such as an undo: computes the preview anew, and stops showing a label that is gone.
pub fn poll(desk: &mut Desk, room: &mut CodebookState) {
    if room.revision == desk.revision {
        return;
    }
    if let Subject::Label(label) = &room.subject
        && desk.project().codebook().label(label).is_none()
    {
        let begun = room.begun.take();
        *room = CodebookState { begun, ..CodebookState::default() };
    }
    preview(desk, room);
}

/// Turns the draft into an edit before something else is shown, and returns whether no draft is left. A draft that cannot
/// become an edit, or must not without a question because annotations would change with it, is reported and stays. A new
/// label is never added without a question; it is kept.
fn apply_draft(desk: &mut Desk, room: &mut CodebookState) -> bool {
    if room.question.is_none() && room.subject != Subject::New {
        super::keep_draft(desk, room);
        if let Some(change) = change(desk, room) {
            let why = match desk.project().plan_codebook(change, (desk.now)()) {
                Ok(_) => "Apply or discard first what you changed here, because annotations would change with it.".to_owned(),
                Err(error) => format!("The codebook was not changed: {error}."),
            };
            desk.complain(why);
            return false;
        }
    }
    desk.typing.end();
    true
}

/// What a change to the codebook is typed about, where more of the same text may follow.
pub(super) fn source_of(change: &CodebookChange) -> Option<Source> {
    match change {
        CodebookChange::EditLabel(label) => Some(Source::Label(label.id.clone())),
        CodebookChange::SetRules { .. } => Some(Source::Rules),
        _ => None,
    }
}

/// Makes the pending change; returns whether it was made.
fn apply_pending(desk: &mut Desk, room: &mut CodebookState) -> bool {
    let Some(change) = change(desk, room) else { return false };
    // Edits that were made in pauses of the same typing belong to the same version and the same step.
    let further = source_of(&change).filter(|source| room.question.is_none() && typing::goes_on(desk, source));
    let shown = match &change {
        CodebookChange::AddLabel { label, .. } | CodebookChange::SplitLabel { new: label, .. } => {
            Subject::Label(label.id.clone())
        }
        CodebookChange::MergeLabel { into, .. } => Subject::Label(into.clone()),
        CodebookChange::DeleteLabel(_) | CodebookChange::Replace(_) => Subject::Rules,
        _ => room.subject.clone(),
    };
    let is_made = match further {
        Some(source) => make_further(desk, change, source),
        None => make(desk, change),
    };
    if is_made {
        let begun = room.begun.take();
        *room = CodebookState { subject: shown, begun, revision: desk.revision, ..CodebookState::default() };
        desk.typing.end();
    }
    is_made
}

fn make(desk: &mut Desk, change: CodebookChange) -> bool {
    match desk.project().plan_codebook(change, (desk.now)()) {
        Ok(plan) => change::apply(desk, plan.edit),
        Err(error) => not_made(desk, &error),
    }
}

fn make_further(desk: &mut Desk, change: CodebookChange, source: Source) -> bool {
    match desk.project().plan_further(change, (desk.now)()) {
        Ok(plan) => typing::apply(desk, plan.edit, source),
        Err(error) => not_made(desk, &error),
    }
}

fn not_made(desk: &mut Desk, error: &CodebookError) -> bool {
    desk.complain(format!("The codebook was not changed: {error}."));
    false
}

/// Makes a label with the next free colour, pattern and key.
fn new_label(codebook: &Codebook) -> Label {
    let labels = &codebook.labels;
    let color = COLORS.into_iter().find(|color| labels.iter().all(|label| label.color != *color)).unwrap_or(COLORS[0]);
    let pattern = LinePattern::ALL.into_iter().min_by_key(|pattern| labels.iter().filter(|l| l.pattern == *pattern).count());
    let key = ('1'..='9').find(|key| codebook.label_of_key(*key).is_none());
    Label { key, color, pattern: pattern.unwrap_or(LinePattern::Single), name: String::new(), ..Label::undefined("new".into()) }
}

/// The label with an id made of its name.
fn with_id(label: &Label, codebook: &Codebook) -> Label {
    let id = LabelId::from_name(&label.name, |id| codebook.label(id).is_some());
    Label { id, ..label.clone() }
}

/// Proposes a new label for those annotations of `label` that match `query`.
fn split(desk: &mut Desk, room: &mut CodebookState, label: &LabelId, query: &str) {
    if !apply_draft(desk, room) {
        return;
    }
    let project = desk.project();
    let query = match Query::parse(query) {
        Ok(query) => query,
        Err(error) => {
            room.preview = Some(Err(capital(&error.to_string())));
            return;
        }
    };
    let Some(from) = project.codebook().label(label) else { return };
    let matcher = Matcher::new(&query, project);
    let fitting = project.articles().iter().flat_map(|record| {
        let of_label = matcher.of(record).into_iter().filter(|id| record.annotations.get(id).is_some_and(|a| a.label == *label));
        of_label.map(|id| (record.article.id, id))
    });
    let moved: BTreeSet<_> = fitting.collect();
    let named = Label { name: format!("{} 2", from.name), attributes: from.attributes.clone(), ..new_label(project.codebook()) };
    let new = Box::new(with_id(&named, project.codebook()));
    room.question = Some(CodebookChange::SplitLabel { from: label.clone(), new, moved });
    preview(desk, room);
}

fn read(desk: &mut Desk, room: &mut CodebookState, path: &Path) {
    desk.dialog = None;
    match read_file(desk.project().codebook(), path) {
        Ok(codebook) => {
            desk.room = Room::Codebook;
            if !apply_draft(desk, room) {
                return;
            }
            let (question, begun) = (Some(CodebookChange::Replace(Box::new(codebook))), begun_label(desk, room));
            *room = CodebookState { question, begun, ..CodebookState::default() };
            preview(desk, room);
        }
        Err(error) => desk.complain(format!("{error}.")),
    }
}

/// Reads the codebook in a file of Obelus or of another program.
fn read_file(known: &Codebook, path: &Path) -> Result<Codebook, String> {
    if !import::codebook::is_codebook_name(&path.to_string_lossy()) {
        return store::read_codebook_file(path).map_err(|error| error.to_string());
    }
    let bytes = store::read_article(path, import::max_bytes(path)).map_err(|error| store::with_causes(&error))?;
    import::codebook::codebook(&path.display().to_string(), &bytes, known).map_err(|error| error.to_string())
}

fn write(desk: &mut Desk, path: &Path) {
    // The system's dialog asks before a file is overwritten, but the window's own field does not.
    let was_typed = matches!(desk.dialog.take(), Some(Dialog::Path(_)));
    let codebook = desk.project().codebook();
    let is_markdown = path.extension().is_some_and(|ending| ending == "md");
    let text = if is_markdown {
        export::codebook::markdown(codebook)
    } else if import::codebook::is_codebook_name(&path.to_string_lossy()) {
        export::refi::codebook(codebook)
    } else {
        store::file::write_codebook(codebook)
    };
    match store::write_named(path, text.as_bytes(), &[desk.session.path()], !was_typed) {
        Ok(()) => desk.status = format!("Codebook written to {}", path.display()),
        Err(error) => desk.complain(format!("The codebook was not written: {error}. Choose another name.")),
    }
}
