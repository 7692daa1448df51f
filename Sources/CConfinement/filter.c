#include "filter.h"

#include <errno.h>
#include <stdlib.h>

#include <linux/audit.h>
#include <linux/seccomp.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "the numbers of system calls are known for x86-64 and arm64"
#endif

#define NUMBER offsetof(struct seccomp_data, nr)
#define ARCHITECTURE offsetof(struct seccomp_data, arch)
// Both processors are little-endian.
#define LOW(argument) (offsetof(struct seccomp_data, args) + 8 * (size_t)(argument))
#define HIGH(argument) (LOW(argument) + 4)

// A jump says how many instructions it skips when the comparison holds, and when it does not.
static void jump(filter *filter, uint16_t how, uint32_t value, size_t if_true, size_t if_false) {
  if (filter->length == sizeof filter->code / sizeof *filter->code || if_true > 255 || if_false > 255) abort();
  filter->code[filter->length++] =
      (struct sock_filter)BPF_JUMP((uint16_t)(BPF_JMP | BPF_K | how), value, (uint8_t)if_true, (uint8_t)if_false);
}

static void statement(filter *filter, uint16_t how, uint32_t value) {
  if (filter->length == sizeof filter->code / sizeof *filter->code) abort();
  filter->code[filter->length++] = (struct sock_filter)BPF_STMT(how, value);
}

static void load(filter *filter, size_t offset) {
  statement(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static void answer(filter *filter, uint32_t action) { statement(filter, BPF_RET | BPF_K, action); }

static void answer_failure(filter *filter, int failure) {
  answer(filter, SECCOMP_RET_ERRNO | ((uint32_t)failure & SECCOMP_RET_DATA));
}

// What follows, of that length, is about this call. It has to end in an answer: it may load something else than the number.
static void on(filter *filter, long call, size_t length) { jump(filter, BPF_JEQ, (uint32_t)call, 0, length); }

void filter_begin(filter *filter) {
  filter->length = 0;
  load(filter, ARCHITECTURE);
  jump(filter, BPF_JEQ, NATIVE, 1, 0);
  answer(filter, SECCOMP_RET_KILL_PROCESS);
  load(filter, NUMBER);
}

void filter_allow(filter *filter, long call) {
  on(filter, call, 1);
  answer(filter, SECCOMP_RET_ALLOW);
}

void filter_refuse(filter *filter, long call, int failure) {
  on(filter, call, 1);
  answer_failure(filter, failure);
}

void filter_allow_values(filter *filter, long call, int argument, const uint32_t *values, size_t count) {
  on(filter, call, count + 3);
  load(filter, LOW(argument));
  for (size_t i = 0; i < count; i++) jump(filter, BPF_JEQ, values[i], count - i, 0);
  answer_failure(filter, EPERM);
  answer(filter, SECCOMP_RET_ALLOW);
}

void filter_refuse_bits(filter *filter, long call, int argument, uint32_t bits, int failure) {
  on(filter, call, 4);
  load(filter, LOW(argument));
  jump(filter, BPF_JSET, bits, 0, 1);
  answer_failure(filter, failure);
  answer(filter, SECCOMP_RET_ALLOW);
}

void filter_demand_bits(filter *filter, long call, int argument, uint32_t bits) {
  on(filter, call, 4);
  load(filter, LOW(argument));
  jump(filter, BPF_JSET, bits, 1, 0);
  answer_failure(filter, EPERM);
  answer(filter, SECCOMP_RET_ALLOW);
}

void filter_demand_null(filter *filter, long call, int argument) {
  on(filter, call, 6);
  load(filter, LOW(argument));
  jump(filter, BPF_JEQ, 0, 0, 2);
  load(filter, HIGH(argument));
  jump(filter, BPF_JEQ, 0, 1, 0);
  answer_failure(filter, EPERM);
  answer(filter, SECCOMP_RET_ALLOW);
}

void filter_refuse_mapping(filter *filter, long call, int argument, uint32_t never, uint32_t both, uint32_t together) {
  on(filter, call, 6);
  load(filter, LOW(argument));
  jump(filter, BPF_JSET, never, 2, 0);
  jump(filter, BPF_JSET, both, 0, 2);
  jump(filter, BPF_JSET, together, 0, 1);
  answer_failure(filter, EPERM);
  answer(filter, SECCOMP_RET_ALLOW);
}

void filter_end(filter *filter, int failure) { answer_failure(filter, failure); }
