#!/usr/bin/env python3
"""HTTPS with a certificate of one's own: tls_test.py BINARY"""

import http.client
import json
import os
import socket
import ssl
import subprocess

import case
from case import CONNECTIONS, SIGNALS, authorization, exchange
from support.service import PASSWORD


class Tls(case.EmbeddedServiceTest):
    @classmethod
    def setUpClass(cls):
        folder = case.tempfile.TemporaryDirectory(prefix="tributary-tls-")
        cls.addClassCleanup(folder.cleanup)
        cls.certificate, key = f"{folder.name}/certificate.pem", f"{folder.name}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cls.certificate],
                       check=True, stderr=subprocess.DEVNULL)
        cls.ENVIRONMENT = {"TRIBUTARY_HTTP_TLS_CERTIFICATE_FILE": cls.certificate, "TRIBUTARY_HTTP_TLS_KEY_FILE": key}
        context = ssl.create_default_context(cafile=cls.certificate)
        case.Service.connect = lambda service, timeout=60: http.client.HTTPSConnection("localhost", service.port, timeout=timeout, context=context)
        super().setUpClass()

    def test_requests_and_signals(self):
        client = self.service.connect()
        self.assertEqual(self.request("GET", CONNECTIONS + "?ids-only=true", client=client)[:2], (200, ["example"]))
        for i in range(20):
            self.assertEqual(self.request("POST", SIGNALS, case.example_event(revision=i), client=client)[1]["published"], 1)
        lines = "\n".join(json.dumps(case.example_event(f"org.acme:l-{i}")) for i in range(2_000))
        self.assertEqual(self.request("POST", SIGNALS, lines, case.NDJSON, client)[1]["published"], 2_000)
        self.assertGreaterEqual(client.sock.version(), "TLSv1.2")
        client.close()

    def test_a_stranger_s_certificate_is_not_trusted_by_clients(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            with socket.create_connection(("127.0.0.1", self.service.port)) as s:
                ssl.create_default_context().wrap_socket(s, server_hostname="localhost")

    def test_old_versions_are_refused(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, OSError)):
            with socket.create_connection(("127.0.0.1", self.service.port)) as s:
                context.wrap_socket(s)

    def test_plain_requests_get_nothing(self):
        answer = exchange(self.service.port, f"GET {CONNECTIONS} HTTP/1.1\r\nHost: h\r\nAuthorization: {authorization()}\r\n\r\n".encode())
        self.assertNotIn(b"200 OK", answer)
        self.assertEqual(self.request("GET", "/health")[0], 200)

    def test_the_command_line_trusts_the_file_it_is_given(self):
        def list_with(*arguments):
            # cpprestsdk keeps what OpenSSL read for it; a sanitized command line would report that.
            return subprocess.run([case.binary(), "connections", "list", "--url", f"https://localhost:{self.service.port}", *arguments],
                                  capture_output=True, text=True, timeout=30, check=False, env={**os.environ, "DEVOPS_PASSWORD": PASSWORD, "ASAN_OPTIONS": "detect_leaks=0"})

        trusted = list_with("--ca-file", self.certificate)
        self.assertEqual((trusted.returncode, trusted.stderr), (0, ""))
        self.assertIn("example", trusted.stdout)
        self.assertEqual(list_with().returncode, 1)


if __name__ == "__main__":
    case.main()
