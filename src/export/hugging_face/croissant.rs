//! Croissant 1.0: a description of the Parquet files that programs read, in JSON-LD (docs.mlcommons.org/croissant).

use super::WrittenTable;
use crate::export::dataset::{facts::Facts, files::WrittenFile};
use serde_json::{Value, json};

/// The flat columns that are described, with their types.
const ANNOTATION_FIELDS: [(&str, &str); 9] = [
    ("id", "sc:Text"),
    ("annotation", "sc:Text"),
    ("analyst", "sc:Text"),
    ("start", "sc:Integer"),
    ("end", "sc:Integer"),
    ("label", "sc:Text"),
    ("text", "sc:Text"),
    ("unsure", "sc:Boolean"),
    ("codebook_version", "sc:Integer"),
];
const DECISION_FIELDS: [(&str, &str); 9] = [
    ("id", "sc:Text"),
    ("decision", "sc:Text"),
    ("differed", "sc:Text"),
    ("verdict", "sc:Text"),
    ("taken", "sc:Text"),
    ("by", "sc:Text"),
    ("time", "sc:Text"),
    ("comment", "sc:Text"),
    ("text_sha256", "sc:Text"),
];
const ARTICLE_FIELDS: [(&str, &str); 9] = [
    ("id", "sc:Text"),
    ("text", "sc:Text"),
    ("headline", "sc:Text"),
    ("byline", "sc:Text"),
    ("outlet", "sc:Text"),
    ("published", "sc:Text"),
    ("url", "sc:Text"),
    ("language", "sc:Text"),
    ("text_sha256", "sc:Text"),
];

/// Writes the description. A record set of annotations is named after its part; the others have the name of their table in
/// front.
pub(super) fn croissant(facts: &Facts, tables: &[WrittenTable; 3], files: &[WrittenFile]) -> String {
    let mut distribution = Vec::new();
    let mut record_sets = Vec::new();
    let fields = [ARTICLE_FIELDS, ANNOTATION_FIELDS, DECISION_FIELDS];
    for (place, (WrittenTable { name: table, shards, .. }, fields)) in tables.iter().zip(&fields).enumerate() {
        let is_annotations = place == 1;
        for shard in shards {
            let of_part: Vec<_> = shards.iter().filter(|other| other.part == shard.part).collect();
            let number = of_part.iter().position(|other| other.name == shard.name).unwrap_or(0);
            let part = shard.part.name();
            let part = if of_part.len() > 1 { format!("{part}-{number:05}") } else { part.to_owned() };
            let set = if is_annotations { part.clone() } else { format!("{table}-{part}") };
            let file = format!("{table}-{part}-file");
            let written = files.iter().find(|file| file.name == shard.name);
            distribution.push(json!({
                "@type": "cr:FileObject", "@id": file, "name": file, "contentUrl": shard.name,
                "contentSize": written.map(|file| format!("{} B", file.num_bytes)),
                "encodingFormat": "application/x-parquet",
                "sha256": written.map(|file| file.sha256.to_string()),
            }));
            let field = |(name, kind): &(&str, &str)| {
                json!({
                    "@type": "cr:Field", "@id": format!("{set}/{name}"), "name": name, "dataType": kind,
                    "source": {"fileObject": {"@id": file}, "extract": {"column": name}},
                })
            };
            let fields: Vec<Value> = fields.iter().map(field).collect();
            record_sets.push(json!({"@type": "cr:RecordSet", "@id": set, "name": set, "field": fields}));
        }
    }
    let mut dataset = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name(&facts.title),
        "description": format!(
            "{}: {} annotations of {} news articles, tagged by hand. Offsets count Unicode code points.",
            facts.title, facts.num_annotations(), facts.num_articles()
        ),
        "version": format!("{}.0.0", facts.codebook.version),
        "citeAs": facts.title,
        "url": format!("urn:obelus:project:{}", facts.project),
        "creator": facts.raters.iter().map(|analyst| json!({"@type": "sc:Person", "name": analyst.name})).collect::<Vec<_>>(),
        "rai:dataAnnotationProtocol": facts.codebook.title,
        "distribution": distribution,
        "recordSet": record_sets,
    });
    let licence = facts.settings.licence.trim();
    dataset["license"] = json!(if licence.is_empty() { "unknown" } else { licence });
    if let Some(time) = facts.written {
        let day = time.to_string();
        dataset["datePublished"] = json!(day.split_once('T').map_or(day.as_str(), |(day, _)| day));
    }
    // The value is only text and numbers, so this does not fail.
    serde_json::to_string_pretty(&dataset).unwrap_or_default() + "\n"
}

/// Makes a name of plain characters, as Croissant requires.
fn name(title: &str) -> String {
    let name: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let name = name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").to_lowercase();
    if name.is_empty() { "untitled".to_owned() } else { name }
}

fn context() -> Value {
    json!({
        "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
        "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
        "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/", "equivalentProperty": "cr:equivalentProperty",
        "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
        "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format",
        "includes": "cr:includes", "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
        "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
        "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
        "samplingRate": "cr:samplingRate", "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source",
        "subField": "cr:subField", "transform": "cr:transform",
    })
}
