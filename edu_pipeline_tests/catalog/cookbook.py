"""docs/sql.md with the answers of its queries on the seeds: ``python -m edu_pipeline_tests.catalog.cookbook``."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from edu_pipeline.storage.formatting import format_frame
from edu_pipeline.storage.query import run_query

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "sql.md"
SAVED = PROJECT / "edu_pipeline" / "catalog" / "saved_queries"
RECIPE = re.compile(r"(Saved as `(\w+)`:\n\n)```sql\n.*?```\n\n```text\n.*?```", re.DOTALL)


def build_warehouse(folder: Path) -> None:
    """Run the pipeline on the seeds into ``folder``."""
    command = ["run", "--seeds", str(PROJECT / "seeds"), "--warehouse", str(folder)]
    done = subprocess.run([sys.executable, "-m", "edu_pipeline.cli", *command], capture_output=True, cwd=PROJECT)
    if done.returncode:
        raise RuntimeError(done.stderr.decode() or done.stdout.decode())


def written(page: str, warehouse: Path) -> str:
    """The page with each saved query and its answer from the warehouse in ``warehouse``."""

    def recipe(match: re.Match[str]) -> str:
        name = match[2]
        sql = (SAVED / f"{name}.sql").read_text("utf-8").strip()
        answer = format_frame(run_query(warehouse / "edu.duckdb", sql), "table").decode().rstrip()
        lines = "\n".join(line.rstrip() for line in answer.splitlines())
        return f"{match[1]}```sql\n{sql}\n```\n\n```text\n{lines}\n```"

    return RECIPE.sub(recipe, page)


def main() -> None:
    """Write docs/sql.md anew."""
    with tempfile.TemporaryDirectory() as folder:
        build_warehouse(Path(folder))
        PAGE.write_text(written(PAGE.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
