// Short texts in and out of buffers: for a name of a few letters, a loop is several times faster than a call of the runtime's own.

const LOOP_MAX = 64;

/** Writes a text as UTF-8; answers where it ends. The buffer has room for three bytes a unit. */
export function writeShort(buffer: Buffer, at: number, text: string): number {
  const { length } = text;
  if (length > LOOP_MAX) return at + buffer.write(text, at, "utf8");
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 127) return at + buffer.write(text, at, "utf8");
    buffer[at + index] = unit;
  }
  return at + length;
}

/** True if [start, end) of the buffer is this text, which is ASCII. */
export function isText(buffer: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (buffer[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
