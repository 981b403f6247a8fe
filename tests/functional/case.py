"""What the functional tests share: the built service with its embedded broker, one per test class."""

import http.client
import pathlib
import socket
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from support.service import Service, authorization, connection, free_port, thing_event  # noqa: E402, F401

BINARY = ""
TWIN = ["_/_/things/twin/events"]
EXAMPLE = ("integration:example",)  # who reads at the embedded example's connection
CONNECTIONS = "/api/2/connections"
SIGNALS = "/api/2/signals"
TEXT = {"Content-Type": "text/plain"}
NDJSON = {"Content-Type": "application/x-ndjson"}


def main():
    """Every test program is called with the path of the service's binary."""
    global BINARY
    BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main(verbosity=2)


def example_event(thing="org.acme:lamp-1", revision=1, **members):
    return thing_event(thing, revision, subjects=EXAMPLE, **members)


class EmbeddedServiceTest(unittest.TestCase):
    """`serve --embedded`, started once for all tests of the class."""

    CONFIG = ""
    ENVIRONMENT = {}
    ARGUMENTS = ("--embedded",)

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="tributary-functional-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.service = Service(binary(), cls.folder, cls.CONFIG, cls.ARGUMENTS)
        cls.service.env.update(cls.ENVIRONMENT)
        cls.service.start()
        cls.addClassCleanup(cls.stop_service)
        cls.service.wait_until_ready()
        if "--embedded" in cls.ARGUMENTS:
            status, example, _ = cls.service.request("GET", CONNECTIONS + "/example")
            assert status == 200, example
            cls.brokers = example["specificConfig"]["bootstrapServers"]

    @classmethod
    def stop_service(cls):
        if cls.service.process.poll() is None:
            status = cls.service.stop()
            assert status == 0, (status, cls.service.log_text()[-2000:])

    def request(self, method, path, body=None, headers=None, client=None):
        return self.service.request(method, path, body, headers, client)

    def status(self, *arguments, **keywords):
        return self.request(*arguments, **keywords)[0]

    def definition(self, name, **members):
        """A closed connection; its targets lead nowhere."""
        return connection(name, getattr(self, "brokers", "127.0.0.1:1"), [("twin-events", TWIN, ["integration:nobody"])]) \
            | {"connectionStatus": "closed"} | members

    def command(self, name, command, **headers):
        return self.request("POST", f"{CONNECTIONS}/{name}/command", "connectivity.commands:" + command, {**TEXT, **headers})

    def assert_error(self, answer, status, code):
        """An answer in the shape that all errors have."""
        self.assertEqual((answer[0], answer[1].get("error") if isinstance(answer[1], dict) else answer[1]), (status, code), answer)
        self.assertEqual(answer[1]["status"], status)
        self.assertTrue(answer[1]["message"])


def binary():
    """`main` ran in the program's own copy of this module, or here."""
    return BINARY or sys.modules["case"].BINARY


def exchange(port, data, seconds=10, then_close=False):
    """Sends raw bytes; what comes back until the server closes or is silent for `seconds`."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as s:
        try:
            s.sendall(data)
            if then_close:
                s.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the answer may be there all the same
        answer = b""
        try:
            while piece := s.recv(65536):
                answer += piece
        except OSError:
            pass
        return answer


def status_of(raw):
    return int(raw.split(b" ", 2)[1]) if raw.startswith(b"HTTP/") else None


__all__ = [name for name in dir() if not name.startswith("_")] + ["http"]
