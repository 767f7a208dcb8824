//! The fonts that ship with Obelus, and on request those of the system.

use super::style::{Family, Weight};
use parley::{
    FontContext, FontWeight,
    fontique::{Blob, Collection, CollectionOptions},
};
use std::sync::Arc;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(include_bytes!(concat!("../../../assets/fonts/", $path)).as_slice()),*]
    };
}

const FILES: &[&[u8]] = embedded![
    "SourceSerif4/SourceSerif4-Regular.ttf",
    "SourceSerif4/SourceSerif4-It.ttf",
    "SourceSerif4/SourceSerif4-Semibold.ttf",
    "Inter/Inter-Regular.ttf",
    "Inter/Inter-Medium.ttf",
    "Inter/Inter-SemiBold.ttf",
    "NotoNaskhArabic/NotoNaskhArabic-Regular.ttf",
    "NotoNaskhArabic/NotoNaskhArabic-Bold.ttf",
    "NotoSerifHebrew/NotoSerifHebrew-Regular.ttf",
    "NotoSerifDevanagari/NotoSerifDevanagari-Regular.ttf",
];

/// All embedded faces, followed by the system's if `system_fonts` is set. Without them, text is set alike on all machines.
pub(super) fn font_context(system_fonts: bool) -> FontContext {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts });
    for file in FILES {
        collection.register_fonts(Blob::new(Arc::new(*file)), None);
    }
    FontContext { collection, source_cache: parley::fontique::SourceCache::default() }
}

/// The font families for text of `family`, in CSS syntax. The system's fallback for a script may supply letters that none of
/// them has.
pub(super) const fn stack(family: Family) -> &'static str {
    match family {
        Family::Serif => "Source Serif 4, Noto Naskh Arabic, Noto Serif Hebrew, Noto Serif Devanagari, serif, emoji",
        Family::Sans => "Inter, Noto Naskh Arabic, Noto Serif Hebrew, Noto Serif Devanagari, sans-serif, emoji",
    }
}

/// The same for emoji. Many text fonts have emoji too, but without colours.
pub(super) const fn emoji_stack(family: Family) -> &'static str {
    match family {
        Family::Serif => "emoji, Source Serif 4, serif",
        Family::Sans => "emoji, Inter, sans-serif",
    }
}

/// The weight as a number.
pub(super) const fn weight(weight: Weight) -> FontWeight {
    match weight {
        Weight::Regular => FontWeight::new(400.0),
        Weight::Medium => FontWeight::new(500.0),
        Weight::Semibold => FontWeight::new(600.0),
    }
}
