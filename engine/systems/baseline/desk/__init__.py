"""The desk of a server: of all that its baselines notice, what people are told, and what they said of it."""
