//! The first rows of a dataset, for people to look at.

use super::{COMPANIONS, DatasetError, Plan, Preview, memory};
use crate::{
    export::{Format, hugging_face},
    text::words::cut,
};

/// The number of characters of a line that are shown before an ellipsis.
pub(in crate::export) const MAX_LINE_CHARS: usize = 400;

/// Makes the first lines of the first file.
pub fn preview(plan: &Plan<'_>, num_articles: usize, num_lines: usize) -> Result<Preview, DatasetError> {
    let mut settings = plan.settings().clone();
    let first = plan.articles().take(num_articles).map(|(record, _)| record.article.id.to_string()).collect();
    settings.articles = Some(first);
    settings.split = None;
    let plan = Plan::new(plan.view().project(), &settings)?;
    if settings.format == Format::HuggingFace {
        return hugging_face::preview(&plan, num_lines);
    }
    let (files, _) = memory(|sink| plan.write(None, &mut |_| true, sink))?;
    let is_data = |name: &str| !COMPANIONS.iter().any(|(companion, _)| *companion == name) && !is_setup(name);
    let shown = files.iter().filter(|file| std::str::from_utf8(&file.bytes).is_ok());
    let Some(file) = shown.clone().find(|file| is_data(&file.name)).or_else(|| shown.clone().next()) else {
        return Ok(Preview { name: String::new(), lines: Vec::new() });
    };
    let text = String::from_utf8_lossy(&file.bytes);
    Ok(Preview { name: file.name.clone(), lines: text.lines().take(num_lines).map(|line| cut(line, MAX_LINE_CHARS)).collect() })
}

/// Whether the file only tells programs how to read the others.
fn is_setup(name: &str) -> bool {
    let stem = name.rsplit('/').next().unwrap_or(name);
    ["annotation.conf", "visual.conf", "label_config.xml", "columns.json", "TypeSystem.xml"].contains(&stem)
}
