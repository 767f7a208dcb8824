//! The program from outside: arguments in; standard output, standard error, exit code and files out.
//!
//! Every command runs in a folder of its own. Ids are written as `ID`, the folder as `.`.
#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "cli/intake.rs"]
mod intake;
#[path = "cli/manual.rs"]
mod manual;
#[expect(dead_code, reason = "these tests need no other codebook than the usual one")]
#[path = "support/marked.rs"]
mod marked;
#[path = "support/program.rs"]
mod program;
#[path = "support/put.rs"]
mod put;
#[path = "cli/screen.rs"]
mod screen;

use obelus::store;
use program::Folder;
use std::{fs, io::Read as _, path::Path, process::Stdio};

const FIRST: &str = "Shelling hits Dravna market\n\nBy Ilse Maren\n\nAt least 14 people were killed, rescue workers said.\n";
const SECOND: &str = "Bridge toll rises\n\nBy Pavo Denn\n\nThe ministry gave the toll as 17.\n";

impl Folder {
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs a command line, in which `_` stands for a space inside a word. Answers its exit code, its results, a line
    /// of dashes, and the rest of what it says.
    fn run(&self, line: &str) -> String {
        let (code, results, rest) = self.output(line);
        let normal = |text: &str| normal(text, self.root());
        format!("{code}\n{}---\n{}", normal(&results), normal(&rest))
    }

    fn expect(&self, line: &str, expected: &str) -> &Self {
        assert_eq!(self.run(line), expected, "obelus {line}");
        self
    }
}

/// `text` without what differs from run to run.
fn normal(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), ".");
    let is_id = |word: &str| {
        word.len() == 10 && word.parse::<obelus::project::ArticleId>().is_ok() && word.contains(|c: char| c.is_ascii_digit())
    };
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let (body, end) = word.split_at(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len());
        out.push_str(if is_id(body) { "ID" } else { body });
        out.push_str(end);
    }
    out
}

#[test]
fn from_a_new_project_to_a_dataset() {
    let folder = Folder::new();
    folder.write("articles/a.txt", FIRST).write("articles/more/b.txt", SECOND).write("articles/map.png", "x");
    folder
        .expect(
            "new d.ron --title Dravna,_spring --analyst Ana --analyst Bo",
            "0\nmade d.ron: “Dravna, spring”, 4 labels, 2 analysts\n---\n",
        )
        .expect(
            "import d.ron articles",
            "0\n\
             articles/a.txt: “Shelling hits Dravna market”; byline Ilse Maren; 16 words\n\
             articles/more/b.txt: “Bridge toll rises”; byline Pavo Denn; 13 words\n\
             2 of 2 imported\n\
             ---\n\
             note: 1 file in articles left alone (.png); name a file to have it tried\n",
        )
        .expect(
            "stats d.ron",
            "0\n“Dravna, spring”: 2 articles, 29 words, 164 code points\n\
             \n\
             annotations             Ana  Bo  all\n\
             Claim                     0   0    0\n\
             Quote                     0   0    0\n\
             Casualty figure           0   0    0\n\
             Disclaimer                0   0    0\n\
             all labels                0   0    0\n\
             fragments                 0   0    0\n\
             of several fragments      0   0    0\n\
             pairs on the same text    0   0    0\n\
             pairs nested              0   0    0\n\
             pairs crossing            0   0    0\n\
             unsure                    0   0    0\n\
             with a note               0   0    0\n\
             \n\
             articles                 Ana  Bo\n\
             never opened               2   2\n\
             in progress                0   0\n\
             … of these without tags    0   0\n\
             done                       0   0\n\
             done, nothing to tag       0   0\n\
             ---\n",
        )
        .expect(
            "export d.ron --to jsonl --out d.jsonl --strict",
            "0\nd.jsonl\nd.jsonl.loss-report.json\nd.jsonl.card.md\n2 articles and 0 annotations exported; 0 lost\n---\n",
        );
    let said = folder.run("check d.ron");
    assert!(said.starts_with("0\nlog: ") && said.contains("are dropped beyond 20000 edits or 64.0 MiB\n"), "{said}");
    assert!(said.ends_with("d.ron: the file is sound; 0 findings; checked 2 articles and 0 annotations\n---\n"), "{said}");
    assert_eq!(folder.read("d.jsonl").lines().count(), 3, "a header and two articles");
    let beside = ["d.jsonl.card.md", "d.jsonl.loss-report.json"];
    let names = [["articles", "d.jsonl"], beside, ["d.ron", "d.ron.backups"]].concat();
    assert_eq!(folder.names(), [names.as_slice(), &["d.ron.log"]].concat());

    let session = store::open(&folder.path("d.ron"), "a test", 1).unwrap().session;
    assert!(session.history().next_undo().is_some(), "an import can be undone");
    assert!(!session.has_unsaved_edits(), "the import is in the project file");
    let of_second = &session.project().articles()[1].article;
    assert_eq!((of_second.source.file_name.as_str(), of_second.text.as_str()), ("b.txt", SECOND));
}

