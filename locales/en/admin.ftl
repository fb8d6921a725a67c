# The host's window.

admin-title = Salon server – { $listening }

## At the top

admin-name = Salon
admin-listening = listening on { $listening }
admin-link = Link to hand out
admin-copy-link = Copy the link
admin-qr = QR code
admin-show-qr = Show the link as a QR code
admin-link-copied = The link is on the clipboard. Send it to whoever is to come.
admin-reach-loopback = Nobody but this machine can use this link: the server listens on { $listening } alone. Start it with --listen [::]:2428, and others in your network can.
admin-reach-nothing = Nobody but this machine can use this link: it is in no network. Connect it to a network, then look again.
admin-reach-title = Who can use the link
admin-reach-well = Others in your network can use it.
admin-look-again = Look again
admin-stop = Stop the server…
admin-settings = Settings
admin-shortcuts = Shortcuts (F1)

## Clients

admin-clients =
    { $count ->
        [0] Clients
        [one] { $count } client
       *[other] { $count } clients
    }
admin-found = { $count } of { $all } clients
admin-chosen = { $count } of { $all } chosen
admin-connections =
    { $count ->
        [one] { $count } connection of { $most } at most
       *[other] { $count } connections of { $most } at most
    }
admin-filter = Find
admin-filter-hint = Pseudo, address or room
admin-rows =
    { $count ->
        [one] { $count } client, { $chosen } chosen
       *[other] { $count } clients, { $chosen } chosen
    }
admin-pseudo = Pseudo
admin-address = Address
admin-rooms-of-client = Rooms
admin-last-message = Last message
admin-since = Since
admin-in = In
admin-in-hint = Messages and bytes that came from the client, in all. Press again to sort by bytes.
admin-out = Out
admin-out-hint = Messages and bytes that went to the client, in all. Press again to sort by bytes.
admin-round-trip = Round trip
admin-round-trip-hint = How long the client took to answer when it was last asked: when it first showed up here, then with each heartbeat.
admin-lag = Lag
admin-lag-hint = How many messages of their rooms the client has not taken yet. Where it stays high, the client or its network is slow.
admin-by-bytes = { $title } (bytes)
admin-sort-by = Sort by { $title }
admin-sorted-down = Sorted by { $title }, the largest first
admin-sorted-up = Sorted by { $title }, the smallest first
admin-sort = Sort by…
admin-choose = Choose { $pseudo }
admin-choose-all = Choose all
admin-choose-nobody = Choose nobody
admin-traffic = { $messages } · { $bytes }
admin-no-message = none yet
admin-no-room = none
admin-lost = lost
admin-lost-hint = The connection was lost a moment ago. The client may still come back and go on where it was.
admin-time = { $clock } · { $ago }
admin-write = Write…
admin-write-to = Write to { $name }
admin-write-everyone = Write to everyone…
admin-kick = Kick…
admin-kick-who = Kick { $pseudo }
admin-ban = Ban…
admin-introduce = Introduce…
admin-introduce-two = Choose two clients, and they can be introduced to each other.
admin-ban-who = Ban { $pseudo }
admin-details = Details…
admin-details-title = About { $pseudo }
admin-details-gone = The client at { $address } is no longer here.
admin-copy-address = Copy the address
admin-nobody = Nobody is here yet
admin-nobody-what = Hand out the link. Whoever opens it with Salon is here at once, and shows up in this window.
admin-nobody-how = Guests who like a terminal type:
admin-no-match = Nobody matches “{ $filter }”
admin-no-match-what = What you look for is compared with pseudos, addresses and rooms.
admin-show-all = Show everybody

## Rooms

admin-rooms =
    { $count ->
        [0] Rooms
        [one] { $count } room
       *[other] { $count } rooms
    }
admin-members =
    { $count ->
        [0] nobody
        [one] { $count } member
       *[other] { $count } members
    }
admin-members-hint = Show who is in { $room }
admin-rate = · { $rate }/min
admin-both = { $one } · { $other }
admin-posts =
    { $count ->
        [0] Nobody has posted yet.
        [one] { $count } post since it was opened
       *[other] { $count } posts since it was opened
    }
admin-peer-posts = direct
admin-peer-posts-hint = Its members may post to each other directly.
admin-add-room = Add a room…
admin-change-room-which = Rename the room { $room }
admin-close-room-which = Close the room { $room }
admin-no-rooms = There is no room
admin-no-rooms-what = Guests meet in rooms. Add one.

## What goes on, the log, bans, what was said

admin-activity = Activity
admin-plot-messages = Messages a second
admin-plot-bytes = Bytes a second
admin-plot-clients = Clients
admin-plot-span =
    { $minutes ->
        [one] { $minutes } minute ago
       *[other] { $minutes } minutes ago
    }
admin-plot-now = now
admin-plot-highest = highest { $amount }
admin-log =
    { $count ->
        [0] Log
       *[other] Log ({ $count } new)
    }
