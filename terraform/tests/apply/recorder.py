"""Stands between the workers and the emulator, and writes down what each asks for on which resource.

recorder.py PORT EMULATOR FILE: a line of JSON for each combination of application (as its user agent names it), operation and resource, once. Everything is
handed on as it is.
"""

import http.client
import http.server
import json
import pathlib
import sys
import threading
import urllib.parse

port, emulator, file = int(sys.argv[1]), urllib.parse.urlparse(sys.argv[2]), pathlib.Path(sys.argv[3])
seen, lock = set(), threading.Lock()


def resources(body):
    """What a request is about, as in the last part of an ARN; None where it names nothing but a token."""
    if "QueueUrl" in body:
        return [body["QueueUrl"].rpartition("/")[2]]
    if "QueueName" in body:
        return [body["QueueName"]]
    for name in ("activityArn", "stateMachineArn", "executionArn"):
        if name in body:
            return [body[name].split(":", 5)[5]]
    if "Entries" in body:
        return sorted({f"event-bus/{entry.get('EventBusName', 'default').rpartition('/')[2]}" for entry in body["Entries"]})
    return [None]


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.note(body)
        upstream = http.client.HTTPConnection(emulator.hostname, emulator.port)
        try:
            upstream.putrequest("POST", self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body)
            answer = upstream.getresponse()
            content = answer.read()
        finally:
            upstream.close()
        self.send_response(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def note(self, body):
        target = self.headers.get("X-Amz-Target")
        application = next((part[4:] for part in self.headers.get("User-Agent", "").split() if part.startswith("app/")), None)
        if not target or not application:
            return
        for resource in resources(json.loads(body)):
            with lock:
                if (application, target, resource) not in seen:
                    seen.add((application, target, resource))
                    with file.open("a") as lines:
                        lines.write(json.dumps({"application": application, "target": target, "resource": resource}) + "\n")

    # The date and the server of the emulator's answer are enough.
    def send_response(self, code, message=None):
        self.send_response_only(code, message)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


file.touch()
Server(("127.0.0.1", port), Recorder).serve_forever()
