// The memory between a guest and its host, in a few lines of JavaScript: blocks in one growing array.

/** Handles are addresses; `put` answers 0 for nothing. */
export function createBlocks() {
  const FIRST = 8;
  let memory = new Uint8Array(1 << 16);
  let used = FIRST;
  const lengths = new Map<bigint, number>();
  const view = () => new DataView(memory.buffer);
  const alloc = (length: bigint) => {
    const handle = BigInt(used);
    used += Number(length);
    while (used > memory.length) {
      const larger = new Uint8Array(memory.length * 2);
      larger.set(memory);
      memory = larger;
    }
    lengths.set(handle, Number(length));
    return handle;
  };
  const text = (handle: bigint, length = lengths.get(handle) ?? 0) =>
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      memory.subarray(Number(handle), Number(handle) + length),
    );
  const put = (value: string | undefined) => {
    if (value === undefined) return 0n;
    const bytes = new TextEncoder().encode(value);
    const handle = alloc(BigInt(bytes.length));
    memory.set(bytes, Number(handle));
    return handle;
  };
  const clear = () => {
    used = FIRST;
    lengths.clear();
  };
  const functions = {
    alloc,
    free: () => {},
    length: (handle: bigint) => BigInt(lengths.get(handle) ?? 0),
    load_u8: (handle: bigint) => memory[Number(handle)] ?? 0,
    load_u64: (handle: bigint) => view().getBigUint64(Number(handle), true),
    store_u8: (handle: bigint, value: number) => view().setUint8(Number(handle), value),
    store_u64: (handle: bigint, value: bigint) => view().setBigUint64(Number(handle), value, true),
  };
  return { functions, text, put, clear };
}
