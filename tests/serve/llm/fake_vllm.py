"""Stands in for vLLM where only its process matters: `python fake_vllm.py MODE <vLLM's own arguments>`."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MODE = sys.argv[1]
PORT = int(sys.argv[sys.argv.index("--port") + 1])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cards = {"data": [{"id": "base"}, {"id": "router"}]}
        self._answer(200, cards if self.path == "/v1/models" else {})

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if MODE == "refusing":
            self._answer(500, {"error": {"message": "size mismatch"}})
        else:
            self._answer(200, {**wanted, "version": f"{wanted['name']}~1"})

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    if MODE == "dying":
        sys.stdout.write("ValueError: max_model_len (9000) is greater than the derived max_model_len (a=2048)\n")
        sys.exit(1)
    if MODE == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if MODE == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if MODE == "with a worker":
        worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path("worker").write_text(str(worker.pid))
    if MODE == "hanging":
        time.sleep(600)
    sys.stdout.write("INFO Resolved architecture: FakeForCausalLM\n")
    sys.stdout.flush()
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()


main()
