# The client's window.

client-title = Salon client
client-title-connected =
    { $unread ->
        [0] Salon client – { $pseudo } on { $address }
       *[other] ({ $unread }) Salon client – { $pseudo } on { $address }
    }

## Connecting

client-connect-title = Where to?
client-connect = Connect
client-address = Address or link
client-address-hint = salon://HOST:PORT/ROOM
client-pseudo = Pseudo
client-pseudo-hint = What others call you here
client-connecting = Connecting to { $address }…
client-connecting-what = This takes ten seconds at most.
client-cancel = Cancel
client-recent = Where you were before
client-recent-one = { $pseudo } – { $link }
client-forget = Forget { $place }

## At the top

client-change-pseudo = Change pseudo…
client-disconnect = Disconnect
client-rename-title = What do you want to be called?
client-rename = Change

## The connection

client-lost-retry = The connection is lost. Trying again in { $seconds } s.
client-lost-trying = The connection is lost. Trying again…
client-try-now = Try now
client-busy = The connection is busy. Try again in a moment.
client-end-title = The connection has ended
client-end-words = The host’s words:
client-end-read = Back
client-ended = { $why } What was said and what you are typing stays here.
client-connect-again = Connect again
client-connect-elsewhere = Connect elsewhere…

## Conversations

client-rooms = Rooms
client-join-room = Join a room…
client-no-rooms = You are in no room.
client-people = Private conversations
client-no-people = Click a member to write to them alone.
client-talk =
    { $unread ->
        [0] { $name }
        [one] { $name }, { $unread } unread message
       *[other] { $name }, { $unread } unread messages
    }
client-talk-to = Write to { $pseudo } alone
client-too-many-pending = Too many messages wait to be sent. This one stays in the field.
client-members =
    { $count ->
        [0] nobody
        [one] { $count } member
       *[other] { $count } members
    }
client-you = { $pseudo } (you)
client-private = Only the two of you read this.
client-leave-which = Leave { $name }
client-close = Close
client-close-which = Take { $name } off the list
client-not-left = You are still in { $room }. { $why }
client-nowhere = You are connected
client-nowhere-what = People meet in rooms. Choose one.
client-choose-room = Choose a room…

## Choosing a room

client-rooms-title = Choose a room
client-rooms-asked = Asking for the rooms…
client-rooms-count =
    { $count ->
        [0] There is no room.
        [one] { $count } room
       *[other] { $count } rooms
    }
client-refresh = Refresh
client-room-name = Or its name
client-room-name-hint = Name of a room
client-join = Join
client-join-which = Join { $room }, { $members }
client-join-which-topic = Join { $room }, { $members }: { $topic }
client-not-entered = You can’t enter { $room }. { $why }

## Messages

client-silent = Nothing was said yet
client-silent-room = Say hello: everybody in the room reads it.
client-silent-person = Only { $pseudo } reads what you write here.
client-write-to = Write to { $name }
client-as-read = As others read it
client-send = Send
client-sending = sending…
client-not-sent = Not sent. { $why }
client-send-again = Send again
client-discard = Discard
client-closed-hint = You are no longer in this room.
client-no-text = (something that this window can’t show)
client-cut = The beginning of { $count } characters.
client-copy-all = Copy all
client-news = { $clock } – { $news }
client-joined = { $pseudo } joined
# Several who came and went, in one line. $names is a list as below, $count how many it has.
client-came =
    { $count ->
       *[other] { $names } joined
    }
client-went =
    { $count ->
       *[other] { $names } left
    }
client-looked-in =
    { $count ->
       *[other] { $names } looked in
    }
client-came-back =
    { $count ->
       *[other] { $names } left and came back
    }
client-clauses = { $before }; { $after }
client-names = { $first } and { $last }
client-names-more =
    { $count ->
        [one] { $first } and { $count } other
       *[other] { $first } and { $count } others
    }
client-each = { $news }: show each one
client-each-less = { $news }: show less
client-renamed = { $old } is now called { $new }
client-gap =
    { $count ->
        [one] { $count } event is missing here
       *[other] { $count } events are missing here
    }
client-fresh = A new session has begun: what was said meanwhile is missing
client-room-closed = The host closed this room

## The host's words

client-notice-read = Read
client-notice-more =
    { $count ->
        [one] { $count } more message follows.
       *[other] { $count } more messages follow.
    }

## At the sides

client-menu = More
client-settings = Settings
client-help = Help
client-talks =
    { $unread ->
        [0] Conversations
        [one] Conversations, { $unread } unread message
       *[other] Conversations, { $unread } unread messages
    }
