"""A document against the schema of its kind: what it takes, and what was probably meant where it refuses."""
