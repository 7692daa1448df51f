/*
 * chat4all/json.h - as much JSON as a connector needs: reading the members of an object, and writing.
 *
 *   c4a_json body;
 *   if (!c4a_json_read(&body, request->body)) ...              not an object, or no memory
 *   c4a_str text = c4a_json_text(&body, "text");               {NULL, 0} where there is no such text
 *   c4a_json_free(&body);                                      ends the texts' life, too
 *
 *   c4a_writer out = {0};
 *   c4a_write(&out, "{\"to\":");
 *   c4a_write_text(&out, message->recipient);                  quoted, and escaped
 *   c4a_write(&out, "}");
 *   if (out.failed) ...                                        no memory; all else is safe to call all the same
 *   c4a_str body = c4a_written(&out);
 *   c4a_writer_free(&out);
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CHAT4ALL_JSON_H
#define CHAT4ALL_JSON_H

#include <stdio.h>
#include <stdlib.h>

#include "chat4all/connector.h"

/* How deep values may lie in each other; what is deeper counts as broken. */
#define C4A_JSON_DEPTH 64

typedef struct c4a_json_member {
  c4a_str name;
  c4a_str text; /* of a text: decoded */
  c4a_str raw;  /* the value as it stands there; an object among them can be read in turn */
} c4a_json_member;

/* The members of an object. Of members of one name the first counts. */
typedef struct c4a_json {
  c4a_json_member *members;
  size_t count;
  char *room; /* where texts are decoded to: never longer than the document */
} c4a_json;

typedef struct c4a_json_scan {
  const char *at, *end;
  char *room;
} c4a_json_scan;

static inline void c4a_json_blank(c4a_json_scan *scan) {
  while (scan->at < scan->end && memchr(" \t\r\n", *scan->at, 4)) scan->at++;
}

static inline int c4a_json_take(c4a_json_scan *scan, char mark) {
  c4a_json_blank(scan);
  if (scan->at == scan->end || *scan->at != mark) return 0;
  scan->at++;
  return 1;
}

/* Four hexadecimal digits; -1 for anything else. */
static inline int32_t c4a_json_unit(c4a_json_scan *scan) {
  int32_t unit = 0;
  if (scan->end - scan->at < 4) return -1;
  for (int i = 0; i < 4; i++) {
    char digit = *scan->at++;
    int value = digit >= '0' && digit <= '9'   ? digit - '0'
                : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                               : -1;
    if (value < 0) return -1;
    unit = unit << 4 | value;
  }
  return unit;
}

static inline void c4a_json_put(c4a_json_scan *scan, int32_t scalar) {
  if (scalar < 0x80) {
    *scan->room++ = (char)scalar;
    return;
  }
  int more = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
  *scan->room++ = (char)(((0xFF00 >> (more + 1)) & 0xFF) | scalar >> (6 * more));
  while (more--) *scan->room++ = (char)(0x80 | ((scalar >> (6 * more)) & 0x3F));
}

