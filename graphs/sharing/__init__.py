"""Data that flows, data that does not: demand against reach, sources, repeated asking, conflicts of meaning."""
