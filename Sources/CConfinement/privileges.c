#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confinement.h"

int32_t cconfine_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno; }

int32_t cconfine_not_inspectable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno; }

int32_t cconfine_become(uint32_t user, uint32_t group) {
  if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0) return errno;
  return 0;
}

static int32_t leave(int what) { return unshare(what) == 0 ? 0 : errno; }

int32_t cconfine_leave_network(void) { return leave(CLONE_NEWNET | CLONE_NEWIPC); }
int32_t cconfine_leave_users_and_network(void) { return leave(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC); }
int32_t cconfine_leave_users(void) { return leave(CLONE_NEWUSER); }

int32_t cconfine_drop_capabilities(void) {
  // The bounding set first: changing it takes a capability. Who has none cannot, and need not.
  for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EPERM) return errno;
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL) return errno;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
  memset(none, 0, sizeof none);
  return syscall(SYS_capset, &header, none) == 0 ? 0 : errno;
}

int32_t cconfine_thread_count(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return 0;
  int32_t count = 0;
  for (const struct dirent *entry; (entry = readdir(tasks));) count += entry->d_name[0] != '.';
  closedir(tasks);
  return count;
}
