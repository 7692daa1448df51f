/*
 * Starts and watches child processes. What Swift cannot call: variadic functions, system calls without a wrapper, and
 * atomic access to memory that two processes share.
 */
#ifndef CHAT4ALL_CHILD_PROCESS_H
#define CHAT4ALL_CHILD_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* The descriptors that a child begins with, besides 0 to 2: /dev/null, or what it prints to. All others are closed. */
#define C4A_CHILD_SOCKET 3
#define C4A_CHILD_BOARD 4

/*
 * What a child writes down before each call into its connector, in memory that its parent sees: it is still there when
 * the child is not.
 */
typedef struct c4a_board {
  uint64_t running;       /* the number of the operation whose call runs; 0: none, or one of the host's own */
  uint64_t call;          /* which call runs, as the child numbers them; 0: none */
  uint64_t call_began_us; /* on the monotonic clock */
  uint64_t handed_over;   /* no send with a higher number has reached the connector */
  /* Of a child that is a link to a connector on another host. The texts are written before `link` is. */
  uint64_t link;             /* how the link is, as the child numbers it; 0: the child is none */
  unsigned char library[32]; /* the digest of the library that the other host runs */
  char link_reason[216];     /* why there is no link; ends with NUL */
} c4a_board;

/* Each field is read and written as a whole, in the order of the program. */
static inline uint64_t c4a_board_load(const uint64_t *field) { return __atomic_load_n(field, __ATOMIC_ACQUIRE); }
static inline void c4a_board_store(uint64_t *field, uint64_t value) { __atomic_store_n(field, value, __ATOMIC_RELEASE); }

/* Memory for a board that can be handed to a child, which cannot change its size; its descriptor, or -1 with errno. */
int c4a_board_create(void);
/* NULL with errno. */
c4a_board *c4a_board_map(int descriptor);
void c4a_board_unmap(c4a_board *board);

/* Two connected sockets that do not block, with high numbers; 0, or -1 with errno. */
int c4a_socket_pair(int sockets[2]);

/* A pipe with high numbers, the end to read from first; 0, or -1 with errno. */
int c4a_pipe(int ends[2]);

/* A descriptor that is readable after eight bytes were written to it, until they are read; or -1 with errno. */
int c4a_wake_create(void);

/*
 * Starts `path` in a process group of its own, with no signal blocked or ignored. What it prints goes to `output`, or
 * nowhere where that is negative. Answers 0 and the process, with a
 * descriptor that becomes readable when it ends; or errno.
 */
int c4a_child_start(const char *path, char *const arguments[], char *const environment[], int socket, int board,
                    int output, pid_t *pid, int *pidfd);

/* 0, or -1 with errno. */
int c4a_child_signal(int pidfd, int signal);

/*
 * 1 when the child has ended, which takes it from the system's table: *exited tells whether by itself, *status is its
 * exit code or its signal. 0 while it runs; -1 with errno.
 */
int c4a_child_reap(int pidfd, int *exited, int *status);

/* Has standard output written with each end of a line, whatever it is. */
void c4a_print_by_line(void);

/* Closes all descriptors from `first` on. */
int c4a_close_from(int first);

#endif
