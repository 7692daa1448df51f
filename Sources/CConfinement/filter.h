/*
 * A seccomp filter under construction: a BPF program that looks at the number of a system call and, for some, at an argument
 * that is passed by value. What an argument points at it cannot see.
 */
#ifndef CHAT4ALL_FILTER_H
#define CHAT4ALL_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include <linux/filter.h>

typedef struct filter {
  struct sock_filter code[1024];
  unsigned short length;
} filter;

/* Ends the process unless the call comes by the native convention of this processor. */
void filter_begin(filter *filter);

/* The call works. */
void filter_allow(filter *filter, long call);

/* The call fails with that errno. */
void filter_refuse(filter *filter, long call, int failure);

/* The call works when the lower half of the argument is one of the values; else it fails with EPERM. */
void filter_allow_values(filter *filter, long call, int argument, const uint32_t *values, size_t count);

/* The call fails with that errno when the argument has any of the bits. */
void filter_refuse_bits(filter *filter, long call, int argument, uint32_t bits, int failure);

/* The call fails with EPERM unless the argument has one of the bits. */
void filter_demand_bits(filter *filter, long call, int argument, uint32_t bits);

/* The call fails with EPERM unless the whole argument is zero. */
void filter_demand_null(filter *filter, long call, int argument);

/* For mmap: fails with EPERM when the argument has one of the bits `never`, or both of the other two. */
void filter_refuse_mapping(filter *filter, long call, int argument, uint32_t never, uint32_t both, uint32_t together);

/* Every call that was not mentioned fails with that errno. */
void filter_end(filter *filter, int failure);

#endif
