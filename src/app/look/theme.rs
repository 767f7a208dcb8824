//! The look: colours from `assets/theme.ron`, sizes and distances, and the style that stock widgets get from them.

use crate::{
    app::page::{PageStyle, TextChoices},
    project::{LabelColor, LinePattern},
};
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Theme as EguiTheme,
    Vec2, epaint::text::FontTweak,
};
use serde::Deserialize;
use std::sync::Arc;

/// Colours of one theme.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// Paper.
    pub page: Color32,
    /// Panels and bars.
    pub panel: Color32,
    /// Fields, chosen rows, floating things.
    pub raised: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text.
    pub muted: Color32,
    /// Never for information alone.
    pub faint: Color32,
    /// Rules and outlines.
    pub hairline: Color32,
    /// What is current.
    pub accent: Color32,
    /// Behind selected words.
    pub selection: Color32,
    /// Done.
    pub good: Color32,
    /// Worth a look.
    pub warning: Color32,
    /// Under floating things.
    pub shadow: Color32,
    /// Of a label's colour behind annotated words.
    pub tint_opacity: f32,
    /// The same behind the selected annotation.
    pub tint_opacity_selected: f32,
    /// Whether this is the dark theme.
    pub is_dark: bool,
}

#[derive(Deserialize)]
struct StoredTheme {
    light: StoredTokens,
    dark: StoredTokens,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredTokens {
    page: String,
    panel: String,
    raised: String,
    ink: String,
    muted: String,
    faint: String,
    hairline: String,
    accent: String,
    selection: String,
    good: String,
    warning: String,
    shadow_opacity: f32,
    tint_opacity: f32,
    tint_opacity_selected: f32,
}

/// The light and the dark theme.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    light: Tokens,
    dark: Tokens,
}

/// Sizes of the interface's type.
pub mod size {
    /// Small labels and captions.
    pub const LABEL: f32 = 11.0;
    /// Everything else in panels.
    pub const TEXT: f32 = 13.0;
    /// Headings of dialogs.
    pub const FIGURE: f32 = 17.0;
    /// Height of a control.
    pub const CONTROL: f32 = 26.0;
    /// Width of the article list.
    pub const LIST: f32 = 264.0;
    /// Width of the tagging panel.
    pub const PANEL: f32 = 320.0;
}

impl Theme {
    /// Reads the tokens that are compiled in.
    pub fn load() -> Self {
        // The asset is compiled in, and a test reads it.
        let stored: StoredTheme = ron::from_str(include_str!("../../../assets/theme.ron")).expect("the theme is valid");
        Self { light: stored.light.tokens(false), dark: stored.dark.tokens(true) }
    }

    /// The tokens of the theme that is on.
    pub fn tokens(&self, context: &egui::Context) -> &Tokens {
        match context.theme() {
            EguiTheme::Light => &self.light,
            EguiTheme::Dark => &self.dark,
        }
    }

    /// Gives fonts and style to egui's own widgets, for both themes.
    pub fn install(&self, context: &egui::Context) {
        context.set_fonts(fonts());
        for (theme, tokens) in [(EguiTheme::Light, &self.light), (EguiTheme::Dark, &self.dark)] {
            context.style_mut_of(theme, |style| apply(style, tokens));
        }
    }
}

impl StoredTokens {
    fn tokens(&self, is_dark: bool) -> Tokens {
        let color = |hex: &str| Color32::from_hex(hex).expect("the theme's colours are hexadecimal");
        Tokens {
            page: color(&self.page),
            panel: color(&self.panel),
            raised: color(&self.raised),
            ink: color(&self.ink),
            muted: color(&self.muted),
            faint: color(&self.faint),
            hairline: color(&self.hairline),
            accent: color(&self.accent),
            selection: color(&self.selection),
            good: color(&self.good),
            warning: color(&self.warning),
            shadow: Color32::BLACK.gamma_multiply(self.shadow_opacity),
            tint_opacity: self.tint_opacity,
            tint_opacity_selected: self.tint_opacity_selected,
            is_dark,
        }
    }
}

impl Tokens {
    /// A label's colour in this theme.
    pub fn label(&self, color: LabelColor) -> Color32 {
        let [r, g, b] = if self.is_dark { color.dark } else { color.light };
        #[expect(clippy::disallowed_methods, reason = "the codebook gives labels their colours")]
        Color32::from_rgb(r, g, b)
    }

    /// The page in this theme.
    pub fn page_style(&self, text: TextChoices) -> PageStyle {
        PageStyle {
            page: self.page,
            ink: self.ink,
            muted: self.muted,
            faint: self.faint,
            hairline: self.hairline,
            accent: self.accent,
            hit: self.warning,
            selection: self.selection,
            tint_opacity: self.tint_opacity,
            tint_opacity_selected: self.tint_opacity_selected,
            body_px: 18.0,
            line_px: 30.0 * text.line_spacing,
            headline_px: 30.0,
            headline_line_px: 37.0 * text.line_spacing,
            column_px: 592.0 * text.line_length,
            is_serif: !text.is_sans,
            zoom: text.zoom,
        }
    }
}

