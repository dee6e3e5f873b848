"""What is usual, learned from a stream, and how rare a thing is. Knows numbers and times, not the engine.

All models speak in *digits*: `d` digits are "once in 10^d", so 3 is one in a thousand. A model is what does
not change (its settings); a state is a `msgspec.Struct` of plain numbers that the caller keeps. `judge`
changes nothing, `learn` comes after it. Times are POSIX seconds.
"""
