#!/usr/bin/env python3
"""Stands for what recorded cases need beside the emulator: the functions of AWS Lambda, and a folder of buckets.

  corpus-stubs.py CORPUS S3_ROOT

Fills the folder with the objects of all cases, prints the address of the functions' endpoint (Lambda's Invoke), and serves until it is killed.
A case's functions do what its set-up says. Names are made distinct as the runner makes them: by the number of the case in the index.
"""
import http.server, json, os, re, sys, time, urllib.parse

corpus, root = sys.argv[1:3]
functions = {}


def load():
    for number, entry in enumerate(json.load(open(os.path.join(corpus, "stepfunctions", "index.json")))):
        text = open(os.path.join(corpus, "stepfunctions", entry["path"])).read()
        text = re.sub(r"u(\d{7})(?!\d)", lambda m: "u%07d" % (number * 1000 + int(m.group(1)) % 1000), text)
        case = json.loads(text)
        for step in case.get("setup", []):
            if step["kind"] == "lambda":
                functions[step["name"]] = step
            elif step["kind"] == "bucket":
                os.makedirs(os.path.join(root, step["name"]), exist_ok=True)
        for call in case.get("setup_calls", []) + case.get("steps", []):
            params = call.get("params", {})
            if call.get("svc") == "s3" and call.get("op") == "put_object" and isinstance(params.get("Body", ""), str):
                file = os.path.join(root, params["Bucket"], params["Key"])
                os.makedirs(os.path.dirname(file), exist_ok=True)
                open(file, "w").write(params.get("Body", ""))


# The sources whose lines stack traces name.
TRACES = {
    "raise_exception.py": ["  File \"/var/task/handler.py\", line 2, in handler\n    raise Exception(\"Some exception was raised.\")\n"],
    "raise_custom_exception.py": ["  File \"/var/task/handler.py\", line 9, in handler\n    raise CustomException()\n"],
}


def answer(step, event, request_id):
    what = step.get("behaviour") or {"return": "$event"}
    if "sleep" in what:
        time.sleep(what["sleep"])
    if "raise" in what:
        return {**what["raise"], "requestId": request_id, "stackTrace": TRACES.get(step["handler_file"], [])}, True
    if "return_repeat" in what:
        return what["return_repeat"]["text"] * what["return_repeat"]["count"], False
    if "return_python_str" in what:
        return what["return_python_str"].replace("{event}", str(event)), False
    return (event if what.get("return") == "$event" else what.get("return")), False


class Invoke(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = urllib.parse.unquote(self.path.split("/")[3])
        if name not in functions:
            return self.reply(404, {"Message": f"Function not found: arn:aws:lambda:us-east-1:111111111111:function:{name}:$LATEST"},
                              {"x-amzn-ErrorType": "ResourceNotFoundException"})
        payload, failed = answer(functions[name], event, self.headers.get("X-Amzn-RequestId"))
        self.reply(200, payload, {"X-Amz-Function-Error": "Unhandled"} if failed else {})

    def reply(self, status, payload, headers):
        body = json.dumps(payload).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except BrokenPipeError:
            pass  # The state that called has timed out.

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


load()
server = Server(("127.0.0.1", 0), Invoke)
print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
