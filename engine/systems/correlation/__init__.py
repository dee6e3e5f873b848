"""Correlations: how often, how many different, which together, or not at all; one signal an episode."""
