// Deeds on the descriptors of the process: among them is the host's way to the gateway.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deeds.h"

#define MOST 256

static outcome close_all(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  return unless_refused(close_range(0, ~0u, 0));
}

static outcome shut_all(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  for (int each = 0; each < MOST; each++) shutdown(each, SHUT_RDWR);
  return DEED_DONE;
}

// Puts something else in their place: the host goes on, into nothing.
static outcome replace_all(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0) return DEED_REFUSED;
  for (int each = 3; each < MOST; each++)
    if (each != nothing && fcntl(each, F_GETFD) >= 0) dup2(nothing, each);
  return DEED_DONE;
}

// Bytes that are no frame, into everything that takes them, in the midst of whatever the host was writing.
static outcome write_garbage(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  unsigned char garbage[509];
  unsigned state = 1;
  for (size_t i = 0; i < sizeof garbage; i++) garbage[i] = (unsigned char)((state = state * 1664525u + 1013904223u) >> 24);
  for (int each = 0; each < MOST; each++)
    if (send(each, garbage, sizeof garbage, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == ENOTSOCK)
      (void)!write(each, garbage, sizeof garbage);
  return DEED_DONE;
}

// A frame of four gigabytes, if the length comes first: the reader must not wait for it, nor make room.
static outcome write_lengths(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  unsigned char length[64];
  memset(length, 0xff, sizeof length);
  for (int each = 3; each < MOST; each++) send(each, length, sizeof length, MSG_DONTWAIT | MSG_NOSIGNAL);
  return DEED_DONE;
}

// Takes what was meant for the host.
static outcome read_all(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  char bytes[4096];
  for (int turn = 0; turn < 1000; turn++)
    for (int each = 3; each < MOST; each++) recv(each, bytes, sizeof bytes, MSG_DONTWAIT);
  return DEED_DONE;
}

const named_deed descriptor_deeds[] = {
    {"close-all", close_all},
    {"shut-all", shut_all},
    {"replace-all", replace_all},
    {"write-garbage", write_garbage},
    {"write-lengths", write_lengths},
    {"read-all", read_all},
    {0},
};
