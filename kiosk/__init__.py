"""What a screen needs, and nothing else: pairing, manifest, media, and what screens tell of themselves."""
