# Ce que disent les deux fenêtres et la ligne de commande.

## Erreurs du protocole

error-not-salon = Ce qui est arrivé n’est pas le protocole de Salon. Vérifiez le lien.
error-version = Cette version du protocole n’est pas parlée là-bas. Prenez la même version des deux côtés.
error-too-large = Le message est plus long que permis. Raccourcissez-le.
error-handshake-timeout = La connexion n’a pas abouti à temps. Réessayez.
error-server-full = Le serveur est plein. Réessayez plus tard.
error-too-many-from-address = Il y a trop de connexions depuis votre adresse. Fermez-en une, puis réessayez.
error-banned = L’hôte a banni ce pseudo ou cette adresse. Lui seul peut lever cela : demandez-le-lui.
error-stopping = Le serveur s’arrête. Réessayez plus tard.
error-too-many-errors = Trop de messages de suite ont été refusés : le serveur a mis fin à la connexion. Reconnectez-vous.
error-internal = Le serveur a commis une erreur. Réessayez ; l’hôte en saura plus dans le journal.
error-unknown-kind = Le serveur ne connaît pas ce genre de message. Prenez la même version de Salon des deux côtés.
error-malformed = Le serveur n’a pas pu lire le message. Prenez la même version de Salon des deux côtés.
error-invalid-utf8 = Un texte n’est pas de l’UTF-8 valide. Tapez-le à nouveau.
error-bad-compression = Le message n’a pas pu être décompressé dans les limites. Raccourcissez-le.
error-wrong-state = Ce n’est pas possible à ce moment. Attendez un instant, puis réessayez.
error-pseudo-invalid = Ceci ne peut pas être un pseudo. Choisissez-en un autre.
error-pseudo-taken = Quelqu’un porte déjà ce pseudo, ou un pseudo qui lui ressemble. Choisissez-en un autre.
error-resume-refused = La session est terminée et ne peut pas être reprise. Reconnectez-vous.
error-no-such-room = Ce salon n’existe pas. Choisissez-en un dans la liste.
error-room-name-invalid = Ceci ne peut pas être le nom d’un salon. Choisissez-en un autre.
error-already-in-room = Vous êtes déjà dans ce salon. Choisissez-le parmi vos salons.
error-not-in-room = Vous n’êtes pas dans ce salon. Entrez-y d’abord.
error-too-many-rooms = Il ne peut pas y avoir plus de salons. Quittez-en un d’abord, ou choisissez-en un qui existe.
error-no-such-member = Personne ici ne porte ce pseudo. Choisissez quelqu’un parmi les membres.
error-rate-limited = Trop de messages en trop peu de temps. Attendez un instant.
error-bad-client-number = Ce message a déjà été envoyé, il y a trop longtemps pour savoir ce qu’il est devenu. Regardez s’il est arrivé avant de le renvoyer.
error-blocked = Quelque chose que vous avez lancé ici est encore ouvert et l’empêche. Attendez sa fin, ou retirez-le.
error-no-such-sequence = C’est déjà terminé. Il n’y a plus rien à faire.
error-already-answered = Vous avez déjà répondu. Attendez la fin.
error-not-asked = Ce n’est pas à vous d’y répondre ou de le retirer. Laissez-le à ceux qui sont interrogés.
error-nobody-there = Il n’y a personne qui puisse répondre. Réessayez quand quelqu’un sera là.
error-too-many-sequences = Trop de choses sont ouvertes à la fois. Attendez que l’une se termine.
error-bad-sequence = Le serveur ne l’accepte pas : une valeur est hors limites. Choisissez-en de plus petites.
error-no-such-stream = Ce transfert est terminé. Relancez-le si vous le voulez encore.
error-ticket-refused = Le serveur ne laisse pas commencer ce transfert. Relancez-le.
error-too-many-streams = Trop de transferts sont en cours. Réessayez plus tard.
error-no-such-service = Ce service n’existe pas là-bas. `salon services` en donne la liste.
error-no-such-method = Ce service n’a pas cette méthode. `salon services` en donne la liste.
error-schema-mismatch = Ce programme et le service ne s’entendent pas sur ce que prend et donne la méthode. Mettez à jour le plus ancien des deux.
error-bad-value = Les paramètres sont illisibles, ou ne sont pas ceux de la méthode. `salon services` dit ce qu’elle prend.
error-busy = Le service est débordé. Rien n’a été fait ; réessayez dans un instant.
error-deadline = La réponse n’est pas venue à temps. Regardez si c’est fait avant de rappeler.
error-cancelled = L’appel a été annulé. Rappelez si vous le voulez tout de même.
error-service-failed = Le service a fait une erreur. Dites-le à son hôte.
error-call-schema = Ce programme prend la méthode pour { $ours }. Le serveur dit : { $theirs } Mettez à jour le plus ancien des deux.
error-call-params = Les paramètres ne peuvent pas être envoyés ({ $cause }). Changez-les.
error-call-not-sent = L’appel n’a pas été envoyé. { $cause }
error-call-unknown = { $cause } On ne sait pas si l’appel a été exécuté : regardez avant de le refaire.
error-call-result = L’appel a été exécuté, et son résultat est illisible ({ $cause }). Mettez à jour le plus ancien des deux programmes.
error-not-allowed = L’hôte a désactivé cela. Demandez-lui de le permettre.
error-no-such-introduction = Cette présentation n’existe pas ou est terminée. Redemandez.
error-unknown = Le serveur signale une erreur que cette version ne connaît pas (numéro { $code }). Prenez une version plus récente de Salon.

