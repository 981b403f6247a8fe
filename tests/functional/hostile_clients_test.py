#!/usr/bin/env python3
"""Clients that mean harm, beside one that doesn't: hostile_clients_test.py BINARY

Each gets a 4xx or a closed connection, the service stays small, and the good client is served all the time."""

import json
import resource
import socket
import threading
import time

import case
from case import CONNECTIONS, SIGNALS, authorization, example_event, status_of

LARGEST_RSS_MB = 150
LONGEST_ANSWER_S = 2
AUTHORIZED = f"Host: h\r\nAuthorization: {authorization()}\r\n".encode()
JSON = b"Content-Type: application/json\r\n"
LINES = b"Content-Type: application/x-ndjson\r\n"
MIB = 1 << 20


class GoodClient(threading.Thread):
    """Sends an event every 20 ms on one connection."""

    def __init__(self, service):
        super().__init__(daemon=True)
        self.service, self.stopped = service, threading.Event()
        self.times, self.problems = [], []

    def run(self):
        client = self.service.connect(timeout=10)
        while not self.stopped.wait(0.02):
            began = time.monotonic()
            try:
                status, body, _ = self.service.request("POST", SIGNALS, example_event(revision=len(self.times)), client=client)
                if (status, body["published"]) != (200, 1):
                    self.problems.append((status, body))
            except Exception as problem:  # noqa: BLE001  # whatever it is, it must not happen
                self.problems.append(repr(problem))
                client = self.service.connect(timeout=10)
            self.times.append(time.monotonic() - began)


