"""What the deeds of all rooms have in common: how they refuse."""


class NotNowError(Exception):
    """The row is not in a state that allows this; somebody was faster."""


class ChangedError(Exception):
    """What is answered is no longer what was shown."""


class UnclearError(Exception):
    """It cannot be decided for certain: a person has to look."""
