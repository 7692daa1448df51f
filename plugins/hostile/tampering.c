// Deeds on what belongs to the whole process, and so to its host: signals, environment, locale, folder.

#define _GNU_SOURCE
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deeds.h"

// Nothing asks this process to end any more; also a broken pipe kills it now.
static outcome change_signals(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  for (int each = 1; each < 32; each++)
    if (each != SIGKILL && each != SIGSTOP) signal(each, each == SIGPIPE ? SIG_DFL : SIG_IGN);
  return DEED_DONE;
}

static outcome change_environment(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  clearenv();
  setenv("TZ", "Pacific/Kiritimati", 1);
  setenv("PATH", "/nowhere", 1);
  setlocale(LC_ALL, "de_DE.UTF-8");
  umask(0);
  return unless_refused(chdir("/"));
}

// Every thread that the host starts from now on, and this one, hears of no signal.
static outcome block_signals(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  sigset_t every;
  sigfillset(&every);
  return unless_refused(sigprocmask(SIG_BLOCK, &every, NULL));
}

const named_deed tampering[] = {
    {"change-signals", change_signals},
    {"change-environment", change_environment},
    {"block-signals", block_signals},
    {0},
};
