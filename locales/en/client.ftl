# The client's window.

client-title = Salon client
client-title-connected = Salon client – { $pseudo } on { $address }

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

## At the top

client-on = on { $server } – { $address }
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
client-leave = Leave
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
client-renamed = { $old } is now called { $new }
client-gap =
    { $count ->
        [one] { $count } event is missing here
       *[other] { $count } events are missing here
    }
client-fresh = A new session has begun: what was said meanwhile is missing
client-room-closed = The host closed this room

## The host's words

client-notice-room = To everybody in { $room }
client-notice-you = To you alone
client-notice-read = Read
client-notice-more =
    { $count ->
        [one] { $count } more message follows.
       *[other] { $count } more messages follow.
    }
