"""How an empty site becomes one that staff can work on: ``manage.py setup_site``.

The words are those of ``home/demo/texts``, as far as they hold for any such site:
what a sample says that need not be true elsewhere is left a draft, or out.
"""
