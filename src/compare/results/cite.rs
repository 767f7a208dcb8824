//! The citation of figures, with everything that others need to compute them again.

use crate::project::Sha256;

/// The origin of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The project's title; `None` if the figures were combined from parts.
    pub project: Option<String>,
    /// The day on which they were computed, in UTC.
    pub date: jiff::civil::Date,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The files they were computed from, with their digests.
    pub files: Vec<(String, Sha256)>,
}

impl Citation {
    /// The version of this program.
    pub const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The citation in sentences: the first without the files, then one for each file.
    pub fn sentences(&self) -> Vec<String> {
        let of = self.project.as_ref().map(|title| format!(" of the project “{title}”")).unwrap_or_default();
        let first = format!("Agreement{of} computed with Obelus {} on {}, random seed {}.", Self::VERSION, self.date, self.seed);
        let file = |(name, sha256): &(String, Sha256)| format!("{name}: SHA-256 {sha256}");
        std::iter::once(first).chain(self.files.iter().map(file)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Citation, Sha256};

    #[test]
    fn a_citation_names_version_day_seed_and_files() {
        let citation = Citation {
            project: Some("Dravna".to_owned()),
            date: jiff::civil::date(2026, 2, 3),
            seed: 7,
            files: vec![("p.ron".to_owned(), Sha256::of(b"abc"))],
        };
        let [first, file] = <[String; 2]>::try_from(citation.sentences()).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!("Agreement of the project “Dravna” computed with Obelus {version} on 2026-02-03, random seed 7.");
        assert_eq!(first, expected);
        assert!(file.starts_with("p.ron: SHA-256 ba7816bf"), "{file}");
    }
}
