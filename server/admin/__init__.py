"""People, departments, kits and events: what an administrator keeps in order."""
