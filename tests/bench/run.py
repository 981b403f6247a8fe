#!/usr/bin/env python3
"""Measures the built service: run.py --build DIR [--runs N] [--seconds S] [--json FILE] [name…]

Names: micro single ndjson connections-100 connections-10000 (default: all). The end-to-end ones alternate the service
with the floor (the same job on bare librdkafka) on a real Kafka and print the medians and the ratio of CPU per event:
the machine's other load doubles every figure, but both sides of a ratio."""

import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.kafka import Kafka  # noqa: E402
from support.service import Process, Service, authorization, connection, free_port  # noqa: E402

TOPIC = "bench-events"
PARTITIONS = 12
# name: (events per request, open connections)
SCENARIOS = {"single": (1, 1), "ndjson": (50, 1), "connections-100": (50, 100), "connections-10000": (50, 10_000)}


def bench_connection(index, brokers):
    """Number 0 takes the events; the others have subjects of their own."""
    subject = "integration:bench" if index == 0 else f"integration:other-{index}"
    return connection(f"bench-{index}", brokers, [{
        "address": f"{TOPIC}/{{{{ thing:id }}}}", "topics": ["_/_/things/twin/events"], "authorizationContext": [subject],
        "headerMapping": {"thing-id": "{{ thing:id }}", "path": "{{ resource:path }}"}}])


def start_service(build, kafka, connections, folder):
    service = Service(build / "service/tributary", pathlib.Path(folder) / f"service-{connections}",
                      "logging:\n  level: warn\n").start()
    began, client = time.monotonic(), service.connect()
    for index in range(connections):
        definition = bench_connection(index, kafka.brokers)
        status, body, _ = service.request("PUT", f"/api/2/connections/{definition['id']}", definition, client=client)
        if status not in (201, 204):
            raise RuntimeError(f"connection {index}: {status} {body}")
    service.opened_s = time.monotonic() - began
    return service


def start_floor(build, kafka):
    port = free_port()
    return Process([str(build / "tests/bench/tributary-floor"), str(port), kafka.brokers, TOPIC], port).start()


def load(port, batch, seconds):
    out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "--timeout", "20s", "-s", str(HERE / "events.lua"),
                          f"http://127.0.0.1:{port}/"], check=True, stdout=subprocess.PIPE, text=True,
                         env={**os.environ, "BATCH": str(batch), "AUTHORIZATION": authorization()}).stdout
    return json.loads(re.search(r"^RESULT (.*)$", out, re.M)[1])


def measure(subject, kafka, batch, seconds):
    load(subject.port, batch, 2)  # warm: connections, metadata, caches
    before, cpu, began = kafka.settled_end(TOPIC, PARTITIONS), subject.cpu_seconds(), time.monotonic()
    result = load(subject.port, batch, seconds)
    took = time.monotonic() - began
    events, used = kafka.settled_end(TOPIC, PARTITIONS) - before, subject.cpu_seconds() - cpu
    if result["non2xx"] or result["socket_errors"]:
        raise RuntimeError(f"the load was not served: {result}")
    if events < result["requests"] * batch:
        raise RuntimeError(f"{result['requests'] * batch} events were answered, {events} are in Kafka")
    return {"events_per_s": events / took, "cpu_us_per_event": used / events * 1e6, "p50_ms": result["p50_us"] / 1e3,
            "p99_ms": result["p99_us"] / 1e3, "peak_rss_mb": subject.peak_rss_mb()}


def run_scenario(name, build, kafka, runs, seconds, folder):
    batch, connections = SCENARIOS[name]
    # Both stay up for all runs, so that opening 10,000 connections isn't measured again and again.
    subjects = {"service": start_service(build, kafka, connections, folder), "floor": start_floor(build, kafka)}
    samples = {who: [] for who in subjects}
    try:
        for run in range(runs):
            for who, subject in subjects.items():
                samples[who].append(measure(subject, kafka, batch, seconds))
                print(f"  {name} {who} run {run + 1}: " + figures(samples[who][-1]), flush=True)
    finally:
        for subject in subjects.values():
            subject.stop()
    median = {who: {key: statistics.median(s[key] for s in rows) for key in rows[0]} for who, rows in samples.items()}
    ratios = [a["cpu_us_per_event"] / b["cpu_us_per_event"] for a, b in zip(samples["service"], samples["floor"])]
    return {**median, "ratio": statistics.median(ratios), "opened_s": subjects["service"].opened_s}


def figures(sample):
    return " ".join(f"{key}={value:.2f}" for key, value in sample.items())


def run_micro(build):
    """google-benchmark programs: name -> nanoseconds of CPU per iteration, the least of three."""
    results = {}
    for program in sorted((build / "tests/bench").glob("*_bench")):
        out = subprocess.run([str(program), "--benchmark_format=json", "--benchmark_repetitions=3", "--benchmark_min_time=0.2"],
                             check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        for row in json.loads(out)["benchmarks"]:
            if row.get("run_type") == "iteration":
                unit = {"ns": 1, "us": 1e3, "ms": 1e6}[row["time_unit"]]
                key = f"{program.name.removesuffix('_bench')}/{row['run_name']}"
                results[key] = min(results.get(key, float("inf")), row["cpu_time"] * unit)
    for name, ns in results.items():
        print(f"  {name}: {ns:.0f} ns", flush=True)
    return results


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout
    return {"cpu": model[1] if model else platform.machine(), "cores": os.cpu_count(), "kernel": platform.release(),
            "load": os.getloadavg()[0], "commit": commit.strip()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or ["micro", *SCENARIOS]
    unknown = set(names) - {"micro", *SCENARIOS}
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    results = {"machine": machine()}
    if "micro" in names:
        results["micro"] = run_micro(options.build)
    scenarios = [name for name in names if name in SCENARIOS]
    if scenarios:
        with tempfile.TemporaryDirectory(prefix="tributary-bench-") as folder, Kafka(folder + "/kafka", shared=True) as kafka:
            kafka.create_topic(TOPIC, PARTITIONS)
            for name in scenarios:
                results[name] = run_scenario(name, options.build, kafka, options.runs, options.seconds, folder)
    for name in scenarios:
        r = results[name]
        print(f"{name}: ratio {r['ratio']:.2f}\n  service {figures(r['service'])}\n  floor   {figures(r['floor'])}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
