//! Exporting a dataset: choices, a look before it is written, writing, and the same as a command.

use super::Desk;
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::{
        dataset::{Ask, Choices, Parting, Which},
        desk::{Dialog, room::Room},
    },
    export::{
        Format,
        dataset::{Layers, Layout, Part},
    },
    project::AnalystId,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const CTRL: Modifiers = Modifiers::COMMAND;

impl Desk {
    fn dataset() -> Self {
        let mut desk = Self::sample();
        desk.keys(CTRL, Key::Num3);
        assert_eq!(desk.state().desk.room, Room::Dataset);
        desk.look();
        desk
    }

    /// Waits until everything has been looked at and nothing is being written.
    fn look(&mut self) {
        for _ in 0..2000 {
            self.run();
            if !self.state().dataset.is_busy() && self.state().dataset.export_progress().is_none() {
                self.run();
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        panic!("the look did not end");
    }

    fn choices(&self) -> Choices {
        self.state().dataset.choices.clone().expect("the room was entered")
    }

    /// Chooses as the fields would.
    fn decide(&mut self, change: impl FnOnce(&mut Choices)) {
        let mut choices = self.choices();
        change(&mut choices);
        self.harness.state_mut().as_mut().expect("shown").state.dataset.choices = Some(choices);
        self.look();
    }

    fn overwrite(&mut self, field: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, field).focus();
        self.run();
        self.keys(CTRL, Key::A);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.look();
    }

    fn export(&mut self) {
        self.keys(CTRL, Key::Enter);
        self.look();
    }
}

/// What is chosen otherwise.
type Change = fn(&mut Choices);

/// All files below `path` by name; of a single file, it and those whose names begin with its name. Without the time.
fn files(path: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![if path.is_dir() { path.to_owned() } else { path.parent().unwrap().to_owned() }];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            let is_wanted = path.is_dir() || file.to_str().unwrap().starts_with(path.to_str().unwrap());
            if file.is_dir() {
                folders.extend(path.is_dir().then_some(file));
            } else if is_wanted {
                let name = file.to_str().unwrap()[path.to_str().unwrap().len()..].to_owned();
                let bytes = fs::read(&file).unwrap();
                // The card names the time, and the checksums the card's bytes.
                let is_timed = ["README.md", "croissant.json", "SHA256SUMS", ".card.md"].iter().any(|end| name.ends_with(end));
                found.insert(name, if is_timed { String::new() } else { format!("{bytes:?}") });
            }
        }
    }
    found
}

#[test]
fn the_room_shows_numbers_lines_and_losses_before_anything_is_written() {
    let mut desk = Desk::dataset();
    let dataset = &desk.state().dataset;
    let project = desk.state().desk.project();
    assert_eq!(dataset.report.written, project.num_annotations());
    assert_eq!(dataset.looked_at.0, project.articles().len());
    assert_eq!(dataset.figures.as_ref().unwrap().parts[&Part::Train].num_annotations, project.num_annotations());
    assert!(dataset.preview.as_ref().unwrap().lines[0].starts_with("{\"obelus\":\"header\""));
    desk.harness.get_by_label_contains("This format carries everything");
    desk.decide(|choices| choices.settings.format = Format::Conll);
    assert!(!desk.state().dataset.report.losses.is_empty());
    desk.harness.get_by_label_contains("Never carried: Everything but tokens");
    assert_eq!(fs::read_dir(desk.folder.path()).unwrap().filter(|file| is_dataset(file.as_ref().unwrap().path())).count(), 0);
}

fn is_dataset(path: PathBuf) -> bool {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    name.contains("jsonl") || name.contains("conll")
}

#[test]
fn a_loss_leads_to_its_annotation() {
    let mut desk = Desk::dataset();
    desk.decide(|choices| choices.settings.format = Format::Doccano);
    let loss = desk.state().dataset.report.losses[0].clone();
    desk.harness.get_all_by_label_contains(&loss.what).next().expect("the loss has a row").click();
    desk.run();
    assert_eq!(desk.state().desk.room, Room::Tag);
    assert_eq!(desk.state().desk.open.article, Some(loss.article));
    let found = desk.state().desk.project().annotation(loss.article, loss.annotation.unwrap()).unwrap().clone();
    match desk.state().desk.open.analyst.as_ref() == Some(&found.analyst) {
        true => assert_eq!(desk.state().desk.open.selected, Some(found.id)),
        false => assert_eq!(desk.state().desk.selection(), Some(found.fragments.first())),
    }
}

