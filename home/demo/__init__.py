"""The sample content: what ``manage.py load_demo`` puts on an empty site.

``texts/<language>.json`` hold the words, by key; ``links.json`` says where the
links in them lead; ``members.csv`` holds the members of the Coalition. The
English words are the source, the others reach the site through
wagtail-localize, so that translators find them as if they had typed them.
"""
