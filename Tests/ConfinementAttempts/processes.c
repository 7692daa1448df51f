// Attempts on other processes: to make one, and to reach the parent.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attempts.h"

// In the child, if there is one, nothing more happens.
static int ended_in_child(long process) {
  if (process == 0) _exit(0);
  if (process > 0) waitpid((pid_t)process, NULL, 0);
  return refusal(process);
}

static int fork_by_library(const char *unused) { return (void)unused, ended_in_child(fork()); }

static int clone_process(const char *unused) { return (void)unused, ended_in_child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }

static int clone3_process(const char *unused) {
  (void)unused;
  unsigned long long arguments[8] = {0};
  arguments[4] = SIGCHLD;
  return ended_in_child(syscall(SYS_clone3, arguments, sizeof arguments));
}

static int spawn_program(const char *unused) {
  (void)unused;
  pid_t process;
  char *arguments[] = {"true", NULL};
  int failure = posix_spawn(&process, "/bin/true", NULL, NULL, arguments, arguments + 1);
  if (failure == 0) waitpid(process, NULL, 0);
  return failure;
}

static int execute(const char *unused) {
  (void)unused;
  char *arguments[] = {"true", NULL};
  execve("/bin/true", arguments, arguments + 1);
  return errno;
}

// Signal 0 asks whether it might be sent.
static int signal_parent(const char *unused) { return (void)unused, refusal(kill(getppid(), 0)); }
static int signal_everybody(const char *unused) { return (void)unused, refusal(kill(-1, 0)); }
static int signal_group(const char *unused) { return (void)unused, refusal(kill(0, 0)); }
static int signal_thread_of_parent(const char *unused) {
  (void)unused;
  return refusal(syscall(SYS_tgkill, getppid(), getppid(), 0));
}
static int open_parent(const char *unused) { return (void)unused, refusal(syscall(SYS_pidfd_open, getppid(), 0)); }
static int trace_parent(const char *unused) { return (void)unused, refusal(ptrace(PTRACE_SEIZE, getppid(), 0, 0)); }

static int read_parent(const char *unused) {
  (void)unused;
  char byte;
  struct iovec here = {&byte, 1}, there = {&byte, 1};
  return refusal(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
}

static int limit_parent(const char *unused) {
  (void)unused;
  struct rlimit limit;
  if (prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit) != 0) return errno;
  return refusal(prlimit(getppid(), RLIMIT_NOFILE, &limit, NULL));
}

static int slow_parent(const char *unused) { return (void)unused, refusal(setpriority(PRIO_PROCESS, (id_t)getppid(), 0)); }

static int pin_parent(const char *unused) {
  (void)unused;
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof all, &all) != 0) return -2;
  return refusal(sched_setaffinity(getppid(), sizeof all, &all));
}

// A descriptor that is ready makes the kernel send a signal to whom it belongs.
static int own_by_parent(const char *unused) { return (void)unused, refusal(fcntl(STDIN_FILENO, F_SETOWN, getppid())); }

static int leave_session(const char *unused) { return (void)unused, refusal(setsid()); }

static void *wait_for_ever(void *unused) {
  (void)unused;
  for (;;) pause();
}

static int start_threads(const char *unused) {
  (void)unused;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  pthread_t thread;
  int failure = 0;
  while (attempt_count < 1000 && (failure = pthread_create(&thread, &small, wait_for_ever, NULL)) == 0) attempt_count++;
  return failure;
}

const named_attempt process_attempts[] = {
    {"fork", fork_by_library},
    {"clone_process", clone_process},
    {"clone3_process", clone3_process},
    {"spawn_program", spawn_program},
    {"execute", execute},
    {"signal_parent", signal_parent},
    {"signal_everybody", signal_everybody},
    {"signal_group", signal_group},
    {"signal_thread_of_parent", signal_thread_of_parent},
    {"open_parent", open_parent},
    {"trace_parent", trace_parent},
    {"read_parent", read_parent},
    {"limit_parent", limit_parent},
    {"slow_parent", slow_parent},
    {"pin_parent", pin_parent},
    {"own_by_parent", own_by_parent},
    {"leave_session", leave_session},
    {"start_threads", start_threads},
    {0},
};