#[test]
fn one_bad_file_does_not_stop_the_others_and_no_text_comes_twice() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST).write("again.txt", FIRST).write("zero.txt", "").write("b.txt", SECOND);
    folder
        .expect(
            "import d.ron a.txt again.txt zero.txt missing.txt b.txt --analyst Ana",
            "1\n\
             a.txt: “Shelling hits Dravna market”; byline Ilse Maren; 16 words\n\
             b.txt: “Bridge toll rises”; byline Pavo Denn; 13 words\n\
             2 of 5 imported; 1 skipped, 2 failed\n\
             ---\n\
             skipped: again.txt: the same text as “Shelling hits Dravna market”\n\
             error: the file holds no words (0 bytes); choose a file that has an article in it: zero.txt\n\
             error: cannot read missing.txt: No such file or directory (os error 2)\n",
        )
        .expect(
            "import d.ron b.txt",
            "0\n0 of 1 imported; 1 skipped\n---\n\
             skipped: b.txt: the same text as “Bridge toll rises”\n",
        );
    let project = store::read(&folder.path("d.ron")).unwrap().project;
    assert_eq!((project.title(), project.articles().len(), project.analysts()[0].name.as_str()), ("d", 2, "Ana"));
}

#[cfg(unix)]
#[test]
fn of_a_folder_the_articles_are_taken_and_the_rest_is_said() {
    let folder = Folder::new();
    folder.write("in/a.TXT", FIRST).write("in/notes", "x").write("in/.draft.md", SECOND).write("in/.git/b.txt", SECOND);
    std::os::unix::fs::symlink(folder.path("in"), folder.path("in/loop")).unwrap();
    folder.expect(
        "import d.ron in --dry-run",
        "0\n\
         in/a.TXT: “Shelling hits Dravna market”; byline Ilse Maren; 16 words\n\
         1 of 1 would be imported\n\
         ---\n\
         note: 1 file in in left alone (no ending); 1 hidden file in in left alone (.draft.md); 1 link to a folder in in not followed; \
         name a file to have it tried; name a folder to have it read\n",
    );
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_followed_only_inside_it() {
    let folder = Folder::new();
    folder
        .write("secret.txt", SECOND)
        .write("in/a.txt", FIRST)
        .write("tagged/a.txt", FIRST)
        .write("tagged/a.ann", "T1\tclaim 0 5\tShell\n");
    for (from, link) in [("secret.txt", "in/b.txt"), ("in/a.txt", "in/c.txt"), ("secret.txt", "tagged/b.txt")] {
        std::os::unix::fs::symlink(folder.path(from), folder.path(link)).unwrap();
    }
    folder
        .expect(
            "import d.ron in --dry-run",
            "0\n\
             in/a.txt: “Shelling hits Dravna market”; byline Ilse Maren; 16 words\n\
             1 of 2 would be imported; 1 skipped\n\
             ---\n\
             note: 1 link to a file outside in not followed (in/b.txt); 1 link to a file of the folder in in followed; name a file \
             to have it tried\n\
             skipped: in/c.txt: the same text as “Shelling hits Dravna market”\n",
        )
        .expect(
            "import d.ron tagged --dry-run",
            "0\n\
             “Shelling hits Dravna market”: 1 annotation\n\
             1 article, 1 layer and 1 annotation of 2 files would be imported\n\
             ---\n\
             note: 1 link to a file outside tagged not followed (tagged/b.txt); name a file to have it tried\n\
             note: brat: 1 layer has tags (“a.txt of brat”), and the files do not say whether the work is finished: counted as \
             done; “--tagged in-progress” counts them as in progress\n",
        );
}

#[cfg(unix)]
#[test]
fn an_export_by_force_destroys_nothing_but_data_sets_of_ours() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST).run("import d.ron a.txt");
    let log = folder.read("d.ron.log");
    folder.write("out/thesis.txt", "mine").write("out/SHA256SUMS", "0  thesis.txt\n");
    folder.run("export d.ron --to csv --out out --force");
    assert_eq!(folder.read("out/thesis.txt"), "mine", "a list of checksums that another program wrote");
    let said = folder.run("export d.ron --to csv --tables documents,tags --out out --force");
    assert!(said.contains("note: removed 4 files of the earlier data set that the new one has not: annotations.csv, "), "{said}");
    assert!(said.contains("note: 1 other file in out is left as it was, no part of this data set: thesis.txt\n"), "{said}");
    for (target, refused) in [
        ("d.ron.log", "d.ron.log is the log of a project, which no result may overwrite"),
        ("null", "null is a device or a pipe, not a file"),
    ] {
        if target == "null" {
            std::os::unix::fs::symlink("/dev/null", folder.path(target)).unwrap();
        }
        let said = folder.run(&format!("export d.ron --to jsonl --out {target} --force"));
        assert!(said.contains(refused), "{said}");
    }
    assert_eq!(folder.read("d.ron.log"), log);
}

