"""Catalogues of data, software and interfaces that offices already publish."""
