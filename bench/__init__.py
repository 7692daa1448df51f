"""Measures a release build on this machine, the database and the load generator on the same cores."""
