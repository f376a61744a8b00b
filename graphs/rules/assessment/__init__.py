"""What work is judged by."""
