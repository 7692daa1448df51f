// Which system calls a connector's process may make. docs/decisions/0016-connectors-are-confined.md says why it is a list of
// what is allowed. What is refused on purpose fails with EPERM, what would write to the file system with EROFS, and what
// nobody has thought of with ENOSYS, as on an older kernel: libraries then take another way.
//
// The kernel remembers the calls that are allowed whatever their arguments are, and runs no filter for them; so the length
// of this list costs nothing on the hot paths, and conditions are kept to calls that are rare.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/seccomp.h>

#include "confinement.h"
#include "filter.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

// What any program does to itself: memory, threads, time, signals of its own, and what it has open.
static const long allowed[] = {
    // memory
    SYS_brk, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_mincore, SYS_msync, SYS_pkey_alloc, SYS_pkey_free,
    SYS_pkey_mprotect,
    // threads
    SYS_futex, SYS_futex_waitv, SYS_set_robust_list, SYS_rseq, SYS_set_tid_address, SYS_membarrier, SYS_sched_yield,
    SYS_sched_getaffinity, SYS_sched_getparam, SYS_sched_getscheduler, SYS_sched_get_priority_max,
    SYS_sched_get_priority_min, SYS_getcpu, SYS_exit, SYS_exit_group, SYS_restart_syscall,
    // time
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_times, SYS_getitimer,
    SYS_setitimer, SYS_timer_create, SYS_timer_settime, SYS_timer_gettime, SYS_timer_getoverrun, SYS_timer_delete,
    SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime,
    // its own signals
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait, SYS_rt_sigsuspend,
    SYS_sigaltstack, SYS_signalfd4,
    // what it is
    SYS_getpid, SYS_getppid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getresuid, SYS_getresgid,
    SYS_getgroups, SYS_getpgid, SYS_getsid, SYS_capget, SYS_uname, SYS_sysinfo, SYS_getrusage, SYS_getrandom, SYS_umask,
    // what it has open; nothing new but pipes, and files to be read
    SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_preadv2, SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev,
    SYS_pwritev2, SYS_lseek, SYS_close, SYS_close_range, SYS_dup, SYS_dup3, SYS_pipe2, SYS_eventfd2, SYS_epoll_create1,
    SYS_epoll_ctl, SYS_epoll_pwait, SYS_ppoll, SYS_pselect6, SYS_fadvise64,
    // the sockets that it was given, which are connected
    SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_shutdown, SYS_getsockname,
    SYS_getpeername, SYS_getsockopt, SYS_setsockopt,
    // looking at files; which ones may be opened is Landlock's to say
    SYS_fstat, SYS_newfstatat, SYS_statx, SYS_statfs, SYS_fstatfs, SYS_faccessat, SYS_readlinkat, SYS_getdents64,
    SYS_getcwd,
    // there is no child to wait for, and asking says so
    SYS_wait4, SYS_waitid,
#if defined(__x86_64__)
    // older spellings of the above
    SYS_time, SYS_alarm, SYS_pause, SYS_getpgrp, SYS_dup2, SYS_pipe, SYS_eventfd, SYS_epoll_create, SYS_epoll_wait,
    SYS_poll, SYS_select, SYS_signalfd, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_getdents,
#endif
};

// What reaches beyond the process: the network, other processes, other identities, the kernel.
static const long refused[] = {
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // other processes
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_tkill,
    SYS_pidfd_open, SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_setpgid, SYS_setsid, SYS_sched_setaffinity,
    SYS_sched_setparam, SYS_sched_setscheduler, SYS_sched_setattr, SYS_setpriority, SYS_ioprio_set, SYS_move_pages,
    SYS_migrate_pages, SYS_process_madvise,
    // memory that is not counted as the process's own
    SYS_memfd_create, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_semget, SYS_mq_open, SYS_mlock, SYS_mlock2,
    SYS_mlockall,
    // who it is, and where
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_setfsuid,
    SYS_setfsgid, SYS_capset, SYS_personality, SYS_setrlimit, SYS_chdir, SYS_fchdir, SYS_chroot, SYS_pivot_root,
    SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsmount,
    // the kernel
    SYS_bpf, SYS_perf_event_open, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_userfaultfd,
    SYS_seccomp, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_syslog, SYS_acct, SYS_quotactl, SYS_sethostname,
    SYS_setdomainname, SYS_settimeofday, SYS_adjtimex, SYS_clock_settime, SYS_clock_adjtime, SYS_open_by_handle_at,
    SYS_name_to_handle_at, SYS_fanotify_init, SYS_vhangup,
};