#[test]
fn nothing_is_written_when_nothing_can_be_imported() {
    let folder = Folder::new();
    folder.write("zero.txt", "").write("a.txt", FIRST);
    let zero = "error: the file holds no words (0 bytes); choose a file that has an article in it: zero.txt\n";
    folder.expect("import d.ron zero.txt", &format!("1\n0 of 1 imported; 1 failed\n---\n{zero}")).expect(
        "import d.ron a.txt --dry-run",
        "0\na.txt: “Shelling hits Dravna market”; byline Ilse Maren; 16 words\n1 of 1 would be imported\n---\n",
    );
    assert_eq!(folder.names(), ["a.txt", "zero.txt"]);
}

#[test]
fn files_that_are_no_articles_are_refused_with_what_to_do() {
    let folder = Folder::new();
    folder.write("latin.txt", b"caf\xE9 au lait\n").write("doc.txt", b"%PDF-1.7 stream").write("big.txt", "");
    // A file of 200 MB that takes no room on the disk.
    fs::OpenOptions::new().write(true).open(folder.path("big.txt")).unwrap().set_len(200 << 20).unwrap();
    let failed = "1\n0 of 1 imported; 1 failed\n---\nerror: ";
    let refused = |name: &str, why: &str| folder.expect(&format!("import d.ron {name}"), &format!("{failed}{why}: {name}\n"));
    refused("doc.txt", "this cannot be read as pdf: expected a table of objects and pages, found none");
    refused("big.txt", "the file has 200 MiB, but one article may have at most 64 MiB; split it into one file per article");
    let said = folder.run("import d.ron latin.txt --dry-run");
    assert!(said.contains("1 of 1 would be imported; 1 warning"), "{said}");
    assert!(said.contains("the byte E9 (hexadecimal) at offset 3; read as windows-1252, which is a guess"), "{said}");
    assert_eq!(folder.names(), ["big.txt", "doc.txt", "latin.txt"], "no project is made");
}

#[test]
fn projects_that_cannot_be_read_are_left_as_they_are() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST);
    folder.run("import whole.ron a.txt");
    let whole = folder.read("whole.ron");
    let newer = whole.replacen("format: 1", "format: 99", 1);
    assert_ne!(newer, whole);
    folder.write("half.ron", &whole[..whole.len() / 2]).write("newer.ron", newer).write("empty.ron", "");
    fs::create_dir(folder.path("folder.ron")).unwrap();
    let before = ["half.ron", "newer.ron", "empty.ron"].map(|name| folder.read(name));
    for command in ["check X", "stats X", "import X a.txt", "export X --to jsonl --out out.jsonl"] {
        let says = |name: &str, error: &str, hint: &str| {
            let said = folder.run(&command.replace('X', name));
            assert!(said.starts_with("1\n---\nerror: "), "{command}: {said}");
            assert!(said.contains(&format!("{name}: {error}")), "{command}: {said}");
            assert!(
                said.lines().last().is_some_and(|line| line.starts_with("hint: ") && line.contains(hint)),
                "{command}: {said}"
            );
        };
        says("half.ron", "the file is damaged at line ", "restore the file from a backup");
        says("newer.ron", "the file has format 99, written by Obelus 0.1.0", "install the newer version");
        says("empty.ron", "this is not an Obelus project", "nothing was changed");
        says("folder.ron", "it is a folder, not a file", "name a project file");
        says("a.txt", "this is not an Obelus project", "obelus import PROJECT FILE");
    }
    assert_eq!(["half.ron", "newer.ron", "empty.ron"].map(|name| folder.read(name)), before);
    let names = ["a.txt", "empty.ron", "folder.ron", "half.ron", "newer.ron", "whole.ron", "whole.ron.backups", "whole.ron.log"];
    assert_eq!(folder.names(), names, "nothing is written beside them");
    folder.expect(
        "stats missing.ron",
        "1\n---\nerror: cannot read the project file missing.ron: No such file or directory (os error 2)\n\
         hint: check the path; “obelus new PROJECT” makes a new project\n",
    );
}

