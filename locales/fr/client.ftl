# La fenêtre du client.

client-title = Salon client
client-title-connected =
    { $unread ->
        [0] Salon client – { $pseudo } sur { $address }
       *[other] ({ $unread }) Salon client – { $pseudo } sur { $address }
    }

## Se connecter

client-connect-title = Où aller ?
client-connect = Se connecter
client-address = Adresse ou lien
client-address-hint = salon://HÔTE:PORT/SALON
client-pseudo = Pseudo
client-pseudo-hint = Le nom que les autres verront
client-connecting = Connexion à { $address }…
client-connecting-what = Cela prend dix secondes au plus.
client-cancel = Annuler
client-recent = Où vous étiez avant
client-recent-one = { $pseudo } – { $link }
client-forget = Oublier { $place }

## En haut

client-change-pseudo = Changer de pseudo…
client-disconnect = Se déconnecter
client-rename-title = Comment voulez-vous vous appeler ?
client-rename = Changer

## La connexion

client-lost-retry = La connexion est perdue. Nouvel essai dans { $seconds } s.
client-lost-trying = La connexion est perdue. Nouvel essai…
client-try-now = Essayer maintenant
client-busy = La connexion est occupée. Réessayez dans un instant.
client-end-title = La connexion a pris fin
client-end-words = Les mots de l’hôte :
client-end-read = Retour
client-ended = { $why } Ce qui s’est dit et ce que vous écrivez reste ici.
client-connect-again = Se reconnecter
client-connect-elsewhere = Se connecter ailleurs…

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
client-join-which-topic = Entrer dans { $room }, { $members } : { $topic }
client-not-entered = Vous ne pouvez pas entrer dans { $room }. { $why }

## Les messages

client-silent = Rien n’a encore été dit
client-silent-room = Dites bonjour : tout le salon le lira.
client-silent-person = Seul·e { $pseudo } lit ce que vous écrivez ici.
client-write-to = Écrire à { $name }
client-as-read = Comme les autres le lisent
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
# Plusieurs qui sont venus et partis, en une ligne. $names est une liste, $count le nombre de ses noms.
client-came =
    { $count ->
        [one] { $names } est arrivé·e
       *[other] { $names } sont arrivé·es
    }
client-went =
    { $count ->
        [one] { $names } est parti·e
       *[other] { $names } sont parti·es
    }
client-looked-in =
    { $count ->
        [one] { $names } est passé·e
       *[other] { $names } sont passé·es
    }
client-came-back =
    { $count ->
        [one] { $names } est parti·e et revenu·e
       *[other] { $names } sont parti·es et revenu·es
    }
client-clauses = { $before } ; { $after }
client-names = { $first } et { $last }
client-names-more =
    { $count ->
        [one] { $first } et { $count } autre
       *[other] { $first } et { $count } autres
    }
client-each = { $news } : montrer un à un
client-each-less = { $news } : montrer moins
client-renamed = { $old } s’appelle maintenant { $new }
client-gap =
    { $count ->
        [one] { $count } événement manque ici
       *[other] { $count } événements manquent ici
    }
client-fresh = Une nouvelle session a commencé : ce qui s’est dit entre-temps manque
client-room-closed = L’hôte a fermé ce salon

## Les mots de l'hôte

client-notice-read = Lu
client-notice-more =
    { $count ->
        [one] { $count } autre message suit.
       *[other] { $count } autres messages suivent.
    }

## Sur les côtés

client-menu = Plus
client-settings = Réglages
client-help = Aide
client-talks =
    { $unread ->
        [0] Conversations
        [one] Conversations, { $unread } message non lu
       *[other] Conversations, { $unread } messages non lus
    }
client-talk-absent =
    { $unread ->
        [0] { $name }, absent·e
        [one] { $name }, absent·e, { $unread } message non lu
       *[other] { $name }, absent·e, { $unread } messages non lus
    }
client-absent = Absent·e pour le moment.
client-mute = Plus d’appels de { $name }
client-unmute = À nouveau des appels de { $name }
client-muted = Ce salon ne vous appelle plus. Ce qui s’y dit est quand même compté.
client-unmuted = Ce salon vous appelle à nouveau.
client-hide-members = Masquer les membres
client-show-members = Montrer les membres
client-members-find = Chercher quelqu’un

