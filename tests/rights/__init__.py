"""Who may do what: every address of the admin, asked by every role.

``table.csv`` holds what came of it; ``test_rights.py`` asks again and compares.
``python -m tests.rights`` writes the table anew.
"""
