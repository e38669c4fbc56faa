"""Dagster's wiring: one module per Dagster concept, and no work of its own.

What an asset does is in ``edu_pipeline.stages``, what a check asks in ``edu_pipeline.quality``; here they get their
names, their order, their metadata and the moments at which they run. Nothing outside this package imports dagster.
"""
