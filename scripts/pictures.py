"""Takes the pictures of docs/pictures.md from the real windows: light and dark, in both languages.

pictures.py PROGRAM HOME PICTURES: called by pictures.sh, in a network of its own.
"""

import json
import os
import subprocess
import sys
from collections import namedtuple

import windows

PROGRAM, HOME, PICTURES = sys.argv[1:]

# What is said, and what the buttons are called, in a language. Lines are (who, what).
Words = namedtuple("Words", "server rooms talk answer write_to more private elsewhere dismiss kick why notice read direct")
WORDS = {
    "en": Words(
        "Room 12",
        [("lobby", "Welcome!"), ("3d", "Prototypes")],
        [
            ("Chloé", "Good morning! Has anybody seen the *long* blue cable?"),
            ("Demba", "@Ada had it yesterday, I think 🤔"),
            ("Mia", "Whoever has it: **the printer in the corner** is waiting, too"),
        ],
        "It is on my desk, help yourself!",
        "Write to {}",
        [
            ("Chloé", "You are the best 🎉 Here is what I plug in: https://www.rust-lang.org/learn"),
            ("Demba", "And to see whether it is there: `lsusb --tree | grep -i printer`"),
        ],
        "Lunch at noon, as always? 🥗",
        "The nozzle is clean again",
        "Dismiss",
        ("Kick Bob", "Kick"),
        "That joke about the cable, again.",
        "Soup is ready in the kitchen. The demonstration begins at two.",
        "Read",
        ("Agree to talk to Zoé directly", "Go there", "I see the same code. What is the surprise?"),
    ),
    "fr": Words(
        "Salle 12",
        [("accueil", "Bienvenue !"), ("3d", "Prototypes")],
        [
            ("Chloé", "Bonjour ! Quelqu’un a vu le *long* câble bleu ?"),
            ("Demba", "@Ada l’avait hier, je crois 🤔"),
            ("Mia", "Qui que ce soit : **l’imprimante du coin** attend, elle aussi"),
        ],
        "Il est sur mon bureau, servez-vous !",
        "Écrire à {}",
        [
            ("Chloé", "Merci mille fois 🎉 Voici ce que je branche : https://www.rust-lang.org/fr/learn"),
            ("Demba", "Et pour savoir si elle est là : `lsusb --tree | grep -i printer`"),
        ],
        "On déjeune à midi, comme toujours ? 🥗",
        "La buse est de nouveau propre",
        "Masquer",
        ("Exclure Bob", "Exclure"),
        "Encore cette blague sur le fil.",
        "La soupe est servie à la cuisine. La démonstration commence à deux heures.",
        "Lu",
        ("Accepter de parler directement avec Zoé", "Y aller", "J’ai le même code. C’est quoi, la surprise ?"),
    ),
}


class Place:
    """A server with its window, a guest with hers, and others in terminals."""

    def __init__(self, language, theme):
        self.words, self.name, self.others = WORDS[language], f"{language}-{theme}", {}
        self.data = os.path.join(HOME, self.name, "data")
        os.makedirs(self.data)
        os.environ |= {"HOME": os.path.join(HOME, self.name), "SALON_LANG": language}
        for program in ("salon-server", "salon-client"):
            kept = os.path.join(HOME, self.name, ".local/share", program)
            os.makedirs(kept)
            with open(os.path.join(kept, "app.ron"), "w") as file:
                json.dump({"theme": theme}, file)
        self._configure()
        self.host = windows.Window("Salon server", (0, 0), PROGRAM, "--data", self.data)
        self.host.process.stdout.readline()
        self.link = self.host.process.stdout.readline().removeprefix("link ").strip()
        join = [self.link, "--pseudo", "Ada"]
        self.ada = windows.Window("Salon client.*Ada", (1200, 700), PROGRAM, "client", *join)

    def _configure(self):
        with open(os.path.join(self.data, "salon.toml"), "w") as file:
            file.write(f"name = {json.dumps(self.words.server)}\nheartbeat.interval = \"1s\"\n")
            for name, topic in self.words.rooms:
                file.write(f"[[rooms]]\nname = {json.dumps(name)}\ntopic = {json.dumps(topic)}\n")

    def come(self, room, *names):
        for name in names:
            command = [PROGRAM, "chat", f"{self.link.rsplit('/', 1)[0]}/{room}", "--pseudo", name]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
            self.others[name] = subprocess.Popen(command, **pipes)
            self.host.sees(name)

    def say(self, lines):
        """Each line once the one before is there, so that they stand in this order."""
        for name, line in lines:
            self.type(name, line, " ".join(line.split()[:3]) + "……")

    def type(self, name, line, sign):
        """Lets somebody type a line, and waits until Ada sees the sign of it."""
        self.others[name].stdin.write(line + "\n")
        self.others[name].stdin.flush()
        self.ada.sees(sign)

    def picture(self, window, what):
        window.picture(os.path.join(PICTURES, f"{what}-{self.name}.png"))

    def end(self):
        subprocess.run([PROGRAM, "admin", "stop", "--data", self.data], check=True, capture_output=True)
        self.ada.process.terminate()
        for process in (self.host.process, self.ada.process, *self.others.values()):
            process.wait(windows.PATIENCE)


def take(language, theme):
    place = Place(language, theme)
    words, host, ada = place.words, place.host, place.ada
    lobby, second = (name for name, _ in words.rooms)
    field = words.write_to.format(lobby)

    # Ada is in two rooms, and looks at the first.
    ada.sees(field, "entry").grab_focus()
    ada.type(f"/join {second}", "Return")
    ada.sees(words.write_to.format(second), "entry")
    ada.type("", "alt+Up")
    place.come(lobby, "Chloé", "Demba", "Mia", "Zoé")
    place.come(second, "Bob", "Ismaël", "Noor", "Tom")
    place.say(words.talk)
    ada.sees(field, "entry").grab_focus()
    ada.type(words.answer, "Return")
    ada.sees(words.answer + "……")
    place.say(words.more)
    place.type("Bob", words.elsewhere, f"{second}, 1……")
    place.type("Zoé", f"/msg Ada {words.private}", "Zoé, 1……")
    ada.click(words.dismiss)
    place.picture(ada, "guest")
    place.picture(host, "host")

    kick, confirm = words.kick
    host.click(kick)
    host.sees(confirm, "push button")
    host.type(words.why)
    place.picture(host, "kick")
    host.type("", "Escape")
    host.sees_no_more(confirm)

    notice = ["admin", "notice", "--data", place.data, words.notice]
    subprocess.run([PROGRAM, *notice], check=True, capture_output=True)
    ada.sees(words.read, "push button")
    place.picture(ada, "notice")

    # Zoé asks Ada to talk directly.
    ada.click(words.read)
    agree, go, line = words.direct
    place.others["Zoé"].stdin.write("/peer Ada\n")
    place.others["Zoé"].stdin.flush()
    ada.click(agree)
    ada.click(go)
    ada.focus()  # what is said is seen: nobody is called
    place.type("Zoé", f"/p {line}", " ".join(line.split()[:3]) + "……")
    place.picture(ada, "direct")
    place.end()


windows.listen_to_the_windows()
for language in WORDS:
    for theme in ("light", "dark"):
        take(language, theme)
