# La fenêtre de l'hôte.

admin-title = Salon server – { $listening }

## En haut

admin-name = Salon
admin-listening = à l’écoute sur { $listening }
admin-link = Lien à distribuer
admin-copy-link = Copier le lien
admin-qr = Code QR
admin-show-qr = Afficher le lien en code QR
admin-link-copied = Le lien est dans le presse-papiers. Envoyez-le à qui doit venir.
admin-reach-loopback = Personne d’autre que cette machine ne peut utiliser ce lien : le serveur n’écoute que sur { $listening }. Démarrez-le avec --listen [::]:2428, et les autres sur votre réseau le pourront.
admin-reach-nothing = Personne d’autre que cette machine ne peut utiliser ce lien : elle n’est sur aucun réseau. Connectez-la à un réseau, puis regardez de nouveau.
admin-reach-title = Qui peut se servir du lien
admin-reach-well = D’autres, dans votre réseau, peuvent s’en servir.
admin-look-again = Regarder de nouveau
admin-stop = Arrêter le serveur…
admin-settings = Réglages
admin-shortcuts = Raccourcis (F1)

## Les clients

admin-clients =
    { $count ->
        [0] Clients
        [one] { $count } client
       *[other] { $count } clients
    }
admin-found = { $count } sur { $all } clients
admin-chosen = { $count } sur { $all } choisis
admin-connections =
    { $count ->
        [one] { $count } connexion sur { $most } au plus
       *[other] { $count } connexions sur { $most } au plus
    }
admin-filter = Chercher
admin-filter-hint = Pseudo, adresse ou salon
admin-rows =
    { $count ->
        [one] { $count } client, { $chosen } choisi
       *[other] { $count } clients, { $chosen } choisis
    }
admin-pseudo = Pseudo
admin-address = Adresse
admin-rooms-of-client = Salons
admin-last-message = Dernier message
admin-since = Depuis
admin-in = Reçu
admin-in-hint = Messages et octets venus du client, en tout. Appuyez encore pour trier par octets.
admin-out = Envoyé
admin-out-hint = Messages et octets partis vers le client, en tout. Appuyez encore pour trier par octets.
admin-round-trip = Latence
admin-round-trip-hint = Le temps que le client a mis à répondre la dernière fois qu’on le lui a demandé : à son apparition ici, puis à chaque signe de vie.
admin-lag = Retard
admin-lag-hint = Combien de messages de ses salons le client n’a pas encore pris. Là où il reste haut, le client ou son réseau est lent.
admin-by-bytes = { $title } (octets)
admin-sort-by = Trier par { $title }
admin-sorted-down = Trié par { $title }, le plus grand d’abord
admin-sorted-up = Trié par { $title }, le plus petit d’abord
admin-sort = Trier par…
admin-choose = Choisir { $pseudo }
admin-choose-all = Choisir tout le monde
admin-choose-nobody = Ne choisir personne
admin-traffic = { $messages } · { $bytes }
admin-no-message = aucun
admin-no-room = aucun
admin-lost = perdu
admin-lost-hint = La connexion vient d’être perdue. Le client peut encore revenir et continuer où il en était.
admin-time = { $clock } · { $ago }
admin-write = Écrire…
admin-write-to = Écrire à { $name }
admin-write-everyone = Écrire à tous…
admin-kick = Exclure…
admin-kick-who = Exclure { $pseudo }
admin-ban = Bannir…
admin-introduce = Présenter…
admin-introduce-two = Choisissez deux clients : on peut alors les présenter l’un à l’autre.
admin-ban-who = Bannir { $pseudo }
admin-details = Détails…
admin-details-title = À propos de { $pseudo }
admin-details-gone = Le client à l’adresse { $address } n’est plus là.
admin-copy-address = Copier l’adresse
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
admin-rate = · { $rate }/min
admin-both = { $one } · { $other }
admin-posts =
    { $count ->
        [0] Personne n’a encore rien écrit.
        [one] { $count } message depuis son ouverture
       *[other] { $count } messages depuis son ouverture
    }
admin-peer-posts = direct
admin-peer-posts-hint = Ses membres peuvent s’envoyer leurs messages directement.
admin-add-room = Ajouter un salon…
admin-change-room-which = Renommer le salon { $room }
admin-close-room-which = Fermer le salon { $room }
admin-no-rooms = Il n’y a aucun salon
admin-no-rooms-what = On se retrouve dans des salons. Ajoutez-en un.

