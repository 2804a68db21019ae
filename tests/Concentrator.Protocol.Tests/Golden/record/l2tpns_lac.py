"""The other side of the l2tpns recording.

l2tpns_lac.py radius    answers every Access-Request on 127.0.0.1:1812 with Access-Accept
l2tpns_lac.py lac       one whole call to l2tpns at 192.0.2.1: tunnel with challenges both ways, incoming call, LCP, PAP,
                        IPCP, echo, ping, Terminate-Request, CDN, StopCCN
"""
import hashlib, os, socket, struct, sys

SECRET, RADIUS_SECRET, USER, PASSWORD = b"tunnel-secret", b"radius-secret", b"alice", b"wonderland"
SCCRQ, SCCRP, SCCCN, STOPCCN, HELLO, ICRQ, ICRP, ICCN, CDN = 1, 2, 3, 4, 6, 10, 11, 12, 14
LCP, PAP, IPCP, IPV6CP, IP = 0xC021, 0xC023, 0x8021, 0x8057, 0x0021
REQUEST, ACK, NAK, REJECT, TERMINATE, TERMINATE_ACK, ECHO, ECHO_REPLY = 1, 2, 3, 4, 5, 6, 9, 10


def serve_radius():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 1812))
    print("ready", flush=True)
    while True:
        request, source = server.recvfrom(4096)
        attributes = struct.pack(">BBIBBI", 6, 6, 2, 7, 6, 1)  # Service-Type Framed, Framed-Protocol PPP
        head = struct.pack(">BBH", 2, request[1], 20 + len(attributes))
        server.sendto(head + hashlib.md5(head + request[4:20] + attributes + RADIUS_SECRET).digest() + attributes, source)


def avp(number, value, mandatory=True):
    return struct.pack(">HHH", (0x8000 if mandatory else 0) | 6 + len(value), 0, number) + value


def u16(value):
    return struct.pack(">H", value)


def avps_of(body):
    found = {}
    while body:
        length, _, number = struct.unpack(">HHH", body[:6])
        found[number] = body[6:length & 0x3FF]
        body = body[length & 0x3FF:]
    return found


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def ping(source, target):
    echo = bytearray(struct.pack(">BBHHH", 8, 0, 0, 1, 1) + bytes(range(16)))
    echo[2:4] = u16(checksum(bytes(echo)))
    head = bytearray(struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(echo), 1, 0, 64, 1, 0, source, target))
    head[10:12] = u16(checksum(bytes(head)))
    return bytes(head + echo)


