"""The invented county that ships with the project, and the demonstration that audits it."""
