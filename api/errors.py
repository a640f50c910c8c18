"""What an endpoint raises when it cannot answer what was asked."""


class ProblemError(Exception):
    """One of ``openheritage.problems.PROBLEMS``, with what is wrong this time."""

    def __init__(self, word: str, detail: str = "") -> None:
        super().__init__(word)
        self.word, self.detail = word, detail
