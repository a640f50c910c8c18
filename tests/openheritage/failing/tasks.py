import os

from openheritage import worker

from .ways import Person, told_by_a_library, unique

# The others have half a minute to do in a site that has just begun.
for name in [*worker.jobs]:
    if not name.startswith("correspondence."):
        del worker.jobs[name]


def person() -> Person:
    return Person(os.environ["FAILING_NAME"], os.environ["FAILING_EMAIL"])


@worker.every(3600)
def job_that_fails() -> None:
    unique(person())


@worker.every(3600)
def job_with_a_library() -> None:
    told_by_a_library(person())
