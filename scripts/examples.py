"""Takes the pictures of the examples that have windows: the whiteboard and the gradebook.

examples.py PROGRAMS HOME PICTURES: called by pictures.sh, in a network of its own.
"""

import math
import os
import subprocess
import sys
import time

import windows

PROGRAMS, HOME, PICTURES = sys.argv[1:]


class Seat:
    """Somebody with a display, and so a pointer, of their own, who draws in a window."""

    def __init__(self, language, title, pseudo, to):
        command = ["Xvfb", "-displayfd", "1", "-noreset", "-screen", "0", "800x600x24", "-nolisten", "tcp"]
        self.screen = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.display = f":{self.screen.stdout.readline().strip()}"
        self.looks()
        os.environ["SALON_LANG"] = language
        board = os.path.join(PROGRAMS, "examples/whiteboard")
        self.window = windows.Window(title, (0, 0), board, to, pseudo)
        windows.xdotool("windowsize", "--sync", self.window.id, 800, 600)

    def looks(self):
        os.environ["DISPLAY"] = self.display

    def takes(self, colour):
        self.window.sees(colour, "radio button").do_action(0)

    def draws(self, points, lets_go=True):
        """A line through these points, in the window."""
        self.looks()
        at = ["mousemove", "--window", self.window.id]
        windows.xdotool(*at, *map(round, points[0]))
        windows.xdotool("mousedown", 1)
        time.sleep(0.1)  # a hand, which each frame must see
        for point in points[1:]:
            windows.xdotool(*at, *map(round, point))
            time.sleep(0.03)
        time.sleep(0.1)
        if lets_go:
            windows.xdotool("mouseup", 1)

    def keeps(self, name):
        self.looks()
        file = os.path.join(HOME, name)
        self.window.keep(file)
        return file

    def leaves(self):
        self.window.process.terminate()
        self.window.process.wait(windows.PATIENCE)
        self.screen.terminate()


def line(start, end, steps=8):
    """Points from the one to the other."""
    part = [n / steps for n in range(steps + 1)]
    return [tuple(a + (b - a) * p for a, b in zip(start, end)) for p in part]


def through(*corners):
    return [point for a, b in zip(corners, corners[1:]) for point in line(a, b)]


def circle(x, y, r):
    return [(x + r * math.cos(n * math.pi / 16), y + r * math.sin(n * math.pi / 16)) for n in range(33)]


def whiteboard():
    """Two draw together, the one in English, the other in French."""
    ada = Seat("en", "Whiteboard", "Ada", "serve")
    link = ada.window.process.stdout.readline().removeprefix("link ").strip()
    zoe = Seat("fr", "Tableau blanc", "Zoé", link)
    ada.window.sees("Zoé")
    ada.draws(through((200, 440), (200, 300), (400, 300), (400, 440), (200, 440)))
    ada.takes("Red")
    ada.draws(through((180, 302), (300, 205), (420, 302)))
    zoe.takes("Orange")
    zoe.draws(circle(620, 150, 45))
    for n in range(8):
        x, y = math.cos(n * math.pi / 4), math.sin(n * math.pi / 4)
        zoe.draws(line((620 + 58 * x, 150 + 58 * y), (620 + 78 * x, 150 + 78 * y), 3))
    # Both are in the middle of a line.
    ada.takes("Green")
    ada.draws([(40 + 10 * n, 490 + 8 * math.sin(n / 2)) for n in range(46)], lets_go=False)
    zoe.takes("Violet")
    zoe.draws([(540 + 3 * n, 460 - 4 * n + 12 * math.sin(n / 3)) for n in range(26)], lets_go=False)
    kept = [ada.keeps("ada.png"), zoe.keeps("zoe.png")]
    beside = ["-gravity", "east", "-background", "#888", "-splice", "12x0", "+append", "-chop", "12x0"]
    file = os.path.join(PICTURES, "whiteboard.png")
    subprocess.run(["convert", *kept, *beside, "-colors", "256", f"PNG8:{file}"], check=True)
    zoe.leaves()
    ada.leaves()


MARKS = [("Bob Durand", "9.25", "0.5"), ("Bob Durand", "17", "3"), ("Zoé Martin", "15.5", "2"), ("Zoé Martin", "12", "1")]


def gradebook(language, title, sign_in, picture):
    os.environ["SALON_LANG"] = language
    kept = os.path.join(HOME, f"{language}.sqlite")
    command = [os.path.join(PROGRAMS, "gradebook"), "--data", kept, "--password", "correct horse"]
    window = windows.Window(title, (0, 0), *command)
    link = window.process.stdout.readline().removeprefix("link ").strip()
    calls = ["gradebook.sign_in", "user=teacher", "password=correct horse"]
    for name in ("BUT R&T 1", "BUT R&T 2"):
        calls += ["gradebook.create_class", f"class={name}"]
    for name in ("Bob Durand", "Chloé Petit", "Zoé Martin"):
        calls += ["gradebook.add_student", "class=BUT R&T 1", f"student={name}"]
    for name, mark, weight in MARKS:
        calls += ["gradebook.add_mark", "class=BUT R&T 1", f"student={name}", f"mark={mark}", f"coefficient={weight}"]
    subprocess.run([os.path.join(PROGRAMS, "salon"), "call", link, *calls], check=True, capture_output=True)
    window.click(sign_in)
    window.sees("BUT R&T 1").do_action(0)
    window.sees("Zoé Martin").do_action(0)
    window.picture(os.path.join(PICTURES, picture))
    window.process.terminate()
    window.process.wait(windows.PATIENCE)


windows.listen_to_the_windows()
gradebook("en", "Gradebook", "Sign in", "gradebook.png")
gradebook("fr", "Carnet de notes", "Se connecter", "gradebook-fr.png")
whiteboard()
