#!/usr/bin/env python3
"""DevOps commands, health and status: devops_api_test.py BINARY"""

import os
import socket
import time

import case
from case import CONNECTIONS, authorization

ACTOR = "/system/sharding/connection"
IDS = "/user/connectivityRoot/connectionIdsRetrieval"
INSTANCE = os.environ.get("INSTANCE_INDEX") or socket.gethostname()


class Piggyback(case.EmbeddedServiceTest):
    def piggyback(self, command, path="/devops/piggyback/connectivity", actor=ACTOR, query="", **headers):
        kind = command.pop("type")
        kind = kind if ":" in kind else "connectivity.commands:" + kind
        body = {"targetActorSelection": actor, "headers": headers, "piggybackCommand": {"type": kind, **command}}
        return self.request("POST", path + query, body)

    def run_command(self, kind, **members):
        """The inner answer of one instance."""
        status, body, _ = self.piggyback({"type": kind, **members}, aggregate=False, **{"is-group-topic": True})
        self.assertEqual(status, 200, body)
        return body

    def test_a_connection_lives_and_dies_by_commands(self):
        definition = self.definition("piggy-1", tags=["blue"])
        created = self.run_command("createConnection", connection=definition)
        self.assertEqual((created["type"], created["status"], created["connection"]["id"]),
                         ("connectivity.responses:createConnection", 201, "piggy-1"))
        again = self.run_command("createConnection", connection=definition)
        self.assertEqual((again["status"], again["error"]), (409, "connectivity:connection.conflict"))
        self.assertEqual(self.run_command("modifyConnection", connection=definition),
                         {"type": "connectivity.responses:modifyConnection", "status": 204, "connectionId": "piggy-1"})
        found = self.run_command("retrieveConnection", connectionId="piggy-1")
        self.assertEqual((found["status"], found["connection"]), (200, self.request("GET", CONNECTIONS + "/piggy-1")[1]))
        some = self.run_command("retrieveConnection", connectionId="piggy-1", selectedFields="id,_revision")
        self.assertEqual(some["connection"], {"id": "piggy-1", "_revision": 2})
        for kind in ("openConnection", "resetConnectionMetrics", "enableConnectionLogs", "resetConnectionLogs", "closeConnection"):
            self.assertEqual(self.run_command(kind, connectionId="piggy-1"),
                             {"type": "connectivity.responses:" + kind, "status": 200, "connectionId": "piggy-1"})
        state = self.run_command("retrieveConnectionStatus", connectionId="piggy-1")
        self.assertEqual((state["type"], state["liveStatus"]), ("connectivity.responses:retrieveConnectionStatus", "closed"))
        tags = self.run_command("connectivity.sudo.commands:sudoRetrieveConnectionTags", connectionId="piggy-1")
        self.assertEqual(tags, {"type": "connectivity.sudo.responses:sudoRetrieveConnectionTags", "status": 200, "connectionTags": ["blue"]})
        tagged = self.run_command("connectivity.sudo.commands:sudoRetrieveConnectionIdsByTag", tag="blue")
        self.assertEqual(tagged["connectionIds"], ["piggy-1"])
        self.assertEqual(self.run_command("deleteConnection", connectionId="piggy-1"),
                         {"type": "connectivity.responses:deleteConnection", "status": 204, "connectionId": "piggy-1"})
        gone = self.run_command("retrieveConnection", connectionId="piggy-1")
        self.assertEqual((gone["status"], gone["error"]), (404, "connectivity:connection.notfound"))

    def test_modifying_what_does_not_exist_creates_it(self):
        body = self.run_command("modifyConnection", connection=self.definition("piggy-2"))
        self.assertEqual((body["type"], body["status"], body["connection"]["id"]), ("connectivity.responses:createConnection", 201, "piggy-2"))

    def test_a_connection_is_tested_without_being_stored(self):
        body = self.run_command("testConnection", connection=self.definition("piggy-3"))
        self.assertEqual((body["type"], body["status"], body["connectionId"]), ("connectivity.responses:testConnection", 200, "piggy-3"))
        self.assertIsInstance(body["testResult"], str)
        self.assertEqual(self.run_command("retrieveConnection", connectionId="piggy-3")["status"], 404)

    def test_answers_are_wrapped_by_service_and_instance_unless_asked_otherwise(self):
        command = {"type": "retrieveAllConnectionIds"}
        status, body, _ = self.piggyback(dict(command), actor=IDS)
        inner = body["connectivity"][INSTANCE]
        self.assertEqual((status, inner["type"], inner["status"]), (200, "connectivity.responses:retrieveAllConnectionIds", 200))
        self.assertEqual(inner["connectionIds"], self.request("GET", CONNECTIONS + "?ids-only=true")[1])
        for paths in ("/devops/piggyback", "/devops/piggyback/connectivity/" + INSTANCE):
            self.assertEqual(self.piggyback(dict(command), paths, IDS)[1]["connectivity"][INSTANCE]["status"], 200)
        self.assertEqual(self.piggyback(dict(command), actor=IDS, aggregate="false")[1], inner)
        self.assertEqual(self.piggyback(dict(command), actor=IDS, query="?aggregate=false")[1], inner)
        self.assertIn("connectivity", self.piggyback(dict(command), actor=IDS, query="?aggregate=false", aggregate=True)[1])

    def test_nobody_of_that_name_is_408_with_null(self):
        for path in ("/devops/piggyback/things", "/devops/piggyback/connectivity/another-host"):
            status, body, _ = self.piggyback({"type": "retrieveAllConnectionIds"}, path, IDS)
            self.assertEqual((status, body), (408, None))

    def test_errors_of_commands_come_with_200(self):
        def envelope(body):
            self.assertEqual((body["type"], body["serviceName"], body["instance"]), ("devops.responses:errorResponse", "connectivity", INSTANCE))
            self.assertEqual(body["status"], body["payload"]["status"])
            return body["status"], body["payload"]["error"]

        self.assertEqual(envelope(self.run_command("dance")), (400, "json.type.notparsable"))
        self.assertEqual(envelope(self.run_command("openConnection")), (400, "json.field.missing"))
        self.assertEqual(envelope(self.run_command("openConnection", connectionId=7))[0], 400)
        self.assertEqual(envelope(self.run_command("createConnection", connection={"id": "x"})), (400, "json.field.missing"))
        status, body, _ = self.piggyback({"type": "openConnection", "connectionId": "x"}, actor="/user/nobody", aggregate=False)
        self.assertEqual((status, envelope(body)), (200, (503, "ask.error")))
        failed = self.run_command("openConnection", connectionId="missing")
        self.assertEqual((failed["status"], failed["error"]), (404, "connectivity:connection.notfound"))
        self.assertNotIn("type", failed)

    def test_a_broken_outer_body_is_400(self):
        whole = {"targetActorSelection": ACTOR, "headers": {}, "piggybackCommand": {"type": "connectivity.commands:retrieveAllConnectionIds"}}
        for name in whole:
            self.assert_error(self.request("POST", "/devops/piggyback", {k: v for k, v in whole.items() if k != name}), 400, "json.field.missing")
        for body in ("", "[]", "{", '"x"'):
            self.assertEqual(self.request("POST", "/devops/piggyback", body)[0], 400)

    def test_it_is_for_devops_only(self):
        answer = self.request("POST", "/devops/piggyback", {}, {"Authorization": authorization("devops", "no")})
        self.assertEqual((answer[0], answer[2]["WWW-Authenticate"]), (401, 'Basic realm="DITTO-DEVOPS"'))


