#!/usr/bin/env python3
"""The REST API for connections, request by request: connections_api_test.py BINARY"""

import json
import re
import time

import case
from case import CONNECTIONS, TEXT, authorization, exchange, status_of

ORDER = ["id", "name", "connectionType", "connectionStatus", "uri", "sources", "targets", "clientCount", "failoverEnabled",
         "validateCertificates", "processorPoolSize", "specificConfig", "tags"]
INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

QUICK = "lifecycle:\n  connectTimeout: 2s\n"


class Collection(case.EmbeddedServiceTest):
    CONFIG = QUICK

    def test_a_post_makes_an_id_and_fills_in_the_defaults(self):
        definition = self.definition("ignored")
        del definition["id"], definition["connectionStatus"]
        status, body, headers = self.request("POST", CONNECTIONS, definition)
        self.assertEqual(status, 201, body)
        self.assertRegex(body["id"], UUID)
        self.assertEqual(list(body), ORDER)
        self.assertEqual((body["connectionStatus"], body["clientCount"], body["sources"], body["tags"]), ("unknown", 1, [], []))
        self.assertEqual(body["targets"][0]["headerMapping"], {})
        self.assertEqual(headers["Location"].split("127.0.0.1")[-1].split("/", 1)[-1] if "://" in headers["Location"]
                         else headers["Location"][1:], f"api/2/connections/{body['id']}")
        self.assertEqual(headers["ETag"], '"rev:1"')
        self.assertEqual(self.request("GET", f"{CONNECTIONS}/{body['id']}")[1], body)

    def test_a_post_takes_no_id(self):
        for given in ("mine", None):
            self.assert_error(self.request("POST", CONNECTIONS, self.definition("x") | {"id": given}), 400, "connectivity:id.notsettable")

    def test_a_post_of_what_is_invalid_says_what(self):
        definition = self.definition("x")
        del definition["id"]
        for change, code in (({"uri": "http://h:1"}, "connectivity:connection.uri.invalid"),
                             ({"uri": "tcp://no-port"}, "connectivity:connection.uri.invalid"),
                             ({"connectionType": "smoke"}, "json.invalid"), ({"targets": []}, None)):
            answer = self.request("POST", CONNECTIONS, definition | change)
            self.assertEqual(answer[0], 400, (change, answer))
            if code:
                self.assert_error(answer, 400, code)
        for body in ("{", "[]", "", '"text"'):
            answer = self.request("POST", CONNECTIONS, body, {"Content-Type": "application/json"})
            self.assertEqual((body, answer[0]), (body, 400), answer)
            self.assertRegex(answer[1]["error"], r"^json\.")

    def test_a_list_is_sorted_and_has_whole_definitions(self):
        for name in ("list-b", "list-a", "list:c"):
            self.service.put(self.definition(name))
        status, body, _ = self.request("GET", CONNECTIONS)
        self.assertEqual(status, 200)
        ids = [c["id"] for c in body]
        self.assertEqual(ids, sorted(ids))
        self.assertLessEqual({"list-a", "list-b", "list:c", "example"}, set(ids))
        self.assertEqual([c for c in body if c["id"] == "list-a"][0], self.request("GET", CONNECTIONS + "/list-a")[1])
        self.assertEqual(self.request("GET", CONNECTIONS + "/")[1], body)

    def test_ids_alone(self):
        self.service.put(self.definition("ids-1"))
        ids = self.request("GET", CONNECTIONS + "?ids-only=TRUE")[1]
        self.assertIn("ids-1", ids)
        self.assertEqual(ids, sorted(ids))
        self.assertEqual(self.request("GET", CONNECTIONS + "?fields=id")[1], ids)
        self.assertIsInstance(self.request("GET", CONNECTIONS + "?ids-only=1")[1][0], dict)

    def test_fields_select_hidden_members_too(self):
        self.service.put(self.definition("fields-1", tags=["blue"]))
        path = CONNECTIONS + "/fields-1"
        selected = self.request("GET", path + "?fields=id,tags,specificConfig(bootstrapServers),_revision,_created,_modified,__lifecycle")[1]
        self.assertEqual(selected["specificConfig"], {"bootstrapServers": self.brokers})
        self.assertEqual((selected["_revision"], selected["__lifecycle"], selected["tags"]), (1, "ACTIVE", ["blue"]))
        self.assertRegex(selected["_created"], INSTANT)
        self.assertRegex(selected["_modified"], INSTANT)
        whole = self.request("GET", path)[1]
        self.assertFalse([name for name in whole if name.startswith("_")])
        row = [c for c in self.request("GET", CONNECTIONS + "?fields=id,_revision")[1] if c["id"] == "fields-1"]
        self.assertEqual(row, [{"id": "fields-1", "_revision": 1}])
        self.assert_error(self.request("GET", path + "?fields=a(b"), 400, "json.fieldselector.invalid")

    def test_a_dry_run_stores_nothing(self):
        before = self.request("GET", CONNECTIONS + "?ids-only=true")[1]
        status, body, _ = self.request("POST", CONNECTIONS + "?dry-run=True", self.definition("dry"))
        self.assertEqual((status, body), (200, ""))
        self.assert_error(self.request("POST", CONNECTIONS + "?dry-run=true", self.definition("dry") | {"uri": "smtp://h:1"}),
                          400, "connectivity:connection.uri.invalid")
        without = self.definition("dry")
        del without["connectionStatus"]
        self.assert_error(self.request("POST", CONNECTIONS + "?dry-run=true", without), 400, "json.field.missing")
        dead = case.connection("dry", f"127.0.0.1:{case.free_port()}", [("t", case.TWIN, ["a:b"])])
        self.assert_error(self.request("POST", CONNECTIONS + "?dry-run=true", dead), 504, "connectivity:connection.failed")
        self.assertEqual(self.request("GET", CONNECTIONS + "?ids-only=true")[1], before)


