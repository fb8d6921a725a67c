# La ligne de commande.

## Démarrer un serveur

cli-no-data-folder = Votre système n’indique aucun dossier pour vos données. Choisissez-en un avec --data DOSSIER.
cli-data-in-use = Un autre serveur Salon utilise le dossier { $folder }. Arrêtez-le avec `salon admin stop`, ou choisissez un autre dossier avec --data DOSSIER.
cli-data-unusable = Le dossier { $folder } est inutilisable ({ $cause }). Choisissez-en un autre avec --data DOSSIER.
cli-no-control = La prise de commande dans { $folder } ne peut pas être ouverte ({ $cause }). Choisissez un autre dossier avec --data DOSSIER.
cli-config-unreadable = La configuration { $file } ne peut pas être lue ({ $cause }). Donnez le bon chemin après --config.
cli-config-mistake = { $file } contient une erreur à la ligne { $line }, à { $key } ({ $cause }). Corrigez-la, puis recommencez.
cli-config-mistake-in-line = { $file } contient une erreur à la ligne { $line } ({ $cause }). Corrigez-la, puis recommencez.
cli-config-same-name = un salon plus haut porte ce nom, ou un nom qui lui ressemble
cli-config-too-long = c’est plus long que { $bytes } octets
cli-config-listen = il faut HÔTE:PORT, comme "0.0.0.0:2428" ou "[::]:2428"
cli-config-duration = il faut une durée : des secondes, ou un texte comme "30s"
cli-config-more-than-zero = il faut plus que 0
cli-config-share = une part est un pourcentage de 1 à 100
cli-bad-listen = « { $given } » n’est pas HÔTE:PORT. Écrivez par exemple 0.0.0.0:2428 ou [::]:2428.
cli-port-in-use = { $address } est déjà utilisé. Arrêtez ce qui y écoute, ou choisissez un autre port avec --listen HÔTE:PORT.
cli-port-not-allowed = Il n’est pas permis d’écouter sur { $address }. Choisissez un port à partir de 1024 avec --listen HÔTE:PORT.
cli-no-listen = Impossible d’écouter sur { $address } ({ $cause }). Choisissez une adresse de cette machine avec --listen HÔTE:PORT.
cli-no-room = Le salon « { $room } » ne peut pas être ouvert. { $cause }
cli-no-start = Le système ne donne au serveur ni fil ni descripteur ({ $cause }). Fermez quelques programmes.
cli-no-signals = Le système n’accepte pas d’écouter Ctrl-C ({ $cause }).
cli-no-windows = Ce programme a été construit sans fenêtres. Il sert sans fenêtre ; agissez avec `salon admin`.
cli-no-display = Il n’y a pas d’écran, donc pas de fenêtre. Agissez avec `salon admin`.
cli-cause-no-display = aucun écran n’est joignable : ni WAYLAND_DISPLAY ni DISPLAY n’en nomme un qui réponde
cli-cause-crashed = elle a planté
cli-window-failed = La fenêtre ne peut pas être ouverte ({ $cause }). Le serveur continue sans elle ; agissez avec `salon admin`.

## Ce que l’hôte fait depuis la ligne de commande

cli-no-server = Aucun serveur Salon ne tourne avec le dossier { $folder }. Démarrez-en un avec `salon serve`, ou indiquez le dossier d’un serveur en marche avec --data DOSSIER.
cli-not-your-server = Le serveur Salon dans { $folder } appartient à quelqu’un d’autre. Agissez sous son compte.
cli-control-timeout = Le serveur ne répond pas. Réessayez, ou arrêtez-le par un signal.
cli-control-broken = La réponse du serveur est incompréhensible ({ $cause }). Prenez la même version de salon que le serveur.
cli-done =
    { $clients ->
        [0] C’est fait. Personne de présent n’est concerné.
        [one] C’est fait. { $clients } client est concerné.
       *[other] C’est fait. { $clients } clients sont concernés.
    }
