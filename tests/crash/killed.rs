//! A process that edits, undoes, redoes, adds another copy's layers, saves and shortens its log is killed, again and again on the same project: every other time at a
//! random moment, else at a random byte of what it writes, at which the system then kills it (`prlimit --fsize`).

use super::{CHILD_SAVES, CHILD_SEED, author, chance::Random, child, child_folder, digest, new_project, random};
use obelus::{
    import::{Annotated, join},
    project::{Edit, Project},
    store::{self, Ids, LogLimit, Session, Shortening},
};
use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// The log is shortened beyond so many lines, so that it often is.
const LOG_LINES: usize = 12;

/// What the child does next.
enum Doing {
    Edit(Edit),
    Join(Edit),
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
    if std::env::var_os(CHILD_SAVES).is_some() {
        session.save().unwrap();
    }
    session.set_log_limit(LogLimit { lines: LOG_LINES, ..LogLimit::default() }).unwrap();
    let mut shortening = None;
    loop {
        if random.below(6) == 0 {
            session.save().unwrap();
        }
        if random.below(3) == 0 && shorten(&mut session, &mut shortening) {
            say("shortened\n".to_owned());
        }
        let Some(doing) = next(&mut session, &mut random) else { continue };
        let (Doing::Edit(edit) | Doing::Join(edit) | Doing::Undo(edit) | Doing::Redo(edit)) = &doing;
        let mut later = session.project().clone();
        later.apply(edit.clone()).unwrap();
        say(format!("will {}\n", digest(&later)));
        match &doing {
            Doing::Edit(edit) | Doing::Join(edit) => session.apply(edit.clone(), &author()).unwrap(),
            Doing::Undo(_) => assert!(session.undo(&author()).unwrap().is_some()),
            Doing::Redo(_) => assert!(session.redo(&author()).unwrap().is_some()),
        }
        say("done\n".to_owned());
        if matches!(doing, Doing::Join(_)) {
            say("joined\n".to_owned());
        }
    }
}

fn next(session: &mut Session, random: &mut Random) -> Option<Doing> {
    match random.below(6) {
        0 => session.history().next_undo().map(|step| Doing::Undo(step.inverse())),
        1 => session.history().next_redo().map(|step| Doing::Redo(step.edit())),
        2 => layers_of_a_copy(session.project(), random).map(Doing::Join),
        _ => {
            let project = session.project().clone();
            random_edit(&project, session.ids(), random).map(Doing::Edit)
        }
    }
}

fn random_edit(project: &Project, ids: &mut Ids, random: &mut Random) -> Option<Edit> {
    let numbers: Vec<u32> = (0..12).map(|_| random.next() as u32).collect();
    random::edit(project, ids, &mut random::Numbers::new(&numbers))
}

/// What somebody did in a copy of the project, as the one edit that adds it.
fn layers_of_a_copy(project: &Project, random: &mut Random) -> Option<Edit> {
    let (mut copy, mut ids) = (project.clone(), Ids::from_seed(random.next()));
    for _ in 0..4 {
        if let Some(edit @ (Edit::AddAnnotation { .. } | Edit::Batch(_))) = random_edit(&copy, &mut ids, random) {
            copy.apply(edit).unwrap();
        }
    }
    let joined = join(project, vec![Annotated::of_project(&copy)], random::time(60), &mut || ids.article().bits());
    (!joined.edits.is_empty()).then_some(Edit::Batch(joined.edits))
}

/// Begins to shorten the log or, with edits in between, ends it; answers whether lines went.
fn shorten(session: &mut Session, begun: &mut Option<Shortening>) -> bool {
    match begun.take() {
        Some(shortening) => session.finish_compaction(shortening, Ok(())).unwrap() > 0,
        None => {
            *begun = session.plan_compaction();
            begun.iter_mut().for_each(|shortening| shortening.prepare().unwrap());
            false
        }
    }
}

const CHILD: &str = "killed::child_edits_until_killed";

/// Whether this system can end a process at a byte of what it writes.
fn can_kill_at_bytes() -> bool {
    Command::new("prlimit").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Starts the child so that the system ends it at a byte of the log or of the project file that it writes.
fn start_until_byte(command: &mut Command, project: &Path, random: &mut Random) -> Child {
    let size = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len() as usize);
    let log = project.with_file_name("dravna.ron.log");
    let limit = if random.below(2) == 0 {
        // Somewhere in the next lines of the log.
        size(&log) + random.below(6_000)
    } else {
        // Somewhere in the file, which the child writes first.
        command.env(CHILD_SAVES, "1");
        // What it must write before is the name of the lock's holder.
        32 + random.below(size(project))
    };
    let mut limited = Command::new("prlimit");
    limited.arg(format!("--fsize={limit}")).arg("--core=0").arg(command.get_program()).args(command.get_args());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn every_edit_reported_done_is_there_after_the_process_is_killed() {
    if child_folder().is_some() {
        return;
    }
    let runs: u64 = std::env::var("OBELUS_CRASH_RUNS").map_or(100, |runs| runs.parse().expect("a number of runs"));
    let mut random = Random(2026);
    let (mut num_done, mut num_unreported, mut num_at_bytes, mut num_shortened, mut num_joined) = (0, 0, 0, 0, 0);
    let at_bytes = can_kill_at_bytes();
    if !at_bytes {
        println!("no kills at bytes: there is no prlimit on this system");
    }
    let mut folder = tempfile::tempdir().unwrap();
    let mut path = new_project(folder.path());
    for run in 0..runs {
        if run % 50 == 49 {
            folder = tempfile::tempdir().unwrap();
            path = new_project(folder.path());
        }
        let before = digest(&store::read(&path).unwrap().project);
        let mut command = child(CHILD, folder.path(), random.next());
        let process = if at_bytes && run % 2 == 1 {
            num_at_bytes += 1;
            start_until_byte(&mut command, &path, &mut random)
        } else {
            let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            // The child needs some time to start; from then on every moment is as likely.
            std::thread::sleep(Duration::from_micros(random.below(60_000) as u64));
            process.kill().unwrap(); // SIGKILL on Unix
            process
        };
        let said = String::from_utf8(process.wait_with_output().unwrap().stdout).unwrap();

        let (mut now, mut announced) = (before.clone(), None);
        for line in said.lines() {
            match line.split_once(' ') {
                Some(("open", opened)) => assert_eq!(opened, before, "run {run}: it opens what was left"),
                Some(("will", later)) if later.len() == 64 => announced = Some(later.to_owned()),
                None if line == "shortened" => num_shortened += 1,
                None if line == "joined" => num_joined += 1,
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
        "{runs} kills, {num_at_bytes} of them at a byte of a write: {num_done} edits reported done, 0 lost, 0 damaged; {num_unreported} found that were not yet reported; layers of a copy were added {num_joined} times, the log was shortened {num_shortened} times"
    );
    assert!(
        num_joined > 0 && num_shortened > 0,
        "{num_joined} times layers were added, {num_shortened} times the log was shortened"
    );
    assert!(num_done > runs, "the children got to work: {num_done} edits in {runs} runs");
}
