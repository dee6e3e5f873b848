"""Scoring: how bad it is, as a number from 0 to 100 for the server, each person, channel and system."""
