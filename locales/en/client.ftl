# The client's window.
