# La fenêtre de l'hôte.

admin-title = Salon server – { $listening }

## En haut

admin-name = Salon
admin-listening = à l’écoute sur { $listening }
admin-link = Lien à distribuer
admin-copy-link = Copier le lien
admin-link-copied = Le lien est dans le presse-papiers. Envoyez-le à qui doit venir.

## Les clients

admin-clients =
    { $count ->
        [0] Clients
        [one] { $count } client
       *[other] { $count } clients
    }
admin-connections =
    { $count ->
        [one] { $count } connexion sur { $most } au plus
       *[other] { $count } connexions sur { $most } au plus
    }
admin-filter = Chercher
admin-filter-hint = Pseudo, adresse ou salon
admin-pseudo = Pseudo
admin-address = Adresse
admin-rooms-of-client = Salons
admin-last-message = Dernier message
admin-no-message = aucun
admin-no-room = aucun
admin-lost = connexion perdue
admin-lost-hint = La connexion vient d’être perdue. Le client peut encore revenir et continuer où il en était.
admin-time = { $clock } · { $ago }
admin-since = ici depuis { $since }
admin-write = Écrire…
admin-write-to = Écrire à { $name }
admin-write-everyone = Écrire à tous…
admin-kick = Exclure…
admin-kick-who = Exclure { $pseudo }
admin-nobody = Personne n’est encore là
admin-nobody-what = Distribuez le lien. Quiconque l’ouvre avec Salon arrive aussitôt, et apparaît dans cette fenêtre.
admin-nobody-how = Dans un terminal, on tape :
admin-no-match = Personne ne correspond à « { $filter } »
admin-no-match-what = Ce que vous cherchez est comparé aux pseudos, aux adresses et aux salons.
admin-show-all = Afficher tout le monde

## Les salons

admin-rooms =
    { $count ->
        [0] Salons
        [one] { $count } salon
       *[other] { $count } salons
    }
admin-members =
    { $count ->
        [0] personne
        [one] { $count } membre
       *[other] { $count } membres
    }
admin-members-hint = Afficher qui est dans { $room }
admin-add-room = Ajouter un salon…
admin-close-room = Fermer…
admin-close-room-which = Fermer le salon { $room }
admin-no-rooms = Il n’y a aucun salon
admin-no-rooms-what = On se retrouve dans des salons. Ajoutez-en un.

## Les dialogues

admin-cancel = Annuler
admin-reason = Motif (peut rester vide)
admin-kick-title = Exclure { $pseudo } ?
admin-kick-what = { $pseudo } ({ $address }) doit partir, et peut revenir. Tous ceux qui partagent un salon avec { $pseudo } l’apprennent, avec le motif.
admin-kick-confirm = Exclure
admin-message-title = Message du serveur
admin-message-for = À
admin-message-text = Texte
admin-message-keys = Entrée envoie, Maj+Entrée commence une nouvelle ligne.
admin-message-preview = Ce qui sera affiché
admin-message-confirm = Envoyer
admin-target-everyone = Tout le monde
admin-target-room = Salon { $room }
admin-add-room-title = Ajouter un salon
admin-add-room-name = Nom
admin-add-room-topic = Sujet (peut rester vide)
admin-add-room-confirm = Ajouter
admin-close-room-title = Fermer le salon { $room } ?
admin-close-room-what =
    { $count ->
        [0] Personne ne s’y trouve.
        [one] { $count } membre s’y trouve, en est averti et reste connecté.
       *[other] { $count } membres s’y trouvent, en sont avertis et restent connectés.
    }
admin-close-room-confirm = Fermer le salon

## Ce qui en est advenu

admin-busy = Le serveur n’a pas encore répondu. Réessayez dans un instant.
admin-done-kick = { $pseudo } a été exclu·e.
admin-done-notice =
    { $clients ->
        [0] Personne n’était là pour recevoir le message.
        [one] Le message est parti à { $clients } client.
       *[other] Le message est parti à { $clients } clients.
    }
admin-done-add-room = Le salon { $room } est ouvert.
admin-done-close-room = Le salon { $room } est fermé.
admin-failed-kick = { $pseudo } n’a pas été exclu·e. { $why }
admin-failed-notice = Le message n’a pas été envoyé. { $why }
admin-failed-add-room = Le salon { $room } n’a pas été ajouté. { $why }
admin-failed-close-room = Le salon { $room } n’a pas été fermé. { $why }
