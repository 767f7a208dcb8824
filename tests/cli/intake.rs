//! Paths in; sources and messages out.

use crate::put::put;
use obelus::{
    import::Format,
    intake::{Order, has_annotations, read},
};

#[test]
fn sources_come_in_the_order_of_the_paths_and_what_fails_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["gone.txt", "first.txt", "tagged", "alone.ann", "last.txt"];
    put(folder.path(), "first.txt", "First.\n");
    put(folder.path(), "tagged/one.txt", "Two shells hit Dravna.\n");
    put(folder.path(), "tagged/one.ann", "T1\tclaim 0 10\tTwo shells\n");
    put(folder.path(), "tagged/picture.png", "");
    put(folder.path(), "alone.ann", "T1\tclaim 0 10\tTwo shells\n");
    put(folder.path(), "last.txt", "Last.\n");
    let order = Order { paths: names.map(|name| folder.path().join(name)).into(), ..Order::default() };
    let found = read(&order, &());
    let sources = found.sources.iter().cloned().map(|source| {
        let name = source.path.file_name().unwrap().to_string_lossy().into_owned();
        let articles = source.into_annotated().articles;
        let num_annotations: usize = articles.iter().map(|article| article.annotations.len()).sum();
        format!("{name}: {} articles, {num_annotations} annotations", articles.len())
    });
    let expect =
        ["first.txt: 1 articles, 0 annotations", "tagged: 1 articles, 1 annotations", "last.txt: 1 articles, 0 annotations"];
    assert_eq!(sources.collect::<Vec<_>>(), expect);
    assert_eq!((found.failed.len(), found.num_files, found.was_stopped), (2, 6, false));
    assert!(found.failed[0].starts_with("cannot read ") && found.failed[0].contains("gone.txt"), "{}", found.failed[0]);
    assert!(found.failed[1].contains("alone.ann has annotations without their text"), "{}", found.failed[1]);
    assert!(found.left_out[0].starts_with("1 file in ") && found.left_out[0].contains(".png"), "{:?}", found.left_out);
}

#[test]
fn who_names_the_format_gets_articles() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "one.txt", "Two shells hit Dravna.\n");
    let ann = put(folder.path(), "one.ann", "T1\tclaim 0 10\tTwo shells\n");
    let mut order = Order { paths: vec![folder.path().to_owned()], ..Order::default() };
    assert!(has_annotations(&order));
    order.options.format = Some(Format::Text);
    assert!(!has_annotations(&order));
    assert!(read(&order, &()).is_plain());
    order.paths = vec![ann];
    assert_eq!(read(&order, &()).sources.len(), 1, "the lines of the file are the article");
}

#[test]
fn brat_in_a_folder_leaves_the_rest_of_it_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tagged/one.txt", "Two shells hit Dravna.\n");
    put(folder.path(), "tagged/one.ann", "T1\tclaim 0 10\tTwo shells\n");
    put(folder.path(), "page.html", "<p>Nobody was hurt.</p>");
    put(folder.path(), "notes/plain.txt", "The ferry runs.\n");
    put(
        folder.path(),
        "lines.jsonl",
        "{\"text\": \"Ten fled.\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"claim\"}]}\n",
    );
    put(folder.path(), "picture.png", "");
    let order = Order { paths: vec![folder.path().to_owned()], ..Order::default() };
    let found = read(&order, &());
    let mut articles: Vec<String> = Vec::new();
    for source in found.sources {
        let read = source.into_annotated();
        articles.extend(read.articles.iter().map(|article| {
            format!("{} {} {}", article.article.source.format, article.article.text.trim(), article.annotations.len())
        }));
    }
    articles.sort();
    let expected = ["brat Two shells hit Dravna. 1", "html Nobody was hurt. 0", "spacy Ten fled. 1", "text The ferry runs. 0"];
    assert_eq!(articles, expected);
    assert_eq!((found.failed.len(), found.num_files, found.left_out.len()), (0, 5, 1));
}

#[test]
fn a_text_below_the_configuration_of_brat_belongs_to_it() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "annotation.conf", "[entities]\nclaim\n");
    put(folder.path(), "ana/one.txt", "Two shells hit Dravna.\n");
    put(folder.path(), "ana/one.ann", "T1\tclaim 0 10\tTwo shells\n");
    put(folder.path(), "bo/two.txt", "Nobody opened this.\n");
    let found = read(&Order { paths: vec![folder.path().to_owned()], ..Order::default() }, &());
    assert_eq!(found.sources.len(), 1);
    assert_eq!(found.sources[0].clone().into_annotated().articles.len(), 2);
}
