#include "include/attempts.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "attempts.h"

long attempt_count;

int refusal(long answer) { return answer < 0 ? errno : 0; }

int attempt(const char *name, const char *argument, long *count) {
  int outcome = -1;
  const named_attempt *const lists[] = {file_attempts, memory_attempts, process_attempts, kernel_attempts, needs};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (const named_attempt *each = lists[i]; each->name; each++)
      if (strcmp(each->name, name) == 0) outcome = each->perform(argument);
  *count = attempt_count;
  return outcome;
}
