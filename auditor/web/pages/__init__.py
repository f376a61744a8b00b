"""One module a part of the work; each registers its routes, every one with the right that it asks for."""