#[test]
fn labels_layers_and_articles_are_chosen_by_ticking() {
    let mut desk = Desk::dataset();
    let all = desk.state().dataset.report.written;
    desk.harness.get_by_role_and_label(Role::CheckBox, "Claim").click();
    desk.look();
    let without_claims = desk.state().dataset.report.written;
    assert!(without_claims < all);
    assert_eq!(desk.choices().settings.labels.unwrap().len(), 3);
    let analysts: Vec<_> = desk.state().desk.project().analysts().to_vec();
    if analysts.len() > 1 {
        desk.harness.get_by_role_and_label(Role::CheckBox, &analysts[0].name).click();
        desk.look();
        assert!(desk.state().dataset.report.written < without_claims);
    }
    desk.harness.get_by_label_contains("Ticked: 0").click();
    desk.look();
    assert_eq!(desk.state().dataset.problem.as_deref(), Some("Tick an article first."));
    let title = desk.state().desk.project().articles()[0].article.title().to_owned();
    desk.harness.get_by_role_and_label(Role::CheckBox, &title).click();
    desk.look();
    assert_eq!(desk.state().dataset.looked_at, (1, 1));
    desk.click("Tick these");
    desk.look();
    assert_eq!(desk.state().dataset.looked_at.1, desk.state().desk.project().articles().len());
}

#[test]
fn parts_are_counted_and_what_is_typed_wrong_is_said() {
    let mut desk = Desk::dataset();
    desk.click("By shares");
    desk.look();
    desk.overwrite("Percent of each part", "60/40");
    let parts: Vec<_> = desk.state().dataset.figures.as_ref().unwrap().parts.keys().copied().collect();
    assert_eq!(parts, [Part::Train, Part::Test]);
    desk.harness.get_by_label_contains("train: ");
    desk.overwrite("Percent of each part", "60/50");
    assert!(desk.state().dataset.problem.as_ref().unwrap().contains("add up to 100"));
    desk.keys(CTRL, Key::Enter);
    assert!(desk.state().desk.messages.iter().any(|message| message.text.contains("add up to 100")));
}

#[test]
fn a_dataset_is_written_and_nothing_is_overwritten_without_asking() {
    let mut desk = Desk::dataset();
    let target = desk.path("sample.jsonl");
    desk.export();
    let first = fs::read(&target).unwrap();
    assert!(desk.path("sample.jsonl.card.md").exists() && desk.path("sample.jsonl.loss-report.json").exists());
    let said = desk.state().desk.messages.last().expect("it is said").text.clone();
    assert!(said.contains("written to") && said.contains("sample.jsonl") && said.contains("nothing is lost"), "{said}");
    fs::write(&target, "mine").unwrap();
    desk.export();
    assert_eq!(desk.state().desk.dialog, Some(Dialog::Overwrite(target.clone())));
    desk.click("Cancel");
    assert_eq!(fs::read(&target).unwrap(), b"mine");
    desk.export();
    desk.click("Overwrite");
    desk.look();
    assert_eq!(fs::read(&target).unwrap(), first);
}

#[test]
fn the_project_is_never_overwritten() {
    let mut desk = Desk::dataset();
    let before = fs::read(desk.path("sample.ron")).unwrap();
    desk.overwrite("File or folder to write", "sample.ron");
    desk.export();
    desk.click("Overwrite");
    desk.look();
    assert_eq!(fs::read(desk.path("sample.ron")).unwrap(), before);
    assert!(desk.state().desk.messages.iter().any(|message| message.is_error && message.text.contains("is the project itself")));
}

#[test]
fn an_export_can_be_stopped_and_leaves_nothing() {
    let mut desk = Desk::dataset();
    desk.decide(|choices| choices.settings.format = Format::Tei);
    let context = desk.harness.ctx.clone();
    let state = &mut desk.harness.state_mut().as_mut().unwrap().state;
    obelus::app::dataset::act(&mut state.desk, &mut state.dataset, Ask::Export, &context);
    state.dataset.cancel_export();
    desk.look();
    let is_stopped = desk.state().desk.status.starts_with("Stopped");
    assert_eq!(is_stopped, !desk.path("sample-tei").exists(), "stopped, or quicker than that");
    let left = fs::read_dir(desk.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".tmp")));
}

