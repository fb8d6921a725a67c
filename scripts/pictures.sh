#!/bin/sh
# The pictures of docs/pictures.md and of the examples: `pictures.sh PROGRAMS FOLDER`. In a network of its
# own this machine is 192.168.1.20 and nothing else listens, so that every picture shows the same link.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
exec unshare --map-root-user --net sh -euc '
    ip link set lo up
    ip address add 192.168.1.20/24 dev lo
    "$0/display.sh" "$0/pictures.py" "$1/salon" "$2"
    "$0/display.sh" "$0/examples.py" "$1" "$2"
' "$here" "$@"
