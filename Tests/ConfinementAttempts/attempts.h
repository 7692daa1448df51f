/* The attempts, by subject. Each list ends with an empty name. */
#ifndef ATTEMPTS_PRIVATE_H
#define ATTEMPTS_PRIVATE_H

typedef struct {
  const char *name;
  int (*perform)(const char *argument);
} named_attempt;

extern const named_attempt file_attempts[], memory_attempts[], process_attempts[], kernel_attempts[], needs[];

/* What attempt() tells as the count. */
extern long attempt_count;

/* The errno of a call that answered -1, else 0. */
int refusal(long answer);

#endif
