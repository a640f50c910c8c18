"""What a picture says of itself to programs, where those who cannot see it look."""

import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The first chunk, of 13 bytes between its length, name and checksum.
HEAD = len(SIGNATURE) + 4 + 4 + 13 + 4


def chunk(keyword: str, words: str) -> bytes:
    """``iTXt``: UTF-8, not compressed, in no language that it would have to say."""
    data = keyword.encode("latin-1") + b"\0\0\0\0\0" + words.encode()
    body = b"iTXt" + data
    return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)


def described(content: bytes, words: dict[str, str]) -> bytes:
    chunks = b"".join(chunk(name, said) for name, said in words.items() if said)
    return content[:HEAD] + chunks + content[HEAD:]
