"""One file a format; each yields rows that `interpret` turns into observations."""
