"""Diagrams: views of the landscape as drawings, laid out by Graphviz, as SVG, PNG and DOT."""