cli-state-online = en ligne
cli-state-lost = perdu
cli-column-pseudo = PSEUDO
cli-column-address = ADRESSE
cli-column-rooms = SALONS
cli-column-last-message = DERNIER MESSAGE
cli-column-state = ÉTAT
cli-column-room = SALON
cli-column-members = MEMBRES
cli-column-topic = SUJET
cli-column-ban = BAN
cli-column-target = QUI
cli-column-until = JUSQU’À
cli-column-reason = RAISON
cli-column-messages-in = REÇUS
cli-column-messages-out = ENVOYÉS
cli-column-round-trip = ALLER-RETOUR
cli-column-lag = RETARD
cli-column-posts = MESSAGES
cli-column-time = QUAND
cli-column-to = À
cli-column-reached = ATTEINTS
cli-column-text = TEXTE
cli-everyone = tout le monde

## Sortie

cli-output-failed = La sortie standard ne peut pas être écrite ({ $cause }).

## Les invités dans un terminal

cli-no-display-for-client = il n’y a pas d’écran
cli-client-window-failed = La fenêtre ne peut pas être ouverte ({ $cause }). Utilisez `salon chat` dans le terminal.
cli-no-such-client = Personne ici ne s’appelle « { $pseudo } ». `salon admin clients` montre qui est là.
cli-no-such-room-here = Il n’y a pas de salon « { $room } ». `salon admin rooms` en donne la liste.
cli-no-such-room = Il n’y a pas de salon « { $room } » là-bas. Retirez-le du lien, ou demandez le bon à l’hôte.
cli-no-rooms = Le serveur n’a aucun salon. Demandez à l’hôte d’en ouvrir un.
cli-room-closed = L’hôte a fermé le salon.
cli-reconnecting = La connexion est perdue. Nouvel essai…
cli-reconnected = Connexion rétablie.
cli-nothing-to-say = Il n’y a rien dans ce texte. Dites quelque chose, ou ne le donnez pas, pour envoyer les lignes de l’entrée standard.
cli-say-interrupted = Interrompu avant que tout soit dit et confirmé.
cli-call-word = « { $word } » n’est ni SERVICE.MÉTHODE ni, derrière l’une d’elles, CLÉ=VALEUR ou un objet JSON. Voyez `salon call --help`.
cli-call-twice = Le paramètre « { $name } » est donné deux fois.
cli-call-json = Ce n’est pas un objet JSON ({ $cause }).
cli-call-unknown-parameter = La méthode n’a pas de paramètre « { $name } ». Elle prend { $params }
cli-call-misfit = Le paramètre « { $name } » doit être du type { $kind }.
cli-call-failed = { $call } : { $sentence }
cli-call-missing = Il manque le paramètre « { $name } », du type { $kind }.
cli-no-services = Il n’y a pas de services là-bas.
cli-listen-interrupted =
    { $left ->
        [one] Interrompu alors que { $left } message manquait encore.
       *[other] Interrompu alors que { $left } messages manquaient encore.
    }
cli-gap =
    { $count ->
        [one] { $count } événement a été manqué.
       *[other] { $count } événements ont été manqués.
    }
cli-line-too-long = Une ligne dépasse { $most } octets. Coupez-la.
cli-input-failed = L’entrée standard ne peut pas être lue ({ $cause }).
cli-the-server = Message du serveur
cli-not-text = ({ $kind }, { $bytes } octets)
cli-send-not = « { $name } » n’a pas été envoyé. { $why }
cli-sent = « { $name } » est arrivé chez { $with }.
cli-send-failed = Tout n’a pas été envoyé.
cli-receive-ask = { $with } propose « { $name } » ({ $size }). Le prendre ? (o/n)
cli-receive-not = « { $name } » n’est pas arrivé. { $why }
cli-receive-full = « { $name } » attend : le disque est plein. Libérez de la place, et il reprend.
cli-receive-no-folder = « { $folder } » n’est pas un dossier. Créez-le, ou indiquez-en un autre.
cli-transfer-interrupted = Interrompu. Relancez la même commande pour continuer.

## Le bavardage