/// Text styles beyond egui's own.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("medium".into()))
}

/// Headings of panels.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

/// The reading face, for a few words of the interface.
pub fn serif(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("serif".into()))
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let files: [(&str, &'static [u8]); 7] = [
        ("inter", include_bytes!("../../../assets/fonts/Inter/Inter-Regular.ttf")),
        ("inter-medium", include_bytes!("../../../assets/fonts/Inter/Inter-Medium.ttf")),
        ("inter-semibold", include_bytes!("../../../assets/fonts/Inter/Inter-SemiBold.ttf")),
        ("serif", include_bytes!("../../../assets/fonts/SourceSerif4/SourceSerif4-Semibold.ttf")),
        ("naskh", include_bytes!("../../../assets/fonts/NotoNaskhArabic/NotoNaskhArabic-Regular.ttf")),
        ("hebrew", include_bytes!("../../../assets/fonts/NotoSerifHebrew/NotoSerifHebrew-Regular.ttf")),
        ("devanagari", include_bytes!("../../../assets/fonts/NotoSerifDevanagari/NotoSerifDevanagari-Regular.ttf")),
    ];
    for (name, bytes) in files {
        let data = FontData::from_static(bytes).tweak(FontTweak::default());
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let families = [
        (FontFamily::Proportional, "inter"),
        (FontFamily::Monospace, "inter"),
        (FontFamily::Name("medium".into()), "inter-medium"),
        (FontFamily::Name("semibold".into()), "inter-semibold"),
        (FontFamily::Name("serif".into()), "serif"),
    ];
    for (family, first) in families {
        let chain = [first, "inter", "serif", "naskh", "hebrew", "devanagari"];
        let mut names: Vec<String> = Vec::new();
        for name in chain {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        fonts.families.insert(family, names);
    }
    fonts
}

fn apply(style: &mut egui::Style, tokens: &Tokens) {
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(size::LABEL)),
        (TextStyle::Body, FontId::proportional(size::TEXT)),
        (TextStyle::Button, FontId::proportional(size::TEXT)),
        (TextStyle::Heading, semibold(size::FIGURE)),
        (TextStyle::Monospace, FontId::monospace(size::TEXT)),
    ]
    .into();
    style.animation_time = 0.08;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(8.0, 4.0);
    spacing.button_padding = Vec2::new(8.0, 4.0);
    spacing.interact_size = Vec2::new(28.0, size::CONTROL);
    spacing.combo_width = 60.0;
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.scroll.floating = true;
    spacing.scroll.bar_width = 8.0;
    spacing.scroll.dormant_handle_opacity = 0.0;
    spacing.scroll.active_handle_opacity = 0.25;
    spacing.scroll.interact_handle_opacity = 0.4;
    let visuals = &mut style.visuals;
    *visuals = if tokens.is_dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    visuals.override_text_color = None;
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.raised;
    visuals.window_stroke = Stroke::new(1.0, tokens.hairline);
    visuals.window_corner_radius = CornerRadius::same(6);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.window_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: tokens.shadow };
    visuals.popup_shadow = visuals.window_shadow;
    visuals.extreme_bg_color = tokens.raised;
    visuals.text_edit_bg_color = Some(tokens.raised);
    visuals.faint_bg_color = tokens.panel;
    visuals.weak_text_color = Some(tokens.muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warning;
    visuals.error_fg_color = tokens.warning;
    visuals.selection.bg_fill = tokens.selection;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    visuals.striped = false;
    let outline = Stroke::new(1.0, tokens.hairline);
    let ink = Stroke::new(1.0, tokens.ink);
    let radius = CornerRadius::same(5);
    let widgets = &mut visuals.widgets;
    for (widget, fill, stroke) in [
        (&mut widgets.noninteractive, tokens.panel, outline),
        (&mut widgets.inactive, tokens.raised, outline),
        (&mut widgets.hovered, tokens.raised, Stroke::new(1.0, tokens.faint)),
        (&mut widgets.active, tokens.selection, Stroke::new(1.0, tokens.accent)),
        (&mut widgets.open, tokens.raised, Stroke::new(1.0, tokens.accent)),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = stroke;
        widget.fg_stroke = ink;
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
}

/// The pattern's name for people.
pub fn pattern_name(pattern: LinePattern) -> &'static str {
    match pattern {
        LinePattern::Single => "single line",
        LinePattern::Double => "double line",
        LinePattern::Thick => "thick line",
        LinePattern::Dashed => "dashed line",
        LinePattern::Dotted => "dotted line",
        LinePattern::Wavy => "wavy line",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_that_is_compiled_in_can_be_read() {
        let theme = Theme::load();
        assert_ne!(theme.light.page, theme.dark.page);
    }
}
