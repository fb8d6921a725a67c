# The command line.

## Starting a server

cli-no-data-folder = Your system names no folder for your data. Choose one with --data DIR.
cli-data-in-use = Another Salon server uses the folder { $folder }. Stop it with `salon admin stop`, or choose another folder with --data DIR.
cli-data-unusable = The folder { $folder } can’t be used ({ $cause }). Choose another one with --data DIR.
cli-no-control = The control socket in { $folder } can’t be opened ({ $cause }). Choose another folder with --data DIR.
cli-config-unreadable = The configuration { $file } can’t be read ({ $cause }). Give the right path after --config.
cli-config-mistake = { $file } has a mistake in line { $line }, at { $key } ({ $cause }). Correct it, then start again.
cli-config-mistake-in-line = { $file } has a mistake in line { $line } ({ $cause }). Correct it, then start again.
cli-config-same-name = a room above has this name, or one that looks like it
cli-config-too-long = this is longer than { $bytes } bytes
cli-config-listen = HOST:PORT is expected, like "0.0.0.0:2428" or "[::]:2428"
cli-config-duration = a time is expected: seconds, or text like "30s"
cli-config-more-than-zero = this must be more than 0
cli-config-share = a share is a percentage from 1 to 100
cli-bad-listen = “{ $given }” is not HOST:PORT. Write it like 0.0.0.0:2428 or [::]:2428.
cli-port-in-use = { $address } is in use. Stop what listens there, or choose another port with --listen HOST:PORT.
cli-port-not-allowed = Listening on { $address } is not allowed. Choose a port from 1024 on with --listen HOST:PORT.
cli-no-listen = Listening on { $address } is not possible ({ $cause }). Choose an address of this machine with --listen HOST:PORT.
cli-no-room = The room “{ $room }” can’t be opened. { $cause }
cli-no-start = The system gives the server no thread or descriptor ({ $cause }). Close some programs.
cli-no-signals = The system takes no handler for Ctrl-C ({ $cause }).
cli-no-windows = This program was built without windows. It serves without one; act with `salon admin`.
cli-no-display = There is no display, so there is no window. Act with `salon admin`.
cli-cause-no-display = no display can be reached: neither WAYLAND_DISPLAY nor DISPLAY names one that answers
cli-cause-crashed = it has crashed
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
cli-column-messages-in = IN
cli-column-messages-out = OUT
cli-column-round-trip = ROUND TRIP
cli-column-lag = LAG
cli-column-posts = POSTS
cli-column-time = WHEN
cli-column-to = TO
cli-column-reached = REACHED
cli-column-text = TEXT
cli-everyone = everyone

## Output

cli-output-failed = The standard output can’t be written ({ $cause }).

## Guests in a terminal

cli-no-display-for-client = there is no display
cli-client-window-failed = The window can’t be opened ({ $cause }). Use `salon chat` in the terminal.
cli-no-such-client = Nobody here is called “{ $pseudo }”. `salon admin clients` lists who is.
cli-no-such-room-here = There is no room “{ $room }”. `salon admin rooms` lists them.
cli-no-such-room = There is no room “{ $room }” there. Leave it out of the link, or ask the host for the right one.
cli-no-rooms = The server has no rooms. Ask the host to open one.
cli-room-closed = The host has closed the room.
cli-reconnecting = The connection was lost. Trying again…
cli-reconnected = Connected again.
cli-nothing-to-say = There is nothing in this text. Say something, or leave it out to post the lines of the standard input.
cli-say-interrupted = Interrupted before everything was said and acknowledged.
cli-call-word = “{ $word }” is neither SERVICE.METHOD nor, behind one, KEY=VALUE or a JSON object. See `salon call --help`.
cli-call-twice = The parameter “{ $name }” is given twice.
cli-call-json = This is not a JSON object ({ $cause }).
cli-call-unknown-parameter = The method has no parameter “{ $name }”. It takes { $params }
cli-call-misfit = The parameter “{ $name }” must be of the type { $kind }.
cli-call-failed = { $call }: { $sentence }
cli-call-missing = The parameter “{ $name }” is missing, of the type { $kind }.
cli-no-services = There are no services there.
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
cli-send-not = “{ $name }” was not sent. { $why }
cli-sent = “{ $name }” has arrived at { $with }.
cli-send-failed = Not everything was sent.
cli-receive-ask = { $with } offers “{ $name }” ({ $size }). Take it? (y/n)
cli-receive-not = “{ $name }” did not come. { $why }
cli-receive-full = “{ $name }” waits: the disk is full. Make room, and it goes on.
cli-receive-no-folder = “{ $folder }” is not a folder. Make it, or name another one.
cli-transfer-interrupted = Interrupted. Run the same command again to go on.

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
cli-chat-vote = { $pseudo } asks: { $question }
cli-chat-vote-how = Type /answer and the number of your choice.
cli-chat-voted = { $pseudo } has answered; { $waiting } still to come
cli-chat-vote-declined-by = { $pseudo } takes no part; { $waiting } still to come
cli-chat-vote-left = { $pseudo } has left; { $waiting } still to come
cli-chat-vote-result = The vote is over: { $question }
cli-chat-vote-uncounted =
    { $count ->
        [one] and { $count } answer of which the choice was missed
       *[other] and { $count } answers of which the choice was missed
    }
