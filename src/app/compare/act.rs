//! The requests of the Compare room's keys and views, and how they are carried out.

use super::{
    CompareRoom, Exhibit, Filter, Form, Scope, answers,
    editing::Editing,
    feedback::FeedbackFormat,
    list::Entry,
    settle::{make_start, reopen, settle},
};
use crate::{
    app::desk::{Desk, Dialog, Focus},
    compare::{
        differences::Difference,
        gold::{Choice, Start},
        pairwise::PairFigure,
    },
    project::{AnalystId, AnnotationId, ArticleId, ArticleRecord, AttributeId, AttributeValue, Edge, LabelId, moved_edge},
    text::ByteRange,
};

/// A request in the Compare room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Go so many differences on; the least and the largest number mean the first and the last.
    Step(isize),
    /// Scroll the page by this share of what is in view.
    Scroll(f32),
    /// Make a difference the current one.
    Choose(ArticleId, Difference),
    /// Make the difference of an annotation on the page the current one.
    ChooseAnnotation(AnnotationId),
    /// Show these differences.
    Show(Filter),
    /// Compare these articles.
    SetScope(Scope),
    /// Go to the first difference of an article.
    OpenArticle(ArticleId),
    /// Compare this analyst in the first (0) or second (1) place.
    SetAnalyst(usize, AnalystId),
    /// Settle the current difference.
    Settle(Choice),
    /// Take back the decision about the current difference.
    Reopen,
    /// Settle many at once.
    Start(Start),
    /// Begin to make an annotation by hand, or give it up.
    Edit,
    /// Keep what was made by hand.
    Keep,
    /// Move an edge of what is being made.
    MoveEdge {
        /// Which.
        edge: Edge,
        /// Away from the words it covers.
        outward: bool,
        /// By a grapheme instead of a word.
        by_grapheme: bool,
    },
    /// Give what is being made this range, for one of its fragments or for all.
    SetRange(Option<usize>, ByteRange),
    /// Give what is being made this label.
    SetLabel(LabelId),
    /// Go to the next answer of this row: the first analyst's, the second's, none.
    CycleAnswer(usize),
    /// Give gold this answer.
    SetAnswer(AttributeId, Option<AttributeValue>),
    /// Give gold the answers that only one of the two has.
    FillAnswers,
    /// Show or hide the field for a comment.
    Comment,
    /// Remember what is typed as a comment.
    SetComment(String),
    /// Show or hide further figures.
    ToggleMore,
    /// Show or hide agreement on attributes.
    ToggleAttributes,
    /// Show this figure of every pair of analysts.
    ShowPairs(PairFigure),
    /// Stop computing it.
    StopPairs,
    /// Compare these two.
    SetPair([AnalystId; 2]),
    /// Show the decisions against an analyst.
    Feedback(AnalystId),
    /// Write it to a file.
    SaveFeedback(AnalystId, FeedbackFormat),
    /// Copy or save a figure.
    Take(Exhibit, Form),
    /// Show all that can be copied or saved.
    ShowTake,
    /// Ask which analysts a report should cover.
    AskReport,
    /// Write the report.
    Report {
        /// Of all analysts, not of the two.
        of_all: bool,
    },
    /// Stop writing the file.
    StopTaking,
    /// Stop computing figures.
    Stop,
}

/// Enters the room from another one, at the reader's place.
pub fn enter(desk: &mut Desk, room: &mut CompareRoom) {
    room.page.request_focus();
    desk.focus = Some(Focus::Page);
}

/// Handles Escape: gives up what is being made or typed, then shows all open differences again.
pub fn escape(desk: &Desk, room: &mut CompareRoom) {
    room.page.request_focus();
    let was_choosing = !std::mem::take(&mut room.answers).is_empty();
    let was_busy = room.editing.take().is_some() || std::mem::take(&mut room.is_commenting) || was_choosing;
    if !was_busy && room.filter != Filter::Open {
        room.filter = Filter::Open;
        leave_hidden(desk, room);
    }
}

