"""Systems and accounts that should have ended."""
