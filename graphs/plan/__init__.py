"""The consolidation plan: an exact mixed-integer programme, level by level (PLAN.md)."""