cli-chat-vote-missed = The vote is over, and how it ended was missed: { $question }
cli-chat-vote-cancelled = The vote was taken back: { $question }
cli-chat-vote-none = No vote here waits for you.
cli-chat-vote-choice = The choices are numbered from 1 to { $count }.
cli-chat-vote-usage = A vote has a question and 2 to 20 choices: /vote QUESTION | CHOICE | CHOICE
cli-chat-help =
    /rooms             list the rooms
    /join ROOM         go to another room
    /leave             leave the room
    /members           list who is here
    /msg PSEUDO TEXT   say something to one person alone ("PSEUDO" in quotes if it has spaces)
    /peer PSEUDO       ask somebody to speak directly; the other answers /peer yes or /peer no
    /p TEXT            say something to whom one speaks directly; /peer bye ends it
    /direct on         let your messages go directly to all who are here, where the host and all of them
                       allow it; /direct off, and /direct tells how it stands
    /nick PSEUDO       change your pseudo
    /vote QUESTION | CHOICE | CHOICE
                       let everybody here vote
    /answer NUMBER     choose in the vote that is open
    /quit              leave the server
    //…                say something that begins with /

## Speaking directly

cli-peer-asking = You have asked { $pseudo } to speak directly.
cli-peer-asked = { $pseudo } would like to speak to you directly. Answer /peer yes or /peer no.
cli-peer-asked-by-host = The host would like to bring you and somebody else together, to speak directly. Answer /peer yes or /peer no.
cli-peer-nobody-asks = Nobody asks you.
cli-peer-agreed = You have agreed.
cli-peer-declined = You have declined.
cli-peer-refused = They would rather not speak directly.
cli-peer-expired = Nobody answered in time.
cli-peer-meeting = Looking for a way to { $pseudo }…
cli-peer-direct = You speak to { $pseudo } directly, at { $address }.
cli-peer-relayed = You speak to { $pseudo } through the server, which can’t read it. No direct way opened.
cli-peer-code = Code: { $code }. If { $pseudo } sees the same (ask by voice), nobody is in between.
cli-peer-how = /p TEXT says something there, /peer bye ends it.
cli-peer-said = { $pseudo } (directly): { $text }
cli-peer-cannot = { $pseudo } would like something that can’t be done here, such as a vote or a file. It was declined.
cli-peer-over = You speak to { $pseudo } directly no longer.
cli-peer-none = You speak to nobody directly. /peer PSEUDO asks somebody.

cli-direct-off = Your messages go through the server. /direct on lets them go directly, where all allow it.
cli-direct-on =
    { $count ->
        [one] Your messages go directly to { $count } person, and the server doesn’t see them.
       *[other] Your messages go directly to { $count } people, and the server doesn’t see them.
    }
cli-direct-not-here = The host doesn’t let the messages of this room go directly. They go through the server until that changes.
cli-direct-too-many = More than { $most } people are here. Messages go through the server.
cli-direct-missing =
    { $count ->
        [0] You are alone here. Whoever comes can be reached directly if they allow it, too.
       *[other] Your messages go through the server until { $names } can be reached directly, too.
    }
cli-direct-went =
    { $count ->
        [one] From this one on, your messages go directly to { $count } person.
       *[other] From this one on, your messages go directly to { $count } people.
    }
cli-direct-went-not = From this one on, your messages go through the server. /direct tells why.
cli-direct-lost = The direct way to { $pseudo } is lost. What was on it may not have arrived.

## The benchmark

