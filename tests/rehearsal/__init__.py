"""The walk of docs/operations.md, taken in a folder of its own: ``deploy/rehearse``.

The blocks that are marked there (```` ```sh walk ````) are run as they are written, in
their order, but for what ``machine.py`` puts in the place of folders, ports and names
that belong to this machine. Then people come: staff and a signer, by their screens.
"""
