//! A page on a desk: an article with annotations in a window of its own.

use crate::support::SoftRenderer;
use egui::{Color32, Pos2, Theme, Vec2, vec2};
use egui_kittest::Harness;
use obelus::{
    app::page::{LabelLook, Mark, PageContent, PageEvent, PageStyle, PageView, Typesetter},
    project::{AnnotationId, Article, ArticleId, Block, BlockKind, Fragments, LinePattern, Metadata, Sha256, Source},
    text::{ByteRange, IndexedText},
};

/// An article of a headline and three paragraphs.
pub const SIX_LINES: &str = "Shelling hits Dravna market\n\nAt least 14 people were killed and dozens wounded in Dravna.\n\n“We pulled nine bodies from one stall,” said Tomas Reck. “Two of them were children.”\n\nThe Kaldor Front denied firing on the town.";

/// Everything a page needs, and what it has reported.
pub struct Desk {
    pub article: Article,
    /// Fragments and label of every annotation, in reading order.
    pub annotations: Vec<(Fragments, usize)>,
    pub labels: Vec<LabelLook>,
    pub selected: Option<AnnotationId>,
    pub style: PageStyle,
    pub view: PageView,
    pub typesetter: Option<Typesetter>,
    pub events: Vec<PageEvent>,
}

impl Desk {
    /// A desk with an article nobody has worked on.
    pub fn new(text: &str) -> Self {
        Self {
            article: article(text),
            annotations: Vec::new(),
            labels: labels(&light()),
            selected: None,
            style: light(),
            view: PageView::new(),
            typesetter: None,
            events: Vec::new(),
        }
    }

    /// Annotates words, given by what they are (the first place they are found at), with label number `label`.
    pub fn annotate(mut self, label: usize, words: &[&str]) -> Self {
        let text = self.article.text.as_str();
        let ranges = words.iter().map(|words| {
            let start = text.find(words).unwrap_or_else(|| panic!("“{words}” is in the text"));
            ByteRange::from_usize(start..start + words.len())
        });
        self.annotations.push((Fragments::new(ranges).expect("in order"), label));
        self.annotations.sort_by_key(|(fragments, _)| fragments.reading_order());
        self
    }

    /// Where words stand in the text.
    pub fn range_of(&self, words: &str) -> ByteRange {
        let start = self.article.text.as_str().find(words).expect("in the text");
        ByteRange::from_usize(start..start + words.len())
    }

