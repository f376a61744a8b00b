"""Screening of notices for forced app use and formalism: section tree, cues, signs, verdicts with exact quotes."""