client-talk-absent =
    { $unread ->
        [0] { $name }, not here
        [one] { $name }, not here, { $unread } unread message
       *[other] { $name }, not here, { $unread } unread messages
    }
client-absent = Not here at the moment.
client-mute = No calls from { $name }
client-unmute = Calls from { $name } again
client-muted = This room calls you no more. What is said in it is counted all the same.
client-unmuted = This room calls you again.
client-hide-members = Hide the members
client-show-members = Show the members
client-members-find = Find somebody

## In the conversation

client-own = you
client-new-below = New
client-newest =
    { $count ->
        [0] To the newest
        [one] { $count } new message
       *[other] { $count } new messages
    }
client-mention = Mention { $pseudo }
client-copy-message = Copy the message
client-message-of = Message from { $author }, { $clock }
client-choose-from = Choose from here on
client-choose-to = Choose up to here
client-chosen =
    { $count ->
        [one] { $count } line is chosen
       *[other] { $count } lines are chosen
    }
client-copy = Copy
client-copy-chosen = Copy what is chosen
# A line of a conversation that is copied.
client-transcript = { $clock } { $author }: { $words }
client-copied = Copied.
client-show-all = Show all
client-show-less = Show less
client-find = Find in this conversation
client-find-next = Next
client-find-previous = Previous
client-find-close = Close the search
client-find-nothing = Nothing found
client-find-count = { $at } of { $count }
client-emoji = Emoji
client-emoji-search = Find an emoji
client-emoji-none = No emoji of this name.

## Pictures

client-picture = Picture
client-picture-open = Show it larger
client-picture-waits = The picture is being read…
client-picture-broken = (a picture that can’t be shown)
client-save-picture = Save the picture
client-saved = Saved as { $path }
client-not-saved = The picture can’t be saved ({ $cause }). Make room among your downloads, then try again.
client-attached = Goes with your message, { $size } KiB
client-detach = Leave the picture out
client-drop = Drop a picture or a file here to send it to { $name }
client-attach-unreadable = The file can’t be read ({ $cause }). Check its name.
client-attach-no-picture = This is no picture that can be read. Take a PNG, JPEG, GIF or WebP file.
client-attach-too-large = The picture is too large. Make it smaller, then try again.

## What calls somebody

client-call-named = { $author } mentions you in { $room }
client-call-private = { $author } writes to you alone
client-call-notice = Message from the server
client-call-picture = (a picture)
client-call-go = { $heading }: show it

## Settings

client-done = Done
client-desktop = Notifications on the desktop
client-desktop-what = When you are mentioned, when somebody writes to you alone, and when the host speaks, while you look at another window.

## Commands

client-command-incomplete = Something is missing after the command. The help says what.
client-command-unknown = There is no command /{ $name }. To say something that begins with /, begin it with //.
client-command-nobody = Nobody here is called { $pseudo }. Choose somebody from the members.
client-usage-find = /find TEXT
client-command-find = looks for words in this conversation
client-usage-help = /help
client-command-help = shows what can be typed and pressed
client-usage-join = /join ROOM
client-command-join = enters a room
client-usage-leave = /leave
client-command-leave = leaves this room
client-usage-members = /members
client-command-members = shows or hides who is here
client-usage-msg = /msg PSEUDO TEXT
client-command-msg = writes to somebody alone
client-usage-mute = /mute
client-command-mute = no calls from this room, or calls again
client-usage-nick = /nick PSEUDO
client-command-nick = changes what you are called
client-usage-picture = /picture FILE
client-command-picture = sends a picture
client-usage-quit = /quit
client-command-quit = disconnects
client-usage-rooms = /rooms
client-command-rooms = shows the rooms

## The help

client-help-commands = Commands
client-help-slash = To say something that begins with /, begin it with //.
client-help-writing = Writing
client-help-soft = soft
client-help-loud = loud
client-help-code = code
client-help-block = several lines of code
client-help-name = mentions somebody
client-help-emoji = an emoji by its name
client-help-keys = Keys
client-key-enter = Enter
client-key-enter-what = sends
client-key-newline = Shift+Enter
client-key-newline-what = begins a new line
client-key-up = Up, Down
client-key-up-what = what you sent before, in an empty field
client-key-tab = Tab
client-key-tab-what = completes a name, a command, an emoji
client-key-find-what = finds words in the conversation
client-key-all-what = chooses the whole conversation, to copy it
client-key-messages-what = goes to the messages; Tab to what can be done with one, Escape back
client-key-rooms-what = chooses a room
client-key-previous-what = the conversation above
client-key-next-what = the conversation below
client-key-settings-what = settings
client-key-zoom = Ctrl and +, −, 0
client-key-zoom-what = larger, smaller, as designed
client-key-help-what = this help

