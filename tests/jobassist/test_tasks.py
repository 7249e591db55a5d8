"""Work whose worker was killed is put back in line; work under way is left alone."""

import pytest
from django.db import connection

from jobassist import tasks
from jobassist.db import run_in_db


def insert_work(*, seconds_since_heartbeat: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds_since_heartbeat],
        )
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('default', 'some.task', 'doing', %s) RETURNING id",
            [worker_id],
        )
        return cursor.fetchone()[0]


def read_status(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job_id])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
async def test_only_work_of_silent_workers_is_retried():
    stalled = await run_in_db(insert_work, seconds_since_heartbeat=300)
    under_way = await run_in_db(insert_work, seconds_since_heartbeat=5)
    await tasks.retry_stalled(timestamp=1)
    assert await run_in_db(read_status, stalled) == "todo"
    assert await run_in_db(read_status, under_way) == "doing"