## Dans la conversation

client-own = vous
client-new-below = Nouveau
client-newest =
    { $count ->
        [0] Aux derniers messages
        [one] { $count } nouveau message
       *[other] { $count } nouveaux messages
    }
client-mention = Mentionner { $pseudo }
client-copy-message = Copier le message
client-message-of = Message de { $author }, { $clock }
client-choose-from = Choisir à partir d’ici
client-choose-to = Choisir jusqu’ici
client-chosen =
    { $count ->
        [one] { $count } ligne est choisie
       *[other] { $count } lignes sont choisies
    }
client-copy = Copier
client-copy-chosen = Copier ce qui est choisi
# Une ligne d'une conversation qui est copiée.
client-transcript = { $clock } { $author } : { $words }
client-copied = Copié.
client-show-all = Tout montrer
client-show-less = Montrer moins
client-find = Chercher dans cette conversation
client-find-next = Suivant
client-find-previous = Précédent
client-find-close = Fermer la recherche
client-find-nothing = Rien trouvé
client-find-count = { $at } sur { $count }
client-emoji = Émoji
client-emoji-search = Chercher un émoji
client-emoji-none = Aucun émoji de ce nom.

## Les images

client-picture = Image
client-picture-open = La montrer en plus grand
client-picture-waits = L’image est en cours de lecture…
client-picture-broken = (une image qui ne peut pas être montrée)
client-save-picture = Enregistrer l’image
client-saved = Enregistrée sous { $path }
client-not-saved = L’image ne peut pas être enregistrée ({ $cause }). Faites de la place dans vos téléchargements, puis réessayez.
client-attached = Part avec votre message, { $size } Kio
client-detach = Laisser l’image de côté
client-drop = Déposez une image ou un fichier ici pour l’envoyer à { $name }
client-attach-unreadable = Le fichier ne peut pas être lu ({ $cause }). Vérifiez son nom.
client-attach-no-picture = Ce n’est pas une image lisible. Prenez un fichier PNG, JPEG, GIF ou WebP.
client-attach-too-large = L’image est trop grande. Réduisez-la, puis réessayez.

## Ce qui appelle quelqu’un

client-call-named = { $author } vous mentionne dans { $room }
client-call-private = { $author } vous écrit en privé
client-call-notice = Message du serveur
client-call-picture = (une image)
client-call-go = { $heading } : montrer

## Les réglages

client-done = Terminé
client-desktop = Notifications sur le bureau
client-desktop-what = Quand on vous mentionne, quand quelqu’un vous écrit en privé et quand l’hôte parle, pendant que vous regardez une autre fenêtre.

## Les commandes

client-command-incomplete = Il manque quelque chose après la commande. L’aide dit quoi.
client-command-unknown = Il n’y a pas de commande /{ $name }. Pour dire quelque chose qui commence par /, commencez par //.
client-command-nobody = Personne ici ne s’appelle { $pseudo }. Choisissez quelqu’un parmi les membres.
client-usage-find = /find TEXTE
client-command-find = cherche des mots dans cette conversation
client-usage-help = /help
client-command-help = montre ce qu’on peut écrire et presser
client-usage-join = /join SALON
client-command-join = entre dans un salon
client-usage-leave = /leave
client-command-leave = quitte ce salon
client-usage-members = /members
client-command-members = montre ou masque qui est là
client-usage-msg = /msg PSEUDO TEXTE
client-command-msg = n’écrit qu’à une personne
client-usage-mute = /mute
client-command-mute = plus d’appels de ce salon, ou à nouveau
client-usage-nick = /nick PSEUDO
client-command-nick = change votre pseudo
client-usage-picture = /picture FICHIER
client-command-picture = envoie une image
client-usage-quit = /quit
client-command-quit = se déconnecte
client-usage-rooms = /rooms
client-command-rooms = montre les salons

## L’aide

