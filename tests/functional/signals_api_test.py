#!/usr/bin/env python3
"""POST /api/2/signals, request by request: signals_api_test.py BINARY"""

import json
import time

import case
from case import NDJSON, SIGNALS, authorization, example_event, exchange, status_of, thing_event

LIMIT = 64 * 1024
COUNTS = ("matched", "published", "dropped", "failed")


class Signals(case.EmbeddedServiceTest):
    CONFIG = ("authentication:\n  ingest:\n    - user: gateway\n      password: gateway-password\n"
              "pipeline:\n  maxEventBytes: 64KiB\n  maxLineBytes: 64KiB\n")

    def post(self, body, headers=None, query="", client=None):
        return self.request("POST", SIGNALS + query, body, headers or {"Content-Type": "application/json"}, client)

    def lines(self, *lines, query=""):
        return self.post("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), NDJSON, query)

    def counts(self, body):
        return tuple(body[name] for name in COUNTS)

    def test_one_envelope(self):
        for kind in ("application/json", "application/vnd.eclipse.ditto+json", "APPLICATION/JSON; charset=utf-8"):
            status, body, headers = self.post(json.dumps(example_event()), {"Content-Type": kind})
            self.assertEqual((status, body), (200, {"matched": 1, "published": 1, "dropped": 0, "failed": 0}))
            self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(self.post(json.dumps(thing_event()))[1]["matched"], 0)

    def test_a_report_names_the_records(self):
        _, body, _ = self.post(json.dumps(example_event()), query="?report=records")
        record = body["records"][0]
        self.assertEqual({k: record[k] for k in ("connectionId", "target", "topic")}, {"connectionId": "example", "target": 0, "topic": "twin-events"})
        again = self.post(json.dumps(example_event()), query="?report=records")[1]["records"][0]
        self.assertEqual((again["partition"], again["offset"]), (record["partition"], record["offset"] + 1))
        _, body, _ = self.lines(example_event(), example_event(revision=2), query="?report=records")
        self.assertEqual([r["line"] for r in body["records"]], [1, 2])
        self.assertEqual([r["offset"] for r in body["records"]], [again["offset"] + 1, again["offset"] + 2])

    def test_accepted_is_answered_before_kafka_has_it(self):
        status, body, _ = self.post(json.dumps(example_event()), query="?wait=accepted")
        self.assertEqual((status, body["matched"], body["failed"]), (202, 1, 0))
        self.assertEqual(self.post(json.dumps(example_event()), query="?wait=forever")[0], 400)

    def test_ndjson(self):
        status, body, _ = self.lines(example_event(), "", thing_event(), "  \r", example_event(revision=2), "")
        self.assertEqual((status, body["signals"], body["rejected"], self.counts(body)), (200, 3, 0, (2, 2, 0, 0)))
        self.assertEqual(self.post("", NDJSON)[1]["signals"], 0)
        self.assertEqual(self.post(json.dumps(example_event()), {"Content-Type": "application/ndjson"})[1]["signals"], 1)

    def test_failed_lines_are_named_and_others_published(self):
        status, body, _ = self.lines(example_event(), "{", '{"topic":"x"}', "[]", example_event(revision=2))
        self.assertEqual((status, body["rejected"], self.counts(body)), (207, 3, (2, 2, 0, 0)))
        self.assertEqual([(f["line"], f["status"]) for f in body["failures"]], [(2, 400), (3, 400), (4, 400)])
        for failure in body["failures"]:
            self.assertTrue(failure["error"] and failure["message"])
        many = self.lines(*["{"] * 1_500, example_event())[1]
        self.assertEqual((many["rejected"], len(many["failures"]), many["truncated"], many["published"]), (1_500, 1_000, True, 1))

    def test_malformed_envelopes(self):
        event = example_event()
        no_topic = {k: v for k, v in event.items() if k != "topic"}
        cases = {"": None, "{": None, "[]": None, "null": None, '{"a":1}': "json.field.missing", json.dumps(no_topic): "json.field.missing",
                 json.dumps(event | {"topic": "org.acme/lamp/things"}): None, json.dumps(event | {"topic": 7}): None,
                 '{"topic":"a/b/things/twin/events/modified","topic":"c/d/things/twin/events/modified","path":"/"}': None,
                 json.dumps(event) + "x": None, json.dumps(event) + json.dumps(event): None}
        for text, code in cases.items():
            answer = self.post(text)
            self.assertEqual((text[:60], answer[0]), (text[:60], 400), answer)
            self.assertTrue(answer[1]["error"] and answer[1]["message"])
            if code:
                self.assertEqual(answer[1]["error"], code)
        answer = self.post(b'{"topic":"org.acme/l/things/twin/events/modified","path":"/","value":"\xff"}')
        self.assertEqual(answer[0], 400)

    def test_too_large(self):
        big = example_event(value={"thingId": "org.acme:lamp-1", "attributes": {"t": "x" * LIMIT}})
        self.assert_error(self.post(json.dumps(big)), 413, "entity.too.large")
        status, body, _ = self.lines(example_event(), big, example_event(revision=2))
        self.assertEqual((status, body["published"], [(f["line"], f["status"], f["error"]) for f in body["failures"]]),
                         (207, 2, [(2, 413, "entity.too.large")]))

    def test_other_media_types(self):
        for kind in ("text/plain", "application/xml", "application/octet-stream"):
            self.assert_error(self.post(json.dumps(example_event()), {"Content-Type": kind}), 415, "mediatype.unsupported")

    def test_who_may_send(self):
        event = json.dumps(example_event())
        for header, status in ((authorization("gateway", "gateway-password"), 200), (authorization(), 200), (authorization("gateway", "no"), 401),
                               (authorization("eve", "gateway-password"), 401), ("", 401)):
            self.assertEqual((header, self.post(event, {"Content-Type": "application/json", "Authorization": header})[0]), (header, status))
        for path in (case.CONNECTIONS, "/overall/status"):
            self.assertEqual(self.status("GET", path, headers={"Authorization": authorization("gateway", "gateway-password")}), 401)

    def test_only_post(self):
        for method in ("GET", "HEAD", "PUT", "DELETE"):
            status, _, headers = self.request(method, SIGNALS)
            self.assertEqual((status, headers["Allow"]), (405, "POST"))
        self.assertEqual(self.request("POST", SIGNALS + "/", example_event())[0], 200)

    def test_a_time_out_that_is_not_one(self):
        for text in ("soon", "-1s", "601", "11m"):
            self.assert_error(self.post(json.dumps(example_event()), query="?timeout=" + text), 400, "gateway:timeout.invalid")
        self.assertEqual(self.post(json.dumps(example_event()), query="?timeout=10m")[0], 200)

    def head(self, extra):
        return (f"POST {SIGNALS} HTTP/1.1\r\nHost: h\r\nAuthorization: {authorization()}\r\nConnection: close\r\n" + extra + "\r\n").encode()

    def test_expect_continue(self):
        body = json.dumps(example_event()).encode()
        head = self.head(f"Expect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n")
        with case.socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as s:
            s.sendall(head)
            self.assertTrue(s.recv(1024).startswith(b"HTTP/1.1 100 "))
            s.sendall(body)
            self.assertTrue(s.recv(4096).startswith(b"HTTP/1.1 200 "))
        self.assertEqual(status_of(exchange(self.service.port, head.replace(b"application/json", b"text/plain"))), 415)

    def test_lines_are_published_while_the_body_still_comes(self):
        head = self.head("Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n")
        with case.socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as s:
            s.sendall(head)
            for i in range(5):
                line = json.dumps(example_event("org.acme:slow", i)).encode() + b"\n"
                before = self.example_offset()
                s.sendall(b"%x\r\n%s\r\n" % (len(line), line))
                deadline = time.monotonic() + 5
                while self.example_offset() < before + 2 and time.monotonic() < deadline:
                    time.sleep(0.01)
                self.assertGreaterEqual(self.example_offset(), before + 2)
            s.sendall(b"0\r\n\r\n")
            answer = b""
            while piece := s.recv(65536):
                answer += piece
        self.assertEqual(status_of(answer), 200)
        self.assertEqual(json.loads(answer.split(b"\r\n\r\n", 1)[1])["published"], 5)

    def example_offset(self):
        """Where a record of the slow thing went: asking makes one."""
        return self.post(json.dumps(example_event("org.acme:slow", 0)), query="?report=records")[1]["records"][0]["offset"]

    def test_the_parts_of_a_body_may_be_cut_anywhere(self):
        body = b"".join(json.dumps(example_event("org.acme:cut", i)).encode() + b"\n" for i in range(3))
        head = self.head(f"Content-Type: application/x-ndjson\r\nContent-Length: {len(body)}\r\n")
        with case.socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as s:
            s.setsockopt(case.socket.IPPROTO_TCP, case.socket.TCP_NODELAY, 1)
            s.sendall(head)
            for at in range(0, len(body), 97):
                s.sendall(body[at:at + 97])
            answer = b""
            while piece := s.recv(65536):
                answer += piece
        self.assertEqual((status_of(answer), json.loads(answer.split(b"\r\n\r\n", 1)[1])["published"]), (200, 3))

    def test_some_targets_failed(self):
        self.service.put(case.connection("pair", self.brokers, [("twin-events#99", case.TWIN, ["integration:pair"]),
                                                                ("twin-events", case.TWIN, ["integration:pair"])]))
        event = thing_event(subjects=("integration:pair",))
        status, body, _ = self.post(json.dumps(event))
        self.assertEqual((status, self.counts(body), body["status"]), (424, (2, 1, 0, 1), 424))
        failure = body["failures"][0]
        self.assertEqual((failure["connectionId"], failure["target"]), ("pair", 0))
        self.assertTrue(failure["status"] and failure["error"] and failure["message"])
        status, body, _ = self.lines(event, example_event())
        self.assertEqual((status, self.counts(body), body["failures"][0]["line"]), (207, (3, 2, 0, 1), 1))

    def test_requested_acknowledgements_are_the_answer(self):
        ack = lambda label: {"issuedAcknowledgementLabel": "{{ connection:id }}:" + label}
        connection = case.connection("acks", self.brokers, [("twin-events", case.TWIN, ["integration:acks"]),
                                                            ("twin-events#99", case.TWIN, ["integration:acks"]),
                                                            ("twin-events", case.TWIN, ["integration:other"])])
        for target, label in zip(connection["targets"], ("good", "bad", "weak")):
            target.update(ack(label))
        self.service.put(connection)

        def ask(*labels):
            event = thing_event(subjects=("integration:acks",))
            event["headers"]["requested-acks"] = list(labels)
            return self.post(json.dumps(event))[:2]

        self.assertEqual(ask("acks:good"), (204, ""))
        self.assertEqual(ask("twin-persisted", "acks:good"), (204, ""))
        status, body = ask("acks:bad")
        self.assertEqual((status // 100 in (4, 5), bool(body["message"])), (True, True))
        self.assertEqual(ask("acks:weak")[0], 200)
        self.assertEqual(ask("acks:nobody")[0], 408)
        status, body = ask("acks:good", "acks:weak", "acks:nobody")
        self.assertEqual((status, {label: one["status"] for label, one in body.items()}),
                         (424, {"acks:good": 204, "acks:weak": 200, "acks:nobody": 408}))
        self.assertTrue(body["acks:weak"]["headers"]["ditto-weak-ack"])
        self.assertEqual(body["acks:nobody"]["payload"]["error"], "acknowledgement:request.timeout")
        status, body = ask("twin-persisted")
        self.assertEqual((status, body["matched"]), (424, 2))


if __name__ == "__main__":
    case.main()