/// Reacts to a filter that hides the current difference: the next difference in the list becomes the current one, or the
/// last. If the list is empty, there is none.
fn leave_hidden(desk: &Desk, room: &mut CompareRoom) {
    room.refresh_list(desk);
    if room.chosen_row().is_some() {
        return;
    }
    let project = desk.project();
    let place = |article: ArticleId, place: usize| (project.place_of(article), place);
    let before = room.chosen.and_then(|(article, difference)| {
        let places = &room.list.entry(article)?.differences;
        Some(place(article, places.iter().position(|found| *found == difference)?))
    });
    let next = room.list.rows.iter().position(|row| Some(place(row.article, row.place)) >= before);
    choose_row(room, next.unwrap_or(room.list.rows.len().saturating_sub(1)));
}

/// Goes to the first difference of the next or previous article that both worked on.
pub fn step_article(desk: &mut Desk, room: &mut CompareRoom, step: isize) {
    let is_compared = |article: ArticleId| room.list.entry(article).is_some_and(Entry::is_compared);
    let articles = desk.project().articles().iter().map(|record| record.article.id);
    let all: Vec<ArticleId> = articles.filter(|article| is_compared(*article)).collect();
    let at = all.iter().position(|article| Some(*article) == room.article);
    let next = at.map_or(Some(0), |at| at.checked_add_signed(step)).and_then(|at| all.get(at));
    match next {
        Some(article) => {
            if let Scope::Article(only) = &mut room.scope {
                *only = *article;
            }
            open_article(room, *article);
        }
        None => desk.status = if step > 0 { "This is the last article" } else { "This is the first article" }.to_owned(),
    }
}

/// Carries out a request.
pub fn act(desk: &mut Desk, room: &mut CompareRoom, ask: Ask) {
    match ask {
        Ask::Step(step) => self::step(desk, room, step),
        Ask::Scroll(share) => room.page.scroll_by_share(share),
        Ask::Choose(article, difference) => {
            room.choose(article, difference);
            room.page.request_focus();
        }
        Ask::ChooseAnnotation(annotation) => {
            let found = room.article.and_then(|article| Some((article, *room.list.difference_with(article, annotation)?)));
            if let Some((article, difference)) = found {
                room.choose(article, difference);
            }
        }
        Ask::Show(filter) => {
            room.filter = if room.filter == filter { Filter::Open } else { filter };
            room.place = 0;
            room.page.request_focus();
            leave_hidden(desk, room);
        }
        Ask::SetScope(scope) => room.scope = scope,
        Ask::OpenArticle(article) => open_article(room, article),
        Ask::SetAnalyst(place, analyst) => set_analyst(room, place, analyst),
        Ask::Settle(choice) => settle(desk, room, choice),
        Ask::Reopen => reopen(desk, room),
        Ask::Start(start) => make_start(desk, room, start),
        Ask::Edit => edit(desk, room),
        Ask::Keep => keep(desk, room),
        Ask::CycleAnswer(_) | Ask::SetAnswer(..) | Ask::FillAnswers => answers::act(desk, room, ask),
        Ask::MoveEdge { edge, outward, by_grapheme } => move_edge(desk, room, edge, outward, by_grapheme),
        Ask::SetRange(fragment, range) => {
            with_editing(desk, room, |editing, record| editing.set_range(record, fragment, range));
            room.page.clear_selection();
        }
        Ask::SetLabel(label) => set_label(desk, room, &label),
        Ask::Comment => {
            room.is_commenting = !room.is_commenting && room.chosen.is_some();
            if !room.is_commenting {
                room.page.request_focus();
            }
        }
        Ask::SetComment(comment) => room.comment = comment,
        Ask::ToggleMore => room.shows_more = !room.shows_more,
        Ask::ShowPairs(figure) => room.matrix.show(figure),
        Ask::StopPairs => room.matrix.stop(),
        Ask::SetPair(pair) => {
            room.pair = Some(pair);
            room.leave_chosen();
            room.place = 0;
        }
        Ask::ToggleAttributes => room.shows_attributes = !room.shows_attributes,
        Ask::Feedback(analyst) => desk.dialog = Some(Dialog::Feedback(analyst)),
        Ask::SaveFeedback(analyst, format) => super::feedback::save(desk, &analyst, format),
        Ask::Take(exhibit, form) => super::take::take(desk, room, exhibit, form),
        Ask::ShowTake => desk.dialog = Some(Dialog::Take),
        Ask::AskReport => desk.dialog = Some(Dialog::Report),
        Ask::Report { of_all } => super::take::write_report(desk, room, of_all),
        Ask::StopTaking => room.taking.stop(),
        Ask::Stop => room.work.stop(),
    }
}

