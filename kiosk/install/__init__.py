"""What a machine is given to become a screen: scripts as text, filled in by the server, and the supervisor of its browser."""