class OneConnection(case.EmbeddedServiceTest):
    CONFIG = QUICK

    def test_put_creates_and_replaces(self):
        path = CONNECTIONS + "/put-1"
        definition = self.definition("put-1", tags=["old"])
        status, body, headers = self.request("PUT", path, definition)
        self.assertEqual((status, body["tags"], headers["ETag"]), (201, ["old"], '"rev:1"'))
        self.assertTrue(headers["Location"].endswith(path))
        status, body, headers = self.request("PUT", path + "/", self.definition("put-1"))
        self.assertEqual((status, body, headers["ETag"]), (204, "", '"rev:2"'))
        self.assertEqual(self.request("GET", path)[1]["tags"], [])
        without_id = self.definition("put-1")
        del without_id["id"]
        self.assertEqual(self.status("PUT", path, without_id), 204)
        self.assert_error(self.request("PUT", path, self.definition("other")), 400, "connectivity:id.notsettable")
        without_status = self.definition("put-1")
        del without_status["connectionStatus"]
        self.assert_error(self.request("PUT", path, without_status), 400, "json.field.missing")
        self.assert_error(self.request("PUT", CONNECTIONS + "/bad%20id", self.definition("bad id")), 400, "connectivity:connection.id.invalid")

    def test_entity_tags_guard_reads_and_changes(self):
        path = CONNECTIONS + "/tag-1"
        definition = self.definition("tag-1")
        self.assert_error(self.request("PUT", path, definition, {"If-Match": "*"}), 412, "connectivity:precondition.failed")
        self.assertEqual(self.status("PUT", path, definition, {"If-None-Match": "*"}), 201)
        self.assert_error(self.request("PUT", path, definition, {"If-None-Match": "*"}), 412, "connectivity:precondition.failed")
        self.assertEqual(self.status("PUT", path, definition, {"If-Match": '"rev:1"'}), 204)
        self.assert_error(self.request("PUT", path, definition, {"If-Match": '"rev:1"'}), 412, "connectivity:precondition.failed")
        status, body, headers = self.request("GET", path, headers={"If-None-Match": '"rev:2"'})
        self.assertEqual((status, body, headers["ETag"]), (304, "", '"rev:2"'))
        self.assertEqual(self.status("GET", path, headers={"If-None-Match": '"rev:1"'}), 200)
        self.assertEqual(self.status("GET", path, headers={"If-Match": '"rev:1"'}), 412)
        self.assertEqual(self.status("GET", path, headers={"If-Match": "rev"}), 400)
        self.assertEqual(self.status("DELETE", path, headers={"If-Match": '"rev:1"'}), 412)
        self.assertEqual(self.status("DELETE", path, headers={"If-Match": '"rev:2"'}), 204)

    def test_what_is_deleted_is_gone_and_can_come_again(self):
        path = CONNECTIONS + "/gone-1"
        for _ in range(2):
            self.assertEqual(self.status("PUT", path, self.definition("gone-1")), 201)
            self.assertEqual(self.request("DELETE", path)[:2], (204, ""))
            for method, at in (("GET", path), ("DELETE", path), ("GET", path + "/status")):
                self.assert_error(self.request(method, at), 404, "connectivity:connection.notfound")
        self.assert_error(self.command("gone-1", "openConnection"), 404, "connectivity:connection.notfound")

    def test_commands_open_and_close(self):
        self.service.put(self.definition("run-1"))
        revision = self.request("GET", CONNECTIONS + "/run-1")[2]
        for command, stored in (("openConnection", "open"), ("openConnection", "open"), ("closeConnection", "closed"), ("closeConnection", "closed")):
            self.assertEqual(self.command("run-1", command)[:2], (200, ""))
            self.assertEqual(self.request("GET", CONNECTIONS + "/run-1")[1]["connectionStatus"], stored)
        after = self.request("GET", CONNECTIONS + "/run-1")[2]
        self.assertEqual(after["ETag"], revision["ETag"])
        self.assertGreater(int(after["entity-revision"]), int(revision["entity-revision"]))
        for command in ("resetConnectionMetrics", "enableConnectionLogs", "resetConnectionLogs"):
            self.assertEqual(self.command("run-1", command)[:2], (200, ""))
        for body in ("connectivity.commands:dance", " connectivity.commands:openConnection", '"connectivity.commands:openConnection"', ""):
            self.assert_error(self.request("POST", CONNECTIONS + "/run-1/command", body, TEXT), 400, "connectivity:command.invalid")
        self.assert_error(self.request("POST", CONNECTIONS + "/run-1/command", "connectivity.commands:openConnection",
                                       {"Content-Type": "application/json"}), 415, "mediatype.unsupported")

    def test_status_of_an_open_connection(self):
        self.assertEqual(self.request("PUT", CONNECTIONS + "/open-1", self.definition("open-1", connectionStatus="open", targets=[
            {"address": address, "topics": case.TWIN, "authorizationContext": ["a:b"]} for address in ("fixed", "t/{{ thing:id }}")]))[0], 201)
        deadline = time.monotonic() + 10
        while (body := self.request("GET", CONNECTIONS + "/open-1/status")[1])["liveStatus"] != "open" and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual({k: body[k] for k in ("type", "status", "connectionId", "connectionStatus", "liveStatus", "recoveryStatus")},
                         {"type": "connectivity.responses:retrieveConnectionStatus", "status": 200, "connectionId": "open-1",
                          "connectionStatus": "open", "liveStatus": "open", "recoveryStatus": "succeeded"})
        self.assertRegex(body["connectedSince"], INSTANT)
        self.assertNotIn("sourceStatus", body)
        client = body["clientStatus"][0]
        self.assertEqual((client["type"], client["status"], client["recoveryStatus"]), ("client", "open", "succeeded"))
        self.assertRegex(client["inStateSince"], INSTANT)
        self.assertEqual([(t["type"], t["address"], t["status"]) for t in body["targetStatus"]],
                         [("target", "fixed", "open"), ("target", "t/{{ thing:id }}", "unknown")])

    def test_status_of_a_closed_connection(self):
        self.service.put(self.definition("closed-1", connectionStatus="unknown"))
        body = self.request("GET", CONNECTIONS + "/closed-1/status")[1]
        self.assertEqual((body["connectionStatus"], body["liveStatus"], body["recoveryStatus"]), ("closed", "closed", "unknown"))
        self.assertEqual([e["status"] for e in body["clientStatus"]], ["closed"])
        self.assertNotIn("targetStatus", body)
        self.assertNotIn("connectedSince", body)

    def test_opening_towards_nobody_fails_and_stays_wanted(self):
        self.service.put(case.connection("dead-1", f"127.0.0.1:{case.free_port()}", [("t", case.TWIN, ["a:b"])], connectionStatus="closed"))
        self.assert_error(self.command("dead-1", "openConnection"), 504, "connectivity:connection.failed")
        body = self.request("GET", CONNECTIONS + "/dead-1/status")[1]
        self.assertEqual(body["connectionStatus"], "open")
        self.assertIn(body["liveStatus"], ("failed", "misconfigured"))
        self.assertEqual(self.command("dead-1", "closeConnection")[0], 200)

    def test_secrets_are_masked_and_the_mask_keeps_them(self):
        path = CONNECTIONS + "/secret-1"
        definition = self.definition("secret-1", uri="tcp://svc:s3cret@127.0.0.1:9092")
        answers = [self.request("PUT", path, definition), self.request("GET", path), self.request("GET", CONNECTIONS)]
        for _, body, _ in answers:
            self.assertNotIn("s3cret", json.dumps(body))
        masked = answers[1][1]
        self.assertEqual(masked["uri"], "tcp://svc:*****@127.0.0.1:9092")
        self.assertEqual(self.status("PUT", path, masked | {"tags": ["again"]}), 204)
        stored = (self.folder / "connections.db").read_bytes() + b"".join(p.read_bytes() for p in self.folder.glob("connections.db-wal"))
        self.assertIn(b"s3cret", stored)
        row = self.stored_definition("secret-1")
        self.assertEqual((row["uri"], row["tags"]), ("tcp://svc:s3cret@127.0.0.1:9092", ["again"]))
        self.assertEqual(self.status("PUT", CONNECTIONS + "/secret-2", masked | {"id": "secret-2"}), 400)

    def stored_definition(self, name):
        import sqlite3
        with sqlite3.connect(f"file:{self.folder}/connections.db?mode=ro", uri=True) as store:
            return json.loads(store.execute("SELECT definition FROM connections WHERE id = ?", (name,)).fetchone()[0])


