#!/usr/bin/env python
"""Django's command line, on the development settings unless told otherwise."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openheritage.settings.dev")

    from django.core.management import execute_from_command_line

    from openheritage import uncaught

    uncaught.watch()
    execute_from_command_line(sys.argv)