admin-log-error = error
admin-log-warning = warning
admin-log-info = info
admin-log-debug = debug
admin-log-level = Least level
admin-log-from-error = Errors
admin-log-from-warning = Warnings and worse
admin-log-from-info = All but details
admin-log-from-debug = Everything
admin-log-filter = Find in the log
admin-log-filter-hint = Find in the log
admin-log-copy = Copy what is shown
admin-log-empty = The log has nothing to show here.
admin-bans =
    { $count ->
        [0] Bans
       *[other] Bans ({ $count })
    }
admin-add-ban = Ban somebody…
admin-no-bans = Nobody is kept out.
admin-until = until { $until }
admin-lift = Lift
admin-lift-which = Lift the ban on { $name }
admin-sent =
    { $count ->
        [0] Messages
       *[other] Messages ({ $count })
    }
admin-new-message = New message…
admin-no-sent = What you say to everyone, to a room or to somebody stands here.
admin-reached =
    { $count ->
        [0] reached nobody
       *[other] reached { $count }
    }
admin-again = Again…
admin-again-which = Say again: { $text }

## Dialogs

admin-cancel = Cancel
admin-close-dialog = Close
admin-reason = Reason (may stay empty)
admin-named = { $pseudo } ({ $address })
admin-and-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
admin-kick-title =
    { $count ->
        [one] Kick { $pseudo }?
       *[other] Kick { $count } clients?
    }
admin-kick-what =
    { $count ->
        [one] { $pseudo } ({ $address }) is sent away, and may come back. Everybody who shares a room with them is told, with the reason.
       *[other] They are sent away, and may come back. Everybody who shares a room with them is told, with the reason.
    }
admin-kick-confirm = Kick
admin-ban-title =
    { $count ->
        [0] Ban somebody
        [one] Ban { $pseudo }?
       *[other] Ban { $count } clients?
    }
admin-ban-what =
    { $count ->
        [one] { $pseudo } is sent away and can’t come back for that time. Everybody who shares a room with them is told, with the reason.
       *[other] They are sent away and can’t come back for that time. Everybody who shares a room with them is told, with the reason.
    }
admin-ban-by-pseudo =
    { $count ->
        [one] By pseudo: whoever is called { $pseudo }, or nearly so
       *[other] By pseudo: whoever is called as they are, or nearly so
    }
admin-ban-by-address =
    { $count ->
        [one] By address: whoever comes from { $address }
       *[other] By address: whoever comes from where they do
    }
admin-ban-others =
    { $count ->
        [one] { $pseudos } comes from there, too, and is sent away as well.
       *[other] { $count } others come from there, too, and are sent away as well: { $pseudos }
    }
admin-ban-by-nothing = Choose by what to ban.
admin-ban-for = For
admin-ban-typed = Pseudo or address
admin-ban-typed-hint = Bob, or 192.168.1.77
admin-ban-typed-what = Whoever bears it is sent away and can’t come back for that time.
admin-ban-undo = It can be undone: lift the ban under “Bans”.
admin-ban-confirm = Ban
admin-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
admin-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
admin-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
admin-introduce-title = Introduce { $one } and { $other } to each other?
admin-introduce-what = Both are asked whether they want to talk to each other directly. If both agree, this server tells them of each other and steps back: what they say from then on goes straight from one to the other.
admin-introduce-addresses = Each learns the address of the other one.
admin-introduce-relay = Where no direct way opens, they can go on through the server, which can’t read it.
admin-introduce-confirm = Ask both
admin-message-title = Message from the server
admin-message-for = To
admin-message-text = Text
admin-message-keys = Enter sends, Shift+Enter begins a new line.
admin-message-preview = How they will see it
admin-message-confirm = Send
admin-target-everyone = Everyone
admin-target-room = Room { $room }
admin-target-clients =
    { $count ->
        [one] { $pseudo }
       *[other] { $count } clients, each alone
    }
admin-add-room-title = Add a room
admin-add-room-confirm = Add
admin-room-name = Name
admin-room-topic = Topic (may stay empty)
admin-room-peer-posts = Members may post to each other directly
admin-room-peer-posts-what = Where all of a few members allow it, what they post goes past this server, and they learn each other’s addresses.
admin-room-peer-posts-off = It has no effect now. { $why }
admin-change-room-title = Change the room { $room }
admin-change-room-what = Its members are told, and stay where they are. A link to its old name no longer leads there.
admin-change-room-confirm = Change
admin-close-room-title = Close the room { $room }?
admin-close-room-what =
    { $count ->
        [0] Nobody is in it. A room that is closed can’t be opened again as it was.
        [one] { $count } member is in it, is told, and stays connected. A room that is closed can’t be opened again as it was.
       *[other] { $count } members are in it, are told, and stay connected. A room that is closed can’t be opened again as it was.
    }