## Ce qui se passe, le journal, les bannissements, ce qui a été dit

admin-activity = Activité
admin-plot-messages = Messages par seconde
admin-plot-bytes = Octets par seconde
admin-plot-clients = Clients
admin-plot-span =
    { $minutes ->
        [one] il y a { $minutes } minute
       *[other] il y a { $minutes } minutes
    }
admin-plot-now = maintenant
admin-plot-highest = au plus { $amount }
admin-log =
    { $count ->
        [0] Journal
        [one] Journal ({ $count } nouvelle)
       *[other] Journal ({ $count } nouvelles)
    }
admin-log-error = erreur
admin-log-warning = attention
admin-log-info = info
admin-log-debug = détail
admin-log-level = Niveau le plus bas
admin-log-from-error = Erreurs
admin-log-from-warning = Avertissements et pire
admin-log-from-info = Tout sauf les détails
admin-log-from-debug = Tout
admin-log-filter = Chercher dans le journal
admin-log-filter-hint = Chercher dans le journal
admin-log-copy = Copier ce qui est affiché
admin-log-empty = Le journal n’a rien à montrer ici.
admin-bans =
    { $count ->
        [0] Bannissements
       *[other] Bannissements ({ $count })
    }
admin-add-ban = Bannir quelqu’un…
admin-no-bans = Personne n’est tenu à l’écart.
admin-until = jusqu’à { $until }
admin-lift = Lever
admin-lift-which = Lever le bannissement de { $name }
admin-sent =
    { $count ->
        [0] Messages
       *[other] Messages ({ $count })
    }
admin-new-message = Nouveau message…
admin-no-sent = Ce que vous dites à tous, à un salon ou à quelqu’un s’inscrit ici.
admin-reached =
    { $count ->
        [0] reçu par personne
       *[other] reçu par { $count }
    }
admin-again = Redire…
admin-again-which = Redire : { $text }

## Les dialogues

admin-cancel = Annuler
admin-close-dialog = Fermer
admin-reason = Motif (peut rester vide)
admin-named = { $pseudo } ({ $address })
admin-and-more =
    { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }
admin-kick-title =
    { $count ->
        [one] Exclure { $pseudo } ?
       *[other] Exclure { $count } clients ?
    }
admin-kick-what =
    { $count ->
        [one] { $pseudo } ({ $address }) doit partir, et peut revenir. Tous ceux qui partagent un salon avec { $pseudo } l’apprennent, avec le motif.
       *[other] Ces clients doivent partir, et peuvent revenir. Tous ceux qui partagent un salon avec eux l’apprennent, avec le motif.
    }
admin-kick-confirm = Exclure
admin-ban-title =
    { $count ->
        [0] Bannir quelqu’un
        [one] Bannir { $pseudo } ?
       *[other] Bannir { $count } clients ?
    }
admin-ban-what =
    { $count ->
        [one] { $pseudo } doit partir et ne peut pas revenir pendant ce temps. Tous ceux qui partagent un salon avec { $pseudo } l’apprennent, avec le motif.
       *[other] Ces clients doivent partir et ne peuvent pas revenir pendant ce temps. Tous ceux qui partagent un salon avec eux l’apprennent, avec le motif.
    }
admin-ban-by-pseudo =
    { $count ->
        [one] Par pseudo : quiconque s’appelle { $pseudo }, ou presque
       *[other] Par pseudo : quiconque s’appelle comme eux, ou presque
    }
admin-ban-by-address =
    { $count ->
        [one] Par adresse : quiconque vient de { $address }
       *[other] Par adresse : quiconque vient d’où ils viennent
    }
admin-ban-others =
    { $count ->
        [one] { $pseudos } vient aussi de là, et doit partir de même.
       *[other] { $count } autres viennent aussi de là, et doivent partir de même : { $pseudos }
    }
