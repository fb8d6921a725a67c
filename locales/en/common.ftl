# What both windows and the command line say.

## Errors of the protocol

error-not-salon = What came is not the Salon protocol. Check the link.
error-version = This version of the protocol is not spoken there. Take the same version on both sides.
error-too-large = The message is longer than it may be. Shorten it.
error-handshake-timeout = Connecting was not finished in time. Try again.
error-server-full = The server is full. Try again later.
error-too-many-from-address = There are too many connections from your address. Close one, then try again.
error-banned = The host has banned this pseudo or address. Only the host can lift that: ask them.
error-stopping = The server is stopping. Try again later.
error-too-many-errors = Too many messages in a row were refused, so the server ended the connection. Connect again.
error-internal = The server has made a mistake. Try again; its host can read more in the log.
error-unknown-kind = The server does not know this kind of message. Take the same version of Salon on both sides.
error-malformed = The server could not read the message. Take the same version of Salon on both sides.
error-invalid-utf8 = A text is not valid UTF-8. Type it anew.
error-bad-compression = The message could not be inflated within the limits. Shorten it.
error-wrong-state = This is not possible at this point. Wait a moment, then try again.
error-pseudo-invalid = This can’t be a pseudo. Choose another one.
error-pseudo-taken = Somebody here bears this pseudo, or one that looks like it. Choose another one.
error-resume-refused = The session is over and can’t be resumed. Connect again.
error-no-such-room = There is no such room. Choose one of the list of rooms.
error-room-name-invalid = This can’t be the name of a room. Choose another one.
error-already-in-room = You are in this room already. Choose it from your rooms.
error-not-in-room = You are not in this room. Join it first.
error-too-many-rooms = There can’t be more rooms. Leave one first, or choose one that is there.
error-no-such-member = Nobody here bears this pseudo. Choose somebody from the members.
error-rate-limited = Too many messages in too short a time. Wait a moment.
error-bad-client-number = This message was sent already, too long ago to know what became of it. Look whether it arrived before you send it again.
error-blocked = Something that you have started here is still open, and keeps you from this. Wait for its end, or take it back.
error-no-such-sequence = This is over already. There is nothing more to do.
error-already-answered = You have answered this already. Wait for its end.
error-not-asked = This is not yours to answer or to take back. Leave it to those who are asked.
error-nobody-there = Nobody is there who could answer. Try again when somebody has come.
error-too-many-sequences = Too much is open at once. Wait until something is over.
error-bad-sequence = The server does not take this: something of it is out of range. Choose smaller values.
error-no-such-stream = This transfer is over. Start it again if you still want it.
error-ticket-refused = The server does not let this transfer begin. Start it again.
error-too-many-streams = Too much is being transferred at this moment. Try again later.
error-no-such-service = There is no such service there. `salon services` lists them.
error-no-such-method = The service has no such method. `salon services` lists them.
error-schema-mismatch = This program and the service differ about what the method takes and gives. Update the older of the two.
error-bad-value = The parameters can’t be read, or aren’t those of the method. `salon services` lists what it takes.
error-busy = The service has more to do than it can take. Nothing was done; try again in a moment.
error-deadline = The answer did not come in time. Look whether it was done before you call again.
error-cancelled = The call was cancelled. Call again if you want it after all.
error-service-failed = The service has made a mistake. Tell its host.
error-call-schema = This program takes the method for { $ours }. The server says: { $theirs } Update the older of the two.
error-call-params = The parameters can’t be sent ({ $cause }). Change them.
error-call-not-sent = The call was not sent. { $cause }
error-call-unknown = { $cause } It isn’t known whether the call was carried out: look before you call again.
error-call-result = The call was carried out, and its result can’t be read ({ $cause }). Update the older of the two programs.
error-not-allowed = The host has switched this off. Ask the host to allow it.
error-no-such-introduction = There is no such introduction, or it is over. Ask again.
error-unknown = The server reports an error that this version does not know (number { $code }). Take a newer version of Salon.

## Errors of a client

error-client-connect = No connection to { $address } ({ $cause }). Check the address, and that the server runs.
error-client-not-salon = What answers at { $address } is not a Salon server. Check the port.
error-client-timeout = The server did not answer in time. Try again.
error-client-lost = The connection is lost. Connect again.
error-client-unconfirmed = The connection was lost before the server acknowledged the message. Look whether it arrived before you send it again.
error-client-outcome-missed = How it ended was missed while there was no connection. Look, and start it again if need be.
error-client-senseless = What came makes no sense. Take the same version of Salon on both sides.
error-client-system = The system gives no thread or socket ({ $cause }). Close some programs, then try again.
error-peer-absent = The other did not come in time. Ask again.
error-peer-no-path = No direct way to the other opened. Go on through the server, or ask again.
error-peer-not-them = Whoever answered is not the one who was introduced. Ask again.
error-peer-lost = The connection to the other was lost. Ask again.
error-link-scheme = A link begins with salon://, not with { $scheme }://. Copy the whole link.
error-link-host = This is no address. A link looks like this: salon://HOST:PORT/ROOM
error-link-port = “{ $port }” is no port. Give a number from 1 to 65535.
error-link-percent = A “%” in the link has no two digits after it. Copy the whole link.

## What the system says is the cause, within a sentence

