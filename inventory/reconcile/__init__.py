"""Same or different, and which value is current: judgements with an author, precedence that is stated."""
