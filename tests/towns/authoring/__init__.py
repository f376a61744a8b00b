"""Makes what is stored: attachments and truth.json; not needed to serve a town."""
