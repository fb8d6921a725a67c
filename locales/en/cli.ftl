# The command line.

## Starting a server

cli-no-data-folder = Your system names no folder for your data. Choose one with --data DIR.
cli-data-in-use = Another Salon server uses the folder { $folder }. Stop it with `salon admin stop`, or choose another folder with --data DIR.
cli-data-unusable = The folder { $folder } can’t be used ({ $cause }). Choose another one with --data DIR.
cli-no-control = The control socket in { $folder } can’t be opened ({ $cause }). Choose another folder with --data DIR.
cli-config-unreadable = The configuration { $file } can’t be read ({ $cause }). Give the right path after --config.
cli-config-mistake = The configuration has a mistake in { $file }, line { $line }, { $key }: { $cause }. Correct it, then start again.
cli-bad-listen = “{ $given }” is not HOST:PORT. Write it like 0.0.0.0:2428 or [::]:2428.
cli-port-in-use = { $address } is in use. Stop what listens there, or choose another port with --listen HOST:PORT.
cli-port-not-allowed = Listening on { $address } is not allowed. Choose a port from 1024 on with --listen HOST:PORT.
cli-no-listen = Listening on { $address } is not possible ({ $cause }). Choose an address of this machine with --listen HOST:PORT.
cli-no-room = The room “{ $room }” can’t be opened. { $cause }
cli-no-start = The system gives the server no thread or descriptor ({ $cause }). Close some programs.
cli-no-signals = The system takes no handler for Ctrl-C ({ $cause }).
cli-no-windows = This program was built without windows. It serves without one; act with `salon admin`.
cli-no-display = There is no display, so there is no window. Act with `salon admin`.
cli-window-failed = The window can’t be opened ({ $cause }). The server goes on without it; act with `salon admin`.

## What the host does from the command line

cli-no-server = No Salon server runs with the folder { $folder }. Start one with `salon serve`, or name the folder of a running one with --data DIR.
cli-not-your-server = The Salon server in { $folder } is another user’s. Act as that user.
cli-control-timeout = The server does not answer. Try again, or end it with a signal.
cli-control-broken = What the server answered can’t be understood ({ $cause }). Take the same version of salon as the server’s.
cli-done =
    { $clients ->
        [0] Done. It concerned nobody who is here.
        [one] Done. It concerned { $clients } client.
       *[other] Done. It concerned { $clients } clients.
    }
cli-state-online = online
cli-state-lost = lost
cli-column-pseudo = PSEUDO
cli-column-address = ADDRESS
cli-column-rooms = ROOMS
cli-column-last-message = LAST MESSAGE
cli-column-state = STATE
cli-column-room = ROOM
cli-column-members = MEMBERS
cli-column-topic = TOPIC
cli-column-ban = BAN
cli-column-target = WHO
cli-column-until = UNTIL
cli-column-reason = REASON

## Output

cli-output-failed = The standard output can’t be written ({ $cause }).

## Guests in a terminal

cli-no-display-for-client = there is no display
cli-client-window-failed = The window can’t be opened ({ $cause }). Use `salon chat` in the terminal.
cli-no-such-room = There is no room “{ $room }” there. Leave it out of the link, or ask the host for the right one.
cli-no-rooms = The server has no rooms. Ask the host to open one.
cli-room-closed = The host has closed the room.
cli-reconnecting = The connection was lost. Trying again…
cli-reconnected = Connected again.
cli-say-interrupted = Interrupted before everything was said and acknowledged.
cli-listen-interrupted =
    { $left ->
        [one] Interrupted before { $left } more message came.
       *[other] Interrupted before { $left } more messages came.
    }
cli-gap =
    { $count ->
        [one] { $count } event was missed.
       *[other] { $count } events were missed.
    }
cli-line-too-long = A line is longer than { $most } bytes. Split it.
cli-input-failed = The standard input can’t be read ({ $cause }).
cli-the-server = Message from the server
cli-not-text = ({ $kind }, { $bytes } bytes)

## The chat

cli-chat-here = You are in { $room }. /help lists what can be typed.
cli-chat-topic = Topic: { $topic }
cli-chat-members = Here ({ $count }): { $names }
cli-chat-room = { $room } ({ $members }) { $topic }
cli-chat-joined = { $pseudo } joined
cli-chat-renamed = { $old } is now called { $new }
cli-chat-nowhere = You are in no room. Type /rooms, then /join ROOM.
cli-chat-incomplete = Something is missing after this command. /help shows what.
cli-chat-unknown = There is no /{ $name }. /help lists what there is.
cli-chat-help =
    /rooms             list the rooms
    /join ROOM         go to another room
    /leave             leave the room
    /members           list who is here
    /msg PSEUDO TEXT   say something to one person alone ("PSEUDO" in quotes if it has spaces)
    /nick PSEUDO       change your pseudo
    /quit              leave the server
    //…                say something that begins with /
