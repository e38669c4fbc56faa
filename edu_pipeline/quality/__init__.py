"""Checking the tables: expectations as data, run by Great Expectations inside DuckDB, and its Data Docs."""
