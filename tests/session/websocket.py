"""A WebSocket client of a few lines: text messages and their arrival, in order of a thread that reads. Used by the scripts beside it."""
import base64
import os
import socket
import struct
import threading


class WebSocket:
    """messages: grows until close()."""

    def __init__(self, host, port, path, tls):
        self.socket = tls.wrap_socket(socket.create_connection((host, port), timeout=10), server_hostname=host)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f'GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                             f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n').encode())
        self.buffer = b''
        while b'\r\n\r\n' not in self.buffer:
            self.buffer += self.socket.recv(4096) or self.ended()
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        assert b' 101 ' in head.split(b'\r\n')[0], head
        self.socket.settimeout(None)
        self.messages = []
        self.closing = False
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    @staticmethod
    def ended():
        raise ConnectionError('the server ended the connection')

    def take(self, count):
        while len(self.buffer) < count:
            self.buffer += self.socket.recv(65536) or self.ended()
        out, self.buffer = self.buffer[:count], self.buffer[count:]
        return out

    def frame(self):
        first, second = self.take(2)
        size = second & 127
        if size > 125:
            size = struct.unpack('>H' if size == 126 else '>Q', self.take(2 if size == 126 else 8))[0]
        return first & 128, first & 15, self.take(size)

    def read(self):
        parts = b''
        try:
            while True:
                final, kind, payload = self.frame()
                if kind == 9:
                    self.send(payload, 10)
                elif kind in (0, 1, 2):
                    parts += payload
                    if final:
                        self.messages.append(parts.decode())
                        parts = b''
        except OSError:
            assert self.closing, 'the server ended the connection'

    def send(self, payload, kind=1):
        payload = payload.encode() if isinstance(payload, str) else payload
        size = len(payload)
        head = struct.pack('>BB', 128 | kind, 128 | size) if size < 126 else struct.pack('>BBH', 128 | kind, 128 | 126, size)
        self.socket.sendall(head + bytes(4) + payload)  # masked with zeros

    def close(self):
        self.closing = True
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)
