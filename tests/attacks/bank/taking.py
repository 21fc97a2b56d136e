"""Attacks that take too much: time, memory, processes, disk, output."""

from __future__ import annotations

from bank.attack import Attack, S

ATTACKS = (
    Attack("loops_for_ever", ("while True: pass",), ends=(S.TIMEOUT,)),
    Attack(
        "ignores_the_interrupt",
        ("import time\nwhile True:\n    try: time.sleep(1)\n    except BaseException: pass",),
        ends=(S.TIMEOUT,),
    ),
    Attack(
        "forks",
        ("import os, signal\nfor _ in range(300):\n    if os.fork() == 0: signal.pause()",),
        ends=(S.GRADED, S.CRASHED, S.TIMEOUT),
        flagged=True,
    ),
    Attack(
        "takes_memory",
        ("taken = [bytearray(2**20) for _ in range(1050)]\nfor one in taken: one[::4096] = b'x' * 256",),
        ends=(S.OUT_OF_MEMORY,),
        flagged=True,
    ),
    Attack(
        "fills_the_disk",
        ("with open('/scratch/big', 'wb') as out:\n    for _ in range(72): out.write(b'x' * 2**20)",),
        ends=(S.GRADED, S.CRASHED, S.NOT_ATTEMPTED),
        flagged=True,
    ),
    Attack(
        "prints_without_end",
        ("for _ in range(100): print('x' * 2**20)",),
        ends=(S.GRADED, S.TIMEOUT, S.OUT_OF_MEMORY),
    ),
    Attack("prints_one_long_line", ("print('x' * 50_000_000)",), ends=(S.GRADED, S.OUT_OF_MEMORY)),
    Attack(
        "leaves_a_process_behind",
        ("import subprocess\nsubprocess.Popen(['sleep', '98765'], start_new_session=True)",),
    ),
    Attack("prints_a_hundred_thousand_lines", ("for n in range(100_000): print(n)",)),
    Attack(
        "floods_with_small_messages",
        (
            "from IPython.display import clear_output, display\n"
            "from comm import create_comm\n"
            "state = {'_model_module': 'x', '_model_name': 'y', '_model_module_version': '1'}\n"
            "comm = create_comm(target_name='jupyter.widget', data={'state': state})\n"
            "shown = [display(0, display_id='d') for _ in range(100)]\n"
            "for n in range(1_000):\n    display(n)\n    clear_output()\n    shown[0].update(n)\n"
            "    comm.send({'method': 'update', 'state': {str(n): 'x'}})",
        ),
    ),
    Attack(
        "sends_what_is_no_message",
        (
            "from IPython import get_ipython\nkernel = get_ipython().kernel\n"
            "deep = b'[' * 50_000 + b']' * 50_000\n"
            "session, parent = kernel.session, get_ipython().parent_header\n"
            "parts = session.serialize(session.msg('stream', parent=parent))\n"
            "head = parts[parts.index(b'<IDS|MSG>') + 2:-1]\n"
            "sign = session.sign([*head, deep])\n"
            "kernel.iopub_thread.send_multipart([b'stream', b'<IDS|MSG>', sign, *head, deep])",
        ),
        ends=(S.GRADED, S.CRASHED, S.TIMEOUT),
    ),
    Attack(
        "fills_the_folders_that_are_memory",
        (
            "for folder in ('/dev/shm', '/tmp'):\n    try:\n        with open(f'{folder}/x', 'wb') as out:\n"
            "            for _ in range(80): out.write(b'x' * 2**20)\n    except OSError: pass",
        ),
    ),
    Attack("nests_code_deeply", ("x = " + "(" * 5_000 + ")" * 5_000,), ends=(S.GRADED, S.CRASHED)),
)