admin-ban-by-nothing = Choisissez par quoi bannir.
admin-ban-for = Pour
admin-ban-typed = Pseudo ou adresse
admin-ban-typed-hint = Bob, ou 192.168.1.77
admin-ban-typed-what = Quiconque correspond doit partir et ne peut pas revenir pendant ce temps.
admin-ban-undo = On peut revenir en arrière : levez-le sous « Bannissements ».
admin-ban-confirm = Bannir
admin-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
admin-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
admin-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
admin-introduce-title = Présenter { $one } et { $other } l’un à l’autre ?
admin-introduce-what = On demande aux deux s’ils veulent se parler directement. Si les deux acceptent, ce serveur leur dit où se joindre et s’efface : ce qu’ils se disent ensuite va tout droit de l’un à l’autre.
admin-introduce-addresses = Chacun apprend l’adresse de l’autre.
admin-introduce-relay = Là où aucun chemin direct ne s’ouvre, ils peuvent passer par le serveur, qui ne peut pas lire ce qu’ils se disent.
admin-introduce-confirm = Demander aux deux
admin-message-title = Message du serveur
admin-message-for = À
admin-message-text = Texte
admin-message-keys = Entrée envoie, Maj+Entrée commence une nouvelle ligne.
admin-message-preview = Ce qui sera affiché
admin-message-confirm = Envoyer
admin-target-everyone = Tout le monde
admin-target-room = Salon { $room }
admin-target-clients =
    { $count ->
        [one] { $pseudo }
       *[other] { $count } clients, chacun à part
    }
admin-add-room-title = Ajouter un salon
admin-add-room-confirm = Ajouter
admin-room-name = Nom
admin-room-topic = Sujet (peut rester vide)
admin-room-peer-posts = Les membres peuvent s’envoyer leurs messages directement
admin-room-peer-posts-what = Là où quelques membres l’acceptent tous, leurs messages ne passent pas par ce serveur, et chacun apprend l’adresse des autres.
admin-room-peer-posts-off = Sans effet pour l’instant. { $why }
admin-change-room-title = Modifier le salon { $room }
admin-change-room-what = Ses membres en sont avertis, et restent où ils sont. Un lien vers l’ancien nom n’y mène plus.
admin-change-room-confirm = Modifier
admin-close-room-title = Fermer le salon { $room } ?
admin-close-room-what =
    { $count ->
        [0] Personne ne s’y trouve. Un salon fermé ne peut plus être rouvert tel qu’il était.
        [one] { $count } membre s’y trouve, en est averti et reste connecté. Un salon fermé ne peut plus être rouvert tel qu’il était.
       *[other] { $count } membres s’y trouvent, en sont avertis et restent connectés. Un salon fermé ne peut plus être rouvert tel qu’il était.
    }
admin-close-room-confirm = Fermer le salon
admin-stop-title = Arrêter le serveur ?
admin-stop-what =
    { $count ->
        [0] Personne n’est là. Les salons que vous avez ajoutés ici disparaissent ensuite.
        [one] { $count } client est là et en est averti. Les salons, et ce qui s’y est dit, disparaissent ensuite.
       *[other] { $count } clients sont là et en sont avertis. Les salons, et ce qui s’y est dit, disparaissent ensuite.
    }
