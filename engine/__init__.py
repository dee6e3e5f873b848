"""Tocsin: signals in, documents matched, effects out."""

__version__ = "0.1.0"
