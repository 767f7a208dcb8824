//! Writes the loss report as a file beside the others.

use crate::{
    export::{Format, LossReport},
    project::Project,
    text::display::harmless,
};
use serde_json::json;

/// Name of the file.
pub const FILE_NAME: &str = "loss-report.json";

/// The beginning of the file in every version, by which a data set of Obelus is recognised.
pub const START: &str = "{\n\"made_by\": \"obelus";

/// Writes the report as JSON, with a line for each annotation.
pub fn file(project: &Project, format: Format, report: &LossReport) -> String {
    let counts = json!({
        "written": report.written,
        "moved": report.num_moved,
        "split": report.num_split,
        "dropped": report.num_dropped,
    });
    let articles = json!({ "opened_and_left_empty": report.num_left_empty });
    let mut out = format!(
        "{START} {}\",\n\"format\": {},\n\"never_carries\": {},\n\"annotations\": {counts},\n\"articles\": {articles},\n\"left_out\": {},\n\"losses\": [",
        env!("CARGO_PKG_VERSION"),
        json!(format.name()),
        json!(format.loses()),
        json!(report.notes)
    );
    for (place, loss) in report.losses.iter().enumerate() {
        let title = project.article(loss.article).map_or("", |record| record.article.title());
        let row = json!({
            "article": loss.article.to_string(),
            "title": title,
            "annotation": loss.annotation.map(|id| id.to_string()),
            "what": loss.what,
        });
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        out.push_str(&row.to_string());
    }
    out.push_str("\n]\n}\n");
    // In the strings of JSON an escape is the character itself.
    harmless(&out).into_owned()
}
