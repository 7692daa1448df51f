#define _GNU_SOURCE

#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* P_PIDFD, which not every libc names. */
#define WAIT_FOR_PIDFD 3

/* Descriptors that are handed to children must not be those that children begin with. */
static int raised(int descriptor) {
  if (descriptor < 0 || descriptor >= 16) return descriptor;
  int higher = fcntl(descriptor, F_DUPFD_CLOEXEC, 16);
  int error = errno;
  close(descriptor);
  errno = error;
  return higher;
}

int c4a_board_create(void) {
  int descriptor = memfd_create("chat4all-board", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -1;
  /* A child that made it smaller would have its parent killed by SIGBUS. */
  if (ftruncate(descriptor, sizeof(c4a_board)) != 0 ||
      fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
  }
  return raised(descriptor);
}

c4a_board *c4a_board_map(int descriptor) {
  void *memory = mmap(NULL, sizeof(c4a_board), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void c4a_board_unmap(c4a_board *board) { munmap(board, sizeof *board); }

int c4a_socket_pair(int sockets[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) != 0) return -1;
  /* Room for a batch of frames in each direction. The system may grant less. */
  int size = 1 << 20;
  for (int i = 0; i < 2; i++) {
    setsockopt(sockets[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    sockets[i] = raised(sockets[i]);
  }
  if (sockets[0] >= 0 && sockets[1] >= 0) return 0;
  int error = errno;
  for (int i = 0; i < 2; i++)
    if (sockets[i] >= 0) close(sockets[i]);
  errno = error;
  return -1;
}

int c4a_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  for (int i = 0; i < 2; i++) ends[i] = raised(ends[i]);
  if (ends[0] >= 0 && ends[1] >= 0) return 0;
  int error = errno;
  for (int i = 0; i < 2; i++) {
    if (ends[i] >= 0) close(ends[i]);
    ends[i] = -1;
  }
  errno = error;
  return -1;
}

int c4a_wake_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int c4a_child_start(const char *path, char *const arguments[], char *const environment[], int socket, int board,
                    int output, pid_t *pid, int *pidfd) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  if (!error) error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (!error)
    error = output < 0 ? posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
                       : posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, 1, 2);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, socket, C4A_CHILD_SOCKET);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, board, C4A_CHILD_BOARD);
  if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, C4A_CHILD_BOARD + 1);
  if (!error) error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error) return error;
  /* Nobody else waits for the child, so the number is still its own, even if it has ended already. */
  *pidfd = (int)syscall(SYS_pidfd_open, *pid, 0);
  if (*pidfd >= 0) return 0;
  error = errno;
  kill(*pid, SIGKILL);
  waitpid(*pid, NULL, 0);
  return error;
}

int c4a_child_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int c4a_child_reap(int pidfd, int *exited, int *status) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  int answer;
  do {
    answer = waitid((idtype_t)WAIT_FOR_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG);
  } while (answer != 0 && errno == EINTR);
  if (answer != 0) return -1;
  if (info.si_pid == 0) return 0;
  *exited = info.si_code == CLD_EXITED;
  *status = info.si_status;
  return 1;
}

void c4a_print_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

int c4a_close_from(int first) { return close_range((unsigned)first, ~0u, 0); }
