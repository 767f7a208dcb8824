//! Every command of the table by its key (by the palette, if it has none), the mouse untouched, and what comes of it.

use super::Desk;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::{
        desk::{
            Dialog,
            bindings::Shortcut,
            command::{By, COMMANDS, Command, Way},
            files::Purpose,
            fold::Side,
            room::Room,
        },
        find,
        page::TextObject,
    },
    project::Edge,
};

/// One command, tried.
struct Trial {
    command: Command,
    /// Keys that make it possible.
    before: &'static str,
    /// What the window then says of itself, by itself or against what it said before.
    comes: Comes,
}

enum Comes {
    /// This holds afterwards and did not before.
    True(fn(&Desk) -> bool),
    /// This is another afterwards than before.
    Changed(fn(&Desk) -> String),
    /// These words are selected afterwards.
    Words(&'static str),
}

use Comes::{Changed, True, Words};

fn trial(command: Command, before: &'static str, comes: Comes) -> Trial {
    Trial { command, before, comes }
}

fn fragments(desk: &Desk) -> String {
    desk.selected().map_or_else(String::new, |(_, words)| words)
}

fn asks_for(desk: &Desk, purpose: Purpose) -> bool {
    matches!(&desk.state().desk.dialog, Some(Dialog::Path(question)) if question.purpose == purpose)
}

/// The article, or why there is no other.
fn article_or_word(desk: &Desk) -> String {
    desk.state().desk.record().unwrap().article.title().to_owned() + &desk.state().desk.status
}

fn place(desk: &Desk) -> String {
    format!("{:?}", (desk.state().desk.selection(), desk.state().desk.open.page.caret()))
}

fn zoom(desk: &Desk) -> String {
    desk.state().desk.prefs.zoom.to_string()
}

fn is_open(desk: &Desk, side: Side) -> bool {
    desk.state().desk.prefs.folds.is_open(side, desk.state().desk.breadth)
}

fn ticked(desk: &Desk) -> String {
    desk.state().find.ticked.len().to_string()
}

const ON_A_TAG: &str = "^Home Tab Tab Tab";

fn windows() -> Vec<Trial> {
    vec![
        trial(Command::Show(Room::Tag), "^4", True(|desk| desk.state().desk.room == Room::Tag)),
        trial(Command::Show(Room::Compare), "", True(|desk| desk.state().desk.room == Room::Compare)),
        trial(Command::Show(Room::Dataset), "", True(|desk| desk.state().desk.room == Room::Dataset)),
        trial(Command::Show(Room::Codebook), "", True(|desk| desk.state().desk.room == Room::Codebook)),
        trial(Command::Show(Room::Find), "", True(|desk| desk.state().desk.room == Room::Find)),
        trial(Command::NewProject, "", True(|desk| asks_for(desk, Purpose::Create))),
        trial(Command::OpenProject, "", True(|desk| asks_for(desk, Purpose::Open))),
        trial(Command::Import, "", True(|desk| asks_for(desk, Purpose::Import))),
        trial(Command::AddLayers, "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Path(_))))),
        trial(Command::SaveCopy, "", True(|desk| asks_for(desk, Purpose::Copy))),
        trial(Command::Save, "^D", True(|desk| desk.state().desk.open.saved_at.is_some())),
        trial(Command::Restore, "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Restore(_))))),
        trial(Command::Quit, "W 1", Changed(|desk| format!("{:?}", desk.state().desk.closing))),
        trial(Command::ToggleArticles, "", Changed(|desk| is_open(desk, Side::Articles).to_string())),
        trial(Command::ToggleTagging, "", Changed(|desk| is_open(desk, Side::Tagging).to_string())),
        trial(Command::ToggleTheme, "", Changed(|desk| format!("{:?}", desk.state().desk.prefs.theme))),
        trial(Command::ZoomIn, "", Changed(zoom)),
        trial(Command::ZoomOut, "", Changed(zoom)),
        trial(Command::ZoomReset, "^Plus", Changed(zoom)),
        trial(Command::TextSettings, "", True(|desk| desk.state().desk.dialog == Some(Dialog::Text))),
        trial(Command::KeySheet, "", True(|desk| desk.state().desk.dialog == Some(Dialog::KeySheet))),
        trial(Command::KeySettings, "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Keys(_))))),
        trial(Command::Palette, "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Palette(_))))),
    ]
}

fn reading() -> Vec<Trial> {
    let article = |desk: &Desk| desk.state().desk.record().unwrap().article.title().to_owned();
    vec![
        trial(Command::NextToDo, "", Changed(article_or_word)),
        trial(Command::NextHit, "^Home W ⇧W ⇧W ⇧W ^F", Changed(place)),
        trial(Command::PreviousHit, "^Home W ⇧W ⇧W ⇧W ^F", Changed(place)),
        trial(Command::NextArticle, "", Changed(article)),
        trial(Command::PreviousArticle, "⌥Down", Changed(article)),
        trial(Command::Filter, "", True(|desk| desk.harness.ctx.text_edit_focused())),
        trial(Command::GoToParagraph, "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Paragraph(_))))),
        trial(Command::Back, "⌥Down", Changed(article)),
        trial(Command::Forward, "⌥Down ⌥Left", Changed(article)),
        trial(Command::Escape, "^Home W", Changed(|desk| desk.selection().unwrap_or("nothing").to_owned())),
        trial(Command::SelectText(TextObject::Word), "^Home", Words("Shelling")),
        trial(Command::SelectText(TextObject::Clause), "^Home", Words("Shelling hits Dravna market as truce talks stall")),
        trial(Command::SelectText(TextObject::Sentence), "^Home ^Down", Words("By Ilse Maren and agencies")),
        trial(Command::SelectText(TextObject::Paragraph), "^Home ^Down Right", Words("By Ilse Maren and agencies")),
        trial(Command::SelectText(TextObject::Quotation), "^Home ⇧Q Left", Words("“We pulled nine bodies from one stall,”")),
        trial(Command::SelectText(TextObject::Figure), "^Home ^Down ^Down", Words("At least 14 people")),
        trial(Command::SelectNext(TextObject::Word), "^Home W", Words("hits")),
        trial(Command::SelectNext(TextObject::Clause), "^Home C ⇧C", Words("agencies")),
        trial(Command::SelectNext(TextObject::Sentence), "^Home S", Words("By Ilse Maren and agencies")),
        trial(Command::SelectNext(TextObject::Paragraph), "^Home P", Words("By Ilse Maren and agencies")),
        trial(Command::SelectNext(TextObject::Quotation), "^Home ⇧Q", Words("“Two of them were children.”")),
        trial(Command::SelectNext(TextObject::Figure), "^Home F", Words("dozens wounded")),
        trial(Command::NextAnnotation, "^Home", Changed(fragments)),
        trial(Command::PreviousAnnotation, "^End", Changed(fragments)),
        trial(Command::FindHere, "", True(|desk| desk.harness.ctx.text_edit_focused())),
        trial(Command::FindEverywhere, "", True(|desk| desk.state().desk.room == Room::Find && desk.state().find.only.is_none())),
        trial(Command::FindTags, "", True(|desk| desk.state().find.what == find::What::Tags)),
    ]
}

fn tagging() -> Vec<Trial> {
    let edge = |edge, way, by| trial(Command::MoveEdge(edge, way, by), ON_A_TAG, Changed(fragments));
    let count = |desk: &Desk| desk.state().desk.layer().len().to_string();
    let mut trials = vec![
        trial(Command::Undo, "^Home W 1", Changed(count)),
        trial(Command::Redo, "^Home W 1 ^Z", Changed(count)),
        trial(Command::History, "", True(|desk| desk.state().tag.history.is_open)),
        trial(Command::UndoBack, "^Home Tab U Tab U ^H Down", Changed(|desk| desk.state().desk.status.clone())),
        trial(Command::ShowOthers, "", True(|desk| desk.state().desk.dialog == Some(Dialog::ShowOthers))),
        trial(Command::ToggleDone, "", Changed(|desk| desk.state().desk.status.clone())),
        trial(Command::Delete, ON_A_TAG, Changed(count)),
        trial(Command::Attributes, ON_A_TAG, True(|desk| !desk.state().desk.page_had_keys)),
        trial(Command::Note, ON_A_TAG, True(|desk| desk.harness.ctx.text_edit_focused())),
        trial(Command::ToggleUnsure, ON_A_TAG, Changed(|desk| format!("{:?}", desk.annotation().map(|tag| tag.is_unsure)))),
        trial(
            Command::AddFragment,
            "^Home W 1 ^Right ⇧^Right",
            Changed(|desk| format!("{:?}", desk.annotation().map(|tag| tag.fragments.count()))),
        ),
        trial(Command::Link, ON_A_TAG, True(|desk| desk.state().tag.pick.is_some())),
        trial(Command::SameAs, ON_A_TAG, True(|desk| desk.state().tag.pick.is_some())),
        trial(
            Command::TakeProposal,
            "^Home F 3",
            Changed(|desk| format!("{:?}", desk.annotation().map(|tag| tag.attributes.len()))),
        ),
        trial(Command::Rules, ON_A_TAG, Changed(|desk| desk.state().desk.prefs.shows_rules.to_string())),
    ];
    for by in [By::Word, By::Char] {
        for way in [Way::Outward, Way::Inward] {
            trials.extend([edge(Edge::Start, way, by), edge(Edge::End, way, by)]);
        }
    }
    trials
}

fn comparing() -> Vec<Trial> {
    use obelus::app::compare::Key as On;
    let decided = |desk: &Desk| {
        let records = desk.state().desk.project().articles().iter();
        let verdicts = records.flat_map(|record| record.decisions.values().map(|decision| format!("{:?}", decision.verdict)));
        verdicts.collect::<Vec<_>>().join(", ")
    };
    let chosen = |desk: &Desk| format!("{:?}", desk.state().compare.chosen);
    // The second difference of the sample is of two annotations that overlap.
    let settle = |key: On| trial(Command::Compare(key), "Space", Changed(decided));
    vec![
        settle(On::First),
        settle(On::Second),
        settle(On::Union),
        settle(On::Overlap),
        settle(On::Both),
        settle(On::Neither),
        settle(On::Identical),
        trial(
            Command::Compare(On::Fill),
            "Space",
            Changed(|desk| format!("{:?}{}", desk.state().compare.answers, desk.state().desk.status)),
        ),
        trial(Command::Compare(On::Edit), "", True(|desk| desk.state().compare.is_editing())),
        trial(Command::Compare(On::Keep), "E", Changed(decided)),
        trial(Command::Compare(On::Comment), "", True(|desk| desk.state().compare.is_commenting)),
        trial(Command::Compare(On::Next), "", Changed(chosen)),
        trial(Command::Compare(On::Previous), "Space Space", Changed(chosen)),
        trial(Command::Compare(On::Sort), "", Changed(|desk| format!("{:?}", desk.state().compare.filter))),
        trial(Command::Compare(On::Scope), "", Changed(|desk| format!("{:?}", desk.state().compare.scope))),
        trial(Command::Compare(On::Figures), "", Changed(|desk| desk.state().compare.shows_more.to_string())),
        trial(Command::Compare(On::Take), "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Take)))),
        trial(Command::Compare(On::Report), "", True(|desk| matches!(desk.state().desk.dialog, Some(Dialog::Report)))),
    ]
}

/// Among the differences that are settled.
fn settled() -> Vec<Trial> {
    let decided = |desk: &Desk| {
        let records = desk.state().desk.project().articles().iter();
        records.map(|record| record.decisions.len()).sum::<usize>().to_string()
    };
    vec![trial(Command::Compare(obelus::app::compare::Key::Reopen), "", Changed(decided))]
}

fn dataset() -> Vec<Trial> {
    let told = |desk: &Desk| desk.state().desk.status.clone();
    vec![trial(Command::ExportDataset, "", Changed(told)), trial(Command::CopyDatasetCommand, "", Changed(told))]
}

fn codebook() -> Vec<Trial> {
    vec![trial(Command::ApplyCodebook, "", Changed(|desk| desk.state().desk.project().codebook().version.to_string()))]
}

fn found() -> Vec<Trial> {
    vec![
        trial(Command::Found(find::Key::Tick), "", Changed(ticked)),
        trial(Command::Found(find::Key::TickAll), "", Changed(ticked)),
        trial(Command::Found(find::Key::Next), "", Changed(|desk| desk.state().find.at.to_string())),
        trial(Command::Found(find::Key::Previous), "Down Down", Changed(|desk| desk.state().find.at.to_string())),
        trial(Command::Found(find::Key::Go), "", True(|desk| desk.state().desk.room == Room::Tag)),
    ]
}

fn by_its_key(desk: &mut Desk, command: Command) {
    if let Some(shortcut) = desk.state().desk.keys.shortcut(command) {
        let (held, key) = shortcut_of(command, shortcut);
        desk.keys(held, key);
    } else {
        desk.keys(Modifiers::COMMAND, Key::K);
        desk.harness.event(Event::Text(command.label().to_owned()));
        desk.run();
        desk.key(Key::Enter);
    }
}

/// What the table says is pressed, which must be what is in force.
fn shortcut_of(command: Command, shortcut: Shortcut) -> (Modifiers, Key) {
    let (held, key) = command.info().key.unwrap();
    assert_eq!(Shortcut::new(held, key), shortcut);
    (held, key)
}

fn run(desk: &mut Desk, trial: &Trial) -> Result<(), String> {
    desk.press(trial.before);
    let said = |desk: &Desk| match trial.comes {
        True(holds) => holds(desk).to_string(),
        Changed(of) => of(desk),
        Words(_) => desk.selection().unwrap_or("nothing").to_owned(),
    };
    let before = said(desk);
    by_its_key(desk, trial.command);
    for _ in 0..1000 {
        if !desk.state().is_busy() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        desk.run();
    }
    let after = said(desk);
    let is_right = match trial.comes {
        True(_) => before == "false" && after == "true",
        Changed(_) => before != after,
        Words(words) => after == words,
    };
    let name = trial.command.label();
    if is_right { Ok(()) } else { Err(format!("{name}: {before} → {after} ({})", desk.state().desk.status)) }
}

/// Each on a window of its own with the sample project, which `prepare` makes ready.
fn check(trials: Vec<Trial>, prepare: fn(&mut Desk)) {
    let try_on_new = |trial: &Trial| {
        let mut desk = Desk::sample();
        prepare(&mut desk);
        run(&mut desk, trial).err()
    };
    let wrong: Vec<String> = trials.iter().filter_map(try_on_new).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_of_the_window_does_by_its_key_what_its_name_says() {
    check(windows(), |_| {});
}

#[test]
fn every_command_of_reading_does_by_its_key_what_its_name_says() {
    check(reading(), |_| {});
}

#[test]
fn every_command_of_tagging_does_by_its_key_what_its_name_says() {
    check(tagging(), |_| {});
}

#[test]
fn every_command_about_what_was_found_does_by_its_key_what_its_name_says() {
    check(found(), |desk| {
        desk.press("^⇧F");
        desk.type_in("Words to find", "market");
        desk.key(Key::Enter);
    });
}

#[test]
fn every_command_of_the_codebook_does_by_its_key_what_its_name_says() {
    check(codebook(), |desk| {
        desk.press("^4");
        desk.write("Title", " and more");
    });
}

#[test]
fn every_command_of_comparing_does_by_its_key_what_its_name_says() {
    check(comparing(), |desk| desk.press("^2"));
}

#[test]
fn what_is_settled_is_opened_again_by_its_key() {
    check(settled(), |desk| {
        desk.press("^2 A");
        while desk.state().compare.filter != obelus::app::compare::Filter::Settled {
            desk.press("F");
        }
        desk.press("Home");
    });
}

#[test]
fn every_command_of_the_dataset_does_by_its_key_what_its_name_says() {
    check(dataset(), |desk| desk.press("^3"));
}

#[test]
fn no_command_is_left_untried() {
    let tried: Vec<Command> = [windows(), reading(), tagging(), found(), comparing(), settled(), dataset(), codebook()]
        .into_iter()
        .flatten()
        .map(|trial| trial.command)
        .collect();
    let untried: Vec<&str> = COMMANDS.iter().filter(|info| !tried.contains(&info.command)).map(|info| info.label).collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[test]
fn a_changed_key_does_what_the_old_one_did_and_is_kept() {
    let mut desk = Desk::sample();
    desk.press("^K");
    desk.harness.event(Event::Text("change keys".to_owned()));
    desk.run();
    desk.key(Key::Enter);
    desk.harness.get_by_label("Mark as unsure: U").focus();
    desk.run();
    desk.press("Space");
    desk.press("X");
    assert_eq!(desk.state().desk.keys.key_text(Command::ToggleUnsure), "X");
    assert_eq!(desk.state().desk.prefs.keys.len(), 1, "it outlives the window");
    desk.press("Escape");
    desk.press(ON_A_TAG);
    desk.press("U");
    assert!(!desk.annotation().unwrap().is_unsure);
    desk.press("X");
    assert!(desk.annotation().unwrap().is_unsure);
}