client-help-commands = Commandes
client-help-slash = Pour dire quelque chose qui commence par /, commencez par //.
client-help-writing = Écrire
client-help-soft = léger
client-help-loud = fort
client-help-code = code
client-help-block = plusieurs lignes de code
client-help-name = mentionne quelqu’un
client-help-emoji = un émoji par son nom
client-help-keys = Touches
client-key-enter = Entrée
client-key-enter-what = envoie
client-key-newline = Maj+Entrée
client-key-newline-what = va à la ligne
client-key-up = Haut, Bas
client-key-up-what = ce que vous avez envoyé, dans un champ vide
client-key-tab = Tab
client-key-tab-what = complète un nom, une commande, un émoji
client-key-find-what = cherche des mots dans la conversation
client-key-all-what = choisit toute la conversation, pour la copier
client-key-messages-what = va aux messages ; Tab à ce qu’on peut faire d’un message, Échap revient
client-key-rooms-what = choisit un salon
client-key-previous-what = la conversation au-dessus
client-key-next-what = la conversation au-dessous
client-key-settings-what = réglages
client-key-zoom = Ctrl et +, −, 0
client-key-zoom-what = plus grand, plus petit, comme prévu
client-key-help-what = cette aide

## Votes

client-vote = Lancer un vote…
client-vote-title = Un vote dans { $room }
client-vote-question = Question
client-vote-choice = Choix { $number }
client-vote-remove = Retirer le choix { $number }
client-vote-add = Ajouter un choix
client-vote-within = Ouvert pendant
client-vote-minutes =
    { $count ->
        [one] { $count } minute
        [60] 1 heure
       *[other] { $count } minutes
    }
client-vote-open = Lancer le vote
client-vote-needs = Un vote a besoin d’une question et de 2 à 20 choix. Remplissez-les.
client-vote-too-long = La question et les choix sont trop longs pour un vote. Raccourcissez-les.
client-vote-nowhere = On vote dans un salon. Allez dans un salon où vous êtes, puis lancez le vote.
client-vote-one = Votre vote « { $question } » est encore ouvert ici, et vous ne pouvez en avoir qu’un. Attendez sa fin ou retirez-le.
client-vote-none = Aucun vote ne vous attend ici.
client-vote-range = Les choix sont numérotés de 1 à { $count }. Tapez un de ces nombres.
client-vote-own = Vous demandez
client-vote-by = { $pseudo } demande
client-vote-name = { $who } : { $question }
client-vote-left = encore { $time }
client-vote-choose =
    { $count ->
        [one] { $choice }, { $count } réponse
       *[other] { $choice }, { $count } réponses
    }
client-vote-tally = { $answered } ont répondu, { $waiting } encore attendus
client-vote-decliners = { $count } sans avis
client-vote-answering = Votre réponse part…
client-vote-decline = Ne pas participer
client-vote-take-back = Retirer
client-vote-put-away = Ranger
client-vote-over = Ce vote est terminé ; sa fin a été manquée.
client-vote-opened = { $pseudo } demande : { $question }
client-vote-completed = Le vote est terminé : { $question }
client-vote-declined = Trop peu de personnes ont participé au vote : { $question }
client-vote-expired = Le temps du vote est écoulé : { $question }
client-vote-cancelled = Le vote a été retiré : { $question }
client-vote-missed = Le vote est terminé, et sa fin a été manquée : { $question }
client-vote-count = { $choice } : { $count }
client-vote-uncounted =
    { $count ->
        [one] { $count } réponse dont le choix a été manqué
       *[other] { $count } réponses dont le choix a été manqué
    }
client-blocked-by-vote = Tant que votre vote « { $question } » n’est pas terminé, vous ne pouvez pas écrire ici.
client-blocked-by = Tant que ce que vous avez lancé ici ({ $kind }) n’est pas terminé, vous ne pouvez pas écrire ici.
client-usage-vote = /vote QUESTION | CHOIX | CHOIX
client-command-vote = fait voter tout le salon
client-usage-answer = /answer NUMÉRO
client-command-answer = choisit dans le vote en cours

## Fichiers

