"""The web application: pages for the office, the inspector and the architect over one workspace."""
