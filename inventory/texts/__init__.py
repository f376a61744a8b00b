"""What people read, from bytes: charset, the visible text of pages and documents, notices."""
