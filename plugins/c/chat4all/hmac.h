/*
 * chat4all/hmac.h - HMAC-SHA256 (RFC 2104, FIPS 180-4), by which most platforms sign their callbacks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CHAT4ALL_HMAC_H
#define CHAT4ALL_HMAC_H

#include "chat4all/connector.h"

typedef struct c4a_sha256 {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[64];
} c4a_sha256;

static inline uint32_t c4a_rotate(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static inline void c4a_sha256_block(c4a_sha256 *hash) {
  static const uint32_t keys[64] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
      0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
      0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
      0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
      0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
      0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
      0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; i++) {
    const uint8_t *at = hash->block + 4 * i;
    w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (c4a_rotate(a, 7) ^ c4a_rotate(a, 18) ^ a >> 3) + w[i - 7] +
           (c4a_rotate(b, 17) ^ c4a_rotate(b, 19) ^ b >> 10);
  }
  memcpy(v, hash->state, sizeof v);
  for (int i = 0; i < 64; i++) {
    uint32_t one = v[7] + (c4a_rotate(v[4], 6) ^ c4a_rotate(v[4], 11) ^ c4a_rotate(v[4], 25)) +
                   ((v[4] & v[5]) ^ (~v[4] & v[6])) + keys[i] + w[i];
    uint32_t two = (c4a_rotate(v[0], 2) ^ c4a_rotate(v[0], 13) ^ c4a_rotate(v[0], 22)) +
                   ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += one;
    v[0] = one + two;
  }
  for (int i = 0; i < 8; i++) hash->state[i] += v[i];
}

static inline void c4a_sha256_start(c4a_sha256 *hash) {
  static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memset(hash, 0, sizeof *hash);
  memcpy(hash->state, first, sizeof first);
}

static inline void c4a_sha256_add(c4a_sha256 *hash, const void *bytes, size_t len) {
  const uint8_t *from = (const uint8_t *)bytes;
  while (len) {
    size_t used = hash->length % 64, part = 64 - used < len ? 64 - used : len;
    memcpy(hash->block + used, from, part);
    hash->length += part;
    from += part;
    len -= part;
    if (hash->length % 64 == 0) c4a_sha256_block(hash);
  }
}

static inline void c4a_sha256_end(c4a_sha256 *hash, uint8_t digest[32]) {
  static const uint8_t padding[64] = {0x80};
  uint64_t bits = hash->length * 8;
  uint8_t length[8];
  for (int i = 0; i < 8; i++) length[i] = (uint8_t)(bits >> (56 - 8 * i));
  c4a_sha256_add(hash, padding, 1 + (119 - hash->length % 64) % 64);
  c4a_sha256_add(hash, length, sizeof length);
  for (int i = 0; i < 32; i++) digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

static inline void c4a_hmac_sha256(c4a_str key, c4a_str message, uint8_t mac[32]) {
  c4a_sha256 hash;
  uint8_t block[64] = {0}, inner[32];
  if (key.len > sizeof block) {
    c4a_sha256_start(&hash);
    c4a_sha256_add(&hash, key.ptr, key.len);
    c4a_sha256_end(&hash, block);
  } else if (key.len) {
    memcpy(block, key.ptr, key.len);
  }
  for (int i = 0; i < 64; i++) block[i] ^= 0x36;
  c4a_sha256_start(&hash);
  c4a_sha256_add(&hash, block, sizeof block);
  c4a_sha256_add(&hash, message.ptr, message.len);
  c4a_sha256_end(&hash, inner);
  for (int i = 0; i < 64; i++) block[i] ^= 0x36 ^ 0x5c;
  c4a_sha256_start(&hash);
  c4a_sha256_add(&hash, block, sizeof block);
  c4a_sha256_add(&hash, inner, sizeof inner);
  c4a_sha256_end(&hash, mac);
}

/*
 * Whether `given` is `prefix` and then the HMAC of the message in lower-case hexadecimal, as in "sha256=0f3a...".
 * The time it takes does not tell where they differ. An empty key fits nothing.
 */
static inline int c4a_hmac_fits(c4a_str given, const char *prefix, c4a_str key, c4a_str message) {
  static const char digits[] = "0123456789abcdef";
  uint8_t mac[32];
  size_t start = strlen(prefix);
  if (key.len == 0 || given.len != start + 64 || memcmp(given.ptr, prefix, start) != 0) return 0;
  c4a_hmac_sha256(key, message, mac);
  unsigned difference = 0;
  for (size_t i = 0; i < 64; i++) {
    char digit = digits[i % 2 ? mac[i / 2] & 15 : mac[i / 2] >> 4];
    difference |= (unsigned char)(digit ^ given.ptr[start + i]);
  }
  return difference == 0;
}

#endif /* CHAT4ALL_HMAC_H */
