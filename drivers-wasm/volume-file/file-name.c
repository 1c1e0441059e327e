// How a volume's name becomes the name of a file and back: one to one, and never a path.
#include "file-name.h"

static const char digits[] = "0123456789ABCDEF";

static bool is_plain(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_' ||
         byte == '-';
}

hf_text file_name_of(hf_text volume_name) {
  char *out = hf_alloc(volume_name.length * 3 + 1);
  size_t used = 0;
  for (size_t at = 0; at < volume_name.length; at++) {
    char byte = volume_name.data[at];
    if (is_plain(byte)) {
      out[used++] = byte;
      continue;
    }
    out[used++] = '%';
    out[used++] = digits[(unsigned char)byte >> 4];
    out[used++] = digits[(unsigned char)byte & 15];
  }
  return (hf_text){out, used};
}

static int digit_value(char digit) {
  for (int value = 0; value < 16; value++) {
    if (digits[value] == digit) return value;
  }
  return -1;
}

bool volume_name_of(hf_text file_name, hf_text *volume_name) {
  char *out = hf_alloc(file_name.length + 1);
  size_t used = 0;
  for (size_t at = 0; at < file_name.length; at++) {
    char byte = file_name.data[at];
    if (byte == '%') {
      if (file_name.length - at < 3) return false;
      int high = digit_value(file_name.data[at + 1]);
      int low = digit_value(file_name.data[at + 2]);
      if (high < 0 || low < 0) return false;
      byte = (char)(high << 4 | low);
      if (is_plain(byte)) return false;
      at += 2;
    } else if (!is_plain(byte)) {
      return false;
    }
    out[used++] = byte;
  }
  for (size_t at = 0; at < used;) {
    size_t length = hf_character_length(out + at, out + used);
    if (length == 0) return false;
    at += length;
  }
  *volume_name = (hf_text){out, used};
  return used > 0 && used <= FILE_NAME_BYTES_MAX;
}