admin-close-room-confirm = Close the room
admin-stop-title = Stop the server?
admin-stop-what =
    { $count ->
        [0] Nobody is here. Rooms that you have added here are gone afterwards.
        [one] { $count } client is here and is told. Rooms, and what was said in them, are gone afterwards.
       *[other] { $count } clients are here and are told. Rooms, and what was said in them, are gone afterwards.
    }
admin-stop-confirm = Stop
admin-qr-title = The link as a QR code
admin-qr-what = Show it to whoever is to come: a camera reads the link from it.
admin-qr-name = QR code of { $link }
admin-qr-too-long = The link is too long for a QR code.
admin-settings-title = Settings
admin-shortcuts-title = Shortcuts
admin-shortcuts-everywhere = Everywhere
admin-shortcuts-table = In the table of clients
admin-shortcuts-rooms = In the list of rooms
admin-shortcuts-dialog = In a dialog
admin-shortcut-help = This list
admin-shortcut-find = Find a client
admin-shortcut-look = See anew who can use the link
admin-shortcut-rows = Clients, rooms, what is below: to the next
admin-shortcut-tab = Next field or button; back with Shift
admin-shortcut-write = Write to everyone
admin-shortcut-room = Add a room
admin-shortcut-ban-anybody = Ban somebody
admin-shortcut-undo = Undo the last ban, while that is offered
admin-shortcut-qr = Show the link as a QR code
admin-shortcut-settings = Settings
admin-shortcut-link = Copy the link
admin-shortcut-drawer = Activity, log, bans, messages
admin-shortcut-stop = Stop the server
admin-shortcut-walk-keys = ↑ ↓ PgUp PgDn Home End
admin-shortcut-page-keys = PgUp PgDn
admin-shortcut-walk = Another client
admin-shortcut-space = Space
admin-shortcut-choose = Choose the client, or not
admin-shortcut-shift = Shift and arrows
admin-shortcut-range = Choose all on the way
admin-shortcut-all = Choose all
admin-shortcut-message = Write to those who are chosen
admin-shortcut-kick = Kick them
admin-shortcut-ban = Ban them
admin-shortcut-introduce = Introduce the two who are chosen
admin-shortcut-clear = Choose nobody
admin-shortcut-enter = Enter
admin-shortcut-delete = Delete
admin-shortcut-escape = Escape
admin-shortcut-enter-or = { $key }, Enter
admin-shortcut-delete-or = { $key }, Delete
admin-shortcut-details = All that is known of the client
admin-shortcut-copy = Copy the address
admin-shortcut-another-room = Another room
admin-shortcut-who = Show who is in it
admin-shortcut-write-room = Write to the room
admin-shortcut-rename = Rename it
admin-shortcut-close-room = Close it
admin-shortcut-confirm = Do it (a button that has the keyboard comes first)
admin-shortcut-cancel = Don’t do it
admin-shortcut-scroll = See the rest

## What came of it

admin-busy = The server has not answered yet. Try again in a moment.
admin-undo = Undo
admin-done-kick =
    { $count ->
        [one] { $pseudo } was kicked.
       *[other] { $count } clients were kicked.
    }
admin-done-ban =
    { $count ->
        [one] { $name } is banned.
       *[other] { $count } clients are banned.
    }
admin-done-unban =
    { $count ->
        [one] The ban on { $name } is lifted.
       *[other] { $count } bans are lifted.
    }
admin-done-notice =
    { $clients ->
        [0] Nobody was there to get the message.
        [one] The message went to { $clients } client.
       *[other] The message went to { $clients } clients.
    }
admin-done-add-room = The room { $room } is open.
admin-done-change-room = The room is called { $room } now, with its topic.
admin-done-close-room = The room { $room } is closed.
admin-done-introduce = { $one } and { $other } are asked whether they want to talk directly.
admin-introduced = { $one } and { $other } have agreed, and are told of each other.
admin-introduction-declined = { $one } and { $other } are not introduced: one of them does not want it.
admin-introduction-left = { $one } and { $other } are not introduced: one of them has left.
admin-introduction-expired = { $one } and { $other } are not introduced: one of them did not answer in time.
admin-introduction-cancelled = { $one } and { $other } are not introduced: the question was taken back.
admin-done-stop = The server is stopping.
admin-failed-kick =
    { $count ->
        [one] { $pseudo } was not kicked. { $why }
       *[other] They were not kicked. { $why }
    }
admin-failed-ban =
    { $count ->
        [one] { $name } was not banned. { $why }
       *[other] They were not banned. { $why }
    }
admin-failed-unban = The ban was not lifted. { $why }
admin-failed-notice = The message was not sent. { $why }
admin-failed-add-room = The room { $room } was not added. { $why }
admin-failed-change-room = The room { $room } was not changed. { $why }
admin-failed-close-room = The room { $room } was not closed. { $why }
admin-failed-introduce = { $one } and { $other } were not asked. { $why }
admin-failed-stop = The server was not stopped. { $why }
