//! Pictures of the page, for people to look at: written to the folder that `OBELUS_PICTURES` names, else not at all.

use super::desk::{Desk, annotation_id, dark, harness, labels};
use egui::vec2;
use obelus::project::{Block, BlockKind};

const DRAVNA: &str = "Shelling hits Dravna market as truce talks stall\n\n\
DRAVNA, Marentia, 4 May (Sel Wire) — At least 14 people were killed and dozens wounded when shells struck a covered market in Dravna on Tuesday, rescue workers said.\n\n\
“We pulled nine bodies from one stall,” said Tomas Reck, a volunteer with the Dravna Rescue Corps. “Two of them were children.”\n\n\
The Kaldor Front denied firing on the town and said Marentian artillery was responsible. Marentia’s defence ministry put the toll at 31, including four soldiers, and blamed the Front.\n\n\
A message posted by a pro-Front channel read: “Dravna is ours”. Sel Wire could not independently verify the accounts of either side; the road to Dravna has been closed to reporters since March.";

const ARABIC: &str = "قصف على سوق درافنا يوقع ١٤ قتيلا على الأقل\n\n\
درافنا، مارينتيا (وكالة سيل) — قالت فرق الإنقاذ إن ١٤ شخصًا على الأقل قُتلوا وأصيب العشرات عندما سقطت قذائف على سوق مغطاة في درافنا يوم الثلاثاء.\n\n\
قال المتحدث باسم Kaldor Front إن العدد (17) غير مؤكد، وأضاف: «لم نطلق النار على المدينة».\n\n\
ولم يتسن لوكالة سيل التحقق من الروايات بشكل مستقل.";

const HARD: &str = "Names and numbers in many scripts\n\n\
Officials in Dravna said that a convoy of the Kaldor Front with 120 men crossed the river Sel before dawn and burned three villages.\n\n\
משרד הבריאות מסר כי לפחות 17 בני אדם נהרגו (לא אומת). 💥 é Z̷ 文字\n\n\
स्वास्थ्य मंत्रालय ने कहा कि कम से कम १७ लोग मारे गए। Κάλντορ, Калдор, Łódź, Việt Nam.";

fn dravna() -> Desk {
    Desk::new(DRAVNA)
        .annotate(
            0,
            &["At least 14 people were killed and dozens wounded when shells struck a covered market in Dravna on Tuesday"],
        )
        .annotate(2, &["At least 14 people were killed"])
        .annotate(2, &["dozens wounded"])
        .annotate(1, &["“We pulled nine bodies from one stall,”", "“Two of them were children.”"])
        .annotate(2, &["nine bodies"])
        .annotate(2, &["Two of them were children"])
        .annotate(0, &["firing on the town"])
        .annotate(0, &["Marentian artillery was responsible"])
        .annotate(2, &["31"])
        .annotate(2, &["four soldiers"])
        .annotate(0, &["blamed the Front"])
        .annotate(1, &["“Dravna is ours”"])
        .annotate(0, &["Dravna is ours"])
        .annotate(3, &["Sel Wire could not independently verify the accounts of either side"])
        .annotate(3, &["the road to Dravna has been closed to reporters since March"])
}

fn arabic() -> Desk {
    Desk::new(ARABIC)
        .annotate(0, &["١٤ شخصًا على الأقل قُتلوا وأصيب العشرات عندما سقطت قذائف على سوق مغطاة في درافنا"])
        .annotate(2, &["١٤ شخصًا على الأقل قُتلوا"])
        .annotate(0, &["Kaldor Front إن العدد (17) غير مؤكد"])
        .annotate(2, &["(17)"])
        .annotate(1, &["«لم نطلق النار على المدينة»"])
        .annotate(3, &["لم يتسن لوكالة سيل التحقق من الروايات بشكل مستقل"])
}

fn hard() -> Desk {
    Desk::new(HARD)
        .annotate(0, &["a convoy of the Kaldor Front with 120 men crossed the river Sel"])
        .annotate(4, &["with 120 men crossed the river Sel before dawn"])
        .annotate(5, &["river Sel before dawn and burned three villages"])
        .annotate(2, &["120 men"])
        .annotate(2, &["17 בני אדם"])
        .annotate(0, &["१७ लोग मारे गए"])
}

fn picture(name: &str, mut desk: Desk, selected: Option<usize>, in_dark: bool, scale: f32) {
    let Ok(folder) = std::env::var("OBELUS_PICTURES") else { return };
    if in_dark {
        desk.style = dark();
        desk.labels = labels(&desk.style);
    }
    desk.selected = selected.map(annotation_id);
    desk.view.reader.request_focus();
    let mut harness = harness(desk, vec2(876.0, 620.0), scale);
    harness.run();
    let path = std::path::Path::new(&folder).join(format!("page-{name}.png"));
    harness.render().expect("a picture").save(path).expect("the folder can be written to");
}

/// An article whose parts the importer knew.
fn parts() -> Desk {
    use BlockKind::{Heading, Headline, ListItem, Metadata, Notice, Quotation};
    let lines = [
        ("What is known of the shelling of Dravna", Some(Headline)),
        ("", None),
        ("By Ilse Maren, Dravna", Some(Metadata)),
        ("Published 5 May, 14:20", Some(Metadata)),
        ("", None),
        (
            "The market was full when the first shell fell, four witnesses told Sel Wire. The hospital has treated 31 people so far.",
            None,
        ),
        ("", None),
        ("What the sides say", Some(Heading(2))),
        ("", None),
        ("The ministry of the Republic of Marentia blames the Front.", Some(ListItem)),
        (
            "The Front says that it fired at barracks two kilometres away and that no shell of its own reached the town.",
            Some(ListItem),
        ),
        ("", None),
        ("We counted eleven craters. None of them is near a barracks, and none is older than Tuesday.", Some(Quotation)),
        ("", None),
        ("Neither account could be verified.", None),
        ("Sel Wire is not liable for the content of linked pages. All rights reserved.", Some(Notice)),
    ];
    let text: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
    let mut desk = Desk::new(&text.join("\n"));
    desk.article.blocks =
        lines.iter().filter_map(|(line, kind)| kind.map(|kind| Block { range: desk.range_of(line), kind })).collect();
    desk.annotate(0, &["it fired at barracks two kilometres away"])
        .annotate(1, &["We counted eleven craters."])
        .annotate(2, &["31 people"])
}

fn selecting(mut desk: Desk, words: &str) -> Desk {
    desk.view.reader.set_selection(desk.range_of(words));
    desk
}

#[test]
fn the_pictures() {
    picture("parts", parts(), None, false, 1.0);
    picture("light", dravna(), Some(1), false, 1.0);
    picture("dark", dravna(), Some(1), true, 1.0);
    picture("light-2x", dravna(), Some(3), false, 2.0);
    picture(
        "selection",
        selecting(dravna(), "pulled nine bodies from one stall,” said Tomas Reck, a volunteer with the Dravna"),
        None,
        false,
        1.0,
    );
    picture("arabic", arabic(), Some(1), false, 1.0);
    picture("arabic-dark", arabic(), Some(0), true, 1.0);
    picture("hard", hard(), None, false, 1.0);
    picture("hard-2x", hard(), Some(2), false, 2.0);
}
