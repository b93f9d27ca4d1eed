"""What every page stands on: who asks, in which language, how errors are told, which headers go out."""
