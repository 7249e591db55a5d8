"""Processes and databases of the kit: they start, die, come back and leave nothing."""

import psutil
import pytest

from tests.faults import Cluster, RedisServer, WireClient
from tests.needs import needs


def test_a_killed_process_is_gone_and_comes_back_on_its_port(cluster):
    web = cluster.add_web()
    web.wait_ready()
    pid, port = web.pid, web.port
    web.kill()
    assert not web.is_running
    assert web.get("/healthz")[0] == 0
    web.restart()
    assert (web.pid != pid, web.port) == (True, port)
    assert web.get("/healthz") == (200, {"status": "alive"})
    assert web.terminate() < 30
    assert web.wait() == 0


def test_a_cluster_leaves_no_process_and_no_database():
    with Cluster() as cluster:
        other = cluster.database.name
        pid = cluster.webs[0].pid
        names = cluster.database.execute("SELECT datname FROM pg_database")
        assert (other,) in names
        folder = cluster.folder
    assert not psutil.pid_exists(pid)
    assert not folder.exists()
    with Cluster(processes=0) as cluster:
        assert (other,) not in cluster.database.execute("SELECT datname FROM pg_database")


def test_people_are_whole(cluster):
    people = cluster.database.make_people(50)
    assert len({each.user_id for each in people}) == 50
    assert len(set(cluster.database.make_tickets(people))) == 50
    assert cluster.database.gaps() == 0


def test_the_log_is_read_past_django(cluster, person):
    assert cluster.database.append_events(person.conversation_id, 3) == 3
    assert [seq for seq, *_ in cluster.database.events(person.conversation_id)] == [1, 2, 3]
    assert cluster.database.head(person.conversation_id) == 3
    cluster.database.execute(
        "UPDATE eventlog_event SET seq = 9 WHERE conversation_id = %s AND seq = 2",
        [person.conversation_id],
    )
    assert cluster.database.gaps() == 1
    cluster.database.execute(
        "UPDATE eventlog_event SET seq = 2 WHERE conversation_id = %s AND seq = 9",
        [person.conversation_id],
    )


async def test_ending_connections_spares_the_tests_own(cluster, person):
    client = WireClient(cluster.webs[0].url, lambda: cluster.database.make_ticket(person))
    await client.connect()
    assert cluster.database.count_connections() > 0
    assert cluster.database.end_connections() > 0
    assert cluster.database.value("SELECT 1") == 1
    await client.abort()


def test_the_operator_reaches_the_database(cluster, person):
    operator = cluster.start_operator()
    operator.do("ban", user_id=str(person.user_id))
    assert (
        cluster.database.value(
            "SELECT is_active FROM accounts_user WHERE id = %s", [person.user_id]
        )
        is False
    )
    with pytest.raises(AssertionError, match="DoesNotExist"):
        operator.do("ban", user_id="00000000-0000-4000-8000-000000000000")


@needs("redis")
def test_redis_is_killed_flushed_and_started_again(tmp_path):
    server = RedisServer(tmp_path).start()
    server.flush()
    server.kill()
    server.start()
    server.drop_clients()
    server.pause()
    server.resume()
    server.kill()
