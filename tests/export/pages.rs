//! The page of an article.

use super::{any_project, change, codebook, marked};
use obelus::{
    export::{Format, Selection, export},
    project::{Change, Project},
};
use proptest::prelude::*;

fn page(project: &Project) -> String {
    let (files, report) = export(project, Format::Html, &Selection::default()).unwrap();
    assert_eq!(report.written, project.num_annotations());
    String::from_utf8(files[1].bytes.clone()).unwrap()
}

/// What a reader sees of the article, a line a paragraph.
fn words(page: &str) -> String {
    let start = page.find("<article").unwrap();
    let article = &page[start..start + page[start..].find("</article>").unwrap()];
    let mut words = String::new();
    let mut is_tag = false;
    for c in article.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => words.push(c),
            _ => {}
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(words, |words, (entity, c)| words.replace(entity, c))
}

#[test]
fn nested_and_crossing_passages_have_a_line_each() {
    let project = marked::project(
        codebook(),
        &[marked::marked("[At least [14]{figure} died]{claim} there").and("At least 14 [died there]{quote}")],
    );
    let page = page(&project);
    let line = page.lines().find(|line| line.starts_with("<p dir=\"auto\">")).unwrap();
    let number = |place: usize, label: usize| format!("<a class=\"n l{label}\" data-n=\"{place}\" href=\"#a{place}\"></a>");
    let mark = |tint: &str, label: usize, lane: usize, name: &str| {
        format!("<span class=\"m{tint} l{label} wavy\" style=\"--lane:{lane}\" title=\"{name} · ana\">")
    };
    let (claim, quote) = (|tint| mark(tint, 0, 1, "claim"), |tint| mark(tint, 1, 0, "quote"));
    let expected = [
        "<p dir=\"auto\">",
        &claim(" t"),
        &format!("<span class=\"ns\">{}</span>At least </span>", number(1, 0)),
        &claim(""),
        &mark(" t", 2, 0, "figure"),
        &format!("<span class=\"ns\">{}</span>14</span></span>", number(2, 2)),
        &claim(" t"),
        " </span>",
        &claim(""),
        &quote(" t"),
        &format!("<span class=\"ns\">{}</span>died</span></span>", number(3, 1)),
        &quote(" t"),
        " there</span></p>",
    ];
    assert_eq!(line, expected.concat());
}

#[test]
fn numbers_of_passages_that_begin_close_together_stand_side_by_side() {
    let project = marked::project(
        codebook(),
        &[marked::marked("[“At least 14 died”]{claim} there").and("“[At least 14 died]{quote}” there")],
    );
    let page = page(&project);
    let groups: Vec<_> = page.split("<span class=\"ns\">").skip(1).collect();
    assert_eq!(groups.len(), 1, "{page}");
    assert!(groups[0].starts_with("<a class=\"n l0\" data-n=\"1\" href=\"#a1\"></a><a class=\"n l1\" data-n=\"2\""));
}

#[test]
fn nothing_that_anybody_wrote_is_markup() {
    let mut project = marked::project(codebook(), &[marked::marked("[<script>alert(1)</script>]{claim} & \u{7}")]);
    change(&mut project, 1, Change::Note("<b onload=x>\"'".to_owned()));
    let page = page(&project);
    assert!(!page.contains("<script") && !page.contains("<b "), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("note: &lt;b onload=x&gt;&quot;&#39;"));
    assert!(page.contains("default-src 'none'"), "the page itself forbids scripts and the network");
    assert!(page.contains('␇'), "a control character is shown");
}

proptest! {
    #[test]
    fn all_words_are_there_in_order(project in any_project()) {
        let text = project.articles()[0].article.text.as_str();
        let shown: Vec<_> = text.split('\n').filter(|line| !line.trim().is_empty()).map(|line| {
            line.chars().map(|c| match c {
                '\t' => c,
                c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap(),
                '\u{7f}' => '\u{2421}',
                '\u{80}'..='\u{9f}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
                c => c,
            }).collect::<String>()
        }).collect();
        let found = words(&page(&project));
        prop_assert_eq!(found.trim_matches('\n'), shown.join("\n"));
    }
}
