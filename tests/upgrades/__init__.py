"""From the first database that can be carried over to this release.

``first.sql.gz`` holds it, as the code of that day made it; ``first.json`` what people
then know: links, passwords, checksums. ``make.py`` says how both were made.
"""
