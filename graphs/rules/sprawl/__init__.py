"""Forced use, quotas, traces, apps outside the rules."""
