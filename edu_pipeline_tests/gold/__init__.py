"""Hand-made answers for reports, and the measure of how far the extraction agrees with them.

``shown/`` holds the answers for three of the seed reports, ``blind/`` five reports of other places and bodies with
their answers, written before any extraction saw them. ``python -m edu_pipeline_tests.gold`` prints the scores.
"""