## Votes

client-vote = Start a vote…
client-vote-title = A vote in { $room }
client-vote-question = Question
client-vote-choice = Choice { $number }
client-vote-remove = Remove choice { $number }
client-vote-add = Add a choice
client-vote-within = Open for
client-vote-minutes =
    { $count ->
        [one] { $count } minute
        [60] 1 hour
       *[other] { $count } minutes
    }
client-vote-open = Start the vote
client-vote-needs = A vote needs a question and 2 to 20 choices. Fill them in.
client-vote-too-long = The question and the choices are too long for one vote. Shorten them.
client-vote-nowhere = A vote is held in a room. Go to a room that you are in, then start it there.
client-vote-one = Your vote “{ $question }” is still open here, and only one of yours can be. Wait for its end, or take it back.
client-vote-none = No vote here waits for you.
client-vote-range = The choices are numbered from 1 to { $count }. Type one of these numbers.
client-vote-own = You ask
client-vote-by = { $pseudo } asks
client-vote-name = { $who }: { $question }
client-vote-left = { $time } left
client-vote-choose =
    { $count ->
        [one] { $choice }, { $count } answer
       *[other] { $choice }, { $count } answers
    }
client-vote-tally = { $answered } answered, { $waiting } still to come
client-vote-decliners = { $count } declined
client-vote-answering = Your answer is on its way…
client-vote-decline = Take no part
client-vote-take-back = Take it back
client-vote-put-away = Put away
client-vote-over = This vote is over; how it ended was missed.
client-vote-opened = { $pseudo } asks: { $question }
client-vote-completed = The vote is over: { $question }
client-vote-declined = Too few have taken part in the vote: { $question }
client-vote-expired = The time for the vote is up: { $question }
client-vote-cancelled = The vote was taken back: { $question }
client-vote-missed = The vote is over, and how it ended was missed: { $question }
client-vote-count = { $choice }: { $count }
client-vote-uncounted =
    { $count ->
        [one] { $count } answer of which the choice was missed
       *[other] { $count } answers of which the choice was missed
    }
client-blocked-by-vote = Until your vote “{ $question }” is over, you can’t write here.
client-blocked-by = Until what you have started here ({ $kind }) is over, you can’t write here.
client-usage-vote = /vote QUESTION | CHOICE | CHOICE
client-command-vote = lets everybody here vote
client-usage-answer = /answer NUMBER
client-command-answer = chooses in the vote that is open

## Files

client-file-send = Send a file…
client-file-title = Send a file to { $name }
client-file-path = File
client-file-hint = You can also drop files onto the window.
client-file-offer = Send
client-file-nowhere = Nothing can be sent here. Go to a room that you are in, or to a person.
client-file-not = “{ $name }”: { $why }
client-file-from = { $pseudo } offers { $name } ({ $size })
client-file-to = { $name } ({ $size }) to { $to }
client-file-progress = How much of { $name } is there
client-file-waiting = Waits until another offer of yours there is over.
client-file-where = It will lie in { $folder }
client-file-offered = Waits for an answer.
client-file-paused-there = Paused by the other side.
client-file-room-over = The offer is over.
client-file-arrived = It has arrived.
client-file-standing = { $done } · { $how }
client-file-accept = Save
client-file-accept-which = Save { $name }
client-file-decline = Decline
client-file-decline-which = Decline { $name }
client-file-cancel = Cancel { $name }
client-file-pause = Pause { $name }
client-file-resume = Go on with { $name }
client-file-put-away = Put { $name } away
client-usage-send = /send FILE
client-command-send = offers a file to the people here
client-file-no-home = there is no home folder
client-file-coming = { $name } ({ $size }) from { $pseudo }
client-file-elsewhere = Save to…
client-file-elsewhere-which = Save { $name } to another folder
client-file-news = { $pseudo } offers the file { $name }
client-keep-title = Save { $name }
client-keep-folder = Folder
client-path-above = The folder above
client-path-no-file = There is nothing of this name.
client-path-no-folder = There is no such folder.
client-path-is-file = This is a file, not a folder.
client-path-read-only = Nothing can be written there ({ $cause }).
client-call-vote = { $author } lets { $room } vote
client-call-file = { $author } offers you a file
client-call-file-room = { $author } offers a file in { $room }
client-file-saved = Saved as { $path }

## Speaking directly

