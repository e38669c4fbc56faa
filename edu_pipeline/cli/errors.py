"""What a command ends with."""

DONE = 0
STOPPED_BY_CHECK = 1
UNUSABLE = 2
BROKEN = 3


class UsageError(Exception):
    """Input or arguments that can't be used: the message says what is wrong and what to do. Ends with exit code 2."""
