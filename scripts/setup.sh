#!/bin/sh
# Prepares the machine: `setup.sh run` for building and running, `setup.sh test` for the tests, too,
# `setup.sh pictures` for the pictures, too. What is there already costs nothing. Where it may not install something itself, it says
# exactly what to type.
set -eu

purpose=${1:-run}

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Cargo may be there without being in the PATH of this shell.
if ! command -v cargo >/dev/null 2>&1 && [ ! -x "${HOME:-}/.cargo/bin/cargo" ]; then
    fail "Rust is missing. Install it with the next line, open a new terminal, and try again:
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
fi

# Elsewhere (macOS) the windows need nothing that isn't there.
[ "$(uname -s)" = Linux ] || exit 0

packages=
need() { # PACKAGE TEST...: the package, unless the test succeeds.
    package=$1
    shift
    "$@" >/dev/null 2>&1 || packages="$packages $package"
}
# Whether the loader knows a library.
libraries=$({ ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null || true)
library() { case $libraries in *"$1"*) ;; *) return 1 ;; esac; }
mesa() { ls /usr/lib/*/dri/*.so /usr/lib*/dri/*.so 2>/dev/null | grep -q .; }

need gcc command -v cc
need libc6-dev test -e /usr/include/stdio.h
need libx11-6 library libX11.so.6
need libx11-xcb1 library libX11-xcb.so.1
need libxcb1 library libxcb.so.1
need libxcursor1 library libXcursor.so.1
need libxi6 library libXi.so.6
need libxkbcommon0 library libxkbcommon.so.0
need libxkbcommon-x11-0 library libxkbcommon-x11.so.0
need libgl1 library libGL.so.1
need libegl1 library libEGL.so.1
need libgl1-mesa-dri mesa
need libwayland-client0 library libwayland-client.so.0
need libwayland-egl1 library libwayland-egl.so.1
need libfontconfig1 library libfontconfig.so.1
if [ "$purpose" != run ]; then
    need xvfb command -v Xvfb
    need xdotool command -v xdotool
    need imagemagick command -v import
    # Through these the story reads and operates the windows as a screen reader would.
    need dbus command -v dbus-run-session
    need libglib2.0-bin command -v gdbus
    need at-spi2-core test -x /usr/libexec/at-spi-bus-launcher
    need python3-gi /usr/bin/python3 -c 'import gi'
    # Networks that tests make for themselves.
    need iproute2 command -v ip
    need nftables test -x /usr/sbin/nft
    need util-linux command -v unshare
    need gir1.2-atspi-2.0 /usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")'
fi
if [ "$purpose" = pictures ]; then
    need fonts-noto-color-emoji test -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
fi

[ -n "$packages" ] || exit 0

install="apt-get install --yes --no-install-recommends$packages"
if ! command -v apt-get >/dev/null 2>&1; then
    say "Some libraries may be missing. Their names on Debian:$packages"
    say "Install what your system calls them if the window does not open."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    fail "Some packages are missing. Install them with the next line, and try again:
  sudo $install"
fi
say "Installing$packages..."
# The lists of packages may be missing or old: they are renewed only where that is needed.
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
$as_root $install >/dev/null 2>&1 || {
    $as_root apt-get update >/dev/null
    $as_root $install >/dev/null
}