## Erreurs d'un client

error-client-connect = Pas de connexion à { $address } ({ $cause }). Vérifiez l’adresse, et que le serveur tourne.
error-client-not-salon = Ce qui répond à { $address } n’est pas un serveur Salon. Vérifiez le port.
error-client-timeout = Le serveur n’a pas répondu à temps. Réessayez.
error-client-lost = La connexion est perdue. Reconnectez-vous.
error-client-unconfirmed = La connexion a été perdue avant l’accusé de réception. Regardez si le message est arrivé avant de le renvoyer.
error-client-outcome-missed = L’issue a été manquée pendant la coupure. Regardez, et recommencez s’il le faut.
error-client-senseless = Ce qui est arrivé n’a pas de sens. Prenez la même version de Salon des deux côtés.
error-client-system = Le système ne donne ni fil ni prise ({ $cause }). Fermez des programmes, puis réessayez.
error-peer-absent = L’autre n’est pas venu·e à temps. Redemandez.
error-peer-no-path = Aucune voie directe vers l’autre ne s’est ouverte. Continuez par le serveur, ou redemandez.
error-peer-not-them = Qui a répondu n’est pas la personne présentée. Redemandez.
error-peer-lost = La connexion avec l’autre est perdue. Redemandez.
error-link-scheme = Un lien commence par salon://, pas par { $scheme }://. Copiez le lien entier.
error-link-host = Ceci n’est pas une adresse. Un lien ressemble à ceci : salon://HÔTE:PORT/SALON
error-link-port = « { $port } » n’est pas un port. Donnez un nombre de 1 à 65535.
error-link-percent = Un « % » du lien n’est pas suivi de deux chiffres. Copiez le lien entier.

## Ce que le système dit être la cause, dans une phrase

cause-refused = rien n’y écoute
cause-timeout = pas de réponse
cause-unreachable = aucun chemin n’y mène
cause-unknown-name = personne ne connaît ce nom
cause-no-file = il n’est pas là
cause-denied = ce n’est pas permis
cause-full = le disque est plein
cause-read-only = rien ne peut être écrit sur ce disque
cause-no-folder = une partie du chemin n’est pas un dossier
cause-exists = quelque chose porte déjà ce nom
cause-folder = c’est un dossier
cause-broken-disk = le disque est défaillant

## Pourquoi une connexion a pris fin

bye-leaving = Vous êtes parti·e.
bye-stopping = Le serveur s’est arrêté.
bye-kicked = L’hôte vous a exclu·e.
bye-banned = L’hôte vous a banni·e.
bye-timeout = Le serveur est resté trop longtemps sans nouvelles de vous. Reconnectez-vous.
bye-too-slow = Votre connexion est plus lente que la conversation. Reconnectez-vous, par une meilleure si possible.
bye-superseded = Votre session continue dans une autre connexion.
bye-refused = Une erreur a mis fin à la connexion. Reconnectez-vous.
bye-unknown = La connexion a pris fin pour une raison que cette version ne connaît pas (numéro { $code }). Reconnectez-vous.

## Comment quelqu'un n'est plus là

leave-left = { $pseudo } est parti·e
leave-lost = { $pseudo } a perdu la connexion
leave-kicked = { $pseudo } a été exclu·e
leave-banned = { $pseudo } a été banni·e
leave-unknown = { $pseudo } n’est plus là

## Comment on n’est plus dans un salon

room-kept-out = Vous n’avez pas pu revenir dans le salon. { $why }

## Ce que l’hôte a changé d’un salon

room-renamed = Le salon { $old } s’appelle maintenant { $name }.
room-topic = Le sujet de { $name } est maintenant : { $topic }
room-no-topic = { $name } n’a plus de sujet.
room-peer-posts = L’hôte laisse les membres de { $name } s’envoyer leurs messages directement.
room-no-peer-posts = Tous les messages de { $name } passent désormais par le serveur.

## Pourquoi un texte ne peut pas être un nom

name-empty = Un nom a au moins un caractère visible.
name-too-long =
    { $most ->
        [one] Un nom a au plus { $most } caractère.
       *[other] Un nom a au plus { $most } caractères.
    }