#[cfg(unix)]
#[test]
fn a_file_without_the_right_to_read_it_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.write("a.txt", FIRST).write("d.ron", "x");
    for name in ["a.txt", "d.ron"] {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o000)).unwrap();
    }
    if fs::read(folder.path("a.txt")).is_ok() {
        return; // root may read everything
    }
    folder
        .expect(
            "import new.ron a.txt",
            "1\n0 of 1 imported; 1 failed\n---\nerror: cannot read a.txt: Permission denied (os error 13)\n",
        )
        .expect(
            "check d.ron",
            "1\n---\nerror: cannot read the project file d.ron: Permission denied (os error 13)\n\
             hint: ask for the right to read it, or copy it to a folder of yours\n",
        );
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST).write("d.jsonl", "mine").write("out/articles.csv", "mine");
    folder.run("import d.ron a.txt");
    let project = folder.read("d.ron");
    folder
        .expect("new d.ron", "1\n---\nerror: d.ron exists already\nhint: choose another name; nothing was changed\n")
        .expect(
            "export d.ron --to jsonl --out d.jsonl",
            "1\n---\nerror: d.jsonl exists already\n\
             hint: “--force” overwrites it; or choose another name; nothing was written\n",
        )
        .expect(
            "export d.ron --to csv --out out",
            "1\n---\nerror: out/articles.csv exists already\n\
             hint: “--force” overwrites it; or choose another name; nothing was written\n",
        )
        .expect(
            "export d.ron --to csv --out d.jsonl --force",
            "1\n---\nerror: d.jsonl is a file, but this format has 4 files\n\
             hint: name a folder with --out; nothing was written\n",
        )
        .expect(
            "export d.ron --to jsonl --out ./d.ron --force",
            "2\n---\nerror: ./d.ron is the project itself, which no result may overwrite\nhint: choose another name with --out; nothing was written\n",
        );
    assert_eq!(
        (folder.read("d.ron"), folder.read("d.jsonl"), folder.read("out/articles.csv")),
        (project, "mine".into(), "mine".into())
    );
    assert!(!folder.path("out/annotations.csv").exists(), "all or nothing");
    folder.expect(
        "export d.ron --to jsonl --out d.jsonl --force --bare",
        "0\nd.jsonl\n1 article and 0 annotations exported; 0 lost\n---\n",
    );
    assert_ne!(folder.read("d.jsonl"), "mine");
}

#[test]
fn a_project_that_is_open_elsewhere_is_not_changed() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST);
    folder.run("new d.ron");
    let _open = store::open(&folder.path("d.ron"), "Ana’s window", 1).unwrap();
    folder.expect(
        "import d.ron a.txt",
        "1\n---\nerror: the project is read-only: it is open elsewhere (Ana’s window)\n\
         hint: save a copy under another name to change it\n",
    );
}

#[test]
fn a_damaged_log_is_said_and_kept_aside() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST).write("b.txt", SECOND);
    folder.run("import d.ron a.txt");
    let log = folder.read("d.ron.log");
    folder.write("d.ron.log", format!("{log}half a li"));
    assert!(folder.run("check d.ron").starts_with("1\nfault: the end of the log was not used: "));
    let said = folder.run("import d.ron b.txt");
    assert!(said.contains("1 of 1 imported\n---\nwarning: d.ron: the end of the log was not used: "), "{said}");
    assert!(said.ends_with("; kept aside as d.ron.log.unused-1\n"), "{said}");
    assert!(folder.run("check d.ron").starts_with("0\n"));
}

#[test]
fn a_damaged_project_is_repaired_from_its_backup_and_the_log() {
    let folder = Folder::new();
    folder.write("a.txt", FIRST).write("b.txt", SECOND);
    folder.run("import d.ron a.txt");
    folder.run("import d.ron b.txt");
    folder.write("d.ron", "(\n  obelus: (format: 1");
    let said = folder.run("check d.ron");
    assert!(said.starts_with("1\nfault: the project file was damaged ("), "{said}");
    assert!(said.contains("d.ron: 1 fault; 0 findings; checked 2 articles"), "{said}");
    let said = folder.run("check d.ron --repair");
    assert!(said.starts_with("0\nrepaired: the project file was damaged ("), "{said}");
    assert!(said.contains("and is kept as d.ron.damaged-1; this is the state of the backup of "), "{said}");
    assert!(said.contains("and of 1 edit made after it, from the log\n"), "{said}");
    assert!(said.contains("d.ron: the file is sound; 0 findings; checked 2 articles"), "{said}");
    assert_eq!(folder.run("check d.ron"), folder.run("check d.ron --repair"), "a sound project is left alone");
}

