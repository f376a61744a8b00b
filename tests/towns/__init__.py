"""Two invented towns that a crawler's tests are run against; nothing here knows the crawler."""
