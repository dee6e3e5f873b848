"""Settings: one document a guild says where its alerts go, and from which severity on."""
