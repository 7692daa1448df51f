"""Starts the real executable and speaks to it as its users do."""
