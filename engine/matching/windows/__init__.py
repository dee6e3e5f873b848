"""Sliding windows over time: how often, how many different, how long nothing. Knows no documents."""
