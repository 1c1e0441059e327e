// Standard output and error of a guest, cut into lines.

/** Collects bytes into lines; `flush` hands out what stands without a line end. */
export interface LineSplitter {
  write(bytes: Uint8Array): void;
  flush(): void;
}

const LINE_FEED = 10;

/** Lines come without their end, at most `lineBytesMax` long; bytes that are no UTF-8 come as replacement characters. */
export function splitLines(lineBytesMax: number, take: (line: string) => void): LineSplitter {
  const pending = Buffer.alloc(lineBytesMax);
  let used = 0;
  const hand = () => {
    const line = pending.toString("utf8", 0, used);
    used = 0;
    take(line.endsWith("\r") ? line.slice(0, -1) : line);
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const end = bytes.indexOf(LINE_FEED, at);
        const stop = Math.min(end === -1 ? bytes.length : end, at + lineBytesMax - used);
        pending.set(bytes.subarray(at, stop), used);
        used += stop - at;
        at = stop;
        if (at === end) at++;
        if (stop === end || used === lineBytesMax) hand();
      }
    },
    flush() {
      if (used > 0) hand();
    },
  };
}