#[test]
fn the_check_tells_faults_of_the_file_from_findings() {
    let folder = Folder::new();
    let sample = include_str!("../projects/dravna.ron");
    folder.write("d.ron", sample).write("bad.ron", sample.replacen("\"dozens wounded\"", "\"dozens wouNded\"", 1));
    folder.expect(
        "check d.ron",
        "0\n\
         finding: “Shelling hits Dravna market as truce talks stall” (ID), line 4, annotation ID (casualty_figure by Ana): \
         required attribute source_type is not filled\n\
         finding: “مقتل ١٤ شخصا على الأقل في قصف جديد على درافنا” (ID), line 19, annotation ID (casualty_figure by Bo): \
         required attribute source_type is not filled\n\
         d.ron: the file is sound; 2 findings; checked 5 articles and 216 annotations\n\
         ---\n",
    );
    let said = folder.run("check bad.ron");
    assert!(said.starts_with("1\nfault: article ID, annotation ID (casualty_figure): "), "{said}");
    assert!(said.contains("bad.ron: 1 fault; 2 findings; checked 5 articles and 216 annotations\n"), "{said}");
}

#[test]
fn annotated_data_comes_in_with_its_layers() {
    let folder = Folder::new();
    folder.write("in/a.txt", "Two shells hit Dravna, Ilse Maren said.\n");
    folder.write("in/a_ana.ann", "T1\tclaim 0 21\tTwo shells hit Dravna\n");
    folder.write("in/a_bo.ann", "T1\tSource 23 33\tIlse Maren\nT2\tCue 34 99\tx\n");
    let title = "“Two shells hit Dravna, Ilse Maren said.”";
    folder.expect(
        "import d.ron in --analyst-from suffix",
        &format!(
            "0\n{title}: 2 annotations\nnew in the codebook: Source\n\
             1 article, 2 layers and 2 annotations of 3 files imported; 1 warning\n---\n\
             note: brat: 2 layers have tags (“a.txt of ana”, “a.txt of bo”), and the files do not say whether the work is finished: \
             counted as done; “--tagged in-progress” counts them as in progress\n\
             warning: a_bo.ann, line 2: this annotation was left out: 34–99 is not a stretch of the text, which ends at 40\n"
        ),
    );
    let said = folder.run("import d.ron in");
    let again = "0 articles, 0 layers and 0 annotations of 3 files imported; 2 annotations there already, 1 warning\n";
    assert!(said.contains(again), "{said}");
    folder.run("export d.ron --to jsonl --out d.jsonl");
    folder.expect(
        "import copy.ron d.jsonl",
        &format!("0\n{title}: 2 annotations\n1 article, 2 layers and 2 annotations of 1 file imported\n---\n"),
    );
    folder.run("export copy.ron --to jsonl --out copy.jsonl");
    assert_eq!(std::fs::read(folder.path("copy.jsonl")).unwrap(), std::fs::read(folder.path("d.jsonl")).unwrap());
}

