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
)
