"""``python -m edu_pipeline.cli`` is ``edu-pipeline``."""

import sys

from edu_pipeline.cli.main import main

sys.exit(main())
