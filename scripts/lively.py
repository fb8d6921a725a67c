"""Ten minutes of a lively room, seen from both windows: what their frames, memory and CPU cost.

lively.py PROGRAM HOME CROWD MINUTES PICTURES: called by display.sh. Nobody reads the windows over the
accessibility bus here, as that has a price of its own: they are touched by pointer and keys.
"""

import os
import re
import statistics
import subprocess
import sys
import time
from collections import namedtuple

import windows
from windows import xdotool

PROGRAM, HOME, CROWD, MINUTES, PICTURES = sys.argv[1:]
MINUTES = float(MINUTES)
MEMBERS = 200
SAMPLE = 10  # seconds from one look at the processes to the next

# Where the guest's window lists its rooms, and where one types.
LOBBY, RANDOM, FIELD = (100, 104), (100, 138), (500, 674)

# As many as there are, all are told who comes and goes.
CONFIGURATION = 'name = "Room 12"\nannounce_below = 1000\n'
for room in ("lobby", "random"):
    CONFIGURATION += f'[[rooms]]\nname = "{room}"\n'

Frames = namedtuple("Frames", "count seconds median p99 worst whole_median whole_p99 whole_worst")
Sample = namedtuple("Sample", "at memory window drawing rest frames")
TICKS = os.sysconf("SC_CLK_TCK")