client-file-send = Envoyer un fichier…
client-file-title = Envoyer un fichier à { $name }
client-file-path = Fichier
client-file-hint = Vous pouvez aussi déposer des fichiers sur la fenêtre.
client-file-offer = Envoyer
client-file-nowhere = Rien ne peut être envoyé ici. Allez dans un salon où vous êtes, ou auprès de quelqu’un.
client-file-not = « { $name } » : { $why }
client-file-from = { $pseudo } propose { $name } ({ $size })
client-file-to = { $name } ({ $size }) pour { $to }
client-file-progress = Ce qui est arrivé de { $name }
client-file-waiting = Attend qu’une autre de vos offres ici soit terminée.
client-file-where = Il ira dans { $folder }
client-file-offered = Attend une réponse.
client-file-paused-there = En pause de l’autre côté.
client-file-room-over = L’offre est terminée.
client-file-arrived = Il est arrivé.
client-file-standing = { $done } · { $how }
client-file-accept = Enregistrer
client-file-accept-which = Enregistrer { $name }
client-file-decline = Refuser
client-file-decline-which = Refuser { $name }
client-file-cancel = Annuler { $name }
client-file-pause = Mettre { $name } en pause
client-file-resume = Reprendre { $name }
client-file-put-away = Ranger { $name }
client-usage-send = /send FICHIER
client-command-send = propose un fichier aux personnes présentes
client-file-no-home = il n’y a pas de dossier personnel
client-file-coming = { $name } ({ $size }) de { $pseudo }
client-file-elsewhere = Ailleurs…
client-file-elsewhere-which = Enregistrer { $name } dans un autre dossier
client-file-news = { $pseudo } propose le fichier { $name }
client-keep-title = Enregistrer { $name }
client-keep-folder = Dossier
client-path-above = Le dossier parent
client-path-no-file = Rien ne porte ce nom.
client-path-no-folder = Ce dossier n’existe pas.
client-path-is-file = C’est un fichier, pas un dossier.
client-path-read-only = Rien ne peut y être écrit ({ $cause }).
client-call-vote = { $author } fait voter { $room }
client-call-file = { $author } vous propose un fichier
client-call-file-room = { $author } propose un fichier dans { $room }
client-file-saved = Enregistré sous { $path }

## Se parler directement

