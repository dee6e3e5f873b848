"""`tocsin anomaly`: what is unusual, in files. Each command in a module of its own."""
