"""Ends the window while somebody works in it, again and again, and looks whether anything is lost.

    python3 scripts/kill_window.py BINARY [--kills 200] [--windows 3] [--seed 1] [--ways TERM,HUP,KILL,display]

Each window runs on an X server of its own (Xvfb). Tags, notes, rules of the codebook and unfinished labels are made by keys and
clicks (xdotool); then the window is ended in one of four ways: SIGTERM, SIGHUP, SIGKILL, or the X server is killed beneath it.
The command line then says what is on disk. What has to be there:

* every tag, and every text whose field was left;
* every text after a pause in typing, however the window ended;
* every text, typed just before or not, where a signal lets the window save (TERM, HUP);
* of a text that was cut off in the middle of typing, a beginning or nothing, and never anything else;
* a project that `obelus check` finds sound.

Needs Linux, Xvfb, xdotool and Mesa's software OpenGL; on Debian: apt-get install xvfb xdotool libgl1-mesa-dri libegl1
libxkbcommon-x11-0 libxcursor1 libxi6. Where Xvfb or xdotool is missing, it says so and ends with 0.
"""

import argparse
import collections
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

WIDTH, HEIGHT = 1440, 900
# The window promises to bring to the disk what was typed within a pause of one second; the rest is for a busy machine.
PAUSE = 3.0
# In the Codebook room: rows of the list, and the fields whose height above depends on nothing that is typed here.
ROW_CLAIM, ROW_QUOTE, ADD_LABEL, FIELD_NAME, FIELD_DEFINITION = (100, 145), (100, 179), (60, 289), (620, 141), (620, 305)
ARTICLE = "Shelling of Sel\n\nAt least nine people were killed in Sel, the army said. Nobody could confirm it.\n\n" * 3
WAYS = ["TERM", "HUP", "KILL", "display"]


class Failed(Exception):
    """Something was lost, or the window did not do what it should."""


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **more)


