class BackupError(Exception):
    """What keeps a backup or a restore from going on, in words for who runs it."""
