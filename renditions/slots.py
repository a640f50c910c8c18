"""What the forms of the Statement add to pages that are not their own."""


def fill_slots() -> None:
    """Nothing yet."""
