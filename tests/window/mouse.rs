//! The same with the mouse.

use super::Desk;

#[test]
fn words_are_dragged_over_and_a_label_is_clicked() {
    let mut desk = Desk::sample();
    desk.drag_over("volunteer with the Dravna");
    assert_eq!(desk.selection(), Some("volunteer with the Dravna"));
    desk.click("Tag as claim, 6 in this article, key 1");
    assert_eq!(desk.selected(), Some(("claim", "volunteer with the Dravna".to_owned())));
}

#[test]
fn a_click_selects_the_innermost_tag_and_the_next_click_the_one_around_it() {
    let mut desk = Desk::sample();
    let place = desk.place_of("14 people");
    desk.click_at(place);
    assert_eq!(desk.selected().unwrap().0, "casualty_figure");
    desk.click_at(place);
    assert_eq!(desk.selected().unwrap().0, "claim");
    let beside = desk.place_of("rescue workers");
    desk.click_at(beside);
    assert_eq!(desk.selected(), None);
}

#[test]
fn a_row_of_the_list_brings_its_tag_into_view() {
    let mut desk = Desk::sample();
    desk.click("casualty figure: four soldiers");
    assert_eq!(desk.selected(), Some(("casualty_figure", "four soldiers".to_owned())));
}
