"""What was made and what stood already, line by line."""

from collections.abc import Callable


class Report:
    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
        self.made = 0

    def new(self, what: str) -> None:
        self.made += 1
        self.write(f"  made    {what}")

    def stands(self, what: str) -> None:
        self.write(f"  stands  {what}")
