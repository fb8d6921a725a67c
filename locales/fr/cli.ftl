# La ligne de commande.

## Démarrer un serveur

cli-no-data-folder = Votre système n’indique aucun dossier pour vos données. Choisissez-en un avec --data DOSSIER.
cli-data-in-use = Un autre serveur Salon utilise le dossier { $folder }. Arrêtez-le avec `salon admin stop`, ou choisissez un autre dossier avec --data DOSSIER.
cli-data-unusable = Le dossier { $folder } est inutilisable ({ $cause }). Choisissez-en un autre avec --data DOSSIER.
cli-no-control = La prise de commande dans { $folder } ne peut pas être ouverte ({ $cause }). Choisissez un autre dossier avec --data DOSSIER.
cli-config-unreadable = La configuration { $file } ne peut pas être lue ({ $cause }). Donnez le bon chemin après --config.
cli-config-mistake = La configuration contient une erreur dans { $file }, ligne { $line }, { $key } : { $cause }. Corrigez-la, puis recommencez.
cli-bad-listen = « { $given } » n’est pas HÔTE:PORT. Écrivez par exemple 0.0.0.0:2428 ou [::]:2428.
cli-port-in-use = { $address } est déjà utilisé. Arrêtez ce qui y écoute, ou choisissez un autre port avec --listen HÔTE:PORT.
cli-port-not-allowed = Il n’est pas permis d’écouter sur { $address }. Choisissez un port à partir de 1024 avec --listen HÔTE:PORT.
cli-no-listen = Impossible d’écouter sur { $address } ({ $cause }). Choisissez une adresse de cette machine avec --listen HÔTE:PORT.
cli-no-room = La salle « { $room } » ne peut pas être ouverte. { $cause }
cli-no-start = Le système ne donne au serveur ni fil ni descripteur ({ $cause }). Fermez quelques programmes.
cli-no-signals = Le système n’accepte pas d’écouter Ctrl-C ({ $cause }).
cli-no-windows = Ce programme a été construit sans fenêtres. Il sert sans fenêtre ; agissez avec `salon admin`.
cli-no-display = Il n’y a pas d’écran, donc pas de fenêtre. Agissez avec `salon admin`.
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
cli-column-rooms = SALLES
cli-column-last-message = DERNIER MESSAGE
cli-column-state = ÉTAT
cli-column-room = SALLE
cli-column-members = MEMBRES
cli-column-topic = SUJET
cli-column-ban = BAN
cli-column-target = QUI
cli-column-until = JUSQU’À
cli-column-reason = RAISON

## Sortie

cli-output-failed = La sortie standard ne peut pas être écrite ({ $cause }).

## Les invités dans un terminal

cli-no-display-for-client = il n’y a pas d’écran
cli-client-window-failed = La fenêtre ne peut pas être ouverte ({ $cause }). Utilisez `salon chat` dans le terminal.
cli-no-such-room = Il n’y a pas de salle « { $room } » là-bas. Retirez-la du lien, ou demandez la bonne à l’hôte.
cli-no-rooms = Le serveur n’a aucune salle. Demandez à l’hôte d’en ouvrir une.
cli-room-closed = L’hôte a fermé la salle.
cli-reconnecting = La connexion est perdue. Nouvel essai…
cli-reconnected = Connexion rétablie.
cli-say-interrupted = Interrompu avant que tout soit dit et confirmé.
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

## Le bavardage

cli-chat-here = Vous êtes dans { $room }. /help dit ce qu’on peut taper.
cli-chat-topic = Sujet : { $topic }
cli-chat-members = Ici ({ $count }) : { $names }
cli-chat-room = { $room } ({ $members }) { $topic }
cli-chat-joined = { $pseudo } est là
cli-chat-renamed = { $old } s’appelle maintenant { $new }
cli-chat-nowhere = Vous n’êtes dans aucune salle. Tapez /rooms, puis /join SALLE.
cli-chat-incomplete = Il manque quelque chose après cette commande. /help dit quoi.
cli-chat-unknown = Il n’y a pas de /{ $name }. /help dit ce qu’il y a.
cli-chat-help =
    /rooms               lister les salles
    /join SALLE          aller dans une autre salle
    /leave               quitter la salle
    /members             lister qui est là
    /msg PSEUDO TEXTE    dire quelque chose à une seule personne ("PSEUDO" entre guillemets s’il a des espaces)
    /nick PSEUDO         changer de pseudo
    /quit                quitter le serveur
    //…                  dire quelque chose qui commence par /
