"""Hand-made answers for reports, and the measure of how far the extraction agrees with them.

``shown/`` holds the answers for three of the seed reports. ``blind/``, ``fresh/``, ``third/`` and ``fourth/`` are
reports of other places and bodies by three hands, written and marked before any extraction saw them: ``blind`` before
there was one, each other after the rules had been mended with what the ones before had shown. ``first_runs.json`` keeps
what each scored on its first run, which is the honest measure of an unknown report; the figures of today are those of
known ones.

``python -m edu_pipeline_tests.gold`` prints the scores.
"""
