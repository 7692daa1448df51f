// Deeds that reach for what lies outside of the process: files, the network, programs, the gateway.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "deeds.h"

static outcome execute(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  char *arguments[] = {"true", NULL};
  execve("/bin/true", arguments, arguments + 1);
  return DEED_REFUSED;
}

static outcome end_gateway(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  return unless_refused(kill(getppid(), SIGTERM));
}

// Everything that this user may signal.
static outcome end_everything(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  // Asked first: a test machine that refuses nothing should survive it.
  return unless_refused(kill(-1, 0));
}

static outcome trace_gateway(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  return unless_refused(ptrace(PTRACE_SEIZE, getppid(), 0, 0));
}

static outcome starve_gateway(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  struct rlimit few = {3, 3};
  return unless_refused(prlimit(getppid(), RLIMIT_NOFILE, &few, NULL));
}

static outcome read_file(account *self, c4a_op op, const char *path) {
  (void)self, (void)op;
  return unless_refused(open(path, O_RDONLY | O_CLOEXEC));
}

static outcome write_file(account *self, c4a_op op, const char *path) {
  (void)self, (void)op;
  return unless_refused(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static outcome connect_to(account *self, c4a_op op, const char *port) {
  (void)self, (void)op;
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int channel = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (channel < 0) return DEED_REFUSED;
  return unless_refused(connect(channel, (struct sockaddr *)&there, sizeof there));
}

static outcome listen_for(account *self, c4a_op op, const char *argument) {
  (void)self, (void)op, (void)argument;
  int channel = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (channel < 0) return DEED_REFUSED;
  return unless_refused(listen(channel, 1));
}

const named_deed escapes[] = {
    {"execute", execute},
    {"end-gateway", end_gateway},
    {"end-everything", end_everything},
    {"trace-gateway", trace_gateway},
    {"starve-gateway", starve_gateway},
    {"read-file", read_file},
    {"write-file", write_file},
    {"connect", connect_to},
    {"listen", listen_for},
    {0},
};
