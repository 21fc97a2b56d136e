"""Attacks that reach for what is not their own: files, processes, networks, devices."""

from __future__ import annotations

from bank.attack import TRY, Attack, S

ATTACKS = (
    Attack(
        "reads_what_is_not_its_own",
        (
            TRY + "import os\ncourse = 'COURSE_FOLDER'\n"
            "for part in ('submitted', 'gradebook.db', '.autograder/key', 'source'):\n"
            "    attempt(part, lambda: os.stat(f'{course}/{part}'))\n"
            "for path in ('/etc/shadow', '/root/.ssh', '/home', '/sys', '/var',\n"
            "             'CHECKOUT/solutions', 'CHECKOUT/.git'):\n"
            "    attempt(path, lambda: os.stat(path))",
        ),
        holds=True,
    ),
    Attack(
        "writes_what_is_not_its_own",
        (
            TRY + "import os\n"
            "for path in ('COURSE_FOLDER/gradebook.db', 'COURSE_FOLDER/canary.ipynb',\n"
            "             'CHECKOUT/autograder/lesson.py',\n"
            "             '/usr/bin/env', '/etc/passwd', '/proc/sys/kernel/core_pattern'):\n"
            "    attempt(path, lambda: os.close(os.open(path, os.O_WRONLY)))",
        ),
        holds=True,
    ),
    Attack(
        "uses_the_network",
        (
            TRY + "import socket\n"
            "for address in (('192.0.2.1', 80), ('1.1.1.1', 53), ('169.254.169.254', 80)):\n"
            "    attempt(address[0], lambda: socket.create_connection(address, timeout=2))",
        ),
        holds=True,
    ),
    Attack(
        "snoops_in_proc",
        (
            TRY + "import os\nfor pid in (1, 2, os.getppid()):\n"
            "    for name in ('mem', 'environ', 'fd/0', 'fd/1', 'cwd', 'root'):\n"
            "        attempt(f'{pid}/{name}', lambda: os.open(f'/proc/{pid}/{name}', os.O_RDONLY))",
        ),
        holds=True,
    ),
    Attack(
        "snoops_in_the_environment",
        (
            TRY + "import os\n"
            "def value(name): return os.environ[name]\n"
            "for name in ('SECRET_OF_THE_GRADER', 'AUTOGRADER_GRADEBOOK', 'SSH_AUTH_SOCK'):\n"
            "    attempt(name, lambda: value(name))\n"
            "attempt('parent', lambda: open(f'/proc/{os.getppid()}/environ').read())",
        ),
        holds=True,
    ),
    Attack(
        "mounts_makes_devices_and_traces",
        (
            TRY + "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "def must(code):\n    if code: raise OSError(ctypes.get_errno(), 'no')\n"
            "attempt('remount', lambda: must(libc.mount(b'none', b'/usr', None, 32, None)))\n"
            "attempt('mount', lambda: must(libc.mount(b'none', b'/scratch/home', b'tmpfs', 0, None)))\n"
            "attempt('unshare', lambda: must(libc.setns(os.open('/proc/1/ns/mnt', 0), 0)))\n"
            "attempt('mknod', lambda: os.mknod('/scratch/sda', 0o60600, os.makedev(8, 0)))\n"
            "attempt('ptrace', lambda: must(libc.ptrace(16, 2, 0, 0)))\n"
            "attempt('setuid', lambda: os.setuid(0))",
        ),
        holds=True,
    ),
    Attack(
        "takes_descriptors_of_others",
        (
            TRY + "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "def must(result):\n"
            "    if result < 0: raise OSError(ctypes.get_errno(), 'no')\n    return result\n"
            "for pid in (1, 2):\n    door = os.pidfd_open(pid)\n"
            "    for number in range(4):\n"
            "        attempt(f'{pid}/{number}', lambda: must(libc.syscall(438, door, number, 0)))\n"
            "    attempt('peek', lambda: must(libc.process_vm_readv(pid, 0, 0, 0, 0, 0)))",
        ),
        holds=True,
    ),
    Attack(
        "listens_for_sockets_without_a_file",
        (
            TRY + "import socket\ndef others():\n"
            "    names = [l.split()[-1] for l in open('/proc/net/unix') if l.split()[-1].startswith('@')]\n"
            "    if not names: raise OSError('none')\n    return names\n"
            "attempt('names', others)\n"
            "for name in ('\\0/tmp/.X11-unix/X0', '\\0dbus', '/run/dbus/system_bus_socket',\n"
            "             '/var/run/docker.sock'):\n"
            "    attempt(repr(name), lambda: socket.socket(socket.AF_UNIX).connect(name))",
        ),
        holds=True,
    ),
    Attack(
        "makes_namespaces_within",
        (
            TRY + "import ctypes, os, subprocess\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "def must(result):\n    if result: raise OSError(ctypes.get_errno(), 'no')\n"
            "for flag in (0x10000000, 0x10020000, 0x00020000, 0x20000000, 0x40000000, 0x02000000):\n"
            "    attempt(hex(flag), lambda: must(libc.unshare(flag)))\n"
            "box = ['bwrap', '--dev-bind', '/', '/', 'true']\n"
            "attempt('bwrap', lambda: subprocess.run(box, check=True))\n"
            "attempt('chroot', lambda: os.chroot('/scratch'))",
        ),
        holds=True,
    ),
    Attack(
        "raises_its_limits",
        (
            TRY + "import os, resource\n"
            "def more(what):\n    resource.setrlimit(what, (2**40, 2**40))\n"
            "attempt('processes', lambda: more(resource.RLIMIT_NPROC))\n"
            "attempt('nice', lambda: os.setpriority(os.PRIO_PROCESS, 0, -10))\n"
            "attempt('real time', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))\n"
            "def adjust(pid, value):\n"
            "    os.write(os.open(f'/proc/{pid}/oom_score_adj', os.O_WRONLY), value)\n"
            "attempt('oom', lambda: adjust(os.getpid(), b'-900'))\n"
            "attempt('cgroup', lambda: os.listdir('/sys/fs/cgroup'))",
        ),
        holds=True,
    ),
    Attack(
        "reaches_for_the_kernel",
        (
            TRY + "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "def must(result):\n    if result < 0: raise OSError(ctypes.get_errno(), 'no')\n"
            "for path in ('/proc/sysrq-trigger', '/proc/sys/vm/swappiness'):\n"
            "    attempt(path, lambda: os.close(os.open(path, os.O_WRONLY)))\n"
            "for path in ('/dev/kmsg', '/dev/mem', '/dev/fuse', '/dev/kvm', '/proc/kcore', '/proc/kmsg'):\n"
            "    attempt(path, lambda: os.close(os.open(path, os.O_RDONLY)))\n"
            "attempt('syslog', lambda: must(libc.klogctl(3, ctypes.create_string_buffer(9), 9)))",
        ),
        holds=True,
    ),
    Attack(
        "limits_the_program_in_the_box",
        (
            "import os, resource\nfor name, most in (('NOFILE', 0), ('FSIZE', 0), ('CPU', 1)):\n"
            "    what = getattr(resource, f'RLIMIT_{name}')\n"
            "    resource.prlimit(os.getppid(), what, (most, most))",
        ),
        ends=(S.CRASHED, S.GRADED, S.TIMEOUT),
    ),
)
