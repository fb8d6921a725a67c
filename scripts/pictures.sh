#!/bin/sh
# The pictures of docs/pictures.md: `pictures.sh PROGRAM FOLDER`. In a network of its own this
# machine is 192.168.1.20 and nothing else listens, so that every picture shows the same link.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
exec unshare --map-root-user --net sh -c \
    'ip link set lo up && ip address add 192.168.1.20/24 dev lo && exec "$@"' sh \
    "$here/display.sh" "$here/pictures.py" "$@"
