"""Tables as clerks make them: where they stand on a sheet, what their columns mean, and their rows."""
