"""Lets a forked child use its parent's JVM without touching anything that is the parent's.

py4j is not made for fork: the child inherits open sockets on which the parent is talking, and finalizers that
would tell the JVM to forget objects the parent still holds. Here the child gets sockets of its own and
forgets nothing. Written for py4j 0.10.9, PySpark's pinned-thread mode (ClientServer) and the older one
(JavaGateway).
"""

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway
    from pyspark.sql import SparkSession

# A connection that is garbage-collected shuts its socket down, for the parent too: the child keeps them all.
_the_parents: list[object] = []
# The parent's objects in the JVM, as py4j's finalizers name them.
_known: set[str] = set()
# "yro17" is py4j's for "yes, and the result is object o17", which may be a list, an array, an exception.
_IN_ANSWER = re.compile(r"[yx][rlahtg](o\d+)\s*$")
_last_answer = [""]


def leave_parent(session: "SparkSession") -> None:
    """In the child: talk to the JVM over new connections, with `session` as the active one."""
    from pyspark import SparkContext

    gateway, jvm = SparkContext._gateway, SparkContext._jvm
    assert gateway is not None and jvm is not None, "leave_parent needs a started Spark session"
    _forget_nothing()
    _use_new_connections(gateway)
    _use_new_callback_server(gateway)
    # A new connection is a new Java thread, and the active session is a thread's own.
    jvm.org.apache.spark.sql.classic.SparkSession.setActiveSession(session._jsparkSession)


def before_and_after_commands(hook: Callable[[], None]) -> None:
    """In the child: call `hook` before each command to the JVM and after each answer, in whatever thread."""
    from py4j.clientserver import ClientServerConnection
    from py4j.java_gateway import GatewayConnection

    for connection in (ClientServerConnection, GatewayConnection):
        connection.send_command = _hooked(connection.send_command, hook)


def take_callbacks_back(session: "SparkSession") -> None:
    """In the parent: the JVM's calls to Python (foreachBatch) come here again, not to a dead child."""
    from py4j.java_gateway import JavaObject

    gateway = session.sparkContext._gateway
    if gateway is not None and gateway.__dict__.get("_callback_server") is not None:
        server = JavaObject("GATEWAY_SERVER", gateway._gateway_client)
        server.resetCallbackClient(server.getCallbackClient().getAddress(), gateway._python_proxy_port)


def objects_held() -> list[str]:
    """In the child: what it asked of the JVM ("o17") and handed to it ("p4"), which outlives the child."""
    from py4j.finalizer import ThreadSafeFinalizer
    from pyspark import SparkContext

    finalized = [key for key in list(ThreadSafeFinalizer.finalizers) if key not in _known]
    objects = ["o" + key.rpartition("o")[2] for key in finalized]  # a key begins with host and port
    objects += _IN_ANSWER.findall(_last_answer[0])  # what was just answered has no Python object yet
    gateway: Any = SparkContext._gateway
    proxies = [key for key in list(gateway.gateway_property.pool.dict) if key not in _known]
    return objects + proxies


def drop_objects(session: "SparkSession", held: list[str]) -> None:
    """In the parent: let the JVM drop what a dead child held. Each may hold a plan and all that it reads.

    When the JVM drops a proxy, it says so to whoever listens by then: expected here, no cause for a warning.
    """
    from py4j.java_gateway import GatewayClient

    gateway: Any = session.sparkContext._gateway
    for name in held:
        if name.startswith("o"):
            GatewayClient.garbage_collect_object(gateway._gateway_client, name)
        else:
            gateway.gateway_property.pool.put(None, force_id=name)


def _forget_nothing() -> None:
    from py4j import java_gateway
    from py4j.finalizer import ThreadSafeFinalizer

    java_gateway._garbage_collect_object = lambda *_: None
    _known.update(ThreadSafeFinalizer.finalizers)
    ThreadSafeFinalizer.lock = threading.RLock()  # another thread may have held it when the child was made


def _use_new_connections(gateway: "JavaGateway") -> None:
    client: Any = gateway._gateway_client
    _the_parents.extend([client.deque, *client.deque])
    client.deque = deque()
    if hasattr(client, "thread_connection"):  # pinned-thread mode: one connection per thread
        _the_parents.append(client.thread_connection)
        client.thread_connection = threading.local()


def _use_new_callback_server(gateway: "JavaGateway") -> None:
    # Its thread stayed behind in the parent; PySpark starts another when one is needed.
    _the_parents.append(gateway.__dict__.get("_callback_server"))
    gateway._callback_server = None
    pool = gateway.gateway_property.pool
    pool.lock = threading.RLock()
    _known.update(pool.dict)
    # Proxies are numbered. Were the child to go on where the parent will, the JVM would one day drop the
    # child's p7 and tell the parent, which would forget a p7 of its own.
    pool.next_id = time.time_ns()


def _hooked(send_command: Callable[..., Any], hook: Callable[[], None]) -> Callable[..., Any]:
    def send(connection: object, command: str) -> Any:
        hook()
        answer = send_command(connection, command)
        _last_answer[0] = answer
        hook()
        return answer

    return send