name-forbidden = Un nom ne peut pas avoir ce caractère : « { $character } ».
name-spaces = Un nom n’a pas d’espace aux extrémités, ni deux de suite.
name-marks = Un nom ne peut pas avoir autant d’accents sur une lettre.
name-reserved = Ce nom est réservé au serveur. Choisissez-en un autre.

## Pourquoi un ordre de l'hôte n'a pas été exécuté

host-no-such-member = Ce client n’est plus là.
host-no-such-room = Ce salon n’existe plus.
host-no-such-ban = Ce bannissement n’est plus en vigueur.
host-room-exists = Il y a déjà un salon de ce nom.
host-too-many-rooms = Il ne peut pas y avoir plus de salons.
host-empty-notice = Le message est vide.
host-too-long =
    { $most ->
        [one] Le texte dépasse { $most } octet.
       *[other] Le texte dépasse { $most } octets.
    }
host-busy = Le serveur est occupé. Réessayez dans un instant.
host-not-two = On présente deux clients, tous deux présents.
host-introductions-off = Les présentations sont désactivées. Mettez introductions = true dans le fichier de configuration.
host-stopped = Le serveur s’est arrêté.

## Le temps

time-moment = { $date } à { $time }
time-today = Aujourd’hui
time-yesterday = Hier
time-just-now = à l’instant
time-minutes-ago = il y a { $count } min
time-hours-ago = il y a { $count } h
time-days-ago =
    { $count ->
        [one] il y a { $count } jour
       *[other] il y a { $count } jours
    }

## Quantités

amount-count = { $count }
amount-bytes = { $amount } o
amount-kilobytes = { $amount } ko
amount-megabytes = { $amount } Mo
amount-gigabytes = { $amount } Go
amount-milliseconds = { $amount } ms

## Les mots de l'hôte

notice-heading = Message du serveur, le { $date } à { $time } :
notice-room = À tous ceux du salon { $room }
notice-you = À vous seul·e
with-words = { $sentence } ({ $words })

## Ce que disent les deux fenêtres

look-dismiss = Masquer
look-theme = Couleurs
look-theme-system = Comme le système
look-theme-light = Clair
look-theme-dark = Sombre
look-scale = Taille
look-percent = { $percent } %
look-smaller = Plus petit
look-larger = Plus grand
look-scale-reset = Taille prévue
look-copy-code = Copier le code
look-language = Langue

transfer-unreadable = Le fichier ne peut pas être lu ({ $cause }). Vérifiez son chemin, et que vous avez le droit de le lire.
transfer-not-a-file = Ce n’est pas un fichier. Envoyez les fichiers un par un.
transfer-changed = Le fichier a changé pendant l’envoi. Renvoyez-le.
transfer-differs = Ce qui est arrivé n’est pas ce qui a été envoyé. Renvoyez-le.
transfer-disk-full = Le disque du destinataire est plein. Renvoyez-le quand de la place y sera libérée.
transfer-no-room = Il n’y a pas assez de place dans ce dossier. Libérez-en, ou choisissez un autre dossier.
transfer-unwritable = Il ne peut pas être écrit dans ce dossier ({ $cause }). Choisissez un autre dossier.
transfer-not-kept = Le destinataire ne peut pas le garder. Demandez-lui pourquoi.
transfer-nobody = Il n’y a personne pour le recevoir. Vérifiez le nom.
transfer-expired = Personne n’a répondu à temps. Il faut le proposer à nouveau.
transfer-refused = L’envoi a été refusé. Demandez avant de le proposer à nouveau.
transfer-refused-with-words = L’envoi a été refusé par ces mots : « { $words } ». Demandez avant de le proposer à nouveau.
transfer-broken-off = L’autre côté l’a interrompu. Demandez s’il faut le renvoyer.
transfer-withdrawn = La proposition a été retirée. Redemandez le fichier si vous le voulez.
transfer-gone = L’autre côté est parti. Le fichier pourra être proposé à nouveau à son retour.
transfer-no-streams = Ce serveur ne transporte pas de fichiers. Demandez à l’hôte de le mettre à jour, ou de les autoriser.
transfer-memory = L’état des transferts ne peut pas être conservé ({ $cause }). Libérez de la place dans votre dossier personnel, puis relancez le programme.
transfer-too-many = Trop de transferts attendent. Annulez-en.
transfer-state-cancelled = Le transfert a été annulé.
transfer-state-starting = sur le point de commencer
transfer-state-running = { $rate }/s, encore { $left }
transfer-state-paused = en pause
transfer-state-slow = rien n’arrive en ce moment
transfer-state-no-room = le disque est plein ; reprend dès que vous aurez libéré de la place
transfer-state-interrupted = interrompu ; reprend dès que les deux sont connectés