    /// Calls `act` with the page and what it shows.
    pub fn with_content<R>(&mut self, act: impl FnOnce(&mut PageView, &mut Typesetter, &PageContent<'_>, &PageStyle) -> R) -> R {
        let marks: Vec<Mark> = self
            .annotations
            .iter()
            .enumerate()
            .map(|(i, (fragments, label_index))| Mark {
                id: annotation_id(i),
                fragments: fragments.clone(),
                label_index: *label_index,
                side: obelus::app::page::Side::Below,
            })
            .collect();
        let content = PageContent {
            article: &self.article,
            outline: None,
            marks: &marks,
            labels: &self.labels,
            selected: self.selected,
            revision: self.annotations.len() as u64,
            byline: "Ilse Maren and agencies  ·  Sel Wire  ·  4 May  ·  Dravna, Marentia  ·  121 words",
            layers: None,
            guest: None,
            hits: Default::default(),
        };
        act(&mut self.view, self.typesetter.as_mut().expect("shown before"), &content, &self.style)
    }
}

/// The id of annotation number `index`.
pub fn annotation_id(index: usize) -> AnnotationId {
    AnnotationId::from_random(index as u64 + 1)
}

/// An article whose first line is its headline if a blank line follows.
pub fn article(text: &str) -> Article {
    let headline = text.split_once("\n\n").map_or(0, |(headline, _)| headline.len());
    let blocks = (headline > 0 && headline < 120)
        .then_some(Block { range: ByteRange::from_usize(0..headline), kind: BlockKind::Headline })
        .into_iter()
        .collect();
    Article {
        id: ArticleId::from_random(text.len() as u64),
        text: IndexedText::new(text).expect("short"),
        text_sha256: Sha256::of(text.as_bytes()),
        metadata: Metadata::default(),
        source: Source::default(),
        blocks,
        links: Vec::new(),
        imported: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn color(hex: &str) -> Color32 {
    Color32::from_hex(hex).expect("a colour")
}

/// The theme's light page.
pub fn light() -> PageStyle {
    PageStyle {
        page: color("#FCFBF8"),
        ink: color("#201E1A"),
        muted: color("#6B665C"),
        faint: color("#787268"),
        hairline: color("#DFDAD0"),
        accent: color("#2B5C8A"),
        hit: color("#B26A00"),
        selection: color("#CFE0F1"),
        tint_opacity: 0.10,
        tint_opacity_selected: 0.20,
        body_px: 18.0,
        line_px: 30.0,
        headline_px: 30.0,
        headline_line_px: 37.0,
        column_px: 610.0,
        is_serif: true,
        zoom: 1.0,
    }
}

/// The theme's dark page.
pub fn dark() -> PageStyle {
    PageStyle {
        page: color("#1C1B19"),
        ink: color("#E6E2D9"),
        muted: color("#A39D91"),
        faint: color("#8C867A"),
        hairline: color("#3B3834"),
        accent: color("#7DB3E3"),
        hit: color("#B26A00"),
        selection: color("#2F4A63"),
        tint_opacity: 0.17,
        tint_opacity_selected: 0.34,
        ..light()
    }
}

/// The four labels of the default codebook, in the colours that go with `style`, and two of a user's own.
pub fn labels(style: &PageStyle) -> Vec<LabelLook> {
    let is_dark = *style != light();
    [
        ("claim", "#0B6AA8", "#6DB7EA", LinePattern::Single),
        ("quote", "#0A7D5C", "#53C9A1", LinePattern::Double),
        ("figure", "#C2480A", "#FF9157", LinePattern::Thick),
        ("disclaimer", "#7B4B97", "#C79FE0", LinePattern::Dashed),
        ("rumour", "#8A6A00", "#D8BB55", LinePattern::Dotted),
        ("place", "#A03060", "#F08FB4", LinePattern::Wavy),
    ]
    .into_iter()
    .map(|(name, light, dark, pattern)| LabelLook {
        name: name.to_owned(),
        color: color(if is_dark { dark } else { light }),
        pattern,
    })
    .collect()
}

/// A window that holds nothing but the page.
pub fn harness(desk: Desk, size: Vec2, pixels_per_point: f32) -> Harness<'static, Desk> {
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(pixels_per_point)
        .with_theme(if desk.style == light() { Theme::Light } else { Theme::Dark })
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .renderer(SoftRenderer::default())
        .build_ui_state(
            |ui, desk: &mut Desk| {
                desk.typesetter.get_or_insert_with(|| Typesetter::new(ui, false));
                let events = desk.with_content(|view, typesetter, content, style| view.show(ui, typesetter, content, style));
                for event in &events {
                    match event {
                        PageEvent::AnnotationClicked(id) => desk.selected = Some(*id),
                        PageEvent::Cleared => desk.selected = None,
                        PageEvent::Selected(_) | PageEvent::EdgeDragged { .. } => {}
                    }
                }
                desk.events.extend(events);
            },
            desk,
        )
}

/// That article with three annotations.
pub fn desk() -> Desk {
    Desk::new(SIX_LINES)
        .annotate(0, &["At least 14 people were killed and dozens wounded"])
        .annotate(2, &["14 people"])
        .annotate(1, &["“We pulled nine bodies from one stall,”", "“Two of them were children.”"])
}

/// A window that shows it.
pub fn shown(desk: Desk) -> Harness<'static, Desk> {
    let mut harness = harness(desk, vec2(900.0, 520.0), 1.0);
    harness.run();
    harness
}

/// The middle of the letter with which `words` begin, plus `share` of its width.
pub fn at(harness: &Harness<'_, Desk>, words: &str) -> Pos2 {
    let range = harness.state().range_of(words);
    harness.state().view.reader.rect_of(range.start()).expect("visible").center()
}
