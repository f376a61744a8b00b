"""SQL dumps: tables, columns and comments of any dialect in use; data, procedures and triggers are passed over."""
