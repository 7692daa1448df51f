// Lets a test try the layer for connectors in C. Each line of the input is a command and its arguments in hexadecimal:
//   json DOCUMENT NAME   prints the text of that member in hexadecimal, "none" without one, "broken" for what is no object
//   write TEXT           prints the text as JSON, in hexadecimal
//   hmac KEY MESSAGE     prints the code, after checking that it fits
#include "chat4all/hmac.h"
#include "chat4all/json.h"

// Bytes in memory of exactly their size, so that a sanitizer sees who reads beyond.
static c4a_str bytes(const char *hex) {
  size_t len = hex ? strlen(hex) / 2 : 0;
  char *copy = malloc(len ? len : 1);
  if (!copy) abort();
  for (size_t i = 0; i < len; i++) {
    unsigned value;
    sscanf(hex + 2 * i, "%2x", &value);
    copy[i] = (char)value;
  }
  c4a_str text = {copy, len};
  return text;
}

static void print(c4a_str text) {
  for (size_t i = 0; i < text.len; i++) printf("%02x", (unsigned char)text.ptr[i]);
  putchar('\n');
}

static void json(c4a_str document, c4a_str name) {
  char spelled[256] = "";
  c4a_json object;
  memcpy(spelled, name.ptr, name.len < 255 ? name.len : 255);
  if (!c4a_json_read(&object, document)) {
    puts("broken");
    return;
  }
  c4a_str text = c4a_json_text(&object, spelled);
  if (text.ptr) print(text);
  else puts("none");
  c4a_json_free(&object);
}

static void mac(c4a_str key, c4a_str message) {
  char spelled[65];
  uint8_t code[32];
  c4a_hmac_sha256(key, message, code);
  for (size_t i = 0; i < 32; i++) snprintf(spelled + 2 * i, 3, "%02x", code[i]);
  c4a_str given = c4a_text(spelled);
  if (key.len && !c4a_hmac_fits(given, "", key, message)) abort();
  spelled[63] ^= 1;
  if (c4a_hmac_fits(given, "", key, message)) abort();
  spelled[63] ^= 1;
  puts(spelled);
}

int main(void) {
  static char line[1 << 20];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    char *command = strtok(line, " "), *first = strtok(NULL, " "), *second = strtok(NULL, " ");
    c4a_str one = bytes(first && *first != '-' ? first : NULL), two = bytes(second && *second != '-' ? second : NULL);
    if (strcmp(command, "json") == 0) json(one, two);
    if (strcmp(command, "hmac") == 0) mac(one, two);
    if (strcmp(command, "write") == 0) {
      c4a_writer out = {0};
      c4a_write_text(&out, one);
      print(c4a_written(&out));
      c4a_writer_free(&out);
    }
    free((void *)one.ptr);
    free((void *)two.ptr);
  }
  return 0;
}
