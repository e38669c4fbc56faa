import time

import duckdb
import pytest

from edu_pipeline.storage.limits import TooSlow, interrupted_after

pytestmark = pytest.mark.pipeline

ENDLESS = "SELECT count(*) FROM range(10000000000) a, range(100000) b"


def test_a_query_that_takes_too_long_is_ended_and_the_connection_goes_on() -> None:
    with duckdb.connect() as connection:
        started = time.monotonic()
        with pytest.raises(TooSlow, match=r"longer than 0\.3 seconds") as slow, interrupted_after(connection, 0.3):
            connection.execute(ENDLESS)
        assert time.monotonic() - started < 10
        assert isinstance(slow.value, TimeoutError)
        assert slow.value.seconds == 0.3
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_the_limit_is_for_the_block_and_not_for_one_query() -> None:
    def two_steps() -> None:
        with interrupted_after(connection, 0.2):
            time.sleep(0.5)
            connection.execute(ENDLESS)

    with duckdb.connect() as connection, pytest.raises(TooSlow):
        two_steps()


def test_what_is_quick_is_not_disturbed_nor_is_what_comes_after() -> None:
    with duckdb.connect() as connection:
        with interrupted_after(connection, 0.2) as passed:
            assert connection.execute("SELECT 1").fetchall() == [(1,)]
        assert not passed.is_set()
        time.sleep(0.3)
        assert connection.execute("SELECT 2").fetchall() == [(2,)]


def test_an_error_of_the_query_itself_is_not_told_as_slowness() -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.CatalogException), interrupted_after(connection, 60):
        connection.execute("SELECT * FROM no_such_table")


def test_the_limit_is_known_where_a_library_wraps_or_keeps_the_error() -> None:
    def wrapped() -> None:
        try:
            connection.execute(ENDLESS)
        except duckdb.Error as error:
            raise RuntimeError("the library's own words") from error

    with duckdb.connect() as connection:
        with pytest.raises(TooSlow), interrupted_after(connection, 0.2):
            wrapped()
        with interrupted_after(connection, 0.2) as passed, pytest.raises(duckdb.InterruptException):
            connection.execute(ENDLESS)
        assert passed.is_set()
