"""The audit report: one self-contained HTML file and a PDF, in zh and en."""
