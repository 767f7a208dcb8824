//! Stands in for the writer of Hugging Face datasets if its feature was left out when this program was built.

use super::{
    ExportError, ExportFile, LossReport, Selected,
    dataset::{DatasetError, Plan, Preview, Watch, facts::Facts, files::Files},
};

/// The files of the tables, of which there are never any.
pub enum Written {}

const REFUSAL: DatasetError = DatasetError::NotInBuild { format: "Hugging Face datasets", feature: "parquet" };

pub fn write_tables(
    _plan: &Plan<'_>,
    _facts: &mut Facts,
    _report: &mut LossReport,
    _watch: &mut Watch<'_>,
    _files: &mut Files<'_, '_>,
) -> Result<Written, DatasetError> {
    Err(REFUSAL)
}

pub fn croissant(written: &Written, _facts: &Facts, _files: &Files<'_, '_>) -> String {
    match *written {}
}

pub fn front_matter(written: &Written, _facts: &Facts) -> String {
    match *written {}
}

pub fn preview(_plan: &Plan<'_>, _num_lines: usize) -> Result<Preview, DatasetError> {
    Err(REFUSAL)
}

pub fn write(_selected: &Selected<'_>, _report: &mut LossReport) -> Result<Vec<ExportFile>, ExportError> {
    Err(REFUSAL.into_export())
}

#[cfg(test)]
mod tests {
    use crate::{
        export::{Format, Selection, export},
        project::{Codebook, Project, ProjectId},
    };

    #[test]
    fn a_dataset_for_hugging_face_is_refused_by_name() {
        let codebook = Codebook { title: String::new(), version: 1, general_rules: Vec::new(), labels: Vec::new() };
        let project = Project::new(ProjectId::from_random(1), "Dravna", codebook);
        let refused = export(&project, Format::HuggingFace, &Selection::default()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "this build of Obelus writes no Hugging Face datasets (it was made without its feature “parquet”); \
             use a complete build, or choose another format"
        );
    }
}