class Health(case.EmbeddedServiceTest):
    CONFIG = "authentication:\n  statusPassword: status-password\n"

    def anonymous(self, path, header=""):
        return self.request("GET", path, headers={"Authorization": header})

    def test_probes_are_for_everybody(self):
        self.assertEqual(self.anonymous("/health")[:2], (200, {"status": "UP"}))
        self.assertEqual(self.anonymous("/alive")[0], 200)
        status, body, _ = self.anonymous("/ready")
        self.assertEqual((status, body["ready"]), (200, True))
        self.assertGreaterEqual(body["connections"]["stored"], 1)
        info = self.anonymous("/status/health")[1]
        self.assertEqual((info["status"], info["children"][0]["status"]), ("UP", "UP"))
        self.assertEqual(self.anonymous("/status/cluster")[1]["own-roles"], ["connectivity"])
        facts = self.anonymous("/status")[1]
        self.assertEqual(facts["instance"], INSTANCE)

    def test_overall_status_has_its_own_password(self):
        for path in ("/overall/status", "/overall/status/health", "/overall/status/cluster"):
            status, _, headers = self.anonymous(path, authorization("devops", "no"))
            self.assertEqual((status, headers["WWW-Authenticate"]), (401, 'Basic realm="DITTO-STATUS"'))
            self.assertEqual(self.anonymous(path, authorization("devops", "status-password"))[0], 200)
            self.assertEqual(self.anonymous(path, authorization())[0], 200)
        self.assertEqual(self.anonymous(CONNECTIONS, authorization("devops", "status-password"))[0], 401)
        self.assertEqual(list(self.anonymous("/overall/status", authorization())[1]["roles"]["connectivity"]), [INSTANCE])

    def test_a_failing_connection_is_told_but_does_not_make_the_service_unhealthy(self):
        self.request("PUT", CONNECTIONS + "/failing", case.connection("failing", f"127.0.0.1:{case.free_port()}", [("t", case.TWIN, ["a:b"])]),
                     {"timeout": "30s"})
        self.addCleanup(self.request, "DELETE", CONNECTIONS + "/failing")
        deadline, warnings = time.monotonic() + 15, []
        while not warnings and time.monotonic() < deadline:
            status, info, _ = self.anonymous("/status/health")
            self.assertEqual((status, info["status"]), (200, "UP"))
            warnings = [d for d in info["children"][0]["details"] if "WARN" in d]
        self.assertTrue(warnings, info)

    def test_answers_are_counted_by_route_and_status(self):
        def count(method, path, status):
            return self.service.metric(f'tributary_http_requests_total{{method="{method}",path="{path}",status="{status}"}}')

        before = count("GET", "/api/2/connections/{}", 404), count("", "", 404), count("POST", "/api/2/signals", 400)
        self.request("GET", CONNECTIONS + "/absent")
        self.request("GET", "/nowhere")
        self.request("POST", case.SIGNALS, "{")
        after = count("GET", "/api/2/connections/{}", 404), count("", "", 404), count("POST", "/api/2/signals", 400)
        self.assertEqual([b - a for a, b in zip(before, after)], [1, 1, 1])
        client = self.service.connect()
        client.request("GET", "/metrics")
        answer = client.getresponse()
        answer.read()
        client.close()
        self.assertTrue(answer.getheader("Content-Type").startswith("text/plain; version=0.0.4"))


if __name__ == "__main__":
    case.main()
