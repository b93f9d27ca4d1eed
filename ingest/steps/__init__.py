"""Pure steps on one local file: no database, no settings, no clock."""