client-direct-talk = Talk to { $pseudo } directly…
client-direct-off = The host has switched off that members talk directly.
client-direct-absent = { $pseudo } is not here at the moment.
client-direct-nobody = You can talk directly to somebody else who is here. Choose somebody from the members.
client-direct-none = You talk to nobody directly. /peer PSEUDO asks somebody.
client-direct-nobody-asks = Nobody asks you to talk directly.
client-direct-title = Talk to { $pseudo } directly?
client-direct-ask = Ask { $pseudo }
client-direct-explain-hidden = What you two write is encrypted from end to end: only { $pseudo } and you can read it, not even the server.
client-direct-explain-address = { $pseudo } sees the address of your machine in the network, and you see theirs.
client-direct-explain-relay = If no direct path opens, it goes on through the server, which can’t read it. The window says which of the two it is.
client-direct-explain-asked = { $pseudo } is asked first, and has two minutes to agree.
client-direct-what = What the two of you write is encrypted from end to end. The other sees the address of your machine in the network.
client-direct-asking = { $pseudo } is asked whether to talk directly…
client-direct-asked = { $pseudo } would like to talk to you directly
client-direct-asked-by-host = The host asks whether you and { $pseudo } would talk directly
client-direct-asked-by-host-unnamed = The host asks whether you and somebody else would talk directly
client-direct-agreed = You have agreed to talk to { $pseudo } directly…
client-direct-agreed-host = You have agreed. The other has still to answer…
client-direct-trying = Looking for a path to { $pseudo }…
client-direct-trying-what = Both machines try to reach each other, for some seconds. If that fails, it goes on through the server, still encrypted from end to end.
client-direct-met = You and { $pseudo } can talk directly now
client-direct-compare-soon = Compare the code that stands above the conversation.
client-direct-agree = Agree
client-direct-agree-which = Agree to talk to { $pseudo } directly
client-direct-decline = Decline
client-direct-decline-which = Decline to talk to { $pseudo } directly
client-direct-cancel = Don’t talk to { $pseudo } directly
client-direct-go = Go there
client-direct-put-away = Put away
client-direct-again = Ask again
client-direct-declined = { $pseudo } would rather not talk directly, or is gone
client-direct-not-both = You won’t talk directly: not both have agreed
client-direct-expired = { $pseudo } did not answer in time
client-direct-too-late = The time to agree to talk directly is up
client-direct-taken-back = The question whether to talk directly was taken back
client-direct-missed = The connection to the server was lost before you could talk directly
client-direct-failed = You can’t talk to { $pseudo } directly
client-direct-failed-unnamed = You can’t talk directly
client-direct-name = { $pseudo }, directly
client-direct-path = Direct path to { $address }. Encrypted from end to end; nothing passes the server.
client-direct-path-relayed = Through the server, since no direct path opened. Encrypted from end to end: the server can’t read it.
client-direct-without-server = The connection to the server is lost. This conversation goes on without it.
client-direct-code = Code
client-direct-copy = Copy the code
client-direct-copied = The code is copied.
client-direct-compared = { $pseudo } sees the same code
client-direct-why = Ask { $pseudo }, on the phone or across the table, which code stands there. If it is the same, nobody is in between, not even the server.
client-direct-end = End the direct conversation with { $pseudo }
client-direct-begun = You and { $pseudo } talk directly now
client-direct-begun-relayed = No direct path opened: you and { $pseudo } talk through the server, which can’t read it
client-direct-over-here = You have ended this direct conversation
client-direct-over-there = { $pseudo } has ended this direct conversation
client-direct-over-lost = The connection to { $pseudo } is lost
client-direct-over-lost-relayed = The connection to { $pseudo }, which went through the server, is lost
client-usage-p = /p TEXT
client-command-p = says something to whom you talk to directly
client-usage-peer = /peer PSEUDO
client-command-peer = asks somebody to talk directly; yes, no or bye instead of a name answers and ends
client-mesh-not-here = In this room everything goes through the server: the host has not allowed otherwise.
client-usage-direct = /direct on
client-command-direct = lets what you post here go past the server, where all allow it; off lets it go through the server
client-mesh-switch = Post directly in { $room }
client-mesh-off = Post directly: once all who are here allow it, what you post goes straight to them, encrypted, and past the server. They see the address of your machine in the network.
client-mesh-on = Members who allow it, too, see your machine’s address from now on.
client-mesh-reach = direct to { $paths } of { $others }
client-mesh-short = { $paths }/{ $others }
client-mesh-alone = nobody else here
client-mesh-too-many = too many for direct posts
client-mesh-too-many-what = So many members aren’t reached directly: what you post goes through the server.
client-mesh-whole = All are reached directly: what you post goes past the server. Members who come later won’t see it.
client-mesh-part = Not all are reached directly: what you post goes through the server.
client-mesh-mark = Directly from peer to peer, past the server
