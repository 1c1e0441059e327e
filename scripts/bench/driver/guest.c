// What the bench calls: an echo by words, an echo that names its input, and the customary count of vowels; and the same two over a bare ABI.
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define HOST(name) __attribute__((import_module("extism:host/env"), import_name(name))) extern
#define EXPORT(name) __attribute__((export_name(name)))

HOST("alloc") u64 host_alloc(u64 length);
HOST("input_length") u64 host_input_length(void);
HOST("input_offset") u64 host_input_offset(void);
HOST("input_load_u8") u32 host_input_load_u8(u64 offset);
HOST("input_load_u64") u64 host_input_load_u64(u64 offset);
HOST("store_u8") void host_store_u8(u64 at, u32 value);
HOST("store_u64") void host_store_u64(u64 at, u64 value);
HOST("output_set") void host_output_set(u64 at, u64 length);

static u8 buffer[1048576];

EXPORT("echo") int echo(void) {
  u64 length = host_input_length(), block = host_alloc(length), at = 0;
  for (; at + 8 <= length; at += 8) host_store_u64(block + at, host_input_load_u64(at));
  for (; at < length; at++) host_store_u8(block + at, host_input_load_u8(at));
  host_output_set(block, length);
  return 0;
}

EXPORT("echo_zero") int echo_zero(void) {
  host_output_set(host_input_offset(), host_input_length());
  return 0;
}

static int is_vowel(u8 letter) {
  switch (letter | 32) {
    case 'a': case 'e': case 'i': case 'o': case 'u': return 1;
    default: return 0;
  }
}

EXPORT("count_vowels") int count_vowels(void) {
  u64 length = host_input_length(), at = 0, block = host_alloc(8), vowels = 0;
  for (; at + 8 <= length; at += 8) {
    u64 word = host_input_load_u64(at);
    for (int shift = 0; shift < 64; shift += 8) vowels += is_vowel((u8)(word >> shift));
  }
  for (; at < length; at++) vowels += is_vowel((u8)host_input_load_u8(at));
  host_store_u64(block, vowels);
  host_output_set(block, 8);
  return 0;
}

EXPORT("bare_buffer") u8 *bare_buffer(void) { return buffer; }
EXPORT("bare_echo") u32 bare_echo(u32 length) { return length; }
EXPORT("bare_count_vowels") u32 bare_count_vowels(u32 length) {
  u32 vowels = 0;
  for (u32 at = 0; at < length; at++) vowels += is_vowel(buffer[at]);
  return vowels;
}

// What the typed handle asks: reads the question byte by byte and answers by the contract of volumes.
EXPORT("inspect_volume") int inspect_volume(void) {
  static const char answer[] = "{\"status\":\"ok\",\"result\":{\"name\":\"db1\",\"size_bytes\":1048576}}";
  u64 length = host_input_length(), block = host_alloc(sizeof answer - 1), sum = 0, at;
  for (at = 0; at < length; at++) sum += host_input_load_u8(at);
  if (sum == 0) return 1;
  for (at = 0; at < sizeof answer - 1; at++) host_store_u8(block + at, (u8)answer[at]);
  host_output_set(block, sizeof answer - 1);
  return 0;
}

static volatile u64 turns;

EXPORT("loop") int loop(void) {
  for (;;) turns++;
}

// The same work, but so many turns of it as the input says.
EXPORT("burn") int burn(void) {
  for (u64 left = host_input_load_u64(0); left > 0; left--) turns++;
  return 0;
}
