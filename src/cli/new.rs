//! `obelus new`: makes a project without articles.

use super::{Answer, Failure, names, on_one_line, random_seed, say, title_of};
use crate::{
    import,
    project::{Analyst, AnalystId, Codebook, Edit, Project},
    store::{self, Ids},
    text::words::counted,
};
use std::path::{Path, PathBuf};

/// Make a project without articles
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File to make; never overwrites one
    project: PathBuf,
    /// Title of the project [default: the file's name]
    #[arg(long)]
    title: Option<String>,
    /// Codebook to copy into the project [default: the one that comes with Obelus]
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// An analyst who will tag; may be given more than once
    #[arg(long, value_name = "NAME")]
    analyst: Vec<String>,
}

pub(super) fn run(args: Args) -> Result<Answer, Failure> {
    let Args { project: path, title, codebook, analyst: analysts } = args;
    let codebook = codebook.map_or_else(|| Ok(store::default_codebook()), |file| read_codebook(&file))?;
    let num_labels = codebook.labels.len();
    let title = title.unwrap_or_else(|| title_of(&path));
    let mut project = Project::new(Ids::from_seed(random_seed()?).project(), title, codebook);
    for name in &analysts {
        let edit = add_analyst(&project, name)?.ok_or_else(|| Failure::usage(format!("analyst “{name}” is named twice")))?;
        if let Some(told) = names::look_alike(&project, name) {
            say(&format!("warning: {told}; if they are one person, make the project anew with one of the names"));
        }
        project.apply(edit).map_err(|error| Failure::internal(error.to_string()))?;
    }
    store::create_project(&path, &project)?;
    Ok(Answer::done(format!(
        "made {}: “{}”, {}, {}\n",
        on_one_line(&path.display().to_string()),
        on_one_line(project.title()),
        counted(num_labels, "label", "labels"),
        counted(analysts.len(), "analyst", "analysts"),
    )))
}

/// Makes the edit that adds an analyst with this name; `None` if there is one.
pub(super) fn add_analyst(project: &Project, name: &str) -> Result<Option<Edit>, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::usage("an analyst needs a name"));
    }
    if project.analysts().iter().any(|analyst| analyst.name == name) {
        return Ok(None);
    }
    let id = AnalystId::of_person(name, |id| project.analyst(id).is_some());
    Ok(Some(Edit::AddAnalyst { at: project.analysts().len(), analyst: Analyst { id, name: name.to_owned() } }))
}

fn read_codebook(path: &Path) -> Result<Codebook, Failure> {
    let read = if import::codebook::is_codebook_name(&path.to_string_lossy()) {
        let read = store::read_article(path, import::max_bytes(path)).map_err(|error| store::with_causes(&error));
        read.and_then(|bytes| {
            let nothing = Codebook { labels: Vec::new(), title: String::new(), ..store::default_codebook() };
            import::codebook::codebook(&path.display().to_string(), &bytes, &nothing).map_err(|error| error.to_string())
        })
    } else {
        store::read_codebook_file(path).map_err(|error| error.to_string())
    };
    read.map_err(|error| {
        let hint = "check the path and compare with the codebook in a project file; no project was made";
        Failure::input(error).hint(hint)
    })
}
