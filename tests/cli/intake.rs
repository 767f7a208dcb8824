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