cli-bench-linux = The benchmark needs Linux.
cli-bench-no-server = A server for the benchmark did not start ({ $said }). What it said on the standard error tells why.
cli-bench-system = The benchmark can’t go on ({ $cause }).
cli-bench-refused = The server refuses a member of the benchmark ({ $cause }). A target is started with --no-limits --open-rooms, and with room for all connections and rooms in its configuration.
cli-bench-not-salon = What answers is not a Salon server. Check the port of the link.
cli-bench-ended = The server ended a connection of the benchmark. Its log tells why.
cli-bench-joining = Only { $joined } of { $members } members could join in time. Try with fewer.
cli-bench-limited = The server allows a member { $rate } posts a second, and no more would be measured. Start it with --no-limits.
cli-bench-descriptors = The benchmark needs { $wanted } open files, and { $allowed } are allowed. Raise the limit as root (`ulimit -Hn { $wanted }`, then the benchmark from the same shell), or take fewer members.
cli-bench-mappings = The benchmark needs { $wanted } memory mappings for a server’s threads, and { $allowed } are allowed. Raise the limit as root (`sysctl vm.max_map_count={ $wanted }`), or take fewer members.
cli-bench-loopback = { $address } is not on this machine’s loopback, and the load must not leave it. Use localhost.
cli-bench-no-address = There is no address for { $address }. Use localhost.
cli-bench-unsaved = The results can’t be written to { $file } ({ $cause }).
cli-bench-interrupted = Interrupted before everything was measured.
cli-bench-faults = Deliveries went wrong: { $lost } lost, { $doubled } doubled, { $reordered } reordered.
cli-bench-others = Other programs used up to { $cores } of the two cores meanwhile: rates are lower for it, and latencies higher. CPU times are not.
cli-bench-case = { $done }/{ $steps } { $scenario }: { $members } members, { $senders } senders
cli-bench-fanout = One room, as fast as it goes
cli-bench-latency = 2,000 posts a second in rooms of ten
cli-bench-idle = Members that keep silent
cli-bench-rooms = Rooms of ten, as fast as it goes
cli-bench-stalled = One room with members that never read
cli-bench-streams = Streams, and a room beside them
cli-bench-calls = Calls of a service, one after the other by each client
cli-bench-salon = Salon
cli-bench-without = Salon, where everybody reads
cli-bench-single = the limit with one system call each
cli-bench-coalesced = the limit with messages together
cli-bench-parked = bare threads
cli-bench-relay = a plain relay
cli-bench-beside = Salon, a room beside eight streams
cli-bench-bare-calls = bare threads that hand over
cli-bench-column-members = MEMBERS
cli-bench-column-senders = SENDERS
cli-bench-column-rooms = ROOMS
cli-bench-column-stalled = NOT READING
cli-bench-column-deliveries = DELIVERIES/S
cli-bench-column-coalesced = LIMIT/S
cli-bench-column-single = LIMIT ALONE/S
cli-bench-column-ratio = RATIO
cli-bench-column-cpu = CPU µs EACH
cli-bench-column-limit-cpu = LIMIT CPU µs
cli-bench-column-median = MEDIAN µs
cli-bench-column-limit-median = LIMIT MEDIAN
cli-bench-column-p99 = 99 % µs
cli-bench-column-limit-p99 = LIMIT 99 %
cli-bench-column-p999 = 99.9 % µs
cli-bench-column-memory = KiB EACH
cli-bench-column-parked = BARE THREAD KiB
cli-bench-column-threads = THREADS
cli-bench-column-joins = JOINS/S
cli-bench-column-limit-joins = LIMIT JOINS/S
cli-bench-column-without = ALL READING/S
cli-bench-column-p99-without = ALL READING 99 %
cli-bench-column-growth = MEMORY KiB MORE
cli-bench-column-stream = STREAM MB/S
cli-bench-column-relay = RELAY MB/S
cli-bench-column-gib = CPU S/GiB
cli-bench-column-relay-gib = RELAY CPU S
cli-bench-column-rest = ROOM 99 % µs
cli-bench-column-beside = BESIDE EIGHT µs
cli-bench-column-eight = EIGHT MB/S
cli-bench-column-clients = CLIENTS
cli-bench-column-calls = CALLS/S
cli-bench-column-limit-calls = LIMIT CALLS/S
cli-bench-column-faults = FAULTS

## The manual page and the exit statuses

cli-man-name = NAME
cli-man-end = EXAMPLES AND EXIT STATUSES
cli-man-use = Use
cli-status-well = all went well
cli-status-failed = something failed that has no status of its own
cli-status-usage = the command line can’t be understood
cli-status-configuration = the configuration file has a mistake, or can’t be read
cli-status-listen = the address to listen on is taken, or is not one of this machine’s
cli-status-data = the data folder can’t be used, or another server uses it
cli-status-connect = no server answers at the link
cli-status-refused = the server lets nobody in, or not this client
cli-status-pseudo = the pseudo is taken, or can’t be one
cli-status-room = there is no such room
cli-status-timeout = the server did not answer in time
cli-status-lost = the connection was lost, or the server ended it
cli-status-kicked = the host ended the session (kicked or banned)
cli-status-no-server = no server runs with this data folder
cli-status-not-done = the server did not do what the host asked
cli-status-window = a window can’t be opened
cli-status-transfer = a file did not arrive
cli-status-call-failed = the service that was called says that it can’t do it
cli-status-no-such-call = there is no such service or method, or the parameters don’t fit
cli-status-interrupted = Ctrl-C came before the work was done

cli-expected-duration = a time is expected like 500ms, 30s, 10m, 2h or 7d, not “{ $given }”
cli-duration-range = a time is between 0 and a hundred years
cli-expected-number = a number from { $least } to { $most } is expected