admin-stop-confirm = Arrêter
admin-qr-title = Le lien en code QR
admin-qr-what = Montrez-le à qui doit venir : un appareil photo y lit le lien.
admin-qr-name = Code QR de { $link }
admin-qr-too-long = Le lien est trop long pour un code QR.
admin-settings-title = Réglages
admin-shortcuts-title = Raccourcis
admin-shortcuts-everywhere = Partout
admin-shortcuts-table = Dans le tableau des clients
admin-shortcuts-rooms = Dans la liste des salons
admin-shortcuts-dialog = Dans une boîte de dialogue
admin-shortcut-help = Cette liste
admin-shortcut-find = Chercher un client
admin-shortcut-look = Revoir qui peut se servir du lien
admin-shortcut-rows = Clients, salons, bas de la fenêtre : au suivant
admin-shortcut-tab = Champ ou bouton suivant ; en arrière avec Maj
admin-shortcut-write = Écrire à tous
admin-shortcut-room = Ajouter un salon
admin-shortcut-ban-anybody = Bannir quelqu’un
admin-shortcut-undo = Annuler le dernier bannissement, tant que c’est proposé
admin-shortcut-qr = Montrer le lien en code QR
admin-shortcut-settings = Réglages
admin-shortcut-link = Copier le lien
admin-shortcut-drawer = Activité, journal, bannissements, messages
admin-shortcut-stop = Arrêter le serveur
admin-shortcut-walk-keys = ↑ ↓ PgPréc PgSuiv Début Fin
admin-shortcut-page-keys = PgPréc PgSuiv
admin-shortcut-walk = Un autre client
admin-shortcut-space = Espace
admin-shortcut-choose = Choisir le client, ou non
admin-shortcut-shift = Maj et flèches
admin-shortcut-range = Choisir tous ceux du chemin
admin-shortcut-all = Choisir tout le monde
admin-shortcut-message = Écrire à ceux qui sont choisis
admin-shortcut-kick = Les exclure
admin-shortcut-ban = Les bannir
admin-shortcut-introduce = Présenter les deux choisis
admin-shortcut-clear = Ne choisir personne
admin-shortcut-enter = Entrée
admin-shortcut-delete = Suppr
admin-shortcut-escape = Échap
admin-shortcut-enter-or = { $key }, Entrée
admin-shortcut-delete-or = { $key }, Suppr
admin-shortcut-details = Tout ce qu’on sait du client
admin-shortcut-copy = Copier l’adresse
admin-shortcut-another-room = Un autre salon
admin-shortcut-who = Montrer qui s’y trouve
admin-shortcut-write-room = Écrire au salon
admin-shortcut-rename = Le renommer
admin-shortcut-close-room = Le fermer
admin-shortcut-confirm = Confirmer (un bouton qui a le clavier passe avant)
admin-shortcut-cancel = Renoncer
admin-shortcut-scroll = Voir la suite

## Ce qui en est advenu

admin-busy = Le serveur n’a pas encore répondu. Réessayez dans un instant.
admin-undo = Annuler cela
admin-done-kick =
    { $count ->
        [one] { $pseudo } a été exclu·e.
       *[other] { $count } clients ont été exclus.
    }
admin-done-ban =
    { $count ->
        [one] { $name } est tenu·e à l’écart.
       *[other] { $count } clients sont tenus à l’écart.
    }
admin-done-unban =
    { $count ->
        [one] Le bannissement de { $name } est levé.
       *[other] { $count } bannissements sont levés.
    }
admin-done-notice =
    { $clients ->
        [0] Personne n’était là pour recevoir le message.
        [one] Le message est parti à { $clients } client.
       *[other] Le message est parti à { $clients } clients.
    }
admin-done-add-room = Le salon { $room } est ouvert.
admin-done-change-room = Le salon s’appelle maintenant { $room }, avec son sujet.
admin-done-close-room = Le salon { $room } est fermé.
admin-done-introduce = On demande à { $one } et à { $other } s’ils veulent se parler directement.
admin-introduced = { $one } et { $other } ont accepté, et savent où se joindre.
admin-introduction-declined = { $one } et { $other } ne sont pas présentés : l’un des deux ne le veut pas.
admin-introduction-left = { $one } et { $other } ne sont pas présentés : l’un des deux est parti.
admin-introduction-expired = { $one } et { $other } ne sont pas présentés : l’un des deux n’a pas répondu à temps.
admin-introduction-cancelled = { $one } et { $other } ne sont pas présentés : la question a été retirée.
admin-done-stop = Le serveur s’arrête.
admin-failed-kick =
    { $count ->
        [one] { $pseudo } n’a pas été exclu·e. { $why }
       *[other] Ces clients n’ont pas été exclus. { $why }
    }
admin-failed-ban =
    { $count ->
        [one] { $name } n’a pas été banni·e. { $why }
       *[other] Ces clients n’ont pas été bannis. { $why }
    }
admin-failed-unban = Le bannissement n’a pas été levé. { $why }
admin-failed-notice = Le message n’a pas été envoyé. { $why }
admin-failed-add-room = Le salon { $room } n’a pas été ajouté. { $why }
admin-failed-change-room = Le salon { $room } n’a pas été modifié. { $why }
admin-failed-close-room = Le salon { $room } n’a pas été fermé. { $why }
admin-failed-introduce = On n’a rien demandé à { $one } ni à { $other }. { $why }
admin-failed-stop = Le serveur n’a pas été arrêté. { $why }
