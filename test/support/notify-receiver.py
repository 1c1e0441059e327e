# Listens as systemd does: prints each datagram on one line, and closes what comes with it, so that the sender knows it was read.
import array, os, socket, sys

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print("listening", flush=True)
while True:
    data, ancillary, _, _ = receiver.recvmsg(4096, socket.CMSG_LEN(64))
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors = array.array("i")
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
            for descriptor in descriptors:
                os.close(descriptor)
    print(data.decode().replace("\n", " "), flush=True)
