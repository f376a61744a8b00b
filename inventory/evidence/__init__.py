"""The evidence archive: bytes as served, their hashes, and the chain that holds them together."""
