def fill_slots() -> None:
    pass
