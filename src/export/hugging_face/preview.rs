//! The first rows of the table of annotations, for people to look at.

use super::{default_tables, rows};
use crate::{
    export::dataset::{DatasetError, Plan, Preview, preview::MAX_LINE_CHARS},
    text::words::cut,
};
use serde_json::json;

/// Makes the first rows as JSON.
pub fn preview(plan: &Plan<'_>, num_lines: usize) -> Result<Preview, DatasetError> {
    let layers = plan.view().layers();
    let mut lines = Vec::new();
    for (whole, _) in plan.articles() {
        let record = plan.view().part_of(whole, &mut Vec::new());
        for row in rows::rows(&record, whole, &layers, plan.view().codebook())?.spans {
            let shown = json!({
                "id": row.article, "analyst": row.analyst, "start": row.hull.start, "end": row.hull.end,
                "label": row.label, "text": row.text,
            });
            lines.push(cut(&shown.to_string(), MAX_LINE_CHARS));
        }
    }
    lines.truncate(num_lines);
    let tables = plan.settings().tables.clone().unwrap_or_else(default_tables);
    Ok(Preview { name: tables.annotations, lines })
}
