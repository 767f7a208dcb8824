//! A process that edits, undoes, redoes and saves is killed at random moments, again and again on the same project.

use super::{CHILD_SEED, Random, author, child, child_folder, digest, new_project, random};
use obelus::{
    project::Edit,
    store::{self, Session},
};
use std::{io::Write as _, process::Stdio, time::Duration};

/// What the child does next.
enum Doing {
    Edit(Edit),
    Undo(Edit),
    Redo(Edit),
}

/// The child: works until it is killed. Before each change it says what the project will be, after it that it is done.
#[test]
fn child_edits_until_killed() {
    let Some(folder) = child_folder() else { return };
    let seed = std::env::var(CHILD_SEED).unwrap().parse().unwrap();
    let mut random = Random(seed);
    let mut session = store::open(&folder.join("dravna.ron"), "a test", seed).unwrap().session;
    assert_eq!(session.read_only(), None);
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).unwrap();
        out.flush().unwrap();
    };
    say(format!("\nopen {}\n", digest(session.project())));
    loop {
        if random.below(6) == 0 {
            session.save().unwrap();
        }
        let Some(doing) = next(&mut session, &mut random) else { continue };
        let (Doing::Edit(edit) | Doing::Undo(edit) | Doing::Redo(edit)) = &doing;
        let mut later = session.project().clone();
        later.apply(edit.clone()).unwrap();
        say(format!("will {}\n", digest(&later)));
        match doing {
            Doing::Edit(edit) => session.apply(edit, &author()).unwrap(),
            Doing::Undo(_) => assert!(session.undo(&author()).unwrap().is_some()),
            Doing::Redo(_) => assert!(session.redo(&author()).unwrap().is_some()),
        }
        say("done\n".to_owned());
    }
}

fn next(session: &mut Session, random: &mut Random) -> Option<Doing> {
    match random.below(5) {
        0 => session.history().next_undo().map(|step| Doing::Undo(step.inverse())),
        1 => session.history().next_redo().map(|step| Doing::Redo(step.edit())),
        _ => {
            let numbers: Vec<u32> = (0..12).map(|_| random.next() as u32).collect();
            let project = session.project().clone();
            random::edit(&project, session.ids(), &mut random::Numbers::new(&numbers)).map(Doing::Edit)
        }
    }
}

#[test]
fn every_edit_reported_done_is_there_after_the_process_is_killed() {
    if child_folder().is_some() {
        return;
    }
    let runs: u64 = std::env::var("OBELUS_CRASH_RUNS").map_or(100, |runs| runs.parse().expect("a number of runs"));
    let mut random = Random(2026);
    let (mut num_done, mut num_unreported) = (0, 0);
    let mut folder = tempfile::tempdir().unwrap();
    let mut path = new_project(folder.path());
    for run in 0..runs {
        if run % 50 == 49 {
            folder = tempfile::tempdir().unwrap();
            path = new_project(folder.path());
        }
        let before = digest(&store::read(&path).unwrap().project);
        let mut process = child("killed::child_edits_until_killed", folder.path(), random.next())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The child needs some time to start; from then on every moment is as likely.
        std::thread::sleep(Duration::from_micros(random.below(60_000)));
        process.kill().unwrap(); // SIGKILL on Unix
        let said = String::from_utf8(process.wait_with_output().unwrap().stdout).unwrap();

        let (mut now, mut announced) = (before.clone(), None);
        for line in said.lines() {
            match line.split_once(' ') {
                Some(("open", opened)) => assert_eq!(opened, before, "run {run}: it opens what was left"),
                Some(("will", later)) if later.len() == 64 => announced = Some(later.to_owned()),
                None if line == "done" => {
                    now = announced.take().unwrap();
                    num_done += 1;
                }
                _ => {}
            }
        }
        let read = store::read(&path).unwrap();
        let found = digest(&read.project);
        assert!(found == now || Some(&found) == announced.as_ref(), "run {run}: an edit was lost or damaged\n{said}");
        assert_eq!(read.unreadable, [], "run {run}");
        num_unreported += u64::from(found != now);
    }
    println!(
        "{runs} kills: {num_done} edits reported done, 0 lost, 0 damaged; {num_unreported} found that were not yet reported"
    );
    assert!(num_done > runs, "the children got to work: {num_done} edits in {runs} runs");
}
