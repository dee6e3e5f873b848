"""The bytes of a file into plain values with their places: characters, YAML events, every strict check."""
