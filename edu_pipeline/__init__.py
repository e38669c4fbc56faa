"""Reads the statistics that Chinese education authorities bury in prose into an audited metrics warehouse."""
