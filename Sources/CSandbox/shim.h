#pragma once
#ifdef __linux__
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// syscall() takes a variable number of arguments, which Swift can't pass; each function is one system call.

/// The Landlock version of the kernel; negative where it has none.
static inline int sandbox_landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/// A ruleset that denies what it handles; attributes of later kernels are ignored by `size`.
static inline int sandbox_landlock_create(uint64_t files, uint64_t network, uint64_t scopes, size_t size) {
    const uint64_t attributes[3] = {files, network, scopes};
    return (int)syscall(SYS_landlock_create_ruleset, attributes, size, 0);
}

static inline int sandbox_landlock_allow(int ruleset, int parent, uint64_t access) {
    const struct landlock_path_beneath_attr attribute = {.allowed_access = access, .parent_fd = parent};
    return (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attribute, 0);
}

static inline int sandbox_landlock_restrict(int ruleset) {
    return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}

static inline int sandbox_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

#if defined(__x86_64__)
#define SANDBOX_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SANDBOX_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/// Lets no thread make a socket, start a program or look into another process; the calls fail with EPERM.
static inline int sandbox_deny_calls(void) {
#ifdef SANDBOX_ARCHITECTURE
#define SANDBOX_DENY(name) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SANDBOX_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        SANDBOX_DENY(socket), SANDBOX_DENY(socketpair), SANDBOX_DENY(connect), SANDBOX_DENY(bind),
        SANDBOX_DENY(listen), SANDBOX_DENY(sendto), SANDBOX_DENY(execve), SANDBOX_DENY(execveat), SANDBOX_DENY(ptrace),
        SANDBOX_DENY(process_vm_readv), SANDBOX_DENY(process_vm_writev), SANDBOX_DENY(mount), SANDBOX_DENY(umount2),
        SANDBOX_DENY(chroot), SANDBOX_DENY(setns), SANDBOX_DENY(unshare), SANDBOX_DENY(bpf),
        SANDBOX_DENY(perf_event_open), SANDBOX_DENY(init_module), SANDBOX_DENY(finit_module), SANDBOX_DENY(kexec_load),
        SANDBOX_DENY(keyctl), SANDBOX_DENY(add_key),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
#undef SANDBOX_DENY
#else
    return 0;
#endif
}
#endif
