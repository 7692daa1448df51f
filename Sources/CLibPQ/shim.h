/*
 * What Swift cannot import by itself: the field codes of PQresultErrorField are character macros, so each one gets a
 * typed function; and some calls around threads and child processes are GNU extensions.
 */
#ifndef CLIBPQ_SHIM_H
#define CLIBPQ_SHIM_H

#include <libpq-fe.h>
#include <pthread.h>
#include <spawn.h>
#include <string.h>

/* Five characters, or NULL when the error did not come from the server. Owned by the result. */
static inline const char *clibpq_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

/* The message without severity, detail or hint. Owned by the result. */
static inline const char *clibpq_primary_message(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

/* ERROR, FATAL or PANIC whatever the server's language. Owned by the result. */
static inline const char *clibpq_severity(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
}

/* The violated constraint, or NULL. Owned by the result. */
static inline const char *clibpq_constraint_name(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
}

/* The C function of the server that raised the error: the only way to tell a stale plan from other 0A000 errors. */
static inline const char *clibpq_source_function(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
}

/* glibc hides these from Swift behind _GNU_SOURCE. */
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/* Names the calling thread for ps and debuggers; the kernel keeps 15 bytes. */
static inline void clibpq_name_this_thread(const char *name) {
  char kept[16] = {0};
  strncpy(kept, name, sizeof kept - 1);
  pthread_setname_np(pthread_self(), kept);
}

#endif
