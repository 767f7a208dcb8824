//! What is in the file before, what a window does, and what is in the file after.

use crate::{
    app::desk::prefs::{Prefs, ThemeChoice},
    store::save,
};
use std::{fs, path::PathBuf};

/// A folder of settings.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(text: &[u8]) -> Self {
        let folder = Self::new();
        folder.put("obelus.ron", text);
        folder
    }

    fn put(&self, name: &str, text: &[u8]) {
        save::replace(&self.path(name), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn window(&self) -> Prefs {
        Prefs::load(self.path("obelus.ron"))
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn choose_dark(prefs: &mut Prefs) -> Option<String> {
    prefs.theme = ThemeChoice::Dark;
    prefs.save().unwrap().map(|told| told.to_string())
}

#[test]
fn only_what_was_chosen_is_written() {
    let folder = Folder::new();
    let mut window = folder.window();
    assert_eq!(window.problem, None);
    window.save().unwrap();
    assert!(folder.names().is_empty(), "nothing was chosen");
    choose_dark(&mut window);
    window.keys.insert("tag".to_owned(), "Ctrl+\"".to_owned());
    window.save().unwrap();
    assert_eq!(folder.text("obelus.ron"), "(\n    keys: {\n        \"tag\": \"Ctrl+\\\"\",\n    },\n    theme: Dark,\n)\n");
    let again = folder.window();
    assert_eq!((again.theme, again.keys), (window.theme, window.keys));
}

#[test]
fn the_file_of_an_earlier_version_is_read_and_keeps_its_fields() {
    let written = "(\n    last_project: Some(\"/home/ana/x.ron\"),\n    theme: System,\n    analyst: Some(\"Ana\"),\n    zoom: 1.5,\n    \
                   folds: (articles: Some(false), tagging: None),\n    keys: {},\n)";
    let folder = Folder::with(written.as_bytes());
    let mut window = folder.window();
    assert_eq!((window.problem.as_deref(), window.zoom, window.analyst.as_deref()), (None, 1.5, Some("Ana")));
    choose_dark(&mut window);
    let expect = "(\n    analyst: Some(\"Ana\"),\n    folds: (articles: Some(false), tagging: None),\n    keys: {},\n    \
                  last_project: Some(\"/home/ana/x.ron\"),\n    theme: Dark,\n    zoom: 1.5,\n)\n";
    assert_eq!(folder.text("obelus.ron"), expect);
}

#[test]
fn settings_of_a_newer_version_stay() {
    let folder = Folder::with(b"(theme: Light, speech: Voice(rate: 2, words: [\"a\"]), zoom: Fit)");
    let mut window = folder.window();
    assert_eq!((window.theme, window.zoom), (ThemeChoice::Light, 1.0));
    let told = window.problem.clone().unwrap();
    let path = folder.path("obelus.ron").display().to_string();
    assert!(told.starts_with(&format!("The setting “zoom” in {path} cannot be read (")), "{told}");
    assert!(told.ends_with("; the usual is used, and what is written there stays until you choose another."), "{told}");
    choose_dark(&mut window);
    let expect = "(\n    speech: Voice(rate: 2, words: [\"a\"]),\n    theme: Dark,\n    zoom: Fit,\n)\n";
    assert_eq!(folder.text("obelus.ron"), expect);
    window.zoom = 2.0;
    window.save().unwrap();
    assert!(folder.text("obelus.ron").contains("zoom: 2.0"), "now another was chosen");
    assert_eq!(folder.names(), ["obelus.ron"]);
}

#[test]
fn a_file_with_a_mistake_is_kept_aside_once() {
    let written = b"(\n    theme: Dark,\n    keys {},\n)";
    let folder = Folder::with(written);
    for _ in 0..2 {
        let told = folder.window().problem.unwrap();
        let [path, kept] = ["obelus.ron", "obelus.unreadable.ron"].map(|name| folder.path(name).display().to_string());
        assert!(told.starts_with(&format!("The settings in {path} cannot be read: line 3, column 9: ")), "{told}");
        assert!(told.contains(&format!("the file is kept as {kept}; to have your settings back, close the window")), "{told}");
        assert_eq!(folder.names(), ["obelus.ron", "obelus.unreadable.ron"]);
        assert_eq!(folder.text("obelus.ron").as_bytes(), written, "reading changes nothing");
    }
    assert_eq!(choose_dark(&mut folder.window()), None, "that was told");
    assert_eq!(folder.text("obelus.ron"), "(\n    theme: Dark,\n)\n");
    assert_eq!(folder.window().problem, None);
    folder.put("obelus.ron", b"another mistake");
    assert!(folder.window().problem.unwrap().contains("obelus.unreadable-2.ron"));
    assert_eq!(folder.text("obelus.unreadable.ron").as_bytes(), written, "no copy is written over");
    assert_eq!(folder.text("obelus.unreadable-2.ron"), "another mistake");
}

#[test]
fn bytes_that_are_no_text_are_kept_aside() {
    let folder = Folder::with(b"(theme: Dark, analyst: Some(\"\xC3ric\"))");
    let told = folder.window().problem.unwrap();
    assert!(told.contains("it is not UTF-8 text, from byte 29 on; the usual ones are used"), "{told}");
    assert_eq!(fs::read(folder.path("obelus.unreadable.ron")).unwrap(), b"(theme: Dark, analyst: Some(\"\xC3ric\"))");
}

#[test]
fn a_mistake_made_while_the_window_is_open_is_kept_aside_and_told() {
    let folder = Folder::with(b"(zoom: 1.5)");
    let mut window = folder.window();
    folder.put("obelus.ron", b"(zoom: 1.5");
    let told = choose_dark(&mut window).unwrap();
    assert!(told.contains("obelus.unreadable.ron"), "{told}");
    assert_eq!(folder.text("obelus.unreadable.ron"), "(zoom: 1.5");
    assert_eq!(folder.text("obelus.ron"), "(\n    theme: Dark,\n    zoom: 1.5,\n)\n", "the window had the others");
}

#[test]
fn two_windows_keep_each_others_settings() {
    let folder = Folder::new();
    let (mut one, mut other) = (folder.window(), folder.window());
    one.keys.insert("save".to_owned(), "F2".to_owned());
    one.datasets.insert("a".to_owned(), "(format:csv)".to_owned());
    one.save().unwrap();
    other.keys.insert("undo".to_owned(), "F3".to_owned());
    other.zoom = 2.0;
    other.save().unwrap();
    choose_dark(&mut one);
    one.keys.remove("save");
    one.save().unwrap();
    let both = folder.window();
    assert_eq!((both.theme, both.zoom, both.problem), (ThemeChoice::Dark, 2.0, None));
    assert_eq!(both.keys.into_iter().collect::<Vec<_>>(), [("undo".to_owned(), "F3".to_owned())]);
    assert_eq!(both.datasets["a"], "(format:csv)");
}

#[test]
fn a_folder_in_the_place_of_the_file_is_left_alone() {
    let folder = Folder::new();
    fs::create_dir(folder.path("obelus.ron")).unwrap();
    let mut window = folder.window();
    let told = window.problem.clone().unwrap();
    assert!(told.contains("cannot be read: it is a folder; the usual ones are used, what you choose holds until"), "{told}");
    assert!(told.ends_with("nothing is written there; move the folder away, then open the window again."), "{told}");
    window.zoom = 2.0;
    assert!(window.save().is_err());
    fs::remove_dir(folder.path("obelus.ron")).unwrap();
    window.save().unwrap();
    assert_eq!(folder.text("obelus.ron"), "(\n    zoom: 2.0,\n)\n", "it is written once it can be");
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_left_alone_and_a_link_to_a_file_is_followed() {
    let folder = Folder::new();
    let elsewhere = folder.path("elsewhere.ron");
    std::os::unix::fs::symlink(&elsewhere, folder.path("obelus.ron")).unwrap();
    let mut window = folder.window();
    let told = window.problem.clone().unwrap();
    assert!(told.contains(&format!("it is a link to {}, where nothing is;", elsewhere.display())), "{told}");
    window.zoom = 2.0;
    assert!(window.save().is_err());
    assert_eq!(folder.names(), ["obelus.ron"], "neither the link nor its target is written");
    folder.put("elsewhere.ron", b"(theme: Light)");
    window.save().unwrap();
    assert!(folder.path("obelus.ron").symlink_metadata().unwrap().is_symlink());
    assert_eq!(folder.text("elsewhere.ron"), "(\n    theme: Light,\n    zoom: 2.0,\n)\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with(b"(theme: Dark)");
    let path = folder.path("obelus.ron");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // The administrator may read everything.
    }
    let mut window = folder.window();
    assert!(window.problem.clone().unwrap().contains("make it readable for you"));
    window.zoom = 2.0;
    assert!(window.save().is_err());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(folder.text("obelus.ron"), "(theme: Dark)");
}