#[test]
fn a_copy_of_the_project_brings_its_layers_and_labels_that_differ_are_listed_and_mapped() {
    let folder = Folder::new();
    let sample = include_str!("../projects/dravna.ron");
    // In the copy, Bo works under another label, and Ana's layer is not there.
    let copy = sample.lines().filter(|line| !line.contains("by: \"ana\"")).collect::<Vec<_>>().join("\n");
    let copy = copy
        .replace("label: \"disclaimer\"", "label: \"hedge\"")
        .replace("id: \"disclaimer\"", "id: \"hedge\"")
        .replace("name: \"Disclaimer\"", "name: \"Hedge\"");
    let mine = sample.lines().filter(|line| !line.contains("by: \"bo\"")).collect::<Vec<_>>().join("\n");
    folder.write("copy.ron", copy).write("mine.ron", &mine).write("again.ron", &mine);
    let said = folder.run("import mine.ron copy.ron --dry-run");
    assert!(said.contains("new in the codebook: Hedge\n") && said.contains("0 articles, 1 layer and "), "{said}");
    let said = folder.run("import mine.ron copy.ron --label-map Hedge=Disclaimer");
    assert!(said.starts_with("0\n") && !said.contains("new in the codebook"), "{said}");
    let said = folder.run("stats mine.ron");
    assert!(said.contains("Disclaimer") && !said.contains("Hedge"), "{said}");
    let annotations = |name: &str, by: &str| {
        let text = folder.read(name);
        text.lines().filter(|line| line.contains(by)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(annotations("mine.ron", "by: \"ana\""), annotations("again.ron", "by: \"ana\""), "one's own layer is untouched");
    assert!(folder.run("import mine.ron copy.ron --label-map Hedge=Disclaimer").contains("there already"));
}

#[test]
fn what_an_export_lacks_is_said_and_can_be_refused() {
    let folder = Folder::new();
    let sample = include_str!("../projects/dravna.ron");
    folder.write("d.ron", sample.replacen("regions: [\"Marentia\"", "regions: [\"Marentia; Orrin\"", 1));
    let lost =
        "lost: “What Is Known About the Drones Over the Sel” (ID): where one item of regions ends: one of them holds a “;”\n";
    let said = folder.run("export d.ron --to csv --out tables --strict");
    assert_eq!(
        said,
        format!(
            "1\n---\n{lost}error: 1 thing would be lost\nhint: “--to jsonl” loses nothing of a sound project; \
             without “--strict” the files are written all the same\n"
        )
    );
    assert!(!folder.path("tables").exists());
    let said = folder.run("export d.ron --to csv --out tables --analyst Ana");
    let start = "0\ntables/annotations.csv\ntables/annotations.tsv\ntables/articles.csv\ntables/articles.tsv\n\
                 tables/loss-report.json\ntables/README.md\ntables/SHA256SUMS\n5 articles and 144 annotations exported; \
                 1 loss, no annotation among them\n---\n";
    assert!(said.starts_with(&format!("{start}{lost}note: csv never carries: ")), "{said}");
    folder.expect(
        "export d.ron --to csv --out other --analyst Cy",
        "1\n---\nerror: the project has no analyst “Cy”\nhint: its analysts are: Ana, Bo\n",
    );
}

#[test]
fn the_command_of_a_dataset_writes_the_same_dataset() {
    use obelus::export::{
        Format,
        dataset::{Layout, Names, Plan, Settings, Split, command_line, memory},
    };
    let folder = Folder::new();
    folder.write("d.ron", include_str!("../projects/dravna.ron"));
    let project = obelus::store::read(&folder.path("d.ron")).unwrap().project;
    let shares = "60/20/20".parse().unwrap();
    for format in Format::ALL {
        let settings = Settings {
            format,
            labels: Some(vec!["claim".to_owned(), "quote".to_owned()]),
            split: Some(Split::Shares { shares, seed: 4 }),
            names: Names::Pseudonyms,
            layout: Layout::Flat,
            ..Settings::default()
        };
        let command = command_line(&settings, "d.ron", format.name());
        let said = folder.run(command.strip_prefix("obelus ").unwrap());
        assert!(said.starts_with("0\n"), "{said}");
        let plan = Plan::new(&project, &settings).unwrap();
        let (files, _) = memory(|sink| plan.write(None, &mut |_| true, sink)).unwrap();
        for file in files.iter().filter(|file| !["README.md", "SHA256SUMS", "croissant.json"].contains(&file.name.as_str())) {
            let path = folder.path(&format!("{}/{}", format.name(), file.name));
            assert!(std::fs::read(&path).unwrap() == file.bytes, "{}", path.display());
        }
    }
}

#[test]
fn a_dataset_comes_back_without_its_card_and_reports() {
    let folder = Folder::new();
    folder.write("d.ron", include_str!("../projects/dravna.ron"));
    for format in ["jsonl", "doccano", "labelstudio", "w3c", "spacy", "cas", "webannotsv", "refiqda", "tei"] {
        std::fs::create_dir(folder.path(format)).unwrap();
        folder.run(&format!("export d.ron --to {format} --out {format}"));
        assert!(folder.path(&format!("{format}/README.md")).exists());
        let said = folder.run(&format!("import {format}.ron {format}"));
        assert!(said.starts_with("0\n") && said.contains("\n5 articles, 2 layers and "), "{format}: {said}");
    }
}

#[test]
fn a_dataset_is_replaced_as_a_whole_and_only_when_asked() {
    let folder = Folder::new();
    folder.write("d.ron", include_str!("../projects/dravna.ron"));
    folder.run("export d.ron --to hf --out set --split 60/20/20");
    assert!(folder.path("set/annotations/split=test/part-00000.parquet").exists());
    let said = folder.run("export d.ron --to hf --out set");
    assert!(said.contains("exists already\nhint: “--force” overwrites it"), "{said}");
    folder.run("export d.ron --to hf --out set --force");
    assert!(!folder.path("set/annotations/split=test/part-00000.parquet").exists(), "no old part is read with the new ones");
    assert!(folder.path("set/annotations/split=train/part-00000.parquet").exists());
    for line in ["--split 80", "--split 80/10/10 --split-field x", "--seed 3", "--tables a", "--layers some"] {
        assert!(folder.run(&format!("export d.ron --to hf --out other {line}")).starts_with("2\n"), "{line}");
    }
    assert!(!folder.path("other").exists());
}

#[test]
fn analysts_are_compared_as_tables_and_as_json() {
    let folder = Folder::new();
    folder.write("d.ron", include_str!("../projects/dravna.ron"));
    folder.expect(
        "compare d.ron --seed 1",
        "0\n\
         “Dravna shelling”: Ana, Bo; compared: 4 of 5 articles, 1721 words\n\
         never opened by Bo: “What Is Known About the Drones Over the Sel”\n\
         \n\
         Agreement of Ana and Bo\n\
         figure      value  observed  article mean  articles     n  of\n\
         Strict F1   0.235                   0.229         4   179  annotations\n\
         Type F1     0.648                   0.646         4   179  annotations\n\
         γ           0.550                   0.558         4   179  annotations\n\
         γ-cat       0.869                   0.864         4   179  annotations\n\
         Exact F1    0.257                   0.253         4   179  annotations\n\
         Partial F1  0.486                   0.487         4   179  annotations\n\
         κ           0.535     0.736         0.548         4  1721  words\n\
         α           0.531     0.736         0.542         4  1721  words\n\
         α, MASI     0.551     0.748         0.566         4  1721  words\n\
         u-α         0.533     0.743         0.539         4  9704  code points\n\
         |u-α        0.550     0.795         0.569         4  9704  code points\n\
         cu-α        0.731     0.790         0.737         4  9704  code points\n\
         γ: chance is drawn at random (seed 1); its sampling error is ± 0.003 at 95 %, which is not an interval over articles.\n\
         No intervals: they need at least 5 articles that two analysts worked on, and there are 4.\n\
         \n\
         Ana and Bo                  annotations\n\
         identical                             3\n\
         attributes differ                    18\n\
         fragments differ                      1\n\
         same range, other label               2\n\
         same label, other boundary           36\n\
         overlapping, other label              4\n\
         only Ana                             43\n\
         only Bo                               8\n\
         \n\
         Ana and Bo by label\n\
         annotations where both worked  Ana  Bo  Strict F1  Type F1\n\
         Casualty figure                 37  32      0.319    0.812\n\
         Claim                           34  19      0.189    0.528\n\
         Disclaimer                      14   5      0.105    0.526\n\
         Quote                           22  16      0.211    0.579\n\
         all labels                     107  72      0.235    0.648\n\
         \n\
         Words and text: one label against the rest, and sets of labels\n\
         words and text       α  observed      κ  observed    u-α  observed\n\
         Casualty figure  0.618     0.948  0.619     0.948  0.589     0.949\n\
         Claim            0.437     0.879  0.438     0.879  0.440     0.882\n\
         Disclaimer       0.687     0.956  0.689     0.956  0.686     0.954\n\
         Quote            0.649     0.927  0.650     0.927  0.651     0.931\n\
         label sets       0.531     0.736  0.535     0.736  0.533     0.743\n\
         ---\n",
    );
    let said = folder.run("compare d.ron --json --label Claim --analysts bo,Ana");
    let json: serde_json::Value = serde_json::from_str(said.strip_prefix("0\n").unwrap().split("---\n").next().unwrap()).unwrap();
    assert_eq!(json["labels"], serde_json::json!(["claim"]));
    assert_eq!(json["span"]["bo|ana"]["documents"], 4, "an article that Bo never opened is missing, not empty");
    assert_eq!(json["excluded"][0]["never_opened_by"], serde_json::json!(["bo"]));
    assert_eq!(json["left_out"][0]["num_articles"], 1);
    assert_eq!(json["span"]["bo|ana"]["set"]["strict"]["n_ref"], 19);
    assert_eq!(json["bootstrap"], serde_json::Value::Null, "too few articles");
    assert_eq!(said, folder.run("compare d.ron --json --label Claim --analysts bo,Ana"), "the same seed, the same figures");
    folder
        .expect(
            "compare d.ron --analysts Ana",
            "1\n---\nerror: a comparison needs two analysts\nhint: the project's analysts are: Ana, Bo\n",
        )
        .expect(
            "compare d.ron --label Rumour",
            "1\n---\nerror: the codebook has no label “Rumour”\n\
             hint: its labels are: Claim, Quote, Casualty figure, Disclaimer\n",
        );
}

#[test]
fn wrong_usage_ends_with_2_and_help_with_0() {
    let folder = Folder::new();
    for line in
        ["stats", "export d.ron --to docx --out x", "import d.ron", "chekc d.ron", "new d.ron --analyst Ana --analyst Ana"]
    {
        let said = folder.run(line);
        assert!(said.starts_with("2\n---\nerror: "), "{line}: {said}");
    }
    for line in ["--help", "help export", "import --help", "--version", "formats"] {
        let said = folder.run(line);
        assert!(said.starts_with("0\n") && said.ends_with("---\n"), "{line}: {said}");
    }
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_reader_who_has_read_enough_is_no_failure() {
    let folder = Folder::new();
    folder.write("d.ron", include_str!("../projects/dravna.ron"));
    let mut running = folder.command("stats d.ron").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(running.stdout.take());
    let mut said = String::new();
    running.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((running.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn a_project_begins_with_another_programs_codebook() {
    let folder = Folder::new();
    let codes = "<Code guid=\"0BE10500-0000-4000-8000-000000000001\" name=\"Rumour\" color=\"#336699\"/>\
                 <Code guid=\"0BE10500-0000-4000-8000-000000000002\" name=\"Denial\"><Description>No.</Description></Code>";
    let head = "<?xml version=\"1.0\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"Other\">";
    folder.write("book.qdc", format!("{head}<Codes>{codes}</Codes><Sets/></CodeBook>"));
    folder.expect("new d.ron --codebook book.qdc", "0\nmade d.ron: “d”, 2 labels, 0 analysts\n---\n");
    let project = store::read(&folder.path("d.ron")).unwrap().project;
    let labels = project.codebook().labels.iter();
    let said: Vec<_> = labels.map(|label| (label.name.as_str(), label.key, label.definition.as_str())).collect();
    assert_eq!(said, [("Rumour", Some('1'), ""), ("Denial", Some('2'), "No.")]);
    folder.write("none.qdc", format!("{head}<Codes/></CodeBook>"));
    let refused = folder.run("new e.ron --codebook none.qdc");
    assert!(refused.starts_with("1\n---\nerror: none.qdc has no codes in it"), "{refused}");
}

#[test]
#[cfg(unix)]
fn a_pipe_or_a_device_is_never_waited_for() {
    let folder = Folder::new();
    folder.write("d.ron", include_str!("../projects/dravna.ron"));
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.txt")).status().unwrap();
    assert!(made.success());
    for line in [
        "new n.ron --codebook pipe.txt",
        "new n.ron --codebook /dev/zero",
        "import n.ron pipe.txt /dev/zero",
        "import n.ron d.ron pipe.txt",
    ] {
        let said = folder.run(line);
        assert!(said.starts_with("1\n") && said.contains("not a file"), "{line}: {said}");
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_during_an_import_leaves_all_or_nothing_and_says_so() {
    let folder = Folder::new();
    for number in 0..3000 {
        folder.write(&format!("articles/{number}.txt"), format!("Report {number}\n\n{}", "Shells hit Dravna. ".repeat(500)));
    }
    let mut command = folder.command("import p.ron articles");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    // It may be over already, or not have begun to listen: both are allowed, something between is not.
    let _sent = std::process::Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    match output.status.code() {
        Some(130) => {
            assert!(said.ends_with("error: stopped; nothing was imported, and the project is as it was\n"), "{said}");
            assert!(!folder.path("p.ron").exists());
        }
        None => assert!(!folder.path("p.ron").exists(), "{said}"),
        code => assert_eq!((code, folder.read("p.ron").matches("text_sha256:").count()), (Some(0), 3000), "{said}"),
    }
}

#[test]
fn no_progress_is_shown_where_nobody_watches_a_terminal() {
    let folder = Folder::new();
    for number in 0..50 {
        folder.write(&format!("articles/{number}.txt"), format!("Report {number}\n\nShells hit Dravna {number} times.\n"));
    }
    let said = folder.run("import p.ron articles") + &folder.run("export p.ron --to csv --out out");
    assert!(!said.contains(['\r', '\u{1b}', '%']), "{said}");
}
