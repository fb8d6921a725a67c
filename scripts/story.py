"""Drives the real windows through the accessibility bus, as a person with a screen reader would.

story.py PROGRAM HOME [PICTURES]: called by story.sh, which sets up the display and the bus.
"""

import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PROGRAM, HOME = sys.argv[1], sys.argv[2]
PICTURES = sys.argv[3] if len(sys.argv) > 3 else ""
PATIENCE = 60  # seconds until something that should happen counts as missing


def wait_for(what, look):
    """Looks until there is something to see."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            seen = look()
        except Exception:  # a widget may vanish while it is looked at
            seen = None
        if seen:
            return seen
        time.sleep(0.05)
    raise SystemExit(f"missing: {what}")


def listen_to_the_windows():
    """Starts the accessibility bus, and says that somebody reads what is on the screen."""
    subprocess.Popen(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
    for switch in ("IsEnabled", "ScreenReaderEnabled"):
        call = ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"]
        call += ["--method", "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", switch, "<true>"]
        wait_for("the accessibility bus", lambda c=call: subprocess.run(c).returncode == 0)


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, text=True).stdout


class Window:
    """One window of the program: its process, and what it shows."""

    def __init__(self, title, place, *arguments):
        self.process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True)
        self.title = title
        self.id = wait_for(title, lambda: xdotool("search", "--name", title).split()[-1])
        xdotool("windowmove", self.id, *place)
        self.root = wait_for(f"{title}, readable", self._root)

    def _root(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application.get_process_id() == self.process.pid:
                return application

    def _widgets(self, node=None):
        node = node or self.root
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child:
                yield child
                yield from self._widgets(child)

    def find(self, name, role=None):
        """The widget of that name (or with that in its name, where `name` ends with "……")."""
        for widget in self._widgets():
            shown = widget.get_name() or ""
            fits = name[:-2] in shown if name.endswith("……") else shown == name
            if fits and (role is None or widget.get_role_name() == role):
                return widget

    def sees(self, name, role=None):
        print(f"{self.title}: {name}", flush=True)
        return wait_for(f"{name!r} in {self.title}", lambda: self.find(name, role))

    def sees_no_more(self, name):
        wait_for(f"{name!r} gone from {self.title}", lambda: not self.find(name))

    def click(self, name):
        self.sees(name, "push button").do_action(0)

    def type(self, text, *keys):
        """Types into whatever has the keyboard in this window."""
        xdotool("windowraise", self.id)
        xdotool("windowfocus", "--sync", self.id)
        xdotool("type", "--delay", "15", text)
        for key in keys:
            xdotool("key", key)

    def picture(self, name):
        if PICTURES:
            xdotool("windowraise", self.id)
            time.sleep(0.7)  # a picture, not a check: lets fading and blinking come to rest
            subprocess.run(["import", "-window", self.id, f"{PICTURES}/{name}.png"], check=True)


def salon(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], check=True, text=True, capture_output=True, **options)


def tell():
    listen_to_the_windows()
    data = os.path.join(HOME, "data")
    host = Window("Salon server", (0, 0), "--listen", "127.0.0.1:0", "--data", data)
    lines = [host.process.stdout.readline() for _ in range(2)]
    assert lines[0].startswith("listening on 127.0.0.1:"), lines
    link = lines[1].removeprefix("link ").strip()

    # Two guests come; the host sees who they are, from where, and in which room.
    ada = Window("Salon client.*Ada", (1200, 0), "client", link, "--pseudo", "Ada")
    ada.sees("lobby")
    bob = Window("Salon client.*Bob", (1200, 750), "client", link, "--pseudo", "Bob")
    for name in ("Ada", "Bob"):
        host.sees(name)
        host.sees(f"Kick {name}")
    host.sees("127.0.0.1:……")
    ada.sees("Bob joined……")

    # More are there, in other rooms and from shells.
    others = [("Chloé", "lobby"), ("Demba", "help"), ("Mia", "lobby"), ("Zoé", "random")]
    listeners = [
        subprocess.Popen([PROGRAM, "listen", f"{link.rsplit('/', 1)[0]}/{room}", "--pseudo", name])
        for name, room in others
    ]
    for name, _ in others:
        host.sees(f"Kick {name}")

    # They talk, and a shell script joins in.
    bob.sees("Write to lobby", "entry").grab_focus()
    bob.type("Has anybody brought the blue cable?", "Return")
    ada.sees("Has anybody brought the blue cable?……")
    ada.sees("Write to lobby", "entry").grab_focus()
    ada.type("It is on my desk. Help yourself!", "Return")
    bob.sees("It is on my desk. Help yourself!……")
    salon("say", link, "--pseudo", "weather", "18 degrees, and the sun is out")
    ada.sees("18 degrees, and the sun is out……")
    ada.picture("guest")
    host.picture("host")

    # The host speaks so that nobody can overlook it.
    host.click("Write to everyone…")
    host.sees("Send")
    host.type("Lunch is ready in room 12.")
    host.click("Send")
    for guest in (ada, bob):
        guest.sees("Message from the server, ……")
        guest.sees("Lunch is ready in room 12.")
    ada.picture("notice")
    for guest in (ada, bob):
        guest.click("Read")

    # One is kicked, the other is told.
    host.click("Kick Bob")
    host.type("Enough of the cables.")
    host.picture("host-kick")
    host.click("Kick")
    ada.sees("Bob was kicked……")
    bob.sees("Enough of the cables.……")
    host.sees_no_more("Kick Bob")
    ada.picture("guest-kicked")

    salon("admin", "stop", "--data", data)
    assert host.process.wait(PATIENCE) == 0
    for guest in (ada.process, bob.process):
        guest.terminate()
    for process in (ada.process, bob.process, *listeners):
        process.wait(PATIENCE)
    print("The story is told.")


tell()
