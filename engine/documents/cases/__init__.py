"""The `tests:` that may stand in any document: their shape, their meaning, and what is wrong with them.

Runs nothing: that is `engine.runtime.trial`.
"""