class CommonRules(case.EmbeddedServiceTest):
    CONFIG = QUICK

    def test_authentication(self):
        for header in (None, authorization("devops", "wrong"), authorization("eve"), "Bearer x", "Basic !"):
            client = self.service.connect()
            client.request("GET", CONNECTIONS, headers={"Authorization": header} if header else {})
            answer = client.getresponse()
            self.assertEqual(answer.status, 401)
            self.assertEqual(answer.getheader("WWW-Authenticate"), 'Basic realm="DITTO-DEVOPS"')
            self.assertTrue(answer.getheader("Content-Type").startswith("text/plain"))

    def test_methods_paths_versions_and_media_types(self):
        status, _, headers = self.request("PATCH", CONNECTIONS)
        self.assertEqual((status, headers["Content-Type"].split(";")[0]), (405, "text/plain"))
        self.assertEqual(set(re.split(r",\s*", headers["Allow"])), {"GET", "HEAD", "POST"})
        self.assertEqual(self.status("POST", CONNECTIONS + "/example", {}), 405)
        status, _, headers = self.request("GET", CONNECTIONS + "/example/nothing")
        self.assertEqual((status, headers["Content-Type"].split(";")[0]), (404, "text/plain"))
        for version in ("1", "3", "99"):
            self.assert_error(self.request("GET", f"/api/{version}/connections"), 404, "api.version.notsupported")
        for kind, status in (("text/plain", 415), ("application/xml", 415), ("application/json; charset=utf-8", 204), ("application/octet-stream", 204),
                             ("APPLICATION/JSON", 204)):
            body = json.dumps(self.definition("media-1"))
            self.status("PUT", CONNECTIONS + "/media-1", body)
            self.assertEqual((kind, self.status("PUT", CONNECTIONS + "/media-1", body, {"Content-Type": kind})), (kind, status))

    def test_head_is_get_without_a_body(self):
        client = self.service.connect()
        for method in ("HEAD", "GET"):
            client.request(method, CONNECTIONS + "/example", headers={"Authorization": authorization()})
            answer = client.getresponse()
            length = len(answer.read())
            self.assertEqual(answer.status, 200)
            self.assertGreater(int(answer.getheader("Content-Length")), 100)
            self.assertEqual(length, 0 if method == "HEAD" else int(answer.getheader("Content-Length")))

    def test_timeouts_and_correlation(self):
        path = CONNECTIONS + "/example"
        for text, status in (("500ms", 200), ("10s", 200), ("1m", 200), ("60", 200), ("61", 400), ("2m", 400), ("-1s", 400), ("soon", 400), ("1h", 400)):
            self.assertEqual((text, self.status("GET", path, headers={"timeout": text})), (text, status))
            self.assertEqual((text, self.status("GET", path + "?timeout=" + text)), (text, status))
        self.assert_error(self.request("GET", path, headers={"timeout": "61"}), 400, "gateway:timeout.invalid")
        self.assert_error(self.request("GET", path + "?timeout=1s", headers={"timeout": "2s"}), 400, "header.invalid")
        self.assertEqual(self.request("GET", path, headers={"correlation-id": "c-1"})[2]["correlation-id"], "c-1")
        self.assertEqual(self.request("GET", path + "?correlation-id=c-2")[2]["correlation-id"], "c-2")
        self.assertTrue(self.request("GET", path)[2]["correlation-id"])

    def test_an_answer_that_comes_too_late_is_408(self):
        hole = case.free_port()
        listener = case.socket.create_server(("127.0.0.1", hole), backlog=8)  # accepts, and says nothing
        self.addCleanup(listener.close)
        self.service.put(case.connection("mute-1", f"127.0.0.1:{hole}", [("t", case.TWIN, ["a:b"])], connectionStatus="closed"))
        self.assert_error(self.command("mute-1", "openConnection", timeout="300ms"), 408, "command.timeout")
        self.assertEqual(self.command("mute-1", "closeConnection")[0], 200)

    def test_no_response_required(self):
        path = CONNECTIONS + "/quiet-1"
        self.assertEqual(self.request("PUT", path, self.definition("quiet-1"), {"response-required": "false"})[:2], (202, ""))
        deadline = time.monotonic() + 5
        while self.status("GET", path) != 200 and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(self.status("GET", path), 200)
        self.assert_error(self.request("GET", path, headers={"response-required": "maybe"}), 400, "header.invalid")

    def test_more_than_a_hundred_are_listed_by_their_ids_only(self):
        client = self.service.connect()
        for i in range(101):
            self.assertIn(self.status("PUT", f"{CONNECTIONS}/many-{i}", self.definition(f"many-{i}"), client=client), (201, 204))
        self.assert_error(self.request("GET", CONNECTIONS), 400, "connectivity:connections.amount.illegal")
        self.assertGreaterEqual(len(self.request("GET", CONNECTIONS + "?ids-only=true")[1]), 101)
        for i in range(101):
            self.assertEqual(self.status("DELETE", f"{CONNECTIONS}/many-{i}", client=client), 204)
        self.assertEqual(self.status("GET", CONNECTIONS), 200)

    def test_expect_continue_on_a_definition(self):
        body = json.dumps(self.definition("expect-1")).encode()
        head = (f"PUT {CONNECTIONS}/expect-1 HTTP/1.1\r\nHost: h\r\nAuthorization: {authorization()}\r\nExpect: 100-continue\r\n"
                f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        with case.socket.create_connection(("127.0.0.1", self.service.port), timeout=10) as s:
            s.sendall(head)
            self.assertTrue(s.recv(1024).startswith(b"HTTP/1.1 100 "))
            s.sendall(body)
            self.assertTrue(s.recv(1024).startswith(b"HTTP/1.1 201 "))
        unauthorised = head.replace(authorization().encode(), b"Basic eDp5")
        self.assertEqual(status_of(exchange(self.service.port, unauthorised + body)), 401)


if __name__ == "__main__":
    case.main()
