//! Finds the analysts and labels that arguments name, by name or by id. A name that several have is refused.

use super::Failure;
use crate::{
    project::{AnalystId, LabelId, Project},
    text::look_of,
};

/// The analyst with this name or id.
pub(super) fn analyst(project: &Project, name: &str) -> Result<AnalystId, Failure> {
    let all: Vec<_> = project.analysts().iter().map(|analyst| (analyst.id.as_str(), analyst.name.as_str())).collect();
    let at = the_one(&all, name, "the project", "analyst")?;
    Ok(project.analysts()[at].id.clone())
}

/// The label with this name or id.
pub(super) fn label(project: &Project, name: &str) -> Result<LabelId, Failure> {
    let labels = &project.codebook().labels;
    let all: Vec<_> = labels.iter().map(|label| (label.id.as_str(), label.name.as_str())).collect();
    let at = the_one(&all, name, "the codebook", "label")?;
    Ok(labels[at].id.clone())
}

/// A sentence about the analysts whose names look like `name` without being it; `None` if there are none.
pub(super) fn look_alike(project: &Project, name: &str) -> Option<String> {
    let name = name.trim();
    let other = project.analysts().iter().find(|other| other.name != name && look_of(&other.name) == look_of(name))?;
    Some(format!("“{name}” is another analyst here than “{}” (id {}), though the names look alike", other.name, other.id))
}

/// The place of the one thing of `all`, each with id and name, that is meant.
fn the_one(all: &[(&str, &str)], wanted: &str, whose: &str, what: &str) -> Result<usize, Failure> {
    let wanted = wanted.trim();
    let named: Vec<usize> = (0..all.len()).filter(|at| all[*at].1.trim() == wanted).collect();
    let with_id = (0..all.len()).find(|at| all[*at].0 == wanted);
    // Who has the id can be meant by a name of their own too, if that is another.
    let is_clear =
        |at: usize| named.is_empty() || all[at].1 == wanted || all.iter().filter(|(_, name)| *name == all[at].1).count() > 1;
    match (named.as_slice(), with_id) {
        (_, Some(at)) if is_clear(at) => Ok(at),
        ([only], None) => Ok(*only),
        ([], None) => {
            let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
            let names = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
            Err(Failure::input(format!("{whose} has no {what} “{wanted}”")).hint(format!("its {what}s are: {names}")))
        }
        (several, with_id) => {
            let meant = with_id.iter().chain(several).map(|at| format!("“{}” (id {})", all[*at].1, all[*at].0));
            let meant = meant.collect::<Vec<_>>().join(", ");
            Err(Failure::input(format!("“{wanted}” may be any of several {what}s: {meant}"))
                .hint(format!("name the {what} by what only that one has, its id for example")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::the_one;

    fn found(all: &[(&str, &str)], wanted: &str) -> Result<usize, String> {
        the_one(all, wanted, "the project", "analyst").map_err(|failure| failure.message)
    }

    #[test]
    fn a_name_that_several_have_is_refused_and_the_id_is_taken() {
        let all = [("ana", "Ana"), ("ana_2", "Ana"), ("bo", "Bo")];
        let told = "“Ana” may be any of several analysts: “Ana” (id ana), “Ana” (id ana_2)";
        assert_eq!(found(&all, "Ana"), Err(told.to_owned()));
        assert_eq!([found(&all, "ana"), found(&all, "ana_2"), found(&all, " Bo ")], [Ok(0), Ok(1), Ok(2)]);
        assert_eq!(found(&all, "Cy"), Err("the project has no analyst “Cy”".to_owned()));
    }

    #[test]
    fn an_id_that_is_the_name_of_another_is_refused_where_there_is_another_way() {
        let all = [("ana", "Ana"), ("ana_2", "ana")];
        assert_eq!(found(&all, "ana"), Err("“ana” may be any of several analysts: “Ana” (id ana), “ana” (id ana_2)".to_owned()));
        assert_eq!([found(&all, "Ana"), found(&all, "ana_2")], [Ok(0), Ok(1)]);
        let all = [("ana", "ana"), ("ana_2", "ana")];
        assert_eq!([found(&all, "ana"), found(&all, "ana_2")], [Ok(0), Ok(1)], "nothing else names the first");
    }
}
