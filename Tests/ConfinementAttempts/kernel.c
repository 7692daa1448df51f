// Attempts to use the network and the less common parts of the kernel, and to undo the confinement.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "attempts.h"

#define ATTEMPT(name, call) \
  static int name(const char *argument) { return (void)argument, refusal(call); }

static struct sockaddr_in nowhere = {.sin_family = AF_INET, .sin_port = 9};

ATTEMPT(tcp_socket, socket(AF_INET, SOCK_STREAM, 0))
ATTEMPT(udp_socket, socket(AF_INET6, SOCK_DGRAM, 0))
ATTEMPT(unix_socket, socket(AF_UNIX, SOCK_STREAM, 0))
ATTEMPT(netlink_socket, socket(AF_NETLINK, SOCK_RAW, 0))
ATTEMPT(socket_pair, socketpair(AF_UNIX, SOCK_DGRAM, 0, (int[2]){0}))
ATTEMPT(connect_given, connect(STDIN_FILENO, (struct sockaddr *)&nowhere, sizeof nowhere))
ATTEMPT(bind_given, bind(STDIN_FILENO, (struct sockaddr *)&nowhere, sizeof nowhere))
ATTEMPT(listen_given, listen(STDIN_FILENO, 1))
ATTEMPT(accept_given, accept4(STDIN_FILENO, NULL, NULL, SOCK_NONBLOCK))

ATTEMPT(make_user_namespace, unshare(CLONE_NEWUSER))
ATTEMPT(make_mount_namespace, unshare(CLONE_NEWNS))
ATTEMPT(join_namespace, setns(STDIN_FILENO, 0))
ATTEMPT(mount_something, mount("none", "/proc", "tmpfs", 0, NULL))
ATTEMPT(change_root, chroot("/proc"))
ATTEMPT(change_folder, chdir("/"))
ATTEMPT(become_root, syscall(SYS_setuid, 0))
ATTEMPT(use_keys, syscall(SYS_keyctl, 0, -3, 0, 0, 0))
ATTEMPT(load_program, syscall(SYS_bpf, 0, NULL, 0))
ATTEMPT(make_ring, syscall(SYS_io_uring_setup, 1, NULL))
ATTEMPT(measure_events, syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0))
ATTEMPT(handle_faults, syscall(SYS_userfaultfd, 0))
ATTEMPT(change_host_name, sethostname("", 0))
ATTEMPT(load_filter, syscall(SYS_seccomp, 1, 0, NULL))
ATTEMPT(type_on_terminal, ioctl(STDIN_FILENO, TIOCSTI, "x"))
ATTEMPT(be_inspectable, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
ATTEMPT(unknown_call, syscall(100000))

static int raise_limit(const char *argument) {
  (void)argument;
  struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
  return refusal(setrlimit(RLIMIT_DATA, &more));
}

static int is_inspectable(const char *argument) {
  (void)argument;
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1 ? 0 : EPERM;
}

static int may_dump_core(const char *argument) {
  (void)argument;
  struct rlimit core;
  return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max > 0 ? 0 : EPERM;
}

// 0 when there is Landlock, ENOSYS or EOPNOTSUPP when there is not.
ATTEMPT(have_landlock, syscall(444, NULL, 0, 1))

// The calls of 32-bit programs have other numbers, which a filter must not take for its own.
static int call_as_32_bit(const char *argument) {
  (void)argument;
#if defined(__x86_64__)
  long answer;
  __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
  return answer < 0 ? (int)-answer : 0;
#else
  return ENOSYS;
#endif
}

#define NAMED(name) {#name, name}

const named_attempt kernel_attempts[] = {
    NAMED(tcp_socket),
    NAMED(udp_socket),
    NAMED(unix_socket),
    NAMED(netlink_socket),
    NAMED(socket_pair),
    NAMED(connect_given),
    NAMED(bind_given),
    NAMED(listen_given),
    NAMED(accept_given),
    NAMED(make_user_namespace),
    NAMED(make_mount_namespace),
    NAMED(join_namespace),
    NAMED(mount_something),
    NAMED(change_root),
    NAMED(change_folder),
    NAMED(become_root),
    NAMED(use_keys),
    NAMED(load_program),
    NAMED(make_ring),
    NAMED(measure_events),
    NAMED(handle_faults),
    NAMED(change_host_name),
    NAMED(load_filter),
    NAMED(type_on_terminal),
    NAMED(be_inspectable),
    NAMED(unknown_call),
    NAMED(raise_limit),
    NAMED(is_inspectable),
    NAMED(may_dump_core),
    NAMED(have_landlock),
    NAMED(call_as_32_bit),
    {0},
};
