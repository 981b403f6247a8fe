"""A real Apache Kafka for the time of a test or a measurement, started by tests/broker/kafka."""

import json
import os
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOL = str(ROOT / "tests/broker/kafka")


class Kafka:
    """One node on free loopback ports; `brokers` are its plaintext bootstrap servers.

    With `shared`, KAFKA_PLAINTEXT of the environment is used if it is set, and left running."""

    def __init__(self, folder, shared=False, arguments=()):
        self.folder, self.arguments = str(folder), list(arguments)
        self.brokers = os.environ.get("KAFKA_PLAINTEXT", "") if shared else ""
        self.own = not self.brokers
        self.variables = {}

    def tool(self, *arguments, check=True):
        return subprocess.run([TOOL, *arguments], check=check, stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "KAFKA_DIR": self.folder}).stdout

    def start(self):
        out = self.tool("start", *self.arguments)
        self.variables = dict(re.findall(r"(KAFKA_\w+)='?([^'\s;]*)", out))
        self.brokers = self.variables["KAFKA_PLAINTEXT"]
        return self

    def stop(self, wipe=False):
        self.tool("stop", *(["--wipe"] if wipe else []))

    def __enter__(self):
        return self.start() if self.own else self

    def __exit__(self, *_):
        if self.own:
            self.tool("stop", "--wipe", check=False)

    def create_topic(self, topic, partitions=1, **settings):
        configs = [argument for name, value in settings.items() for argument in ("--config", f"{name.replace('_', '.')}={value}")]
        self.tool("topics", "--create", "--if-not-exists", "--topic", topic, "--partitions", str(partitions), *configs)

    def end_offsets(self, topic, partitions):
        wanted = [argument for p in range(partitions) for argument in ("-t", f"{topic}:{p}:-1")]
        out = subprocess.run(["kcat", "-b", self.brokers, "-Q", *wanted], check=True, stdout=subprocess.PIPE, text=True).stdout
        return [int(line.split()[-1]) for line in sorted(out.splitlines(), key=lambda line: int(re.search(r"\[(\d+)\]", line)[1]))]

    def settled_end(self, topic, partitions):
        """The sum of the end offsets once what was buffered has arrived."""
        before = -1
        while (now := sum(self.end_offsets(topic, partitions))) != before:
            before = now
            time.sleep(1)
        return now

    def records(self, topic):
        """All records: topic, partition, offset, key, payload, headers as a dict."""
        out = subprocess.run(["kcat", "-b", self.brokers, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"],
                             check=True, stdout=subprocess.PIPE, text=True).stdout
        rows = [json.loads(line) for line in out.splitlines()]
        for row in rows:
            flat = row.get("headers") or []
            row["headers"] = dict(zip(flat[::2], flat[1::2]))
        return rows
