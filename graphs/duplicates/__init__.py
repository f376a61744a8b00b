"""Which systems do the same job for the same people: pairs with reasons, and clusters that never chain weak links."""