/* What follows "\u". Half of a pair, and U+0000, become U+FFFD. */
static inline int c4a_json_escape(c4a_json_scan *scan) {
  int32_t unit = c4a_json_unit(scan);
  if (unit < 0) return 0;
  if (unit >= 0xD800 && unit < 0xDC00 && scan->end - scan->at >= 6 && scan->at[0] == '\\' && scan->at[1] == 'u') {
    const char *back = scan->at;
    scan->at += 2;
    int32_t low = c4a_json_unit(scan);
    if (low >= 0xDC00 && low < 0xE000) {
      c4a_json_put(scan, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      return 1;
    }
    scan->at = back;
  }
  c4a_json_put(scan, unit == 0 || (unit >= 0xD800 && unit < 0xE000) ? 0xFFFD : unit);
  return 1;
}

/* A text, decoded. */
static inline int c4a_json_string(c4a_json_scan *scan, c4a_str *text) {
  static const char marks[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  if (!c4a_json_take(scan, '"')) return 0;
  text->ptr = scan->room;
  while (scan->at < scan->end) {
    unsigned char byte = (unsigned char)*scan->at++;
    if (byte == '"') {
      text->len = (size_t)(scan->room - text->ptr);
      return 1;
    }
    if (byte < 0x20) return 0;
    if (byte != '\\') {
      *scan->room++ = (char)byte;
      continue;
    }
    if (scan->at == scan->end) return 0;
    char mark = *scan->at++;
    const char *found = mark ? strchr(marks, mark) : NULL;
    if (found)
      *scan->room++ = meanings[found - marks];
    else if (mark != 'u' || !c4a_json_escape(scan))
      return 0;
  }
  return 0;
}

/* A value of any kind. Its texts are decoded too, and forgotten: that keeps the room as large as the document. */
static inline int c4a_json_value(c4a_json_scan *scan, int depth) {
  c4a_str ignored;
  c4a_json_blank(scan);
  if (depth == 0 || scan->at == scan->end) return 0;
  if (*scan->at == '"') return c4a_json_string(scan, &ignored);
  if (*scan->at == '{' || *scan->at == '[') {
    char end = *scan->at++ == '{' ? '}' : ']';
    if (c4a_json_take(scan, end)) return 1;
    do {
      if (end == '}' && (!c4a_json_string(scan, &ignored) || !c4a_json_take(scan, ':'))) return 0;
      if (!c4a_json_value(scan, depth - 1)) return 0;
    } while (c4a_json_take(scan, ','));
    return c4a_json_take(scan, end);
  }
  const char *start = scan->at;
  while (scan->at < scan->end && !memchr(",]} \t\r\n", *scan->at, 7)) scan->at++;
  c4a_str word = {start, (size_t)(scan->at - start)};
  if (c4a_equal(word, c4a_text("true")) || c4a_equal(word, c4a_text("false")) || c4a_equal(word, c4a_text("null")))
    return 1;
  size_t i = word.len && word.ptr[0] == '-';
  if (i == word.len || word.ptr[i] < '0' || word.ptr[i] > '9') return 0;
  for (; i < word.len; i++)
    if (!memchr("0123456789.eE+-", word.ptr[i], 15)) return 0;
  return 1;
}

static inline int c4a_json_members(c4a_json *json, c4a_json_scan *scan) {
  size_t capacity = 0;
  if (!c4a_json_take(scan, '{')) return 0;
  if (!c4a_json_take(scan, '}')) {
    do {
      if (json->count == capacity) {
        capacity = capacity ? capacity * 2 : 16;
        void *grown = realloc(json->members, capacity * sizeof *json->members);
        if (!grown) return 0;
        json->members = (c4a_json_member *)grown;
      }
      c4a_json_member *member = &json->members[json->count++];
      memset(member, 0, sizeof *member);
      if (!c4a_json_string(scan, &member->name) || !c4a_json_take(scan, ':')) return 0;
      c4a_json_blank(scan);
      const char *start = scan->at;
      int isText = scan->at < scan->end && *scan->at == '"';
      if (!(isText ? c4a_json_string(scan, &member->text) : c4a_json_value(scan, C4A_JSON_DEPTH))) return 0;
      member->raw.ptr = start;
      member->raw.len = (size_t)(scan->at - start);
    } while (c4a_json_take(scan, ','));
    if (!c4a_json_take(scan, '}')) return 0;
  }
  c4a_json_blank(scan);
  return scan->at == scan->end;
}

static inline void c4a_json_free(c4a_json *json) {
  free(json->members);
  free(json->room);
  memset(json, 0, sizeof *json);
}

/* Reads an object. Returns 0, with nothing to free, for what is none or where there is no memory. */
static inline int c4a_json_read(c4a_json *json, c4a_str document) {
  memset(json, 0, sizeof *json);
  if (document.len == 0 || !(json->room = (char *)malloc(document.len))) return 0;
  c4a_json_scan scan = {document.ptr, document.ptr + document.len, json->room};
  if (c4a_json_members(json, &scan)) return 1;
  c4a_json_free(json);
  return 0;
}

static inline const c4a_json_member *c4a_json_find(const c4a_json *json, const char *name) {
  for (size_t i = 0; i < json->count; i++)
    if (c4a_equal(json->members[i].name, c4a_text(name))) return &json->members[i];
  return NULL;
}

/* A member that is a text. {NULL, 0} where there is none; an empty text has a pointer. */
static inline c4a_str c4a_json_text(const c4a_json *json, const char *name) {
  const c4a_json_member *member = c4a_json_find(json, name);
  return member ? member->text : c4a_text(NULL);
}

/* A member that is a whole number; `fallback` where there is none. */
static inline int64_t c4a_json_number(const c4a_json *json, const char *name, int64_t fallback) {
  const c4a_json_member *member = c4a_json_find(json, name);
  char digits[24], *end;
  if (!member || member->text.ptr || member->raw.len >= sizeof digits) return fallback;
  memcpy(digits, member->raw.ptr, member->raw.len);
  digits[member->raw.len] = 0;
  long long number = strtoll(digits, &end, 10);
  return member->raw.len && *end == 0 ? number : fallback;
}

/* What has been written so far. Starts as {0}. */
typedef struct c4a_writer {
  char *ptr;
  size_t len, capacity;
  int failed; /* there was no memory: what is here is not whole */
} c4a_writer;

static inline void c4a_write_bytes(c4a_writer *out, const char *bytes, size_t len) {
  if (out->failed || len == 0) return;
  if (out->capacity - out->len < len) {
    size_t capacity = out->capacity * 2 + len + 64;
    char *grown = (char *)realloc(out->ptr, capacity);
    out->failed = grown == NULL;
    if (!grown) return;
    out->ptr = grown;
    out->capacity = capacity;
  }
  memcpy(out->ptr + out->len, bytes, len);
  out->len += len;
}

/* Writes something as it is. */
static inline void c4a_write(c4a_writer *out, const char *text) { c4a_write_bytes(out, text, strlen(text)); }

/* Writes a text of JSON, with its quotes. */
static inline void c4a_write_text(c4a_writer *out, c4a_str text) {
  c4a_write(out, "\"");
  size_t start = 0;
  for (size_t i = 0; i < text.len; i++) {
    unsigned char byte = (unsigned char)text.ptr[i];
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    char escape[8];
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)byte);
    c4a_write_bytes(out, text.ptr + start, i - start);
    c4a_write_bytes(out, escape, 6);
    start = i + 1;
  }
  c4a_write_bytes(out, text.len ? text.ptr + start : "", text.len - start);
  c4a_write(out, "\"");
}

static inline c4a_str c4a_written(const c4a_writer *out) {
  c4a_str text = {out->ptr, out->len};
  return text;
}

static inline void c4a_writer_free(c4a_writer *out) {
  free(out->ptr);
  memset(out, 0, sizeof *out);
}

#endif /* CHAT4ALL_JSON_H */
