"""Fields to standard data elements, with a probability and its reasons."""