#[test]
fn the_copied_command_writes_the_same_bytes() {
    let mut desk = Desk::dataset();
    let cases: [(&str, Change); 4] = [
        ("it's.jsonl", |choices| choices.settings.layers = Layers::Each(vec!["ana".to_owned()])),
        ("tables and cards", |choices| {
            choices.settings.format = Format::HuggingFace;
            choices.parting = Parting::Shares;
            (choices.shares, choices.seed) = ("60/20/20".to_owned(), "3".to_owned());
            choices.settings.layout = Layout::Flat;
            choices.settings.licence = "CC BY 4.0".to_owned();
            choices.tables = "documents,tags".to_owned();
        }),
        ("done", |choices| {
            (choices.settings.format, choices.which) = (Format::Brat, Which::Done);
            choices.settings.layers = Layers::Each(Vec::new());
            choices.settings.labels = Some(vec!["claim".to_owned(), "quote".to_owned()]);
        }),
        ("spacy", |choices| (choices.settings.format, choices.which) = (Format::Spacy, Which::Ticked)),
    ];
    let folder = std::path::absolute(desk.folder.path()).unwrap();
    for (name, change) in cases {
        let ticked = desk.state().desk.project().articles().iter().take(2).map(|record| record.article.id.to_string()).collect();
        desk.decide(|choices| {
            *choices = Choices { ticked: std::sync::Arc::new(ticked), target: name.to_owned(), ..Choices::default() };
            change(choices);
        });
        assert_eq!(desk.state().dataset.problem, None, "{name}");
        desk.export();
        let ours = folder.join(name);
        let by_window = files(&ours);
        assert!(!by_window.is_empty(), "{name}: {:?}", desk.state().desk.messages);
        desk.keys(CTRL | Modifiers::SHIFT, Key::Enter);
        assert_eq!(desk.state().desk.status, "The command is in the clipboard");
        let command = obelus::app::dataset::command(&desk.state().desk, &desk.state().dataset).unwrap();
        fs::rename(&ours, folder.join("kept away")).unwrap();
        for ending in [".card.md", ".loss-report.json"] {
            let _there_or_not = fs::remove_file(format!("{}{ending}", ours.display()));
        }
        let binary = Path::new(env!("CARGO_BIN_EXE_obelus")).parent().unwrap();
        let path = std::env::join_paths([binary, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
        let done = Command::new("sh").args(["-c", &command]).env("PATH", path).output().unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(files(&ours), by_window, "{command}");
        let away = folder.join("kept away");
        if away.is_dir() { fs::remove_dir_all(away).unwrap() } else { fs::remove_file(away).unwrap() }
    }
}

#[test]
fn choices_are_kept_for_the_project() {
    let mut desk = Desk::dataset();
    desk.decide(|choices| {
        choices.settings.format = Format::W3c;
        choices.settings.labels = Some(vec!["claim".to_owned()]);
        choices.parting = Parting::Shares;
    });
    let chosen = desk.choices();
    desk.keys(CTRL, Key::Num1);
    let kept = desk.state().desk.prefs.datasets[&desk.state().desk.project().id().to_string()].clone();
    assert_eq!(Choices::parse(&kept, desk.state().desk.project()), chosen);
    assert_eq!(Choices::parse("nonsense", desk.state().desk.project()), Choices::default());
}

#[test]
fn a_change_to_the_project_is_looked_at_anew() {
    let mut desk = Desk::dataset();
    let before = desk.state().dataset.report.written;
    desk.keys(CTRL, Key::Num1);
    desk.drag_over("Dravna");
    desk.key(Key::Num1);
    desk.keys(CTRL, Key::Num3);
    desk.look();
    assert_eq!(desk.state().dataset.report.written, before + 1);
    assert!(!desk.state().desk.project().analysts().iter().any(|analyst| analyst.id == AnalystId::gold()));
    desk.harness.get_by_label("Gold alone");
}