/// Keeps an annotation made by hand, or answers chosen row by row.
fn keep(desk: &mut Desk, room: &mut CompareRoom) {
    if let Some(editing) = room.editing.clone() {
        settle(desk, room, Choice::Edited(editing.draft));
    } else if room.has_answers() {
        match answers::why_not_keep(desk.project(), room) {
            None => settle(desk, room, Choice::A),
            Some(reason) => desk.status = reason,
        }
    }
}

fn step(desk: &mut Desk, room: &mut CompareRoom, step: isize) {
    let last = room.list.rows.len().saturating_sub(1);
    let next = match (room.chosen_row(), step) {
        (_, isize::MIN) => 0,
        (_, isize::MAX) => last,
        (Some(at), step) => match at.checked_add_signed(step).filter(|next| *next <= last) {
            Some(next) => next,
            None => {
                desk.status = if step > 0 { "This is the last difference" } else { "This is the first difference" }.to_owned();
                return;
            }
        },
        // The chosen difference is no longer in the list, so the one in its place is next.
        (None, step) if step > 0 => room.place.min(last),
        (None, _) => room.place.saturating_sub(1),
    };
    choose_row(room, next);
    desk.status.clear();
}

fn choose_row(room: &mut CompareRoom, row: usize) {
    let found = room.list.rows.get(row).and_then(|row| Some((row.article, *room.list.row(row)?.0)));
    if let Some((article, difference)) = found {
        room.choose(article, difference);
    }
}

fn open_article(room: &mut CompareRoom, article: ArticleId) {
    if !room.scope.holds(article) {
        room.scope = Scope::All;
    }
    match room.list.rows.iter().position(|row| row.article == article) {
        Some(row) => choose_row(room, row),
        None => match room.list.entry(article).and_then(|entry| entry.differences.first()).copied() {
            Some(found) => room.choose(article, found),
            None => {
                room.leave_chosen();
                room.show(article);
            }
        },
    }
    room.page.request_focus();
}

fn set_analyst(room: &mut CompareRoom, place: usize, analyst: AnalystId) {
    let Some(pair) = &mut room.pair else { return };
    let Some(other) = pair.get(1 - place.min(1)).cloned() else { return };
    if other == analyst {
        pair.swap(0, 1);
    } else if let Some(slot) = pair.get_mut(place) {
        *slot = analyst;
    }
    room.leave_chosen();
    room.place = 0;
}

fn edit(desk: &mut Desk, room: &mut CompareRoom) {
    if let Some(reason) = room.why_not_settle(desk) {
        desk.status = reason.to_owned();
        return;
    }
    if room.editing.take().is_some() {
        return;
    }
    let editing = room.chosen.and_then(|(article, difference)| Editing::new(desk.project().article(article)?, &difference));
    room.editing = editing;
}

fn with_editing(desk: &Desk, room: &mut CompareRoom, change: impl FnOnce(&mut Editing, &ArticleRecord)) {
    let record = room.article.and_then(|article| desk.project().article(article));
    if let (Some(editing), Some(record)) = (&mut room.editing, record) {
        change(editing, record);
    }
}

fn move_edge(desk: &Desk, room: &mut CompareRoom, edge: Edge, outward: bool, by_grapheme: bool) {
    with_editing(desk, room, |editing, record| {
        let text = record.article.text.as_str();
        if let Some(moved) = moved_edge(text, &editing.draft.fragments, edge, outward, by_grapheme) {
            editing.draft.fragments = moved;
        }
    });
}

fn set_label(desk: &Desk, room: &mut CompareRoom, label: &LabelId) {
    let codebook = desk.project().codebook_arc();
    if let Some(editing) = &mut room.editing {
        editing.set_label(&codebook, label);
    }
}