class Display:
    """An X server of its own."""

    # Every server has a number that none had before, because one that is dying takes the files of its successor with it; and
    # none resets itself when its last window goes, because it refuses the next one meanwhile.
    numbers = itertools.count(1000 + os.getpid() % 1000 * 50)
    choosing = threading.Lock()

    def __init__(self):
        for _ in range(20):
            with Display.choosing:
                number = next(Display.numbers)
            if self.start(number):
                return
        raise Failed("Xvfb did not start")

    def start(self, number):
        read, write = os.pipe()
        command = ["Xvfb", f":{number}", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen(command, pass_fds=[write], start_new_session=True, **quiet)
        os.close(write)
        with os.fdopen(read) as pipe:
            has_started = pipe.readline().strip() != ""
        self.name = f":{number}"
        if not has_started:
            self.server.wait()
        return has_started

    def is_there(self):
        return self.server.poll() is None

    def end(self, how=signal.SIGTERM):
        if self.is_there():
            self.server.send_signal(how)
        self.server.wait()


class Window:
    """The program with its window, worked by keys."""

    def __init__(self, binary, project, home, display):
        gone = ("WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
        env = {name: value for name, value in os.environ.items() if name not in gone}
        env |= {"HOME": home, "DISPLAY": display.name, "LIBGL_ALWAYS_SOFTWARE": "1"}
        self.env, self.server = env, display.server
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([binary, project], env=env, stdout=self.said, stderr=self.said, start_new_session=True)
        self.id = None
        deadline = time.monotonic() + 60
        while self.id is None:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"no window: {self.output()}")
            found = self.xdotool("search", "--onlyvisible", "--name", "Obelus").stdout.split()
            self.id = found[-1] if found else None
            time.sleep(0.05)
        self.xdotool("windowmove", self.id, "0", "0", "windowfocus", self.id)
        self.settle()

    def output(self):
        self.said.seek(0)
        return self.said.read()

    def xdotool(self, *words):
        return run(["xdotool", *words], env=self.env)

    def is_busy(self):
        """Whether a thread of the window or of its X server computes, or waits for a processor that others have."""
        for process in (self.process.pid, self.server.pid):
            for thread in os.listdir(f"/proc/{process}/task"):
                try:
                    with open(f"/proc/{process}/task/{thread}/stat") as stat:
                        if stat.read().rsplit(")", 1)[1].split()[0] in "RD":
                            return True
                except FileNotFoundError:
                    pass
        return False

    def settle(self):
        """Waits until the window has taken in what was typed: until nothing computes for a while."""
        deadline, quiet_since = time.monotonic() + 30, time.monotonic()
        while time.monotonic() < deadline:
            if self.is_busy():
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since > 0.3:
                return
            time.sleep(0.02)

    def keys(self, *names):
        self.xdotool("key", "--delay", "15", *names)

    def type(self, text):
        self.xdotool("type", "--delay", "10", text)

    def click(self, place):
        self.xdotool("mousemove", *map(str, place), "click", "1")
        self.settle()

    def end(self, way, display):
        """Ends it in this way, and waits until it is gone."""
        if way == "display":
            display.end(signal.SIGKILL)
        else:
            self.process.send_signal(getattr(signal, "SIG" + way))
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed(f"the window did not end by {way}") from None


class Work:
    """A project, and what was done to it."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.project = os.path.join(folder, "p.ron")
        article = os.path.join(folder, "article.txt")
        with open(article, "w") as file:
            file.write(ARTICLE)
        done = run([binary, "import", self.project, article, "--analyst", "Ana"])
        if done.returncode != 0:
            raise Failed(f"no project: {done.stderr}")
        self.num_tags = 0
        # Texts that must be there, and the last one, of which a beginning must be if it was cut off.
        self.promised, self.cut = [], None
        # What the command line found before the last window.
        self.before = "".join(self.data()[:2])

    def data(self):
        """What the command line finds."""
        checked = run([self.binary, "check", self.project])
        if checked.returncode != 0:
            raise Failed(f"check: {checked.stdout}{checked.stderr}")
        out = os.path.join(self.folder, "data.jsonl")
        written = run([self.binary, "export", self.project, "--to", "jsonl", "--bare", "--force", "--out", out])
        if written.returncode != 0:
            raise Failed(f"export: {written.stderr}")
        with open(out) as file:
            text = file.read()
        rows = [json.loads(line) for line in text.splitlines()]
        return checked.stdout, text, rows

    def check(self, way):
        checked, text, rows = self.data()
        num_tags = sum(row.get("obelus") == "annotation" for row in rows)
        if num_tags < self.num_tags:
            raise Failed(f"{way}: {self.num_tags} tags were made, {num_tags} are there")
        self.num_tags = num_tags
        for promised in self.promised:
            if promised not in text and promised not in checked:
                raise Failed(f"{way}: “{promised}” is lost")
        if self.cut is not None:
            # Each text begins with a word of its own.
            token = self.cut.split()[0]
            for where in (text, checked):
                at = where.find(token)
                if at >= 0 and rest(where[at:], self.cut) not in self.before:
                    raise Failed(f"{way}: “{self.cut}” was typed, “{where[at:at + 80]}” is there")
            self.cut = None
        self.before = text + checked


def rest(found, whole):
    """What follows in a field after what it has in common with `whole`: nothing, or the text that was typed into."""
    common = len(os.path.commonprefix([found, whole]))
    ends = [at for at in (found.find(mark, common) for mark in ('"', "”", "\\")) if at >= 0]
    return found[common : min(ends, default=common)].strip(" …")


def session(binary, work, home, display, way, chance, number):
    """One window: some work, then its end. Returns how many things had to be there."""
    window = Window(binary, work.project, home, display)
    for _ in range(chance.randint(1, 3)):
        # A further word each time; a label; its attributes are left alone.
        window.keys(*["ctrl+Right"] * chance.randint(1, 30), "w", chance.choice("1234"))
        window.settle()
        work.num_tags += 1
    token = f"k{number}x"
    text = f"{token} " + " ".join(chance.choice(["checked", "twice", "with", "care", "9"]) for _ in range(chance.randint(2, 8)))
    kind = chance.choice(["note", "note", "rule", "label"])
    if kind == "note":
        # The key that asks for the field and the text come at once.
        window.type("n" + text)
    elif kind == "rule":
        window.keys("ctrl+4")
        window.settle()
        window.click(chance.choice([ROW_CLAIM, ROW_QUOTE]))
        window.click(FIELD_DEFINITION)
        window.keys("ctrl+Home")
        window.type(text + " ")
    else:
        window.keys("ctrl+4")
        window.settle()
        window.click(ADD_LABEL)
        window.click(FIELD_NAME)
        window.type(text)
    end = chance.choice(["left", "pause", "at once"]) if kind == "note" else chance.choice(["pause", "at once"])
    if end == "left":
        window.keys("Escape")
        window.settle()
    elif end == "pause":
        window.settle()
        time.sleep(PAUSE)
    elif way in ("TERM", "HUP"):
        window.settle()
    if end == "at once" and way in ("KILL", "display"):
        work.cut = text
    else:
        work.promised.append(text)
    window.end(way, display)
    if way in ("TERM", "HUP") and window.process.returncode != 0:
        raise Failed(f"{way}: exit code {window.process.returncode}: {window.output()}")
    work.check(way)
    if kind == "label":
        # What is offered again is given up, so that the next one can be begun.
        drafts = work.project + ".drafts"
        if os.path.exists(drafts):
            os.remove(drafts)
        work.promised = [promised for promised in work.promised if promised != text]
    return end


def worker(args, ways, lock, counts, failures):
    home = tempfile.mkdtemp()
    display, work, num_done = None, None, 0
    try:
        while True:
            with lock:
                if not ways or failures:
                    return
                number, way = ways.pop()
            chance = random.Random(f"{args.seed}/{number}")
            if work is None or num_done % 25 == 24:
                work = Work(args.binary, tempfile.mkdtemp(dir=home))
            if display is None or not display.is_there():
                display = Display()
            try:
                end = session(args.binary, work, home, display, way, chance, number)
            except (Failed, subprocess.TimeoutExpired) as error:
                kept = shutil.copytree(work.folder, tempfile.mkdtemp(prefix="killed-"), dirs_exist_ok=True)
                with lock:
                    failures.append(f"kill {number}: {error}; the project is kept in {kept}")
                return
            num_done += 1
            with lock:
                counts[way, end] += 1
                done = sum(counts.values())
                if done % 20 == 0:
                    print(f"{done} …", flush=True)
    finally:
        if display is not None:
            display.end()
        shutil.rmtree(home, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--windows", type=int, default=3, help="windows at the same time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", default=",".join(WAYS))
    args = parser.parse_args()
    args.binary = os.path.abspath(args.binary)
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing or not sys.platform.startswith("linux"):
        print(f"skipped: {' and '.join(missing) or 'Linux'} is not here; see the top of this script")
        return 0
    chosen = args.ways.split(",")
    ways = [(number, chosen[number % len(chosen)]) for number in range(args.kills)]
    lock, counts, failures = threading.Lock(), collections.Counter(), []
    workers = [threading.Thread(target=worker, args=(args, ways, lock, counts, failures)) for _ in range(args.windows)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    for way in chosen:
        ends = ", ".join(f"{counts[way, end]} {end}" for end in ("left", "pause", "at once") if counts[way, end])
        print(f"{way}: {sum(n for (w, _), n in counts.items() if w == way)} kills ({ends})")
    for failure in failures:
        print(f"FAILED: {failure}")
    print(f"{sum(counts.values())} kills, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
