"""Tells the whole story with the real windows, and checks what they show.

story.py PROGRAM HOME: called by display.sh, which sets up the display and the bus.
"""

import os
import subprocess
import sys

import notifications
import windows

PROGRAM, HOME = sys.argv[1], sys.argv[2]


def salon(*arguments):
    subprocess.run([PROGRAM, *arguments], check=True, capture_output=True)


def tell():
    windows.listen_to_the_windows()
    desktop = notifications.Desktop()
    data = os.path.join(HOME, "data")
    host = windows.Window("Salon server", (0, 0), PROGRAM, "--listen", "127.0.0.1:0", "--data", data)
    lines = [host.process.stdout.readline() for _ in range(2)]
    assert lines[0].startswith("listening on 127.0.0.1:"), lines
    link = lines[1].removeprefix("link ").strip()

    # Two guests come; the host sees who they are, from where, and in which room.
    ada = windows.Window("Salon client.*Ada", (1200, 0), PROGRAM, "client", link, "--pseudo", "Ada")
    ada.sees("lobby")
    bob = windows.Window("Salon client.*Bob", (1200, 750), PROGRAM, "client", link, "--pseudo", "Bob")
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
    ada.type("It is on my desk, Bob. Help yourself!", "Return")
    bob.sees("It is on my desk, Bob. Help yourself!……")
    salon("say", link, "--pseudo", "weather", "18 degrees, and the sun is out")
    ada.sees("18 degrees, and the sun is out……")

    # Bob, who looks elsewhere, is called on the desktop: he was named, and somebody writes to him alone.
    named = ("Ada mentions you in lobby", "It is on my desk, Bob. Help yourself!")
    desktop.shows(*named)
    chat = subprocess.Popen([PROGRAM, "chat", link, "--pseudo", "Noor"], stdin=subprocess.PIPE, text=True)
    chat.communicate("/msg Bob <Do> you *need* it & the adapter?\n", windows.PATIENCE)
    desktop.shows("Noor writes to you alone", "&lt;Do&gt; you need it &amp; the adapter?")

    # The host speaks so that nobody can overlook it.
    host.click("Write to everyone…")
    host.sees("Send")
    host.type("Lunch is ready in room 12.")
    host.click("Send")
    for guest in (ada, bob):
        guest.sees("Message from the server, ……")
        guest.sees("Lunch is ready in room 12.")
    desktop.shows("Message from the server", "Lunch is ready in room 12.")
    desktop.shows(*named)  # still
    for guest in (ada, bob):
        guest.click("Read")

    # One is kicked, the other is told.
    host.click("Kick Bob")
    host.type("Enough of the cables.")
    host.click("Kick")
    ada.sees("Bob was kicked……")
    bob.sees("Enough of the cables.……")
    host.sees_no_more("Kick Bob")

    salon("admin", "stop", "--data", data)
    assert host.process.wait(windows.PATIENCE) == 0
    for guest in (ada.process, bob.process):
        guest.terminate()
    for process in (ada.process, bob.process, *listeners):
        process.wait(windows.PATIENCE)
    print("The story is told.")


tell()
