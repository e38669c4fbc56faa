"""What each asset does, as plain functions: settings in, staged tables and a StageResult out; no orchestrator here."""
