#!/usr/bin/env python3
"""The command line, against a running service: cli_test.py BINARY"""

import json
import os
import pathlib
import subprocess

import case
from support.service import PASSWORD

EVENT = json.dumps(case.example_event("org.acme:cli"))


def run(*arguments, text=None, cwd=None, **environment):
    """(exit code, standard output, standard error)"""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRIBUTARY", "DEVOPS", "STATUS", "HTTP_PORT", "BIND_"))}
    done = subprocess.run([case.binary(), *arguments], input=text, capture_output=True, text=True, timeout=60, cwd=cwd, env={**clean, **environment},
                          check=False)
    return done.returncode, done.stdout, done.stderr


class Commands(case.EmbeddedServiceTest):
    def tributary(self, *arguments, text=None, **environment):
        return run(*arguments, text=text, **{"TRIBUTARY_URL": f"http://127.0.0.1:{self.service.port}", "DEVOPS_PASSWORD": PASSWORD, **environment})

    def ok(self, *arguments, text=None):
        code, out, err = self.tributary(*arguments, text=text)
        self.assertEqual((code, err), (0, ""), arguments)
        return out

    def test_the_life_of_a_connection(self):
        file = self.folder / "definition.json"
        file.write_text(json.dumps(self.definition("cli-1")))
        self.assertEqual(self.ok("connections", "put", "cli-1", str(file)), "cli-1 created\n")
        self.assertEqual(self.ok("connections", "put", "cli-1", "-", text=file.read_text()), "cli-1 replaced\n")
        self.assertEqual(json.loads(self.ok("connections", "get", "cli-1"))["connectionStatus"], "closed")
        self.assertEqual(self.ok("connections", "open", "cli-1"), "cli-1 open\n")
        listed = self.ok("connections", "list").splitlines()
        self.assertEqual(listed[0].split(), ["ID", "STATUS", "REVISION", "URI", "NAME"])
        self.assertEqual([line.split()[:3] for line in listed if line.startswith("cli-1 ")], [["cli-1", "open", "2"]])
        rows = json.loads(self.ok("connections", "list", "-o", "json"))
        self.assertIn("cli-1", [row["id"] for row in rows])
        self.assertEqual(self.ok("connections", "status", "cli-1").splitlines()[1].split()[:2], ["open", "open"])
        self.assertEqual(json.loads(self.ok("connections", "status", "cli-1", "--output", "json"))["liveStatus"], "open")
        self.assertEqual(self.ok("connections", "close", "cli-1"), "cli-1 closed\n")
        self.assertEqual(self.ok("connections", "close", "cli-1", "-o", "json"), "")
        self.assertEqual(self.ok("connections", "delete", "cli-1"), "cli-1 deleted\n")
        self.assertEqual(self.ok("connections", "list").count("cli-1"), 0)

    def test_what_the_service_refuses_is_exit_code_1(self):
        for arguments in (("get", "none"), ("delete", "none"), ("open", "none"), ("close", "none"), ("status", "none"), ("get", "a b")):
            code, out, err = self.tributary("connections", *arguments)
            self.assertEqual((arguments, code, out), (arguments, 1, ""))
            self.assertTrue(err.startswith("tributary: 40"), err)
        code, _, err = self.tributary("connections", "put", "x", "-", text="{}")
        self.assertEqual(code, 1)
        self.assertIn("json.field.missing", err)
        code, _, err = self.tributary("connections", "put", "x", "/no/such/file")
        self.assertEqual((code, "/no/such/file" in err), (1, True))
        self.assertEqual(self.tributary("connections", "list", DEVOPS_PASSWORD="wrong")[0], 1)
        code, _, err = self.tributary("connections", "list", TRIBUTARY_URL=f"http://127.0.0.1:{case.free_port()}")
        self.assertEqual(code, 1)
        self.assertIn("doesn't answer", err)

    def test_an_id_is_one_segment_of_the_path(self):
        before = self.ok("connections", "list")
        for name in ("../signals", "example/status", "example?fields=id", "%2e", ""):
            self.assertEqual(self.tributary("connections", "delete", name)[0], 1, name)
        self.assertEqual(self.ok("connections", "list"), before)

    def test_sending_and_showing(self):
        file = self.folder / "event.json"
        file.write_text(json.dumps(json.loads(EVENT), indent=2))
        self.assertEqual(json.loads(self.ok("send", str(file)))["published"], 1)
        answer = json.loads(self.ok("send", "-", text=EVENT + "\n" + EVENT + "\n"))
        self.assertEqual((answer["signals"], answer["published"]), (2, 2))
        code, out, _ = self.tributary("send", "-", text=EVENT + "\n{}\n")
        self.assertEqual((code, json.loads(out)["rejected"]), (1, 1))
        code, out, _ = self.tributary("send", "-", text="{}")
        self.assertEqual((code, json.loads(out)["error"]), (1, "json.field.missing"))
        records = [json.loads(line) for line in self.ok("records", "twin-events", "--bootstrap-servers", self.brokers, "-o", "json").splitlines()]
        ours = [r for r in records if r["key"] == "org.acme:cli"]
        self.assertEqual(len(ours), 4)
        self.assertEqual(json.loads(ours[0]["value"])["value"]["thingId"], "org.acme:cli")
        self.assertIn({"name": "ditto-connection-id", "value": "example"}, ours[0]["headers"])
        first = next(line for line in self.ok("records", "twin-events", "--bootstrap-servers", self.brokers).splitlines() if "org.acme:cli" in line)
        self.assertRegex(first, r"^\d+:\d+  org\.acme:cli  \{")

    def test_records_of_nothing(self):
        code, out, err = self.tributary("records", "x", "--bootstrap-servers", f"127.0.0.1:{case.free_port()}")
        self.assertEqual((code, out), (1, ""))
        self.assertTrue(err)