class Lac:
    tunnel, session, peer_tunnel, peer_session = 0x1234, 0x5678, 0, 0
    ns = nr = 0
    magic, challenge = os.urandom(4), os.urandom(16)
    address = bytes(4)

    def __init__(self):
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("192.0.2.2", 1701))
        self.udp.connect(("192.0.2.1", 1701))
        self.udp.settimeout(10)

    def control(self, message, *avps, session=0):
        body = b"".join((avp(0, u16(message)),) + avps) if message else b""
        self.udp.send(struct.pack(">HHHHHH", 0xC802, 12 + len(body), self.peer_tunnel, session, self.ns, self.nr) + body)
        self.ns += bool(message)

    def ppp(self, protocol, packet):
        self.udp.send(struct.pack(">HHHBBH", 0x0002, self.peer_tunnel, self.peer_session, 0xFF, 0x03, protocol) + packet)

    def ppp_control(self, protocol, code, identifier, data):
        self.ppp(protocol, struct.pack(">BBH", code, identifier, 4 + len(data)) + data)

    def next_control(self, wanted):
        while True:
            kind, content = self.receive()
            if kind == "control" and content[0] == u16(wanted):
                return content

    def receive(self):
        datagram = self.udp.recv(4096)
        flags = datagram[0]
        if flags & 0x80:
            ns, = struct.unpack(">H", datagram[8:10])
            if len(datagram) == 12:
                return "zlb", None
            self.nr = ns + 1
            return "control", avps_of(datagram[12:])
        at = 2 + (2 if flags & 0x40 else 0) + 4 + (4 if flags & 0x08 else 0)
        frame = datagram[at:]
        frame = frame[2:] if frame[:2] == b"\xff\x03" else frame
        return "ppp", (struct.unpack(">H", frame[:2])[0], frame[2:]) if not frame[0] & 1 else (frame[0], frame[1:])

    def run(self):
        self.control(SCCRQ, avp(2, b"\1\0"), avp(3, struct.pack(">I", 3)), avp(4, bytes(4)), avp(7, b"lac.example"),
                     avp(9, u16(self.tunnel)), avp(10, u16(4)), avp(11, self.challenge))
        answer = self.next_control(SCCRP)
        self.peer_tunnel, = struct.unpack(">H", answer[9])
        proof = (avp(13, hashlib.md5(bytes([SCCCN]) + SECRET + answer[11]).digest()),) if 11 in answer else ()
        self.control(SCCCN, *proof)
        self.control(ICRQ, avp(14, u16(self.session)), avp(15, struct.pack(">I", 1)), avp(21, b"5551234"), avp(22, b"5554321"))
        self.peer_session, = struct.unpack(">H", self.next_control(ICRP)[14])
        self.control(ICCN, avp(24, struct.pack(">I", 10_000_000)), avp(19, struct.pack(">I", 1)), session=self.peer_session)
        self.ppp_control(LCP, REQUEST, 1, struct.pack(">BBHBB", 1, 4, 1400, 5, 6) + self.magic)
        lcp_acknowledged = authenticated = False
        while True:
            kind, content = self.receive()
            if kind == "control":
                self.control(0)
            if kind != "ppp":
                continue
            protocol, packet = content
            if protocol == IP:
                break
            code, identifier, length = struct.unpack(">BBH", packet[:4])
            data = packet[4:length]
            if protocol == LCP and code == REQUEST:
                self.ppp_control(LCP, ACK, identifier, data)
            elif protocol == LCP and code == ACK:
                lcp_acknowledged = True
            elif protocol == LCP and code == ECHO:
                self.ppp_control(LCP, ECHO_REPLY, identifier, self.magic + data[4:])
            elif protocol == PAP and code == ACK:
                authenticated = True
                self.ppp_control(IPCP, REQUEST, 1, bytes([3, 6]) + self.address + bytes([129, 6]) + bytes(4))
            elif protocol == IPCP and code == REQUEST:
                self.lns_address = data[2:6]
                self.ppp_control(IPCP, ACK, identifier, data)
            elif protocol == IPCP and code == NAK:
                self.address = data[2:6]
                self.ppp_control(IPCP, REQUEST, identifier + 1, data)
            elif protocol == IPCP and code == ACK:
                self.address = data[2:6]
                self.ppp_control(LCP, ECHO, 9, self.magic)
            elif protocol == LCP and code == ECHO_REPLY:
                self.ppp(IP, ping(self.address, self.lns_address))
            elif protocol not in (LCP, PAP, IPCP) and code == REQUEST:
                self.ppp_control(LCP, 8, 99, u16(protocol) + packet[:length])  # Protocol-Reject
            if lcp_acknowledged and not authenticated and protocol == LCP:
                self.ppp_control(PAP, 1, 1, bytes([len(USER)]) + USER + bytes([len(PASSWORD)]) + PASSWORD)
                lcp_acknowledged = False
        self.ppp_control(LCP, TERMINATE, 2, b"")
        while True:
            kind, content = self.receive()
            if kind == "control":
                self.control(0)
            if kind == "ppp" and content[0] == LCP and content[1][0] == TERMINATE_ACK:
                break
        self.control(CDN, avp(1, u16(3)), avp(14, u16(self.session)), session=self.peer_session)
        self.control(STOPCCN, avp(1, u16(6)), avp(9, u16(self.tunnel)))
        while self.receive()[0] != "zlb":
            pass


serve_radius() if sys.argv[1] == "radius" else Lac().run()
