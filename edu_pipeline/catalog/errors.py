"""What is wrong with a data file of the catalog, said so that its author can mend it."""


class CatalogError(ValueError):
    """A catalog file that cannot be used: which file and line, what is wrong, and how to mend it."""

    def __init__(self, file: str, line: int | None, message: str, mend: str) -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {message}. {mend}")
        self.file = file
        self.line = line
        self.message = message
        self.mend = mend
