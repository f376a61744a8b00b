"""The inventory form: what it asks, workbooks out, workbooks back, and what it costs those who fill it."""
