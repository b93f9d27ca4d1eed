"""Paper: what PDF documents are laid out on."""
