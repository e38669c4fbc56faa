"""What Dagster's event stream says, in the few words that a terminal or a failure record needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from logging import ERROR, WARNING, Handler, LogRecord
from typing import Any

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from edu_pipeline.orchestration.failures import RunFailure
from edu_pipeline.storage.holding import LockUnusable
from edu_pipeline.storage.locking import WarehouseBusy

_SAY_WHAT_TO_DO = (LockUnusable.__name__, WarehouseBusy.__name__)


@dataclass(frozen=True, slots=True)
class StageStarted:
    """An asset or a group of checks began; ``step`` is its name in the job."""

    step: str


@dataclass(frozen=True, slots=True)
class StageDone:
    """An asset was made; ``numbers`` is its metadata in plain types."""

    asset: str
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CheckDone:
    """An expectation was evaluated. ``stops`` is True where nothing may be published because of it."""

    asset: str
    name: str
    passed: bool
    stops: bool
    line: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line that was logged for people; ``lasting`` where it is more than how far the work is."""

    text: str
    lasting: bool = False


RunEvent = StageStarted | StageDone | CheckDone | Said
Listener = Callable[[RunEvent], None]


class EventHandler(Handler):
    """A log handler that hands what happens in a run to a listener while it happens."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self.listener = listener

    def emit(self, record: LogRecord) -> None:
        """Translate one record of Dagster's log; those of no interest are dropped."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None and record.levelno >= ERROR:
            return  # Dagster's own, about each step that a failure leaves out
        said = Said(_own_words(record), lasting=record.levelno >= WARNING)
        translated = _translate(event) if event is not None else said
        if translated is not None:
            self.listener(translated)


def read_failure(instance: dg.DagsterInstance, run_id: str) -> RunFailure:
    """Why a run failed, from its event log."""
    kinds = {
        dg.DagsterEventType.STEP_FAILURE,
        dg.DagsterEventType.ASSET_CHECK_EVALUATION,
        dg.DagsterEventType.RUN_FAILURE,
    }
    events = [entry.dagster_event for entry in instance.all_logs(run_id, of_type=kinds) if entry.dagster_event]
    checks = tuple(done.line for event in events if isinstance(done := _translate(event), CheckDone) and done.stops)
    failed = next((event for event in events if event.event_type == dg.DagsterEventType.STEP_FAILURE), None)
    if failed is None:
        error, known = _error_of_run(events)
        return RunFailure(run_id, None, error, checks, known)
    error, known = _error_of(failed)
    return RunFailure(run_id, failed.step_key, error, checks, known)


def _translate(event: dg.DagsterEvent) -> RunEvent | None:
    if event.event_type == dg.DagsterEventType.STEP_START:
        return StageStarted(event.step_key or "")
    if event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
        made = event.step_materialization_data.materialization
        return StageDone(made.asset_key.to_user_string(), {name: entry.value for name, entry in made.metadata.items()})
    if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        check = event.asset_check_evaluation_data
        stops = not check.passed and check.blocking is True and check.severity == dg.AssetCheckSeverity.ERROR
        asset = check.asset_key.to_user_string()
        return CheckDone(asset, check.check_name, check.passed, stops, check.description or check.check_name)
    return None


def _error_of(event: dg.DagsterEvent) -> tuple[str, bool]:
    """The innermost error of a failed step in one text, and whether it is one that says what to do."""
    data = event.step_failure_data
    if data.user_failure_data is not None and data.user_failure_data.description:
        return data.user_failure_data.description, True
    error = _innermost(data.error)
    return (error.message.strip() if error else event.message or "unknown error"), False


def _error_of_run(events: Sequence[dg.DagsterEvent]) -> tuple[str, bool]:
    """The same of a run that failed outside its steps, such as one that waited for another one in vain."""
    failures = [event for event in events if event.event_type == dg.DagsterEventType.RUN_FAILURE]
    error = _innermost(failures[-1].job_failure_data.error) if failures else None
    if error is None:
        return next((event.message for event in reversed(events) if event.message), "The run did not finish."), False
    if error.cls_name in _SAY_WHAT_TO_DO:
        return error.message.strip().partition(": ")[2], True
    return error.message.strip(), False


def _innermost(error: SerializableErrorInfo | None) -> SerializableErrorInfo | None:
    while error is not None and error.cause is not None:
        error = error.cause
    return error


def _own_words(record: LogRecord) -> str:
    """What was logged, without the run's id and the step's name that Dagster puts before it."""
    meta = getattr(record, "dagster_meta", {})
    return str(meta.get("orig_message") or record.getMessage())
