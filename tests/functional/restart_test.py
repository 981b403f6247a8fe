#!/usr/bin/env python3
"""What a restart keeps, and how the service ends: restart_test.py BINARY"""

import http.client
import json
import signal
import socket
import sqlite3
import threading
import time

import case
from case import CONNECTIONS, NDJSON, SIGNALS, authorization, thing_event
from support.service import Service


class Workload(threading.Thread):
    """Changes its own connections until the service is gone, and remembers what was acknowledged."""

    def __init__(self, service, number, definition):
        super().__init__(daemon=True)
        self.service, self.number, self.definition = service, number, definition
        self.acknowledged = {}  # id -> definition's tag and status, None when deleted
        self.uncertain = set()  # asked for, and not answered
        self.changes, self.problems = 0, []

    def run(self):
        client = self.service.connect()
        try:
            while True:
                self.change(client, f"w{self.number}-{self.changes % 5}")
        except (OSError, http.client.HTTPException):
            pass  # killed

    def change(self, client, name):
        now = self.acknowledged.get(name)
        step = self.changes // 5 % 4
        path, tag = f"{CONNECTIONS}/{name}", f"t{self.changes}"
        self.uncertain.add(name)
        if now is None or step == 0:
            request, then = ("PUT", path, self.definition(name, tags=[tag])), (tag, "closed")
        elif step == 3 and self.changes % 2:
            request, then = ("DELETE", path), None
        else:
            word = "open" if step == 1 else "close"
            request, then = ("POST", path + "/command", f"connectivity.commands:{word}Connection", case.TEXT), (now[0], "open" if step == 1 else "closed")
        status, body, _ = self.service.request(*request, client=client)
        self.uncertain.discard(name)
        if status >= 300:
            self.problems.append((request, status, body))
        self.acknowledged[name] = then
        self.changes += 1


