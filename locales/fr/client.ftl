# La fenêtre du client.

client-title = Salon client
client-title-connected = Salon client – { $pseudo } sur { $address }

## Se connecter

client-connect-title = Où aller ?
client-connect = Se connecter
client-address = Adresse ou lien
client-address-hint = salon://HÔTE:PORT/SALON
client-pseudo = Pseudo
client-pseudo-hint = Le nom que les autres verront
client-connecting = Connexion à { $address }…
client-connecting-what = Cela prend dix secondes au plus.
client-cancel = Annuler

## En haut

client-on = sur { $server } – { $address }
client-change-pseudo = Changer de pseudo…
client-disconnect = Se déconnecter
client-rename-title = Comment voulez-vous vous appeler ?
client-rename = Changer

## La connexion

client-lost-retry = La connexion est perdue. Nouvel essai dans { $seconds } s.
client-lost-trying = La connexion est perdue. Nouvel essai…
client-try-now = Essayer maintenant
client-busy = La connexion est occupée. Réessayez dans un instant.
client-end-title = La connexion a pris fin
client-end-words = Les mots de l’hôte :
client-end-read = Retour

## Les conversations

client-rooms = Salons
client-join-room = Autre salon…
client-no-rooms = Vous n’êtes dans aucun salon.
client-people = Conversations privées
client-no-people = Cliquez sur un membre pour n’écrire qu’à lui.
client-talk =
    { $unread ->
        [0] { $name }
        [one] { $name }, { $unread } message non lu
       *[other] { $name }, { $unread } messages non lus
    }
client-talk-to = N’écrire qu’à { $pseudo }
client-too-many-pending = Trop de messages attendent d’être envoyés. Celui-ci reste dans le champ.
client-members =
    { $count ->
        [0] personne
        [one] { $count } membre
       *[other] { $count } membres
    }
client-you = { $pseudo } (vous)
client-private = Vous êtes deux à lire ceci.
client-leave = Quitter
client-leave-which = Quitter { $name }
client-close = Fermer
client-close-which = Retirer { $name } de la liste
client-not-left = Vous êtes toujours dans { $room }. { $why }
client-nowhere = Vous êtes connecté·e
client-nowhere-what = On se retrouve dans des salons. Choisissez-en un.
client-choose-room = Choisir un salon…

## Choisir un salon

client-rooms-title = Choisir un salon
client-rooms-asked = Demande des salons…
client-rooms-count =
    { $count ->
        [0] Il n’y a aucun salon.
        [one] { $count } salon
       *[other] { $count } salons
    }
client-refresh = Actualiser
client-room-name = Ou son nom
client-room-name-hint = Nom d’un salon
client-join = Entrer
client-join-which = Entrer dans { $room }, { $members }
client-join-which-topic = Entrer dans { $room }, { $members } : { $topic }
client-not-entered = Vous ne pouvez pas entrer dans { $room }. { $why }

## Les messages

client-silent = Rien n’a encore été dit
client-silent-room = Dites bonjour : tout le salon le lira.
client-silent-person = Seul·e { $pseudo } lit ce que vous écrivez ici.
client-write-to = Écrire à { $name }
client-send = Envoyer
client-sending = envoi…
client-not-sent = Pas envoyé. { $why }
client-send-again = Renvoyer
client-discard = Abandonner
client-closed-hint = Vous n’êtes plus dans ce salon.
client-no-text = (quelque chose que cette fenêtre ne sait pas montrer)
client-cut = Le début de { $count } caractères.
client-copy-all = Copier tout
client-news = { $clock } – { $news }
client-joined = { $pseudo } est arrivé·e
client-renamed = { $old } s’appelle maintenant { $new }
client-gap =
    { $count ->
        [one] { $count } événement manque ici
       *[other] { $count } événements manquent ici
    }
client-fresh = Une nouvelle session a commencé : ce qui s’est dit entre-temps manque
client-room-closed = L’hôte a fermé ce salon

## Les mots de l'hôte

client-notice-room = À tous ceux du salon { $room }
client-notice-you = À vous seul·e
client-notice-read = Lu
client-notice-more =
    { $count ->
        [one] { $count } autre message suit.
       *[other] { $count } autres messages suivent.
    }
