"""Charts for Discord: PNG pictures that are read on a phone, in its dark theme. Each chart in its own file.

matplotlib takes long to import and to draw: it is imported in `canvas.py` alone, when a chart is drawn, in a
thread beside the event loop. A chart is a function from plain values to a `Chart`.
"""
