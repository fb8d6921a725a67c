# L’aide de la ligne de commande en français : `help-COMMANDE` pour une commande,
# `help-COMMANDE-ARGUMENT` pour ce qu’elle prend, `help-any-ARGUMENT` pour ce que plusieurs prennent
# dans le même sens. L’anglais est à côté des définitions, dans `src/cli/`.

## Les commandes

help-salon = Salons, conversations privées et présence pour tout le voisinage
help-salon-long = Sans commande, il sert : il ouvre les salons, affiche le lien à distribuer et montre la fenêtre de l’hôte.
help-serve = Servir : ouvrir les salons et laisser entrer le voisinage
help-client = Participer avec une fenêtre
help-chat = Participer dans le terminal, ligne par ligne
help-say = Publier les arguments, ou chaque ligne de l’entrée standard
help-send = Proposer des fichiers, et les envoyer à qui les prend
help-receive = Prendre les fichiers que d’autres proposent
help-listen = Afficher ce qui se dit, une ligne par message
help-call = Appeler les services d’un serveur, et afficher ce qui en vient
help-services = Lister les services d’un serveur, avec leurs méthodes
help-admin = Agir en hôte d’un serveur qui tourne sur cette machine
help-bench = Mesurer la vitesse d’un serveur, à côté de ce dont cette machine est capable (Linux)
help-completions = Afficher les complétions d’un interpréteur de commandes
help-man = Afficher la page de manuel
help-admin-clients = Lister qui est connecté
help-admin-rooms = Lister les salons
help-admin-bans = Lister les bannissements en vigueur
help-admin-notices = Lister ce que l’hôte a dit en dernier
help-admin-kick = Mettre fin à la session de clients
help-admin-ban = Tenir un pseudo ou une adresse IP à l’écart pour un temps
help-admin-unban = Lever des bannissements
help-admin-notice = Dire ce que personne ne peut manquer, à tous si ni --room ni --to n’est donné
help-admin-add-room = Ouvrir un salon
help-admin-change-room = Donner à un salon un autre nom, un autre sujet ou une autre règle pour ses messages ; ses membres en sont avertis
help-admin-close-room = Fermer un salon ; ses membres en sont avertis
help-admin-introduce = Demander à deux clients s’ils veulent se parler directement
help-admin-stop = Dire au revoir à tous et arrêter le serveur

## Ce qu’elles prennent

