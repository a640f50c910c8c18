"""How changes come to a real server."""

from threading import Thread

import psycopg
import pytest
from django.db import connection

from search.models import Change
from search.synchronisation import push, rebuild

from .entries import enter, found

pytestmark = pytest.mark.django_db


def test_the_first_push_makes_the_index(few, server):
    enter(few[0].thing)
    assert push() == 1
    assert len(found("xylophone")) == len(few)


def test_a_push_changes_and_removes(few, server):
    rebuild()
    few[0].title = "Xylophone anew"
    few[0].save()
    gone = few[1].document_id
    few[1].delete()
    enter(few[0].thing)
    enter("page:never-there", gone, "page:never-there||en")
    assert push() == 2
    assert sorted(found("xylophone")) == [
        *("Xylophone 2", "Xylophone 3", "Xylophone 4", "Xylophone anew")
    ]


def test_no_transaction_is_open_while_the_server_is_spoken_to(
    server, django_db_blocker
):
    """Minutes of one would keep the database from cleaning up behind all others."""
    states: list[str] = []
    ask = server.engine.ask
    answers: list[int] = []

    def work() -> None:
        with django_db_blocker.unblock():
            name = connection.settings_dict["NAME"]
            watching = psycopg.connect(
                **connection.get_connection_params() | {"dbname": name},
                autocommit=True,
            )
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    pid = cursor.fetchone()

                def ask_and_look(*args, **kwargs):
                    row = watching.execute(
                        "SELECT state FROM pg_stat_activity WHERE pid = %s", pid
                    )
                    states.append(row.fetchone()[0])
                    return ask(*args, **kwargs)

                server.engine.ask = ask_and_look
                waiting = [*Change.objects.filter(pushed_at=None)]
                change = enter("page:nothing")
                answers.append(push())
                # What was committed is undone by hand.
                change.delete()
                Change.objects.bulk_update(waiting, ["pushed_at"])
            finally:
                server.engine.ask = ask
                watching.close()
                connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert answers
    assert answers[0] > 0
    # The first push made the whole index.
    assert len(states) > 5
    assert set(states) == {"idle"}
