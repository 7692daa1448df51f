/*
 * What a confined process may try: each attempt by a name. They ask the kernel directly where libc would think first. None
 * does harm when it is not refused.
 */
#ifndef CHAT4ALL_ATTEMPTS_H
#define CHAT4ALL_ATTEMPTS_H

/* Answers 0 when it worked, the errno when it was refused, and -1 when there is no attempt of that name. *count: how many of
 * something could be had before that, where it is counted. */
int attempt(const char *name, const char *argument, long *count);

#endif
