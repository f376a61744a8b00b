"""Protection of systems, people and secrets."""
