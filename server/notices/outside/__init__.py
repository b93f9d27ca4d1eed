"""How messages leave the house: one module for each means. Each speaks only with the address that the administrator gave."""
