# La fenêtre de l'hôte.
