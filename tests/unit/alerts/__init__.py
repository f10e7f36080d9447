"""Alerts: causes, messages, channels, the record."""
