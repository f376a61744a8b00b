"""People left out."""
