"""YAML text into checked documents and a rulebook: bytes, events, schema, references, packs.

Knows no kind by name but Sigma's three, which documents tell by their keys.
"""
