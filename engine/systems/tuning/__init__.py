"""Tuning: what settings change of a document by its name, without a copy of it.

A tuning is a function of a checked document and of values for its knobs (`tune`, in `apply`), carried out
before the document is compiled; `check` says what of it does not fit. Kinds say what can be tuned:
`Kind.knobs`.
"""
