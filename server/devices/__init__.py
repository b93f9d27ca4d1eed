"""What a machine needs to become a screen: set-up scripts with our address and certificate in them, and their page."""
