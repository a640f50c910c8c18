"""What a row leads to is looked for once, while the sample content is loaded.

Django looks for each row to which a foreign key leads whenever one is cleaned, and
modelcluster reads it whenever it makes a page of a revision: one statement in ten of
loading. Nothing is deleted meanwhile, and the database itself looks at all of them at
the end. Delete this when loading takes no longer without it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import ForeignKey
from modelcluster.models import ClusterableModel

# Neither is for others, so their types say nothing of them.
AnyKey: Any = ForeignKey
AnyCluster: Any = ClusterableModel
validate = AnyKey.validate
from_data = vars(ClusterableModel)["from_serializable_data"]


def unchecked(
    cls: type, data: dict, check_fks: bool = True, strict_fks: bool = False
) -> Any:
    return from_data.__func__(cls, data, check_fks=False)


@contextmanager
def looked_for_once() -> Iterator[None]:
    there: set[tuple[Any, Any]] = set()

    def looked_for(field: Any, value: Any, instance: Any) -> None:
        if (field, value) not in there:
            validate(field, value, instance)
        if value is not None:
            there.add((field, value))

    AnyKey.validate = looked_for
    AnyCluster.from_serializable_data = classmethod(unchecked)
    try:
        yield
    finally:
        AnyKey.validate = validate
        AnyCluster.from_serializable_data = from_data
