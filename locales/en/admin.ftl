# The host's window.

admin-title = Salon server – { $listening }

## At the top

admin-name = Salon
admin-listening = listening on { $listening }
admin-link = Link to hand out
admin-copy-link = Copy the link
admin-link-copied = The link is on the clipboard. Send it to whoever is to come.

## Clients

admin-clients =
    { $count ->
        [0] Clients
        [one] { $count } client
       *[other] { $count } clients
    }
admin-connections =
    { $count ->
        [one] { $count } connection of { $most } at most
       *[other] { $count } connections of { $most } at most
    }
admin-filter = Find
admin-filter-hint = Pseudo, address or room
admin-pseudo = Pseudo
admin-address = Address
admin-rooms-of-client = Rooms
admin-last-message = Last message
admin-no-message = none yet
admin-no-room = none
admin-lost = connection lost
admin-lost-hint = The connection was lost a moment ago. The client may still come back and go on where it was.
admin-time = { $clock } · { $ago }
admin-since = here since { $since }
admin-write = Write…
admin-write-to = Write to { $name }
admin-write-everyone = Write to everyone…
admin-kick = Kick…
admin-kick-who = Kick { $pseudo }
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
admin-add-room = Add a room…
admin-close-room = Close…
admin-close-room-which = Close the room { $room }
admin-no-rooms = There is no room
admin-no-rooms-what = Guests meet in rooms. Add one.

## Dialogs

admin-cancel = Cancel
admin-reason = Reason (may stay empty)
admin-kick-title = Kick { $pseudo }?
admin-kick-what = { $pseudo } ({ $address }) is sent away, and may come back. Everybody who shares a room with them is told, with the reason.
admin-kick-confirm = Kick
admin-message-title = Message from the server
admin-message-for = To
admin-message-text = Text
admin-message-keys = Enter sends, Shift+Enter begins a new line.
admin-message-preview = How they will see it
admin-message-confirm = Send
admin-target-everyone = Everyone
admin-target-room = Room { $room }
admin-add-room-title = Add a room
admin-add-room-name = Name
admin-add-room-topic = Topic (may stay empty)
admin-add-room-confirm = Add
admin-close-room-title = Close the room { $room }?
admin-close-room-what =
    { $count ->
        [0] Nobody is in it.
        [one] { $count } member is in it, is told, and stays connected.
       *[other] { $count } members are in it, are told, and stay connected.
    }
admin-close-room-confirm = Close the room

## What came of it

admin-busy = The server has not answered yet. Try again in a moment.
admin-done-kick = { $pseudo } was kicked.
admin-done-notice =
    { $clients ->
        [0] Nobody was there to get the message.
        [one] The message went to { $clients } client.
       *[other] The message went to { $clients } clients.
    }
admin-done-add-room = The room { $room } is open.
admin-done-close-room = The room { $room } is closed.
admin-failed-kick = { $pseudo } was not kicked. { $why }
admin-failed-notice = The message was not sent. { $why }
admin-failed-add-room = The room { $room } was not added. { $why }
admin-failed-close-room = The room { $room } was not closed. { $why }
