// Attempts on the file system. The argument is a path: of a file that exists, or of what is to be made.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "attempts.h"

static int opened(const char *path, int flags) {
  int file = open(path, flags | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  close(file);
  return 0;
}

static int read_file(const char *path) { return opened(path, O_RDONLY); }
static int list_folder(const char *path) { return opened(path, O_RDONLY | O_DIRECTORY); }
static int write_file(const char *path) { return opened(path, O_WRONLY); }
static int append_file(const char *path) { return opened(path, O_WRONLY | O_APPEND); }
static int truncate_at_open(const char *path) { return opened(path, O_RDONLY | O_TRUNC); }
static int make_file(const char *path) { return opened(path, O_RDONLY | O_CREAT); }
static int make_unnamed(const char *path) { return opened(path, O_WRONLY | O_TMPFILE); }
static int truncate_file(const char *path) { return refusal(truncate(path, 0)); }
static int make_folder(const char *path) { return refusal(mkdir(path, 0700)); }
static int make_link(const char *path) { return refusal(symlink("/", path)); }
static int remove_file(const char *path) { return refusal(unlink(path)); }
static int rename_file(const char *path) { return refusal(rename(path, path)); }
static int change_mode(const char *path) { return refusal(chmod(path, 0600)); }
static int change_times(const char *path) { return refusal(utimes(path, NULL)); }

// The descriptor that the test gave as standard input is of a regular file, open for writing.
static int write_given_file(const char *text) { return refusal(write(STDIN_FILENO, text, 1)); }
static int extend_given_file(const char *text) {
  (void)text;
  return refusal(ftruncate(STDIN_FILENO, 1 << 20));
}

static int open_many(const char *path) {
  while (open(path, O_RDONLY | O_CLOEXEC) >= 0) attempt_count++;
  return errno;
}

const named_attempt file_attempts[] = {
    {"read_file", read_file},
    {"list_folder", list_folder},
    {"write_file", write_file},
    {"append_file", append_file},
    {"truncate_at_open", truncate_at_open},
    {"make_file", make_file},
    {"make_unnamed_file", make_unnamed},
    {"truncate_file", truncate_file},
    {"make_folder", make_folder},
    {"make_link", make_link},
    {"remove_file", remove_file},
    {"rename_file", rename_file},
    {"change_mode", change_mode},
    {"change_times", change_times},
    {"write_given_file", write_given_file},
    {"extend_given_file", extend_given_file},
    {"open_many", open_many},
    {0},
};
