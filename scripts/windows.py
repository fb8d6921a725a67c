"""Drives the real windows through the accessibility bus, as a person with a screen reader would."""

import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

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


class Screen:
    """One window of the program: its process, and how it is touched and looked at by a person."""

    def __init__(self, title, place, *command, log=None):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        self.title = title
        self.id = wait_for(title, lambda: xdotool("search", "--name", title).split()[-1])
        xdotool("windowmove", self.id, *place)

    def focus(self):
        xdotool("windowraise", self.id)
        xdotool("windowfocus", "--sync", self.id)

    def press(self, *keys):
        for key in keys:
            xdotool("key", key)

    def picture(self, file):
        """Keeps how it looks as a PNG of few colors, which is small."""
        xdotool("windowraise", self.id)
        xdotool("mousemove", "--window", self.id, 1, 1)  # so that nothing lies under the pointer
        self.keep(file)

    def keep(self, file):
        """Keeps how it looks, wherever the pointer is."""
        time.sleep(0.7)  # a picture, not a check: lets fading and blinking come to rest
        few = ["-dither", "None", "-colors", "256"]
        subprocess.run(["import", "-window", self.id, *few, f"PNG8:{file}"], check=True)


class Window(Screen):
    """A window that is read and operated over the accessibility bus."""

    def __init__(self, title, place, *command, log=None):
        super().__init__(title, place, *command, log=log)
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

    def _holds(self, text):
        fields = (widget.get_text_iface() for widget in self._widgets() if "entry" in widget.get_role_name())
        return not text or any(text in Atspi.Text.get_text(field, 0, -1) for field in fields if field)

    def sees(self, name, role=None):
        print(f"{self.title}: {name}", flush=True)
        return wait_for(f"{name!r} in {self.title}", lambda: self.find(name, role))

    def sees_no_more(self, name):
        wait_for(f"{name!r} gone from {self.title}", lambda: not self.find(name))

    def click(self, name):
        self.sees(name, "push button").do_action(0)

    def type(self, text, *keys):
        """Types into whatever has the keyboard in this window."""
        self.focus()
        xdotool("type", "--delay", "15", text)
        wait_for(f"{text!r} in a field of {self.title}", lambda: self._holds(text))
        self.press(*keys)
