// What has to go on working.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "attempts.h"

static void *answer(void *value) { return value; }

static int start_thread(const char *unused) {
  (void)unused;
  pthread_t thread;
  void *value = NULL;
  int failure = pthread_create(&thread, NULL, answer, &failure);
  if (failure == 0) failure = pthread_join(thread, &value);
  return failure == 0 && value != &failure ? EINVAL : failure;
}

static volatile sig_atomic_t signals;
static void count_signal(int signal) { signals += signal == SIGUSR1; }

static int signal_itself(const char *unused) {
  (void)unused;
  // Who started this process may have blocked it.
  sigset_t every;
  sigfillset(&every);
  sigprocmask(SIG_UNBLOCK, &every, NULL);
  signal(SIGUSR1, count_signal);
  if (raise(SIGUSR1) != 0 || kill(getpid(), SIGUSR1) != 0) return errno;
  return signals == 2 ? 0 : EINVAL;
}

// The library stays open; its entry is called, as a host would.
static int load_plugin(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) return ENOENT;
  const void *(*entry)(uint32_t);
  *(void **)&entry = dlsym(library, "chat4all_plugin_v1");
  return entry && entry(1) ? 0 : ENOENT;
}

static int wait_for_events(const char *unused) {
  (void)unused;
  int events = epoll_create1(EPOLL_CLOEXEC), bell = eventfd(0, EFD_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, 0);
  struct epoll_event event = {.events = EPOLLIN};
  if (events < 0 || bell < 0 || timer < 0 || epoll_ctl(events, EPOLL_CTL_ADD, bell, &event) != 0) return errno;
  if (eventfd_write(bell, 1) != 0) return errno;
  return epoll_wait(events, &event, 1, 1000) == 1 ? 0 : EINVAL;
}

static int convert_text(const char *unused) {
  (void)unused;
  // Its tables are a library that is loaded when they are asked for.
  iconv_t conversion = iconv_open("UTF-8", "SHIFT_JIS");
  return conversion == (iconv_t)-1 ? errno : iconv_close(conversion);
}

static int know_the_time_zone(const char *unused) {
  (void)unused;
  setenv("TZ", "America/Sao_Paulo", 1);
  tzset();
  time_t summer = 1500000000;
  struct tm local;
  localtime_r(&summer, &local);
  return local.tm_gmtoff == -3 * 3600 ? 0 : ENOENT;
}

static int get_random(const char *unused) {
  (void)unused;
  char bytes[16];
  return getrandom(bytes, sizeof bytes, 0) == sizeof bytes ? 0 : errno;
}

// Standard input is one end of a pair of sockets, whose other end echoes.
static int talk_over_given_socket(const char *unused) {
  (void)unused;
  char byte = 0;
  if (send(STDIN_FILENO, "x", 1, MSG_NOSIGNAL) != 1 || recv(STDIN_FILENO, &byte, 1, 0) != 1) return errno;
  return byte == 'x' ? 0 : EINVAL;
}

static int nothing(const char *unused) { return (void)unused, 0; }

const named_attempt needs[] = {
    {"nothing", nothing},
    {"start_thread", start_thread},
    {"signal_itself", signal_itself},
    {"load_plugin", load_plugin},
    {"wait_for_events", wait_for_events},
    {"convert_text", convert_text},
    {"know_the_time_zone", know_the_time_zone},
    {"get_random", get_random},
    {"talk_over_given_socket", talk_over_given_socket},
    {0},
};
