"""The largest picture that is taken fits into half a gigabyte."""

import re

from benchmarks.pictures import run


def test_one_process_draws_fifty_million_pixels_within_512_mb():
    taken = run("png", 50)
    assert taken.startswith("taken")
    assert int(re.search(r"(\d+) MB", taken)[1]) < 512


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded():
    refused = run("png", 130)
    assert refused.startswith("refused: file_too_many_pixels")
    assert int(re.search(r"(\d+) MB", refused)[1]) < 200
