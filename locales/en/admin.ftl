# The host's window.
