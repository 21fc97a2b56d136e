"""The system calls that a box does not have: no notebook needs them, and namespaces do not contain them."""

from __future__ import annotations

import errno
import os
from functools import cache

from autograder.grading.box.command import NoBox

# Keys of the grader's session are not namespaced (man 7 keyrings); the others are the kernel's youngest or
# most privileged doors. ENOSYS: libraries take it for an older kernel, and do without.
MISSING = (
    *("keyctl", "add_key", "request_key"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("bpf", "perf_event_open", "userfaultfd", "fanotify_init"),
    *("open_by_handle_at", "name_to_handle_at"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp"),
)


def filter_file() -> int:
    """A new descriptor of the filter's program, for bubblewrap to read once; to be closed by the caller.

    Raises NoBox when this machine has no libseccomp.
    """
    descriptor = os.memfd_create("seccomp")
    os.write(descriptor, _program())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


@cache
def _program() -> bytes:
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise NoBox(
            f"Grading forbids boxes some system calls, which needs libseccomp: {error}.\n"
            "Debian, Ubuntu: `sudo apt-get install libseccomp2`; "
            "conda: `conda install -c conda-forge libseccomp`."
        ) from None
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in MISSING:
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
    with os.fdopen(os.memfd_create("seccomp"), "w+b") as made:
        rules.export_bpf(made)
        made.seek(0)
        return made.read()