class Restart(case.EmbeddedServiceTest):
    """The embedded broker ends with its service, so the service that is restarted uses another one's."""

    own = None

    def own_service(self, config=""):
        """A service without a broker of its own, in a folder of its own."""
        self.own = Service(case.binary(), self.folder / self.id().rsplit(".", 1)[1], config)
        self.addCleanup(lambda: self.own.process.poll() is None and self.own.kill())
        self.own.start()
        return self.own.wait_until_ready()

    def wait_for(self, condition, seconds=15):
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(condition())

    def live(self, name):
        return self.own.request("GET", f"{CONNECTIONS}/{name}/status")[1].get("liveStatus")

    def test_kill_9_loses_no_acknowledged_change(self):
        service = self.own_service()
        total = 0
        for _ in range(3):
            workers = [Workload(service, n, self.definition) for n in range(4)]
            for worker in workers:
                worker.start()
            time.sleep(1.5)
            service.kill()
            for worker in workers:
                worker.join(10)
                self.assertEqual(worker.problems, [])
            service.start()
            service.wait_until_ready()
            for worker in workers:
                total += worker.changes
                for name, expected in worker.acknowledged.items():
                    if name in worker.uncertain:
                        continue
                    status, body, _ = service.request("GET", f"{CONNECTIONS}/{name}")
                    found = (body["tags"][0], body["connectionStatus"]) if status == 200 else None
                    self.assertEqual((name, found), (name, expected))
                    if expected and expected[1] == "open":
                        self.wait_for(lambda n=name: self.live(n) == "open")
            for name in service.request("GET", CONNECTIONS + "?ids-only=true")[1]:
                self.assertEqual(service.request("DELETE", f"{CONNECTIONS}/{name}")[0], 204)
        print(f"[{total} changes] ", end="", flush=True)
        self.assertGreater(total, 100)

    def test_no_signal_is_lost_in_the_first_moments(self):
        service = self.own_service()
        service.put(self.definition("first", connectionStatus="open", targets=[
            {"address": "twin-events", "topics": case.TWIN, "authorizationContext": ["integration:a"]}]))
        self.wait_for(lambda: self.live("first") == "open")
        self.assertEqual(service.stop(), 0)
        with sqlite3.connect(self.own_store()) as store:  # many, so that starting takes a while
            row = store.execute("SELECT * FROM connections").fetchone()
            column = [c[1] for c in store.execute("PRAGMA table_info(connections)")].index("id")
            marks = ",".join("?" * len(row))
            for i in range(3_000):
                copy = [cell.replace("first", f"copy-{i}") if isinstance(cell, str) else cell for cell in row]
                self.assertEqual(copy[column], f"copy-{i}")
                store.execute(f"INSERT INTO connections VALUES ({marks})", copy)
            store.execute("UPDATE connections SET desired_status = 'closed' WHERE id != 'first'")
        store.close()
        seen = []
        while 503 not in seen and len(seen) < 100:
            service.start(interval=0.0005)
            while not seen or seen[-1] != 200:
                status, body, headers = service.request("POST", SIGNALS, thing_event())
                seen.append(status)
                if status == 503:
                    self.assertIn("Retry-After", headers)
                else:
                    self.assertEqual((status, body.get("matched"), body.get("published")), (200, 1, 1), body)
            service.kill()
            seen.append(0)
        self.assertIn(503, seen, "it was never asked before it had its routing table")

    def test_a_broken_row_is_parked_and_others_run(self):
        service = self.own_service()
        for name in ("bad-1", "bad-2", "bad-3", "good"):
            service.put(self.definition(name, connectionStatus="open"))
        self.assertEqual(service.stop(), 0)
        with sqlite3.connect(self.own_store()) as store:
            store.execute("UPDATE connections SET definition = '{' WHERE id = 'bad-1'")
            store.execute("UPDATE connections SET definition = '{\"id\":\"bad-2\"}' WHERE id = 'bad-2'")
            store.execute("UPDATE connections SET definition = X'FF00FF', revision = 'many' WHERE id = 'bad-3'")
        store.close()
        service.start()
        service.wait_until_ready()
        self.wait_for(lambda: self.live("good") == "open")
        self.assertEqual(service.request("GET", "/ready")[1]["connections"]["parked"], 3)
        self.assertIn("bad-1", service.log_text())
        warnings = [d["WARN"] for d in service.request("GET", "/status/health")[1]["children"][0]["details"] if "WARN" in d]
        self.assertIn("3 stored definitions", " ".join(warnings))
        listed = service.request("GET", CONNECTIONS)
        self.assertEqual((listed[0], [c["id"] for c in listed[1]]), (200, ["good"]))
        for name in ("bad-1", "bad-2", "bad-3"):
            status, body, _ = service.request("GET", f"{CONNECTIONS}/{name}")
            self.assertEqual((status, body["error"]), (500, "connectivity:internalerror"))
            self.assertEqual(service.request("GET", f"{CONNECTIONS}/{name}/status")[0], 500)
        self.assertEqual(service.request("DELETE", f"{CONNECTIONS}/bad-1")[0], 204)
        for name in ("bad-2", "bad-3"):
            self.assertIn(service.request("PUT", f"{CONNECTIONS}/{name}", self.definition(name, connectionStatus="open"))[0], (201, 204))
            self.assertEqual(self.live(name), "open")
        self.assertEqual(service.request("GET", "/ready")[1]["connections"]["parked"], 0)
        self.assertEqual(service.stop(), 0)
        service.start()
        service.wait_until_ready()
        self.assertEqual([c["id"] for c in service.request("GET", CONNECTIONS)[1]], ["bad-2", "bad-3", "good"])

    def own_store(self):
        return self.folder / self.id().rsplit(".", 1)[1] / "connections.db"

    def begin_lines(self, service):
        """An NDJSON request of which one line was sent; the connection is kept open."""
        line = json.dumps(thing_event()).encode() + b"\n"
        s = socket.create_connection(("127.0.0.1", service.port), timeout=30)
        self.addCleanup(s.close)
        s.sendall(f"POST {SIGNALS} HTTP/1.1\r\nHost: h\r\nAuthorization: {authorization()}\r\n"
                  f"Content-Type: {NDJSON['Content-Type']}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + b"%x\r\n%s\r\n" % (len(line), line))
        return s, b"%x\r\n%s\r\n0\r\n\r\n" % (len(line), line)

    def test_sigterm_answers_what_is_in_flight(self):
        service = self.own_service()
        service.put(self.definition("last", connectionStatus="open", targets=[
            {"address": "twin-events", "topics": case.TWIN, "authorizationContext": ["integration:a"]}]))
        s, rest = self.begin_lines(service)
        idle = service.connect()
        idle.connect()
        time.sleep(0.2)
        service.process.send_signal(signal.SIGTERM)
        self.wait_for(lambda: "stopping" in service.log_text())
        time.sleep(0.3)
        s.sendall(rest)
        answer = s.makefile("rb").read()
        self.assertEqual(case.status_of(answer), 200, answer)
        self.assertIn(b"connection: close", answer.lower())
        self.assertEqual(json.loads(answer.split(b"\r\n\r\n", 1)[1])["published"], 2)
        began = time.monotonic()
        self.assertEqual(service.process.wait(10), 0)
        self.assertLess(time.monotonic() - began, 5)

    def test_a_second_sigterm_ends_it_at_once(self):
        service = self.own_service()
        s, _ = self.begin_lines(service)
        time.sleep(0.2)
        service.process.send_signal(signal.SIGTERM)
        self.wait_for(lambda: "stopping" in service.log_text())
        self.assertIsNone(service.process.poll(), "the request is still being sent")
        time.sleep(0.1)
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(service.process.wait(2), -signal.SIGTERM)
        s.close()
        service.start()

    def test_a_cluster_that_is_down_does_not_hold_it_up(self):
        service = self.own_service("shutdownDeadline: 12s\nlifecycle:\n  connectTimeout: 1s\n")
        dead = case.connection("dead", f"127.0.0.1:{case.free_port()}", [("t", case.TWIN, ["integration:a"])])
        service.request("PUT", CONNECTIONS + "/dead", dead)
        waiting = threading.Thread(target=lambda: answers.append(service.request("POST", SIGNALS, thing_event())))
        answers = []
        self.assertEqual(service.request("POST", SIGNALS + "?wait=accepted", thing_event())[0], 202)
        waiting.start()
        self.wait_for(lambda: service.metric('tributary_in_flight{kind="matches"}') == 2)
        began = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(service.process.wait(20), 0)
        print(f"[{time.monotonic() - began:.1f} s] ", end="", flush=True)
        self.assertLess(time.monotonic() - began, 12)
        waiting.join(5)
        self.assertEqual(answers[0][0], 424, answers)  # it was told, though there is no good news

    def test_it_stops_while_it_starts(self):
        service = self.own_service()
        self.assertEqual(service.stop(), 0)
        service.process = None
        for _ in range(5):
            service.start()  # it listens, and may not be ready
            service.process.send_signal(signal.SIGTERM)
            self.assertEqual(service.process.wait(10), 0)

    def test_sigint_ends_it_too(self):
        service = self.own_service()
        service.process.send_signal(signal.SIGINT)
        self.assertEqual(service.process.wait(10), 0)


if __name__ == "__main__":
    case.main()
