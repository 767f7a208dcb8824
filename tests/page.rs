//! The page: what stands where, what the mouse and the keys do, and how it looks.

mod support;

use egui::{Color32, Theme, pos2, vec2};
use egui_kittest::Harness;
use obelus::app::page::{Family, TextStyle, Typesetter, Weight};
use support::SoftRenderer;

#[test]
fn stage_one_picture() {
    let mut typesetter = None;
    let mut harness = Harness::builder()
        .with_size(vec2(700.0, 420.0))
        .with_theme(Theme::Light)
        .allow_missing_glyphs()
        .renderer(SoftRenderer::default())
        .build_ui(move |ui| {
            let typesetter = typesetter.get_or_insert_with(|| Typesetter::new(ui, false));
            let ink = Color32::from_hex("#201E1A").unwrap();
            let style = TextStyle { family: Family::Serif, size: 18.0, weight: Weight::Regular, italic: false, line_height_px: 30.0, color: ink };
            ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, Color32::from_hex("#FCFBF8").unwrap());
            for text in [
                "DRAVNA, Marentia, 4 May (Sel Wire) — At least 14 people were killed and dozens wounded when shells struck a covered market, “unverified”. fi ffi AVA Tö 😀 é = é Z̷ 文",
                "قال المتحدث باسم NATO إن العدد (17) غير مؤكد، وإن ١٧ شخصًا قُتلوا في درافنا.",
                "משרד הבריאות מסר כי לפחות 17 בני אדם נהרגו (לא אומת). בְּרֵאשִׁית",
                "स्वास्थ्य मंत्रालय ने कहा कि कम से कम १७ लोग मारे गए। क्षत्रिय",
            ] {
                typesetter.label(ui, text, &style, 3);
            }
            for (weight, family, size) in [(Weight::Semibold, Family::Serif, 30.0), (Weight::Regular, Family::Sans, 13.0), (Weight::Medium, Family::Sans, 13.0), (Weight::Semibold, Family::Sans, 13.0)] {
                let style = TextStyle { weight, family, size, line_height_px: size * 1.3, ..style };
                typesetter.label(ui, "Shelling hits Dravna market as truce talks stall; قصف على سوق درافنا", &style, 1);
            }
            ui.put(egui::Rect::from_min_size(pos2(10.0, 390.0), vec2(600.0, 20.0)), egui::Label::new(egui::RichText::new("Shelling hits Dravna market as truce talks stall (egui)").size(13.0).color(ink)));
        });
    harness.run();
    harness.render().unwrap().save("/tmp/page-stage1.png").unwrap();
}
