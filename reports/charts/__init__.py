"""Charts of the report: what is counted (`kinds`), how it is drawn (`draw`), and which charts a report has (`of_report`)."""