static const long writing[] = {
    SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_mkdirat, SYS_mknodat, SYS_unlinkat, SYS_renameat, SYS_renameat2,
    SYS_linkat, SYS_symlinkat, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr,
    SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
#if defined(__x86_64__)
    SYS_creat, SYS_mkdir, SYS_rmdir, SYS_mknod, SYS_unlink, SYS_rename, SYS_link, SYS_symlink, SYS_chmod, SYS_chown,
    SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
};

// Those that make a descriptor send signals (F_SETOWN, F_SETSIG, FIOASYNC), or do things to a terminal, are left out.
static const uint32_t file_commands[] = {F_DUPFD,  F_DUPFD_CLOEXEC, F_GETFD,  F_SETFD,     F_GETFL,
                                         F_SETFL,  F_GETLK,         F_SETLK,  F_OFD_GETLK, F_OFD_SETLK};
static const uint32_t device_commands[] = {TCGETS, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
// Not PR_SET_DUMPABLE, PR_SET_PTRACER, PR_SET_PDEATHSIG and the like.
static const uint32_t process_commands[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, PR_SET_VMA};

static void add_conditions(filter *filter) {
  // Memory that is not the process's own data escapes its limit: shared anonymous pages, and stacks that grow by themselves.
  // MAP_SHARED without MAP_ANONYMOUS needs a file, and none can be had for writing.
  filter_refuse_mapping(filter, SYS_mmap, 3, MAP_GROWSDOWN, MAP_ANONYMOUS, MAP_SHARED);

  // A thread, never a process. What clone3 is asked for stands in memory, so it does not exist, and libraries use clone.
  filter_demand_bits(filter, SYS_clone, 0, CLONE_THREAD);
  filter_refuse(filter, SYS_clone3, ENOSYS);
#if defined(__x86_64__)
  filter_refuse(filter, SYS_fork, EPERM);
  filter_refuse(filter, SYS_vfork, EPERM);
#endif

  // Signals to itself alone: raise() and abort() need them.
  const uint32_t self[] = {(uint32_t)getpid()};
  filter_allow_values(filter, SYS_kill, 0, self, COUNT(self));
  filter_allow_values(filter, SYS_tgkill, 0, self, COUNT(self));
  filter_allow_values(filter, SYS_rt_sigqueueinfo, 0, self, COUNT(self));
  filter_allow_values(filter, SYS_rt_tgsigqueueinfo, 0, self, COUNT(self));

  // Limits may be looked at; those of another process, with the same user, would be as good as its own.
  filter_demand_null(filter, SYS_prlimit64, 2);
#if defined(__x86_64__)
  filter_allow(filter, SYS_getrlimit);
#endif

  const uint32_t for_writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (O_TMPFILE & ~(uint32_t)O_DIRECTORY);
  filter_refuse_bits(filter, SYS_openat, 2, for_writing, EROFS);
#if defined(__x86_64__)
  filter_refuse_bits(filter, SYS_open, 1, for_writing, EROFS);
#endif

  filter_allow_values(filter, SYS_fcntl, 1, file_commands, COUNT(file_commands));
  filter_allow_values(filter, SYS_ioctl, 1, device_commands, COUNT(device_commands));
  filter_allow_values(filter, SYS_prctl, 0, process_commands, COUNT(process_commands));
}

int32_t cconfine_filter_system_calls(void) {
  filter filter;
  filter_begin(&filter);
  add_conditions(&filter);
  for (size_t i = 0; i < COUNT(allowed); i++) filter_allow(&filter, allowed[i]);
  for (size_t i = 0; i < COUNT(refused); i++) filter_refuse(&filter, refused[i], EPERM);
  for (size_t i = 0; i < COUNT(writing); i++) filter_refuse(&filter, writing[i], EROFS);
  filter_end(&filter, ENOSYS);
  struct sock_fprog program = {filter.length, filter.code};
  // TSYNC: threads that are there already get the filter, too. A positive answer names one that could not.
  long answer = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  return answer == 0 ? 0 : answer > 0 ? EBUSY : errno;
}
