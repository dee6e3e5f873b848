"""Inventories: what each server is made of, kept, and after a gap held against what is there."""
