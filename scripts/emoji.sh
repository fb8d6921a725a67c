#!/bin/sh
# Makes assets/emoji/fr.tsv anew: what emoji are called in French, from Unicode's CLDR, one emoji and
# its short name a line. Wanted when a new version of the CLDR names new emoji. Needs npm and node.
set -eu

version=48.2.0
folder=$(cd "$(dirname "$0")/../assets/emoji" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cd "$work"
npm pack --silent "cldr-annotations-full@$version" >/dev/null
tar xzf ./*.tgz package/LICENSE package/annotations/fr/annotations.json
# Of one sign each: those of several are not offered either.
node >"$folder/fr.tsv" -e '
    const { annotations } = require("./package/annotations/fr/annotations.json").annotations;
    const single = /^(?=\p{Emoji})\P{Emoji_Component}\uFE0F?$/u;
    for (const [emoji, { tts }] of Object.entries(annotations))
        if (single.test(emoji) && tts) console.log(`${emoji}\t${tts[0]}`);
'
cp package/LICENSE "$folder/CLDR-LICENSE.txt"
