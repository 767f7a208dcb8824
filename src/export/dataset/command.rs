//! Writes an export as a command line.

use super::settings::{Layers, Layout, Names, Settings, Split};

/// The command that writes this dataset of `project` to `out`, quoted for a POSIX shell.
pub fn command_line(settings: &Settings, project: &str, out: &str) -> String {
    let default = Settings::default();
    let mut words: Vec<String> = ["obelus", "export", project, "--to", settings.format.name(), "--out", out].map(quoted).into();
    let mut add = |option: &str, value: &str| words.extend([option.to_owned(), quoted(value)]);
    let analysts: &[String] = match &settings.layers {
        Layers::Each(analysts) => analysts,
        Layers::Gold => {
            add("--layers", "gold");
            &[]
        }
        Layers::Agreed(analysts) => {
            add("--layers", "agreed");
            analysts
        }
    };
    analysts.iter().for_each(|id| add("--analyst", id));
    settings.articles.iter().flatten().for_each(|id| add("--article", id));
    settings.labels.iter().flatten().for_each(|id| add("--label", id));
    match &settings.split {
        None => {}
        Some(Split::Field(field)) => add("--split-field", field),
        Some(Split::Shares { shares, seed }) => {
            add("--split", &shares.to_string());
            add("--seed", &seed.to_string());
        }
    }
    if !settings.licence.is_empty() {
        add("--licence", &settings.licence);
    }
    if settings.layout == Layout::Flat {
        add("--layout", "flat");
    }
    if settings.shard_mebibytes != default.shard_mebibytes {
        add("--shard-mib", &settings.shard_mebibytes.to_string());
    }
    if let Some(tables) = &settings.tables {
        add("--tables", &format!("{},{}", tables.articles, tables.annotations));
    }
    if settings.only_done {
        words.push("--done".to_owned());
    }
    if settings.names == Names::Pseudonyms {
        words.push("--pseudonyms".to_owned());
    }
    words.join(" ")
}

/// Quotes a word so that a shell reads it unchanged.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ',' | ':' | '=' | '+' | '@' | '%');
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::{super::settings::Tables, *};
    use crate::export::Format;

    #[test]
    fn what_is_as_always_is_not_said() {
        assert_eq!(command_line(&Settings::default(), "d.ron", "d.jsonl"), "obelus export d.ron --to jsonl --out d.jsonl");
    }

    #[test]
    fn gold_needs_no_names() {
        let settings = Settings { layers: Layers::Gold, ..Settings::default() };
        assert_eq!(command_line(&settings, "d.ron", "o"), "obelus export d.ron --to jsonl --out o --layers gold");
    }

    #[test]
    fn everything_else_is_said_and_quoted() {
        let settings = Settings {
            format: Format::HuggingFace,
            layers: Layers::Agreed(vec!["ana".to_owned(), "o'neill".to_owned()]),
            articles: Some(vec!["0000000001".to_owned()]),
            only_done: true,
            labels: Some(vec!["claim".to_owned()]),
            split: "80/10/10".parse().ok().map(|shares| Split::Shares { shares, seed: 7 }),
            names: Names::Pseudonyms,
            licence: "CC BY 4.0".to_owned(),
            layout: Layout::Flat,
            shard_mebibytes: 64,
            tables: Tables::parse("documents,tags"),
        };
        assert_eq!(
            command_line(&settings, "my project.ron", "out"),
            "obelus export 'my project.ron' --to hf --out out --layers agreed --analyst ana --analyst 'o'\\''neill' \
             --article 0000000001 --label claim --split 80/10/10 --seed 7 --licence 'CC BY 4.0' --layout flat --shard-mib 64 \
             --tables documents,tags --done --pseudonyms"
        );
    }
}
