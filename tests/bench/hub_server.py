"""A Hub of one repository on two loopback ports, for `deno task bench --hub`; the standard library is all that it needs.

Without TLS the kernel sends the bytes (sendfile), so that of two processors nearly one and a half are left to whoever fetches.

Usage: hub_server.py FOLDER [CERTIFICATE KEY]. It prints both addresses as JSON and serves until its standard input ends.
"""

import hashlib
import json
import os
import re
import socketserver
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler

COMMIT = "b" * 40
# As large as a record of TLS or larger: smaller blocks would make smaller records, which cost the client more.
BLOCK_BYTES = 1 << 18


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a head goes out in one piece

    def log_message(self, *args):
        pass

    def do_GET(self):
        path = self.path.split("?")[0]
        name = path.split("/")[-1]
        if self.server.content is None:
            self.send_file(name)
        elif "/revision/" in path:
            siblings = [{"rfilename": name} for name in self.files()]
            self.answer(200, {"id": "bench/model", "sha": COMMIT, "private": False, "gated": False, "siblings": siblings})
        elif "/tree/" in path:
            self.answer(200, [self.row(name) for name in self.files()])
        elif name.endswith(".safetensors"):
            self.answer(302, {}, {"Location": f"{self.server.content}/{name}", "X-Repo-Commit": COMMIT})
        else:
            self.send_file(name)

    def files(self):
        return sorted(os.listdir(self.server.folder))

    def row(self, name):
        path = os.path.join(self.server.folder, name)
        size = os.path.getsize(path)
        if name.endswith(".safetensors"):
            lfs = {"oid": "0" * 64, "size": size, "pointerSize": 130}
            return {"type": "file", "oid": "0" * 40, "size": size, "path": name, "lfs": lfs}
        with open(path, "rb") as file:
            oid = hashlib.sha1(b"blob %d\0" % size + file.read()).hexdigest()
        return {"type": "file", "oid": oid, "size": size, "path": name}

    def answer(self, status, value, headers={}):
        body = json.dumps(value).encode()
        self.send_response(status)
        for key, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, text)
        self.end_headers()
        self.wfile.write(body)

    def send_file(self, name):
        path = os.path.join(self.server.folder, name)
        size = os.path.getsize(path)
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        first, last = (int(found[1]), min(int(found[2]), size - 1)) if found else (0, size - 1)
        self.send_response(206 if found else 200)
        if found:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.flush()
        with open(path, "rb") as file:
            if not isinstance(self.connection, ssl.SSLSocket):
                self.connection.sendfile(file, first, last - first + 1)
                return
            file.seek(first)
            n_left = last - first + 1
            while n_left > 0:
                block = file.read(min(n_left, BLOCK_BYTES))
                self.connection.sendall(block)
                n_left -= len(block)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that went away is the client's affair


def start(folder, content, tls):
    server = Server(("127.0.0.1", 0), Handler)
    server.folder, server.content = folder, content
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"


folder, *tls = sys.argv[1:]
content = start(folder, None, tls)
print(json.dumps({"endpoint": start(folder, content, tls), "content": content}), flush=True)
sys.stdin.read()
