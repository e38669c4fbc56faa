"""Tables and files: Parquet staging, the DuckDB candidate, the atomic publish and read-only queries."""