cause-refused = nothing listens there
cause-timeout = no answer
cause-unreachable = no way leads there
cause-unknown-name = nobody knows this name
cause-no-file = it is not there
cause-denied = it is not allowed
cause-full = the disk is full
cause-read-only = nothing can be written on this disk
cause-no-folder = a part of the path is no folder
cause-exists = there is something of this name
cause-folder = it is a folder
cause-broken-disk = the disk fails

## Why a connection was ended

bye-leaving = You have left.
bye-stopping = The server has stopped.
bye-kicked = The host has removed you.
bye-banned = The host has banned you.
bye-timeout = The server heard nothing from you for too long. Connect again.
bye-too-slow = Your connection is slower than the conversation. Connect again, with a better one if you can.
bye-superseded = Your session goes on in another connection.
bye-refused = An error ended the connection. Connect again.
bye-unknown = The connection was ended for a reason that this version does not know (number { $code }). Connect again.

## How somebody came to be gone

leave-left = { $pseudo } left
leave-lost = { $pseudo } lost the connection
leave-kicked = { $pseudo } was kicked
leave-banned = { $pseudo } was banned
leave-unknown = { $pseudo } is gone

## How one came to be out of a room

room-kept-out = You could not come back into the room. { $why }

## What the host has changed of a room

room-renamed = The room { $old } is now called { $name }.
room-topic = The topic of { $name } is now: { $topic }
room-no-topic = { $name } has no topic any more.
room-peer-posts = The host lets members of { $name } send their messages directly to each other.
room-no-peer-posts = All messages of { $name } now go through the server.

## Why a text can't be a name

name-empty = A name needs at least one character that can be seen.
name-too-long =
    { $most ->
        [one] A name has at most { $most } character.
       *[other] A name has at most { $most } characters.
    }
name-forbidden = A name can’t have this character: “{ $character }”.
name-spaces = A name has no space at its ends, and no two in a row.
name-marks = A name can’t have so many accents on one letter.
name-reserved = This name is kept for the server. Choose another one.

## Why the host's command was not carried out

host-no-such-member = This client is no longer here.
host-no-such-room = This room no longer exists.
host-no-such-ban = This ban is no longer in force.
host-room-exists = There is a room of this name already.
host-too-many-rooms = There can’t be more rooms.
host-empty-notice = The message is empty.
host-too-long =
    { $most ->
        [one] The text is longer than { $most } byte.
       *[other] The text is longer than { $most } bytes.
    }
host-busy = The server is busy. Try again in a moment.
host-not-two = An introduction is of two clients who are both here.
host-introductions-off = Introductions are switched off. Set introductions = true in the configuration file.
host-stopped = The server has stopped.

## Time

time-moment = { $date }, { $time }
time-today = Today
time-yesterday = Yesterday
time-just-now = just now
time-minutes-ago = { $count } min ago
time-hours-ago = { $count } h ago
time-days-ago =
    { $count ->
        [one] { $count } day ago
       *[other] { $count } days ago
    }

## Amounts

amount-count = { $count }
amount-bytes = { $amount } B
amount-kilobytes = { $amount } kB
amount-megabytes = { $amount } MB
amount-gigabytes = { $amount } GB
amount-milliseconds = { $amount } ms

## The host's words

notice-heading = Message from the server, { $date }, { $time }:
notice-room = To everybody in { $room }
notice-you = To you alone
with-words = { $sentence } ({ $words })

## What both windows say

look-dismiss = Dismiss
look-theme = Colours
look-theme-system = As the system
look-theme-light = Light
look-theme-dark = Dark
look-scale = Size
look-percent = { $percent }%
look-smaller = Smaller
look-larger = Larger
look-scale-reset = Size as designed
look-copy-code = Copy the code
look-language = Language

transfer-unreadable = The file can’t be read ({ $cause }). Check its path, and that you may read it.
transfer-not-a-file = This is not a file. Send files one by one.
transfer-changed = The file was changed while it was sent. Send it again.
transfer-differs = What arrived is not what was sent. Send it again.
transfer-disk-full = There is no room left on the receiver’s disk. Send it again once they have made some.
transfer-no-room = There is no room for it in this folder. Make some, or choose another folder.
transfer-unwritable = It can’t be written in this folder ({ $cause }). Choose another folder.
transfer-not-kept = The receiver can’t keep it. Ask them why.
transfer-nobody = Nobody is there to take it. Check the name.
transfer-expired = Nobody answered in time. It has to be offered again.
transfer-refused = It was declined. Ask them before you offer it again.
transfer-refused-with-words = It was declined with the words “{ $words }”. Ask them before you offer it again.
transfer-broken-off = The other side has broken it off. Ask them whether it is to be sent again.
transfer-withdrawn = The offer was taken back. Ask for it again if you want it.
transfer-gone = The other side has gone. It can be offered again once they are back.
transfer-no-streams = This server carries no files. Ask its host to update it, or to allow them.
transfer-memory = What is remembered of transfers can’t be kept ({ $cause }). Make room in your own folder, then start the program again.
transfer-too-many = Too many transfers are waiting. Cancel some.
transfer-state-cancelled = It was broken off.
transfer-state-starting = about to begin
transfer-state-running = { $rate }/s, { $left } left
transfer-state-paused = paused
transfer-state-slow = nothing comes at this moment
transfer-state-no-room = the disk is full; it goes on as soon as you have made room
transfer-state-interrupted = interrupted; it goes on as soon as both are connected