cli-chat-here = Vous êtes dans { $room }. /help dit ce qu’on peut taper.
cli-chat-topic = Sujet : { $topic }
cli-chat-members = Ici ({ $count }) : { $names }
cli-chat-room = { $room } ({ $members }) { $topic }
cli-chat-joined = { $pseudo } est là
cli-chat-renamed = { $old } s’appelle maintenant { $new }
cli-chat-nowhere = Vous n’êtes dans aucun salon. Tapez /rooms, puis /join SALON.
cli-chat-incomplete = Il manque quelque chose après cette commande. /help dit quoi.
cli-chat-unknown = Il n’y a pas de /{ $name }. /help dit ce qu’il y a.
cli-chat-vote = { $pseudo } demande : { $question }
cli-chat-vote-how = Tapez /answer et le numéro de votre choix.
cli-chat-voted = { $pseudo } a répondu ; { $waiting } encore attendus
cli-chat-vote-declined-by = { $pseudo } ne participe pas ; { $waiting } encore attendus
cli-chat-vote-left = { $pseudo } est parti·e ; { $waiting } encore attendus
cli-chat-vote-result = Le vote est terminé : { $question }
cli-chat-vote-uncounted =
    { $count ->
        [one] et { $count } réponse dont le choix a été manqué
       *[other] et { $count } réponses dont le choix a été manqué
    }
cli-chat-vote-missed = Le vote est terminé, et sa fin a été manquée : { $question }
cli-chat-vote-cancelled = Le vote a été retiré : { $question }
cli-chat-vote-none = Aucun vote ne vous attend ici.
cli-chat-vote-choice = Les choix sont numérotés de 1 à { $count }.
cli-chat-vote-usage = Un vote a une question et 2 à 20 choix : /vote QUESTION | CHOIX | CHOIX
cli-chat-help =
    /rooms               lister les salons
    /join SALON          aller dans un autre salon
    /leave               quitter le salon
    /members             lister qui est là
    /msg PSEUDO TEXTE    dire quelque chose à une seule personne ("PSEUDO" entre guillemets s’il a des espaces)
    /peer PSEUDO         demander à parler directement ; l’autre répond /peer yes ou /peer no
    /p TEXTE             dire quelque chose à qui l’on parle directement ; /peer bye y met fin
    /direct on           laisser vos messages aller directement à tous ceux qui sont ici, si l’hôte et eux tous
                       le permettent ; /direct off, et /direct dit ce qu’il en est
    /nick PSEUDO         changer de pseudo
    /vote QUESTION | CHOIX | CHOIX
                       faire voter tout le monde ici
    /answer NUMÉRO     choisir dans le vote ouvert
    /quit                quitter le serveur
    //…                  dire quelque chose qui commence par /

## Parler directement

cli-peer-asking = Vous avez demandé à { $pseudo } de parler directement.
cli-peer-asked = { $pseudo } voudrait vous parler directement. Répondez /peer yes ou /peer no.
cli-peer-asked-by-host = L’hôte voudrait vous mettre en relation directe avec quelqu’un. Répondez /peer yes ou /peer no.
cli-peer-nobody-asks = Personne ne vous demande rien.
cli-peer-agreed = Vous avez accepté.
cli-peer-declined = Vous avez refusé.
cli-peer-refused = La personne préfère ne pas parler directement.
cli-peer-expired = Personne n’a répondu à temps.
cli-peer-meeting = Recherche d’une voie vers { $pseudo }…
cli-peer-direct = Vous parlez à { $pseudo } directement, à { $address }.
cli-peer-relayed = Vous parlez à { $pseudo } par le serveur, qui ne peut pas lire. Aucune voie directe ne s’est ouverte.
cli-peer-code = Code : { $code }. Si { $pseudo } voit le même (demandez de vive voix), personne n’est entre vous.
cli-peer-how = /p TEXTE dit quelque chose là, /peer bye y met fin.
cli-peer-said = { $pseudo } (directement) : { $text }
cli-peer-cannot = { $pseudo } souhaite quelque chose qui ne se fait pas ici, comme un vote ou l’envoi d’un fichier. C’est refusé.
cli-peer-over = Vous ne parlez plus directement à { $pseudo }.
cli-peer-none = Vous ne parlez directement à personne. /peer PSEUDO le demande.