client-direct-talk = Parler directement avec { $pseudo }…
client-direct-off = L’hôte a désactivé les conversations directes entre membres.
client-direct-absent = { $pseudo } n’est pas là en ce moment.
client-direct-nobody = Vous pouvez parler directement à quelqu’un d’autre qui est là. Choisissez parmi les membres.
client-direct-none = Vous ne parlez directement avec personne. /peer PSEUDO le demande à quelqu’un.
client-direct-nobody-asks = Personne ne vous demande de parler directement.
client-direct-title = Parler directement avec { $pseudo } ?
client-direct-ask = Demander à { $pseudo }
client-direct-explain-hidden = Ce que vous vous écrivez est chiffré de bout en bout : { $pseudo } et vous seuls pouvez le lire, pas même le serveur.
client-direct-explain-address = { $pseudo } voit l’adresse de votre machine sur le réseau, et vous voyez la sienne.
client-direct-explain-relay = Si aucune voie directe ne s’ouvre, la conversation passe par le serveur, qui ne peut pas la lire. La fenêtre dit laquelle des deux c’est.
client-direct-explain-asked = La question est d’abord posée à { $pseudo }, qui a deux minutes pour accepter.
client-direct-what = Ce que vous vous écrivez est chiffré de bout en bout. L’autre voit l’adresse de votre machine sur le réseau.
client-direct-asking = La question est posée à { $pseudo }…
client-direct-asked = { $pseudo } voudrait parler directement avec vous
client-direct-asked-by-host = L’hôte demande si { $pseudo } et vous voulez parler directement
client-direct-asked-by-host-unnamed = L’hôte demande si vous voulez parler directement avec quelqu’un
client-direct-agreed = Vous acceptez de parler directement avec { $pseudo }…
client-direct-agreed-host = Vous avez accepté. Il manque la réponse de l’autre…
client-direct-trying = Recherche d’une voie vers { $pseudo }…
client-direct-trying-what = Les deux machines essaient de se joindre, pendant quelques secondes. Sinon, la conversation passe par le serveur, toujours chiffrée de bout en bout.
client-direct-met = { $pseudo } et vous pouvez maintenant parler directement
client-direct-compare-soon = Comparez le code affiché au-dessus de la conversation.
client-direct-agree = Accepter
client-direct-agree-which = Accepter de parler directement avec { $pseudo }
client-direct-decline = Refuser
client-direct-decline-which = Refuser de parler directement avec { $pseudo }
client-direct-cancel = Ne pas parler directement avec { $pseudo }
client-direct-go = Y aller
client-direct-put-away = Ranger
client-direct-again = Redemander
client-direct-declined = { $pseudo } préfère ne pas parler directement, ou n’est plus là
client-direct-not-both = Vous ne parlerez pas directement : l’un des deux n’a pas accepté
client-direct-expired = { $pseudo } n’a pas répondu à temps
client-direct-too-late = Le temps pour accepter de parler directement est écoulé
client-direct-taken-back = La demande de parler directement a été retirée
client-direct-missed = La connexion au serveur a été perdue avant que vous puissiez parler directement
client-direct-failed = Impossible de parler directement avec { $pseudo }
client-direct-failed-unnamed = Impossible de parler directement
client-direct-name = { $pseudo }, directement
client-direct-path = Voie directe vers { $address }. Chiffré de bout en bout ; rien ne passe par le serveur.
client-direct-path-relayed = Par le serveur, car aucune voie directe ne s’est ouverte. Chiffré de bout en bout : le serveur ne peut pas le lire.
client-direct-without-server = La connexion au serveur est perdue. Cette conversation continue sans lui.
client-direct-code = Code
client-direct-copy = Copier le code
client-direct-copied = Le code est copié.
client-direct-compared = { $pseudo } voit le même code
client-direct-why = Demandez à { $pseudo }, au téléphone ou de vive voix, quel code est affiché là-bas. Si c’est le même, personne n’est entre vous, pas même le serveur.
client-direct-end = Terminer la conversation directe avec { $pseudo }
client-direct-begun = { $pseudo } et vous parlez maintenant directement
client-direct-begun-relayed = Aucune voie directe ne s’est ouverte : { $pseudo } et vous parlez par le serveur, qui ne peut pas lire
client-direct-over-here = Vous avez terminé cette conversation directe
client-direct-over-there = { $pseudo } a terminé cette conversation directe
client-direct-over-lost = La connexion avec { $pseudo } est perdue
client-direct-over-lost-relayed = La connexion avec { $pseudo }, qui passait par le serveur, est perdue
client-usage-p = /p TEXTE
client-command-p = dit quelque chose à qui vous parlez directement
client-usage-peer = /peer PSEUDO
client-command-peer = demande à quelqu’un de parler directement ; yes, no ou bye au lieu d’un pseudo répond et termine
client-mesh-not-here = Dans ce salon tout passe par le serveur : l’hôte ne permet pas autre chose.
client-usage-direct = /direct on
client-command-direct = laisse vos messages éviter le serveur, si tout le monde ici l’accepte ; off les laisse passer par le serveur
client-mesh-switch = Envoyer directement dans { $room }
client-mesh-off = Envoyer directement : une fois que toutes les personnes présentes l’acceptent, vos messages vont droit vers elles, chiffrés, sans passer par le serveur. Elles voient l’adresse de votre machine sur le réseau.
client-mesh-on = Les membres qui l’acceptent aussi voient désormais votre adresse.
client-mesh-reach = direct vers { $paths } sur { $others }
client-mesh-short = { $paths }/{ $others }
client-mesh-alone = personne d’autre ici
client-mesh-too-many = trop de membres pour le direct
client-mesh-too-many-what = Autant de membres ne sont pas joints directement : vos messages passent par le serveur.
client-mesh-whole = Tous sont joints directement : vos messages ne passent pas par le serveur. Qui vient plus tard ne les verra pas.
client-mesh-part = Tous ne sont pas joints directement : vos messages passent par le serveur.
client-mesh-mark = Directement de pair à pair, sans passer par le serveur
