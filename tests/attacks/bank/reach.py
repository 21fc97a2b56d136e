"""Attacks that reach for what is not their own: files, processes, networks, devices."""

from __future__ import annotations

from bank.attack import TRY, Attack

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
)
