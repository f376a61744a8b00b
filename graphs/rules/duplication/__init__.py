"""Built twice."""
