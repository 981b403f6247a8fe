#!/usr/bin/env python3
"""The built service on a real Apache Kafka: end_to_end_test.py BINARY"""

import collections
import json
import pathlib
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from support.kafka import Kafka  # noqa: E402
from support.murmur2 import partition_for  # noqa: E402
from support.service import Service, connection, free_port, thing_event  # noqa: E402

BINARY = ""
TWIN = ["_/_/things/twin/events"]
SUBJECT = ["integration:a"]
LEDGERS = "tributary_ledger_imbalance"


def setUpModule():
    global folder, kafka
    folder = tempfile.TemporaryDirectory(prefix="tributary-broker-")
    kafka = Kafka(folder.name + "/kafka").start()


def tearDownModule():
    kafka.stop(wipe=True)
    folder.cleanup()


class EndToEnd(unittest.TestCase):
    def setUp(self):
        self.service = Service(BINARY, f"{folder.name}/{self.id().rsplit('.', 1)[1]}").start()
        self.addCleanup(self.stop_service)

    def stop_service(self):
        if self.service.process.poll() is None:
            self.assertEqual(self.service.stop(), 0, self.service.log_text()[-2000:])

    def assert_ledgers_balance(self):
        deadline = time.monotonic() + 10
        while (imbalance := self.service.metric(LEDGERS)) != 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(imbalance, 0)

    def test_each_address_form_lands_where_it_must(self):
        for topic in ("forms-robin", "forms-keyed", "forms-fixed"):
            kafka.create_topic(topic, 4)
        self.service.put(connection("forms", kafka.brokers, [
            ("forms-robin", TWIN, SUBJECT), ("forms-keyed/{{ thing:id }}", TWIN, SUBJECT), ("forms-fixed#2", TWIN, SUBJECT)]))
        total = 10_000
        for begin in range(0, total, 500):
            status, answer, _ = self.service.send(*(thing_event(f"org.acme:lamp-{i % 1000}", i) for i in range(begin, begin + 500)))
            self.assertEqual((status, answer["published"]), (200, 1500), answer)
        robin = kafka.end_offsets("forms-robin", 4)
        self.assertEqual(sum(robin), total)
        self.assertLessEqual(max(robin) - min(robin), 1, robin)
        self.assertEqual(kafka.end_offsets("forms-fixed", 4), [0, 0, total, 0])
        wrong = [r for r in kafka.records("forms-keyed") if r["partition"] != partition_for(r["key"], 4)]
        self.assertEqual(wrong, [])
        self.assert_ledgers_balance()

    def test_a_record_is_the_envelope_with_its_headers(self):
        kafka.create_topic("bytes")
        self.service.put(connection("bytes", kafka.brokers, [{
            "address": "bytes/{{ thing:name }}", "topics": TWIN, "authorizationContext": SUBJECT,
            "headerMapping": {"path": "{{ resource:path }}", "none": "{{ header:none }}", "authorization": "secret"}}]))
        event = thing_event(authorization="Bearer secret", custom="c")
        status, answer, _ = self.service.send(event, query="?report=records")
        self.assertEqual(status, 200, answer)
        record = kafka.records("bytes")[-1]
        self.assertEqual({key: answer["records"][0][key] for key in ("connectionId", "target", "topic", "partition", "offset")},
                         {"connectionId": "bytes", "target": 0, "topic": "bytes", "partition": 0, "offset": record["offset"]})
        self.assertEqual(record["key"], "lamp-1")
        self.assertEqual(record["headers"], {
            "content-type": "application/vnd.eclipse.ditto+json", "correlation-id": "lamp-1-1", "path": "/",
            "ditto-connection-id": "bytes"})
        published = json.loads(record["payload"])
        self.assertEqual(published["headers"], {
            "correlation-id": "lamp-1-1", "custom": "c", "content-type": "application/json", "response-required": False,
            "entity-revision": 1})
        for member in ("topic", "path", "value", "revision", "timestamp"):
            self.assertEqual(published[member], event[member])

    def test_only_authorised_targets_get_a_signal(self):
        for topic in ("auth-yes", "auth-no", "auth-namespace"):
            kafka.create_topic(topic)
        self.service.put(connection("auth", kafka.brokers, [
            ("auth-yes", TWIN, SUBJECT), ("auth-no", TWIN, ["integration:b"]),
            ("auth-namespace", ["_/_/things/twin/events?namespaces=org.other"], SUBJECT)]))
        self.assertEqual(self.service.send(thing_event())[1]["matched"], 1)
        self.assertEqual(self.service.send(thing_event(subjects=[]))[1]["matched"], 0)
        self.assertEqual(self.service.send(thing_event(subjects=["integration:a", "x:y"], revoked=["integration:a"]))[1]["matched"], 0)
        self.assertEqual(self.service.send(thing_event(**{"ditto-origin": "auth"}))[1]["matched"], 0)
        self.assertEqual([sum(kafka.end_offsets(t, 1)) for t in ("auth-yes", "auth-no", "auth-namespace")], [1, 0, 0])

    def test_targets_of_one_signal_are_independent(self):
        kafka.create_topic("pair-good")
        self.service.put(connection("pair", kafka.brokers, [
            ("pair-missing", TWIN, SUBJECT), ("pair-good", TWIN, SUBJECT), ("pair-good#7", TWIN, SUBJECT),
            ("pair-good/{{ header:absent }}", TWIN, SUBJECT)]))
        status, answer, _ = self.service.send(thing_event(), query="?timeout=30s")
        self.assertEqual(status, 424)
        self.assertEqual({k: answer[k] for k in ("matched", "published", "dropped", "failed")},
                         {"matched": 4, "published": 1, "dropped": 1, "failed": 2})
        reasons = {f["target"]: f["reason"] for f in answer["failures"]}
        self.assertEqual(reasons, {0: "unknown_topic", 2: "unknown_partition"})
        self.assert_ledgers_balance()

    def test_a_record_that_is_too_large_is_its_own_failure(self):
        kafka.create_topic("large", max_message_bytes=2000)
        self.service.put(connection("large", kafka.brokers, [("large", TWIN, SUBJECT)]))
        big = thing_event(value={"thingId": "org.acme:lamp-1", "attributes": {"text": "x" * 5000}})
        status, answer, _ = self.service.send(big)
        self.assertEqual((status, answer.get("failures", [{}])[0].get("reason")), (424, "too_large"), str(answer)[:300])
        self.assertEqual(self.service.send(thing_event())[0], 200)

    def test_a_cluster_that_is_down_delays_nobody_else(self):
        kafka.create_topic("healthy")
        dead = f"127.0.0.1:{free_port()}"
        self.service.put(connection("sick", dead, [("anything", TWIN, ["integration:sick"])]) | {"connectionStatus": "closed"})
        self.service.put(connection("well", kafka.brokers, [("healthy", TWIN, SUBJECT)]))
        # Opening the sick one is answered after its time-out; it stays routed all the same.
        opening = threading.Thread(target=lambda: self.service.request(
            "POST", "/api/2/connections/sick/command", "connectivity.commands:openConnection", {"Content-Type": "text/plain"}))
        opening.start()
        opening.join()
        sick = [json.dumps(thing_event(f"org.sick:t-{i}", subjects=["integration:sick"])) for i in range(20_000)]
        flood = threading.Thread(target=lambda: self.service.request(
            "POST", "/api/2/signals?timeout=60s", "\n".join(sick), {"Content-Type": "application/x-ndjson"}), daemon=True)
        flood.start()
        client, times = self.service.connect(), []
        for i in range(300):
            began = time.monotonic()
            status, answer, _ = self.service.send(thing_event(revision=i), client=client)
            times.append(time.monotonic() - began)
            self.assertEqual(status, 200, answer)
        times.sort()
        self.assertLess(times[int(len(times) * 0.99)], 0.5)
        both = thing_event("org.sick:both", subjects=["integration:sick", "integration:a"])
        status, answer, _ = self.service.send(both, query="?timeout=1s")
        self.assertEqual((answer["matched"], answer["published"]), (2, 1), answer)
        self.service.kill()  # its records would be waited for

    def test_nothing_answered_is_missing_when_the_broker_stops_for_20_seconds(self):
        topic, partitions, things, senders, total = "outage", 4, 200, 4, 50_000
        kafka.create_topic(topic, partitions)
        self.service.put(connection(topic, kafka.brokers, [(topic + "/{{ thing:id }}", TWIN, SUBJECT)]))
        acknowledged, strange, lock, sent = set(), [], threading.Lock(), [0]

        def sender(number):
            """Owns its things, and sends a line only after the answer about the thing's line before."""
            client, revision = self.service.connect(timeout=200), 0
            while sent[0] < total:
                revision += 1
                batch = [thing_event(f"org.acme:{number}-{t}", revision) for t in range(things // senders)]
                status, answer, _ = self.service.send(*batch, query="?timeout=150s", client=client)
                with lock:
                    sent[0] += len(batch)
                    if status not in (200, 207, 503):
                        strange.append((status, answer))
                        continue
                    failed = {f["line"] for f in answer.get("failures", [])}
                    acknowledged.update((e["value"]["thingId"], revision) for i, e in enumerate(batch, 1) if i not in failed)

        threads = [threading.Thread(target=sender, args=(n,)) for n in range(senders)]
        for thread in threads:
            thread.start()
        while sent[0] < total // 4:
            time.sleep(0.05)
        kafka.stop()
        time.sleep(20)
        kafka.start()
        for thread in threads:
            thread.join()
        self.assertEqual(strange, [])
        seen, order = set(), collections.defaultdict(list)
        for record in kafka.records(topic):
            event = json.loads(record["payload"])
            occurrence = (event["value"]["thingId"], event["revision"])
            if occurrence not in seen:
                seen.add(occurrence)
                order[occurrence[0]].append(occurrence[1])
        self.assertEqual(len(acknowledged - seen), 0)
        self.assertGreaterEqual(len(acknowledged), total * 9 // 10)
        self.assertEqual([thing for thing, revisions in order.items() if revisions != sorted(revisions)], [])
        self.assert_ledgers_balance()

    def test_kill_9_under_load_loses_nothing_that_was_answered(self):
        topic = "killed"
        kafka.create_topic(topic, 4)
        definitions = [connection(f"{topic}-{i}", kafka.brokers, [(topic + "/{{ thing:id }}", TWIN, [f"integration:{i}"])]) for i in range(5)]
        for definition in definitions:
            self.service.put(definition)
        self.service.request("POST", f"/api/2/connections/{topic}-4/command", "connectivity.commands:closeConnection",
                             {"Content-Type": "text/plain"})
        answered, stop = set(), threading.Event()

        def sender(number):
            client, revision = self.service.connect(), 0
            while not stop.is_set():
                revision += 1
                try:
                    status, _, _ = self.service.send(thing_event(f"org.acme:{number}", revision, subjects=["integration:0"]), client=client)
                except OSError:
                    return
                except Exception:  # noqa: BLE001  # the answer was cut off
                    return
                if status == 200:
                    answered.add((f"org.acme:{number}", revision))

        threads = [threading.Thread(target=sender, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(3)
        self.service.kill()
        stop.set()
        for thread in threads:
            thread.join()
        self.assertGreater(len(answered), 100)
        self.service.start()
        status, ids, _ = self.service.request("GET", "/api/2/connections?ids-only=true")
        self.assertEqual((status, ids), (200, [d["id"] for d in definitions]))
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            states = [self.service.request("GET", f"/api/2/connections/{d['id']}/status")[1]["liveStatus"] for d in definitions]
            if states == ["open"] * 4 + ["closed"]:
                break
            time.sleep(0.1)
        self.assertEqual(states, ["open"] * 4 + ["closed"])
        events = [json.loads(record["payload"]) for record in kafka.records(topic)]
        self.assertEqual(answered - {(e["value"]["thingId"], e["revision"]) for e in events}, set())


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2, warnings="ignore")  # sockets and logs end with the test's process
