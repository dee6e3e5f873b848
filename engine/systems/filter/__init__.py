"""Filters: exceptions that are put on rules from outside."""