class WithoutAService(case.unittest.TestCase):
    def setUp(self):
        temporary = case.tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def refusal(self, *arguments, config="", **environment):
        file = self.folder / "tributary.yaml"
        file.write_text(config)
        code, out, err = run("serve", "--config", str(file), "--port", "0", *arguments, cwd=self.folder, **environment)
        self.assertEqual((code, out), (1, ""), err)
        self.assertTrue(err.startswith("tributary: "), err)
        self.assertEqual(err.count("\n"), 1, err)
        return err

    def test_the_version(self):
        code, out, _ = run("version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^tributary \d+\.\d+\.\d+\n$")

    def test_wrong_usage(self):
        for arguments in ((), ("dance",), ("connections",), ("connections", "get"), ("serve", "--port", "70000"), ("send",), ("connections", "list", "-o", "xml")):
            code, _, err = run(*arguments)
            self.assertGreater(code, 1, arguments)
            self.assertTrue(err, arguments)
        code, out, _ = run("--help")
        self.assertEqual((code, "serve" in out), (0, True))

    def test_the_effective_configuration(self):
        file = self.folder / "tributary.yaml"
        file.write_text("http:\n  port: 1234\nauthentication:\n  ingest:\n    - {user: g, password: hidden-1}\n")
        code, out, err = run("config", "--config", str(file), "--address", "127.0.0.2", DEVOPS_PASSWORD="hidden-2", TRIBUTARY_MAX_EVENT_BYTES="2MiB")
        self.assertEqual((code, err), (0, ""))
        self.assertNotIn("hidden", out)
        for line in ("port: 1234", "127.0.0.2", "maxEventBytes: 2097152", "*****"):
            self.assertIn(line, out)
        again = self.folder / "again.yaml"
        again.write_text(out.replace("*****", "secret"))
        self.assertEqual(run("config", "--config", str(again))[1], out)

    def test_no_password_no_service(self):
        self.assertIn("DEVOPS_PASSWORD", self.refusal())
        self.assertIn("DEVOPS_PASSWORD", self.refusal(DEVOPS_PASSWORD=""))

    def test_the_default_password_stays_at_home(self):
        self.assertIn("password", self.refusal("--embedded", "--address", "0.0.0.0"))
        self.assertIn("default", self.refusal("--address", "0.0.0.0", DEVOPS_PASSWORD="foobar"))
        self.assertIn("devopsSecured", self.refusal("--address", "::", DEVOPS_SECURED="false"))

    def test_keys_that_are_none_name_the_nearest(self):
        err = self.refusal(config="http:\n  prot: 1\n", DEVOPS_PASSWORD="p")
        self.assertRegex(err, r":2: .*http\.prot.*did you mean 'http\.port'")
        self.assertIn("did you mean 'store'", self.refusal(config="stroe:\n  path: x\n", DEVOPS_PASSWORD="p"))

    def test_values_that_are_none(self):
        for config in ("http: {port: high}", "http: {port: 65536}", "http: 7", "shutdownDeadline: soon", "logging: {level: loud}", "- a", "a: [", "http: {port: 1}\nhttp: {port: 2}"):
            self.refusal(config=config, DEVOPS_PASSWORD="p")
        self.assertIn("HTTP_PORT", self.refusal(DEVOPS_PASSWORD="p", HTTP_PORT="x"))

    def test_what_can_not_be_opened(self):
        self.refusal(DEVOPS_PASSWORD="p", TRIBUTARY_STORE_PATH=str(self.folder / "no" / "folder" / "x.db"))
        (self.folder / "junk.db").write_bytes(b"not a database" * 1000)
        self.refusal(DEVOPS_PASSWORD="p", TRIBUTARY_STORE_PATH=str(self.folder / "junk.db"))
        self.refusal("--address", "203.0.113.7", DEVOPS_PASSWORD="p")
        self.refusal(DEVOPS_PASSWORD="p", TRIBUTARY_HTTP_TLS_CERTIFICATE_FILE="/x", TRIBUTARY_HTTP_TLS_KEY_FILE="/y")
        self.refusal(DEVOPS_PASSWORD="p", TRIBUTARY_HTTP_TLS_CERTIFICATE_FILE="/x")
        code, _, err = run("serve", "--config", "/no/such/file.yaml")
        self.assertEqual((code, "/no/such/file.yaml" in err), (1, True))


if __name__ == "__main__":
    case.main()