class HostileClients(case.EmbeddedServiceTest):
    ENVIRONMENT = {"TRIBUTARY_HTTP_HEADER_TIMEOUT": "2s", "TRIBUTARY_HTTP_BODY_TIMEOUT": "2s"}

    @classmethod
    def setUpClass(cls):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 16_384), most))  # of this program and the service
        super().setUpClass()

    def setUp(self):
        self.good = GoodClient(self.service)
        self.good.start()
        self.addCleanup(self.check_the_good_client)

    def check_the_good_client(self):
        time.sleep(0.1)
        self.good.stopped.set()
        self.good.join()
        slowest = max(self.good.times)
        print(f"[{len(self.good.times)} good, slowest {slowest * 1000:.0f} ms, RSS {self.service.rss_mb():.0f} MB, "
              f"peak {self.service.peak_rss_mb():.0f} MB] ", end="", flush=True)
        self.assertEqual(self.good.problems, [])
        self.assertLess(slowest, LONGEST_ANSWER_S)
        self.assertLess(self.service.peak_rss_mb(), LARGEST_RSS_MB)

    def send(self, *pieces, seconds=15, client=None):
        """The statuses that came back before the connection was closed."""
        with client or socket.create_connection(("127.0.0.1", self.service.port), timeout=seconds) as s:
            answer = b""
            sending = threading.Thread(target=self.write, args=(s, pieces), daemon=True)
            sending.start()
            try:
                while piece := s.recv(65536):
                    answer += piece
            except ConnectionError:
                pass
            return status_of(answer)

    @staticmethod
    def write(s, pieces):
        try:
            for piece in pieces:
                s.sendall(piece)
        except OSError:
            pass  # the service has had enough

    def assert_refused(self, *pieces, allowed=range(400, 500), **keywords):
        status = self.send(*pieces, **keywords)
        self.assertTrue(status is None or status in allowed, status)
        return status

    def test_heads_that_never_end(self):
        def slow_head():
            with socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as s:
                s.sendall(b"GET /health HTTP/1.1\r\n")
                began = time.monotonic()
                try:
                    while time.monotonic() < began + 8:
                        s.sendall(b"A")
                        time.sleep(0.1)
                except OSError:
                    pass
                ended.append(time.monotonic() - began)

        ended = []
        threads = [threading.Thread(target=slow_head) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertLess(max(ended), 7, "a head may take two seconds")

    def test_large_heads(self):
        self.assertEqual(self.assert_refused(b"GET /health HTTP/1.1\r\nHost: h\r\nX: " + b"x" * MIB + b"\r\n\r\n"), 431)
        self.assertEqual(self.assert_refused(b"GET /health HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 100_000 + b"\r\n"), 431)
        self.assertEqual(self.assert_refused(b"GET /" + b"u" * MIB + b" HTTP/1.1\r\nHost: h\r\n\r\n"), 414)
        self.assert_refused(b"G" * MIB)

    def test_ambiguous_framing(self):
        post = f"POST {SIGNALS} HTTP/1.1\r\n".encode() + AUTHORIZED + JSON
        smuggled = b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"
        for extra in (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 5\r\nContent-Length: 6\r\n",
                      b"Content-Length: +5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n",
                      b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding : chunked\r\n", b"Transfer-Encoding: xchunked\r\n"):
            self.assert_refused(post + extra + b"\r\n0\r\n\r\n" + smuggled, allowed=(400, 501))
        for body in (b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}XX0\r\n\r\n", b"ffffffffffffffffff\r\n", b"-2\r\n{}\r\n", b"2" + b";x" * MIB + b"\r\n{}\r\n0\r\n\r\n"):
            self.assert_refused(post + b"Transfer-Encoding: chunked\r\n\r\n" + body)

    def test_two_thousand_idle_connections(self):
        clients = []
        try:
            for i in range(2_000):
                clients.append(socket.create_connection(("127.0.0.1", self.service.port), timeout=10))
                if i % 2:
                    clients[-1].sendall(b"GET /health HTTP/1.1\r\nHost: h\r\n")  # half of them begin and don't go on
            time.sleep(1)
        finally:
            for client in clients:
                client.close()

    def test_bodies_that_break_off(self):
        for path, kind in ((SIGNALS, JSON), (SIGNALS, LINES), (CONNECTIONS, JSON), ("/devops/piggyback", JSON)):
            head = f"POST {path} HTTP/1.1\r\n".encode() + AUTHORIZED + kind + b"Content-Length: 1000\r\n\r\n"
            began = time.monotonic()
            self.assertEqual(self.assert_refused(head + b"{"), 408)  # stays silent
            self.assertLess(time.monotonic() - began, 10)
            with socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as s:
                s.sendall(head + b"{")  # goes away
        event = json.dumps(example_event("org.acme:cut")).encode()
        self.assertEqual(self.request("POST", SIGNALS, event, {"Content-Type": "application/json"})[0], 200)

    def test_bodies_of_200_mib(self):
        block = b'{"topic":"' + b"x" * (MIB - 10)
        for method, path, kind in (("POST", SIGNALS, JSON), ("POST", CONNECTIONS, JSON), ("PUT", CONNECTIONS + "/x", JSON),
                                   ("POST", "/devops/piggyback", JSON), ("POST", CONNECTIONS + "/x/command", b"Content-Type: text/plain\r\n")):
            head = f"{method} {path} HTTP/1.1\r\n".encode() + AUTHORIZED + kind
            self.assertEqual(self.assert_refused(head + b"Content-Length: %d\r\n\r\n" % (200 * MIB), *[block] * 200, seconds=60), 413)
            chunk = b"%x\r\n" % MIB + block + b"\r\n"
            self.assertEqual(self.assert_refused(head + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 200, seconds=60), 413)

    def test_a_line_of_100_mib(self):
        head = f"POST {SIGNALS} HTTP/1.1\r\nConnection: close\r\n".encode() + AUTHORIZED + LINES + b"Content-Length: %d\r\n\r\n" % (100 * MIB)
        self.assertEqual(self.send(head, *[b"x" * MIB] * 100, seconds=60), 207)

    def test_ten_thousand_bad_lines(self):
        status, body, _ = self.request("POST", SIGNALS, "{\n" * 10_000, case.NDJSON)
        self.assertEqual((status, body["rejected"], len(body["failures"]), body["truncated"]), (207, 10_000, 1_000, True))

    def test_deep_nesting(self):
        for depth in (1_000, 100_000, 400_000):
            for opening, closing in (("[", "]"), ('{"a":', "}")):
                text = opening * depth + "1" + closing * depth
                for body in (b for b in (text, text[:len(text) // 2]) if len(b) < MIB):
                    envelope = '{"topic":"a.b/c/things/twin/events/modified","path":"/","value":' + body + "}"
                    self.assertEqual(self.request("POST", SIGNALS, envelope, {"Content-Type": "application/json"})[0], 400)
                    for method, path in (("POST", CONNECTIONS), ("PUT", CONNECTIONS + "/deep"), ("POST", "/devops/piggyback")):
                        self.assertEqual(self.request(method, path, body, {"Content-Type": "application/json"})[0], 400)

    def test_bytes_that_are_not_utf_8(self):
        for bad in (b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x00"):
            envelope = b'{"topic":"a.b/c/things/twin/events/modified","path":"/","value":"' + bad + b'"}'
            self.assertEqual(self.request("POST", SIGNALS, envelope, {"Content-Type": "application/json"})[0], 400)
            self.assertEqual(self.request("POST", SIGNALS, envelope + b"\n", case.NDJSON)[1]["rejected"], 1)
            for method, path in (("POST", CONNECTIONS), ("PUT", CONNECTIONS + "/x"), ("POST", "/devops/piggyback")):
                self.assertEqual(self.request(method, path, b'{"name":"' + bad + b'"}', {"Content-Type": "application/json"})[0], 400)
        for path in (CONNECTIONS + "/%ff", CONNECTIONS + "/%00", CONNECTIONS + "/x/%zz"):
            self.assertIn(self.status("GET", path), range(400, 500), path)
        self.assertLess(self.status("GET", CONNECTIONS + "?fields=%ff"), 500)
        self.assertEqual(self.request("POST", CONNECTIONS + "/example/command", b"\xff\xfe", case.TEXT)[0], 400)


if __name__ == "__main__":
    case.main()
