"""The built service as a process, and requests to it."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

PASSWORD = "tests-password"
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def authorization(user="devops", password=PASSWORD):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Process:
    """Something that listens on a port and is measured."""

    def __init__(self, command, port, env=None, log=None):
        self.port, self.command, self.env, self.log = port, command, env or {}, log
        self.process = None

    def start(self, seconds=30, interval=0.05):
        output = open(self.log, "ab") if self.log else subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.env}, stdout=output, stderr=output)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.command[0]} ended with {self.process.returncode}: {self.log_text()}")
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(interval)
        raise RuntimeError(f"{self.command[0]} doesn't listen: {self.log_text()}")

    def log_text(self):
        return pathlib.Path(self.log).read_text(errors="replace") if self.log else ""

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def status_mb(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024

    def rss_mb(self):
        return self.status_mb("VmRSS")

    def peak_rss_mb(self):
        return self.status_mb("VmHWM")

    def stop(self, seconds=60):
        """SIGTERM; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.kill()


class Service(Process):
    """`tributary serve` with a configuration and a store of its own in `folder`; both survive a restart."""

    def __init__(self, binary, folder, config="", arguments=()):
        port = free_port()
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "tributary.yaml"
        file.write_text(f"http:\n  port: {port}\nstore:\n  path: {folder}/connections.db\n{config}")
        super().__init__([str(binary), "serve", "--config", str(file), *arguments], port,
                         {"DEVOPS_PASSWORD": PASSWORD}, str(folder / "service.log"))

    def wait_until_ready(self, seconds=30):
        """Until what was open before is routed again."""
        deadline = time.monotonic() + seconds
        while self.request("GET", "/ready")[0] != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("not ready: " + self.log_text())
            time.sleep(0.02)
        return self

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, client=None):
        """(status, parsed body or text, headers)"""
        if client is None:
            with contextlib.closing(self.connect()) as own:
                return self.request(method, path, body, headers, own)
        sent = {"Authorization": authorization()}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent["Content-Type"] = "application/json"
        client.request(method, path, body, {**sent, **(headers or {})})
        answer = client.getresponse()
        text = answer.read().decode()
        try:
            return answer.status, json.loads(text), dict(answer.getheaders())
        except ValueError:
            return answer.status, text, dict(answer.getheaders())

    def put(self, connection):
        status, body, _ = self.request("PUT", f"/api/2/connections/{connection['id']}", connection)
        assert status in (201, 204), (status, body)

    def send(self, *signals, query="", client=None):
        """One envelope, or several as NDJSON."""
        if len(signals) == 1:
            return self.request("POST", "/api/2/signals" + query, signals[0], client=client)
        body = "\n".join(json.dumps(signal) for signal in signals)
        return self.request("POST", "/api/2/signals" + query, body, {"Content-Type": "application/x-ndjson"}, client)

    def metric(self, name):
        """The sum over all series of a metric whose name and labels begin like that."""
        _, text, _ = self.request("GET", "/metrics")
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))


def connection(name, brokers, targets, **members):
    """A Kafka connection that is to be open. Targets: (address, topics, subjects) or whole objects."""
    def target(t):
        if isinstance(t, dict):
            return t
        address, topics, subjects = t
        return {"address": address, "topics": topics, "authorizationContext": subjects}
    return {"id": name, "name": name, "connectionType": "kafka", "connectionStatus": "open",
            "uri": f"tcp://{brokers.split(',')[0]}", "specificConfig": {"bootstrapServers": brokers},
            "targets": [target(t) for t in targets], **members}


def thing_event(thing="org.acme:lamp-1", revision=1, subjects=("integration:a",), path="/", value=None, action="modified",
                revoked=None, **headers):
    """A twin event as a gateway sends it."""
    namespace, name = thing.split(":", 1)
    internal = {"ditto-read-subjects": list(subjects)}
    if revoked is not None:
        internal["ditto-read-revoked-subjects"] = list(revoked)
    return {"topic": f"{namespace}/{name}/things/twin/events/{action}",
            "headers": {"correlation-id": f"{name}-{revision}", **internal, **headers}, "path": path,
            "value": {"thingId": thing, "attributes": {"n": revision}} if value is None else value, "revision": revision,
            "timestamp": "2026-11-21T08:00:00Z"}