cli-direct-off = Vos messages passent par le serveur. /direct on les laisse aller directement, si tous le permettent.
cli-direct-on =
    { $count ->
        [one] Vos messages vont directement à { $count } personne, et le serveur ne les voit pas.
       *[other] Vos messages vont directement à { $count } personnes, et le serveur ne les voit pas.
    }
cli-direct-not-here = L’hôte ne laisse pas les messages de ce salon aller directement. Ils passent par le serveur jusqu’à ce que cela change.
cli-direct-too-many = Il y a plus de { $most } personnes ici. Les messages passent par le serveur.
cli-direct-missing =
    { $count ->
        [0] Vous êtes seul·e ici. Qui viendra pourra être joint directement, s’il le permet aussi.
       *[other] Vos messages passent par le serveur jusqu’à ce que { $names } puissent être joints directement, eux aussi.
    }
cli-direct-went =
    { $count ->
        [one] À partir de celui-ci, vos messages vont directement à { $count } personne.
       *[other] À partir de celui-ci, vos messages vont directement à { $count } personnes.
    }
cli-direct-went-not = À partir de celui-ci, vos messages passent par le serveur. /direct dit pourquoi.
cli-direct-lost = La voie directe vers { $pseudo } est perdue. Ce qui y passait n’est peut-être pas arrivé.

## Le banc d’essai

cli-bench-linux = Le banc d’essai a besoin de Linux.
cli-bench-no-server = Un serveur du banc d’essai n’a pas démarré ({ $said }). Ce qu’il a écrit sur la sortie d’erreur dit pourquoi.
cli-bench-system = Le banc d’essai ne peut pas continuer ({ $cause }).
cli-bench-refused = Le serveur refuse un membre du banc d’essai ({ $cause }). Une cible se démarre avec --no-limits --open-rooms, et avec assez de place pour les connexions et les salons dans sa configuration.
cli-bench-not-salon = Ce qui répond n’est pas un serveur Salon. Vérifiez le port du lien.
cli-bench-ended = Le serveur a mis fin à une connexion du banc d’essai. Son journal dit pourquoi.
cli-bench-joining = Seuls { $joined } membres sur { $members } ont pu entrer à temps. Essayez avec moins.
cli-bench-limited = Le serveur accorde { $rate } messages par seconde à un membre, et l’on ne mesurerait rien de plus. Démarrez-le avec --no-limits.
cli-bench-descriptors = Le banc d’essai a besoin de { $wanted } fichiers ouverts, et { $allowed } sont permis. Relevez la limite en tant que root (`ulimit -Hn { $wanted }`, puis le banc d’essai depuis le même shell), ou prenez moins de membres.
cli-bench-mappings = Le banc d’essai a besoin de { $wanted } projections mémoire pour les fils d’un serveur, et { $allowed } sont permises. Relevez la limite en tant que root (`sysctl vm.max_map_count={ $wanted }`), ou prenez moins de membres.
cli-bench-loopback = { $address } n’est pas sur la boucle locale de cette machine, et la charge ne doit pas la quitter. Utilisez localhost.
cli-bench-no-address = Il n’y a pas d’adresse pour { $address }. Utilisez localhost.
cli-bench-unsaved = Les résultats ne peuvent pas être écrits dans { $file } ({ $cause }).
cli-bench-interrupted = Interrompu avant que tout soit mesuré.
cli-bench-faults = Des livraisons ont échoué : { $lost } perdues, { $doubled } doublées, { $reordered } dans le désordre.
cli-bench-others = D’autres programmes ont occupé jusqu’à { $cores } des deux cœurs : les débits en sont plus bas et les latences plus hautes. Les temps CPU ne le sont pas.
cli-bench-case = { $done }/{ $steps } { $scenario } : { $members } membres, { $senders } auteurs
cli-bench-fanout = Un salon, aussi vite que possible
cli-bench-latency = 2 000 messages par seconde dans des salons de dix
cli-bench-idle = Des membres qui se taisent
cli-bench-rooms = Des salons de dix, aussi vite que possible
cli-bench-stalled = Un salon avec des membres qui ne lisent jamais
cli-bench-streams = Des flux, et un salon à côté d’eux
cli-bench-calls = Appels d’un service, l’un après l’autre par chaque client
cli-bench-salon = Salon
cli-bench-without = Salon, où tout le monde lit
cli-bench-single = la limite avec un appel système chacune
cli-bench-coalesced = la limite avec les messages ensemble
cli-bench-parked = des fils nus
cli-bench-relay = un simple relais
cli-bench-beside = Salon, un salon à côté de huit flux
cli-bench-bare-calls = fils nus qui passent la main
cli-bench-column-members = MEMBRES
cli-bench-column-senders = AUTEURS
cli-bench-column-rooms = SALLES
cli-bench-column-stalled = NE LISENT PAS
cli-bench-column-deliveries = LIVRAISONS/S
cli-bench-column-coalesced = LIMITE/S
cli-bench-column-single = LIMITE SEULE/S
cli-bench-column-ratio = RAPPORT
cli-bench-column-cpu = CPU µs CHACUNE
cli-bench-column-limit-cpu = LIMITE CPU µs
cli-bench-column-median = MÉDIANE µs
cli-bench-column-limit-median = LIMITE MÉDIANE
cli-bench-column-p99 = 99 % µs
cli-bench-column-limit-p99 = LIMITE 99 %
cli-bench-column-p999 = 99,9 % µs
cli-bench-column-memory = Kio CHACUN
cli-bench-column-parked = FIL NU Kio
cli-bench-column-threads = FILS
cli-bench-column-joins = ENTRÉES/S
cli-bench-column-limit-joins = LIMITE ENTRÉES/S
cli-bench-column-without = TOUS LISENT/S
cli-bench-column-p99-without = TOUS LISENT 99 %
cli-bench-column-growth = MÉMOIRE Kio EN PLUS
cli-bench-column-stream = FLUX Mo/S
cli-bench-column-relay = RELAIS Mo/S
cli-bench-column-gib = CPU S/Gio
cli-bench-column-relay-gib = CPU RELAIS S
cli-bench-column-rest = SALON 99 % µs
cli-bench-column-beside = AVEC HUIT µs
cli-bench-column-eight = HUIT Mo/S
cli-bench-column-clients = CLIENTS
cli-bench-column-calls = APPELS/S
cli-bench-column-limit-calls = LIMITE APPELS/S
cli-bench-column-faults = FAUTES

