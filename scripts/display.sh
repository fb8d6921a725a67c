#!/bin/sh
# Runs a script with the real program and real windows on a display of its own:
# `display.sh SCRIPT PROGRAM ARGUMENT...` is `SCRIPT PROGRAM HOME ARGUMENT...`, with a fresh HOME.
set -eu

script=$1
program=$2
shift 2
home=$(mktemp -d)
trap 'kill "$screen" 2>/dev/null || true; rm -rf "$home"' EXIT INT TERM

# Xvfb takes the first free display and says which. It would begin anew, and refuse whoever comes
# just then, whenever nobody is left: after each question of xdotool before there is a window.
mkfifo "$home/display"
Xvfb -displayfd 3 -noreset -screen 0 2400x1500x24 -nolisten tcp 3>"$home/display" >/dev/null 2>&1 &
screen=$!
read -r number <"$home/display"

# A home of its own, so that nothing of the user's is read or written; a session bus of its own,
# over which the windows are read and operated as a screen reader would.
env -i PATH="$PATH" DISPLAY=":$number" HOME="$home" XDG_RUNTIME_DIR="$home" LANG=C.UTF-8 TZ=UTC \
    SALON_LANG=en LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=0 \
    dbus-run-session -- /usr/bin/python3 -B "$script" "$program" "$home" "$@" 2>"$home/log" || {
    tail -n 60 "$home/log" >&2
    exit 1
}
