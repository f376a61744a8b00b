"""Data that is locked, stuck, asked for again or carried by hand."""
