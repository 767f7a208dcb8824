//! A figure inside a claim inside a quote, with its links: what belongs to what, by day and by night.
//!
//! After a change that is meant to be seen: `UPDATE_SNAPSHOTS=1 cargo test --test window nested`, then look at them.

use super::{
    Desk,
    marked::{marked, project},
};
use egui::Key;
use egui_kittest::SnapshotOptions;
use obelus::{
    app::desk::prefs::ThemeChoice,
    project::{AnnotationId, AttributeValue, Change, Edit},
    store,
};

const TEXT: &str = "[Four children]{casualty_figure} among [14 killed]{casualty_figure} at Dravna depot

[“[[Four children]{casualty_figure} were killed when shells struck the depot]{claim}, and we had no warning,”]{quote} \
said Ilka Maron, a surgeon at the Sel hospital in Dravna. She put the dead at [14 people]{casualty_figure}, most of them \
commuters who were waiting for the first bus to the river.

[Sel Wire could not confirm the hospital’s count.]{disclaimer} The Kaldor Front did not answer questions.
";

/// The article on the page. The four children are part of the 14 people, said in the headline too, and the disclaimer is
/// about them.
pub(crate) fn desk() -> Desk {
    let mut project = project(store::default_codebook(), &[marked(TEXT)]);
    let article = project.articles()[0].article.id;
    let links = |ids: &[u64]| ids.iter().map(|id| AnnotationId::from_random(*id)).collect::<Vec<_>>();
    for (annotation, change) in [
        (5, Change::Attribute("subset_of".into(), Some(AttributeValue::Links(links(&[6]))))),
        (5, Change::SameAs(links(&[1]))),
        (7, Change::Attribute("target".into(), Some(AttributeValue::Links(links(&[5]))))),
    ] {
        let annotation = AnnotationId::from_random(annotation);
        project.apply(Edit::ChangeAnnotation { article, annotation, change, modified: super::now() }).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nested.ron");
    store::create_project(&path, &project).unwrap();
    let mut desk = Desk::open(folder, &path);
    for _ in 0..5 {
        desk.key(Key::Tab);
    }
    assert_eq!(desk.selected(), Some(("casualty_figure", "Four children".to_owned())));
    desk
}

fn picture(theme: ThemeChoice, name: &str) {
    let mut desk = desk();
    desk.harness.state_mut().as_mut().unwrap().state.desk.prefs.theme = theme;
    desk.harness.remove_cursor();
    desk.run();
    let options = SnapshotOptions::default().output_path("tests/snapshots").threshold(1.0).max_failed_pixels(60_usize);
    desk.harness.snapshot_options(name, &options);
}

#[test]
fn a_nested_figure_with_its_links_by_day() {
    picture(ThemeChoice::Light, "nested_light");
}

#[test]
fn a_nested_figure_with_its_links_by_night() {
    picture(ThemeChoice::Dark, "nested_dark");
}
