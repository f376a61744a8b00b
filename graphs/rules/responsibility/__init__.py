"""Duties without an owner or with two."""