help-any-help = Afficher l’aide (plus longue avec --help)
help-any-version = Afficher la version
help-any-headless = Ne montrer aucune fenêtre ; agir plutôt avec `salon admin`
help-any-listen = Où écouter ; sur toutes les interfaces et le port 2428 si omis ; le port 0 en choisit un libre
help-any-config = La configuration ; salon.toml dans le dossier de données si omise et s’il y en a une
help-any-plain = Laisser les clients se connecter sans chiffrement (cette version ne connaît pas d’autre voie)
help-any-echo = Offrir le service que `salon bench calls` appelle
help-any-no-limits = Aucune limite à la vitesse à laquelle les clients parlent, ni au nombre de ceux d’une même adresse
help-any-open-rooms = Laisser les membres ouvrir des salons en y entrant
help-any-log-format = La forme des journaux : text, une ligne par événement pour les gens, ou json, un objet JSON par événement pour les machines
help-any-data = Où le serveur garde ses fichiers ; le dossier de données de l’utilisateur si omis
help-admin-data = Le dossier de données du serveur ; celui de l’utilisateur si omis
help-client-link = Où aller, comme salon://HÔTE:PORT/SALON ; la fenêtre le demande si omis
help-client-pseudo = Sous quel nom ; la fenêtre le demande si omis
help-any-link = Où aller, comme salon://HÔTE:PORT/SALON ; port 2428 si omis
help-any-pseudo = Sous quel nom
help-say-text = Ce qu’il faut dire, après `--` si cela commence par un tiret ; les lignes de l’entrée standard si omis
help-send-files = Les fichiers
help-send-to = À qui porte ce pseudo
help-send-room = À tous ceux du salon du lien
help-send-data = Où garder l’état des transferts ; le dossier de données de l’utilisateur si omis
help-receive-into = Le dossier où mettre les fichiers ; l’actuel si omis
help-receive-accept-all = Prendre tout ce qui est proposé, sans demander
help-receive-from = Ne prendre que ce que propose qui porte ce pseudo
help-receive-count = Finir après autant de fichiers
help-receive-data = Où garder l’état des transferts ; le dossier de données de l’utilisateur si omis
help-call-link = Où aller, comme salon://HÔTE:PORT ; port 2428 si omis
help-call-words = Quoi appeler : SERVICE.MÉTHODE, CLÉ=VALEUR, un objet JSON, ou - pour un objet JSON sur l’entrée standard
help-call-pseudo = Sous quel nom ; un nom passager si omis
help-call-json = Afficher du JSON au lieu de texte
help-call-deadline = Combien de temps chaque appel peut prendre ; 10 si omis, une heure au plus
help-services-link = Où aller, comme salon://HÔTE:PORT ; port 2428 si omis
help-services-pseudo = Sous quel nom ; un nom passager si omis
help-services-json = Afficher des objets JSON au lieu de texte
help-listen-count = Finir après autant de messages publics, privés et de l’hôte
help-listen-json = Afficher des objets JSON au lieu de texte
help-admin-json = Afficher du JSON au lieu de texte
help-admin-kick-pseudos = Qui
help-admin-kick-reason = Ce qu’on leur dit, à eux et aux autres
help-admin-ban-targets = Qui ; ce qui se lit comme une adresse IP en est une
help-admin-ban-lasts = Pour combien de temps, comme 30s, 10m, 2h ou 7d
help-any-reason = Ce qu’on leur dit
help-admin-unban-ids = Les numéros des bannissements, comme `salon admin bans` les montre
help-admin-notice-text = Quoi
help-admin-notice-room = À ceux de ce salon seulement
help-admin-notice-to = À ce client seulement ; peut être donné plusieurs fois
help-any-name = Son nom
help-admin-introduce-one = L’un
help-admin-introduce-other = L’autre
help-any-topic = À quoi il sert
help-admin-change-room-rename = Comment il s’appelle désormais
help-admin-change-room-topic = À quoi il sert désormais ; vide pour rien
help-admin-add-room-peer-posts = Laisser ses membres s’envoyer leurs messages directement
help-admin-change-room-peer-posts = Si ses membres peuvent s’envoyer leurs messages directement : yes ou no
help-bench-scenario = Ce qu’il faut mesurer : fanout, latency, idle, rooms, stalled ou streams ; tout si omis
help-bench-members = Combien de membres
help-bench-senders = Combien de membres d’un salon publient
help-bench-size = La longueur des textes ; 100 octets si omise
help-bench-secs = La durée de chaque mesure, en secondes
help-bench-quick = Moins, et en moins de 40 secondes
help-bench-json = Afficher un objet JSON par résultat au lieu de tableaux
help-bench-save = Écrire aussi les résultats dans ce fichier, comme avec --json, chacun dès qu’il est connu
help-bench-target = Un serveur qui tourne sur cette machine, sans limites et avec des salons ouverts à tous ; il en est lancé un si omis
help-completions-shell = Quel interpréteur : bash, elvish, fish, powershell ou zsh

## Les mots de l’analyseur d’arguments

help-word-usage = Utilisation :
help-word-commands = Commandes :
help-word-arguments = Arguments :
help-word-options = Options :
help-word-default = [par défaut :
help-word-env = [variable :
help-word-command = COMMANDE
help-word-help-command = Afficher cette aide, ou celle d’une commande
help-after = `salon --help` donne des exemples et les codes de sortie, `salon COMMANDE --help` le reste.
help-statuses = Codes de sortie :

## Ce qui ne va pas avec ce qui est tapé

help-error-unknown-argument = « { $argument } » n’est pas attendu ici.
help-error-unknown-command = Il n’y a pas de commande « { $command } ».
help-error-value = « { $value } » ne convient pas pour { $argument }.
help-error-value-because = « { $value } » ne convient pas pour { $argument } : { $cause }.
help-error-value-missing = Il manque une valeur pour { $argument }.
help-error-missing = Il manque : { $arguments }
help-error-conflict = { $argument } ne va pas avec { $other }.
help-error-repeated = { $argument } ne se donne qu’une fois.
help-error-command-missing = Il manque une commande.
help-error-other = La ligne de commande ne se comprend pas.
help-error-like = Peut-être « { $similar } » ?
help-error-possible = Valeurs possibles : { $values }.
help-error-more = Pour en savoir plus, essayez « --help ».
