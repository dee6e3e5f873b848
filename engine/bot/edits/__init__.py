"""Edits of a server's own files from Discord: drafted, checked, shown, confirmed, written, recorded.

    draft = await editing.propose(guild, {"settings.yml": body})
    draft.errors, draft.changes     # nothing has changed yet
    await editing.apply(draft, author)

`places` says which files there may be, `drafting` what they would come to, `writing` puts them into the
folder as one, `earlier` makes files of what was in force once, `editing` joins them. Knows no wording.
"""