class Watched:
    """A window whose process is looked at again and again."""

    def __init__(self, name, title, place, *command):
        self.name, log = name, os.path.join(HOME, f"{name}.log")
        with open(log, "w") as file:
            self.screen = windows.Screen(title, place, *command, log=file)
        self.log = open(log)
        self.proc = f"/proc/{self.screen.process.pid}"
        self.samples = []

    def _computed(self, task):
        """The name of a thread or of the process, and its CPU seconds."""
        with open(f"{self.proc}/{task}stat") as file:
            name, numbers = re.match(r"\d+ \((.*)\) (.*)", file.read()).groups()
        user, system = numbers.split()[11:13]
        return name, (int(user) + int(system)) / TICKS

    def _cpu(self):
        """CPU seconds: of the window's own thread, of the threads that stand in for a graphics card, and
        of all others, those of a server among them."""
        window = self._computed(f"task/{self.screen.process.pid}/")[1]
        drawing = 0
        for thread in os.listdir(f"{self.proc}/task"):
            try:
                name, seconds = self._computed(f"task/{thread}/")
            except (FileNotFoundError, ProcessLookupError):  # it has ended
                continue
            drawing += seconds if name.startswith("llvmpipe") else 0
        return {"window": window, "drawing": drawing, "rest": self._computed("")[1] - window - drawing}

    def look(self):
        if self.screen.process.poll() is not None:
            raise SystemExit(f"the {self.name}'s window is gone")
        with open(f"{self.proc}/statm") as file:
            memory = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        three = r"([\d.]+)/([\d.]+)/([\d.]+)"
        figures = re.findall(rf"frames=(\d+) seconds=([\d.]+) cpu_ms={three} ms={three}", self.log.read())
        frames = [Frames(*map(float, figures)) for figures in figures]
        self.samples.append(Sample(time.monotonic(), memory, **self._cpu(), frames=frames))

    def table(self):
        """A line for each minute, and one for all of them."""
        print(f"\n| the {self.name}'s window, minute | frames/s | CPU of a frame, ms: median | p99 | worst "
              "| a frame, ms: median | p99 | worst | memory, MiB | CPU, %: its thread | drawing | the rest |")
        print("|---|---|---|---|---|---|---|---|---|---|---|---|")
        minute = round(60 / SAMPLE)
        for begin in range(0, len(self.samples) - 1, minute):
            self._line(str(begin // minute + 1), self.samples[begin : begin + minute + 1])
        self._line("all", self.samples)

    def _line(self, what, samples):
        first, last = samples[0], samples[-1]
        frames = [frames for sample in samples[1:] for frames in sample.frames]
        if not frames:
            raise SystemExit(f"the {self.name}'s window has drawn nothing")
        rate = sum(f.count for f in frames) / sum(f.seconds for f in frames)
        # Of what the window tells every ten seconds the median, and the highest of all.
        median, p99, worst, whole_median, whole_p99, whole_worst = list(zip(*frames))[2:]
        times = [*map(statistics.median, (median, p99)), max(worst)]
        times += [*map(statistics.median, (whole_median, whole_p99)), max(whole_worst)]
        seconds = [getattr(last, part) - getattr(first, part) for part in ("window", "drawing", "rest")]
        cpu = [100 * part / (last.at - first.at) for part in seconds]
        cells = [f"{rate:.0f}", *(f"{took:.1f}" for took in times), f"{last.memory:.0f}"]
        print("|", " | ".join([what, *cells, *(f"{share:.0f}" for share in cpu)]), "|")


def uses(guest):
    """What a person does with the window, over and over: one act at a time."""
    screen = guest.screen
    middle = ("mousemove", "--window", screen.id, 500, 300)
    while True:
        screen.focus()
        xdotool(*middle, "click", "--repeat", 30, "--delay", 40, 4)  # scrolls up
        yield
        xdotool(*middle, "click", "--repeat", 60, "--delay", 20, 5)  # and down again
        yield
        screen.press("ctrl+f")
        time.sleep(0.5)
        xdotool("type", "--delay", "60", "cable")
        yield
        screen.press("Return", "Return", "Escape")
        yield
        click(guest, RANDOM)
        yield
        click(guest, LOBBY)
        yield
        say(guest, "I have seen it, on the desk!")
        yield
        xdotool(*middle, "mousemove", "--window", screen.id, 600, 420)
        yield


def click(guest, place):
    xdotool("mousemove", "--window", guest.screen.id, *place, "click", 1)


def say(guest, words):
    """What one says oneself leads back to the newest."""
    click(guest, FIELD)
    time.sleep(0.5)
    guest.screen.press("ctrl+a")
    xdotool("type", "--delay", "60", words)
    guest.screen.press("Return")


def enter_another_room(guest, data):
    """What is typed before the window is ready may be lost: it is typed until the server has seen it."""
    rooms = [PROGRAM, "admin", "rooms", "--data", data]

    def is_there():
        guest.screen.focus()
        guest.screen.press("Escape")
        say(guest, "/join random")
        time.sleep(1)
        listed = subprocess.run(rooms, check=True, capture_output=True, text=True).stdout
        return re.search(r"^random +1 ", listed, re.MULTILINE)

    windows.wait_for("the guest in another room", is_there)


def live():
    os.environ["SALON_LOG"] = "salon::frames=debug"
    configuration = os.path.join(HOME, "salon.toml")
    with open(configuration, "w") as file:
        file.write(CONFIGURATION)
    data = os.path.join(HOME, "data")
    serve = ["serve", "--config", configuration, "--listen", "127.0.0.1:0", "--data", data]
    host = Watched("host", "Salon server", (0, 0), PROGRAM, *serve)
    host.screen.process.stdout.readline()
    link = host.screen.process.stdout.readline().removeprefix("link ").strip()
    guest = Watched("guest", "Salon client.*Guest", (1330, 800), PROGRAM, "client", link, "--pseudo", "Guest")
    seconds = round(MINUTES * 60)
    crowd = subprocess.Popen([CROWD, link, str(MEMBERS), str(seconds + 20)], stdout=subprocess.PIPE, text=True)
    print(crowd.stdout.readline().strip(), flush=True)
    enter_another_room(guest, data)
    click(guest, LOBBY)

    act, begin = uses(guest), time.monotonic()
    for step in range(seconds // SAMPLE + 1):
        # A pace, not a wait for something.
        time.sleep(max(0, begin + step * SAMPLE - time.monotonic()))
        for window in (host, guest):
            window.look()
        next(act)
    click(guest, LOBBY)
    say(guest, "Goodbye!")
    time.sleep(1)
    for window in (host, guest):
        window.screen.picture(os.path.join(PICTURES, f"{window.name}.png"))
    print(crowd.stdout.read().strip())
    if crowd.wait(windows.PATIENCE) != 0:
        raise SystemExit("the crowd has ended early")
    for window in (host, guest):
        window.table()
        window.screen.process.terminate()
        window.screen.process.wait(windows.PATIENCE)


live()