## La page de manuel et les codes de sortie

cli-man-name = NOM
cli-man-end = EXEMPLES ET CODES DE SORTIE
cli-man-use = Emploi
cli-status-well = tout s’est bien passé
cli-status-failed = quelque chose a échoué qui n’a pas de code à soi
cli-status-usage = la ligne de commande ne se comprend pas
cli-status-configuration = le fichier de configuration a une erreur, ou ne se lit pas
cli-status-listen = l’adresse où écouter est prise, ou n’est pas de cette machine
cli-status-data = le dossier de données est inutilisable, ou un autre serveur s’en sert
cli-status-connect = aucun serveur ne répond au lien
cli-status-refused = le serveur ne laisse entrer personne, ou pas ce client
cli-status-pseudo = le pseudo est pris, ou ne peut pas en être un
cli-status-room = il n’y a pas de tel salon
cli-status-timeout = le serveur n’a pas répondu à temps
cli-status-lost = la connexion a été perdue, ou le serveur y a mis fin
cli-status-kicked = l’hôte a mis fin à la session (exclusion ou bannissement)
cli-status-no-server = aucun serveur ne tourne avec ce dossier de données
cli-status-not-done = le serveur n’a pas fait ce que l’hôte demandait
cli-status-window = une fenêtre ne peut pas être ouverte
cli-status-transfer = un fichier n’est pas arrivé
cli-status-call-failed = le service appelé dit qu’il ne peut pas le faire
cli-status-no-such-call = il n’y a pas de tel service ou méthode, ou les paramètres ne conviennent pas
cli-status-interrupted = Ctrl-C est venu avant la fin du travail

cli-expected-duration = une durée s’écrit comme 500ms, 30s, 10m, 2h ou 7d, et non « { $given } »
cli-duration-range = une durée va de 0 à cent ans
cli-expected-number = il faut un nombre de { $least } à { $most }
