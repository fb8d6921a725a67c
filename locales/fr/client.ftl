# La fenêtre du client.
