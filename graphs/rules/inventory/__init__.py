"""The quality of the inventory itself."""
