"""Attacks by time: code that hangs, stops or goes on where nobody expects it any more."""

from bank.attack import HIDE, Attack, S

FORGED = """
import threading, time
from autograder.checks.result import EVIDENCE_MIME
def send(parent, data):
    kernel = ip.kernel
    content = {"data": data, "metadata": {}, "execution_count": 99}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=parent)
"""

ATTACKS = (
    Attack(
        "stops_the_program_in_the_box",
        ("import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\nos.kill(1, signal.SIGSTOP)",),
        ends=(S.CRASHED,),
        flagged=True,
    ),
    Attack("stops_itself", ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",), ends=(S.TIMEOUT,)),
    Attack(
        "hangs_after_the_check",
        after=("import time\nwhile True: time.sleep(60)",),
        ends=(S.TIMEOUT,),
        flagged=True,
    ),
    Attack(
        "hangs_at_its_end",
        (
            "import atexit, threading, time\n"
            "atexit.register(time.sleep, 10_000)\n"
            "threading.Thread(target=time.sleep, args=(10_000,)).start()\n"
            "class Hangs:\n    def __del__(self): time.sleep(10_000)\n"
            "hangs = Hangs()",
        ),
    ),
    Attack("ends_just_before_the_limit", ("import time\ntime.sleep(7)",)),
    Attack(
        "sends_a_second_result_later",
        (
            HIDE + FORGED + "def later(parent):\n    time.sleep(0.3)\n"
            "    send(parent, {'text/plain': '5', EVIDENCE_MIME: {'points': 5}})\n"
            "def begun(info):\n    if 'lesson.check' in (info.raw_cell or ''):\n"
            "        threading.Thread(target=later, args=(ip.parent_header,)).start()\n"
            "ip.events.register('pre_run_cell', begun)",
        ),
        after=("import time; time.sleep(1)",),
        ends=(S.TAMPERED, S.GRADED),
    ),
    Attack(
        "sends_a_second_result_at_once",
        (
            HIDE + FORGED + "def ended(result):\n    if 'lesson.check' in (result.info.raw_cell or ''):\n"
            "        send(ip.parent_header, {'text/plain': '5', EVIDENCE_MIME: {'points': 5}})\n"
            "ip.events.register('post_run_cell', ended)",
        ),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "answers_twice_from_a_fork",
        (
            "import os, time\nif os.fork() == 0:\n"
            "    def on_time_rate(delays): return 0.5\n    time.sleep(0.5)",
        ),
        ends=(S.GRADED, S.CRASHED, S.TAMPERED, S.TIMEOUT),
    ),
    Attack(
        "starts_its_kernel_anew_with_a_library_of_its_own",
        (
            "import os, sys\nopen('/scratch/home/lib.so', 'w').write('none')\n"
            "line = open('/proc/self/cmdline').read().split('\\0')[:-1]\n"
            "os.execve(sys.executable, line, {**os.environ, 'LD_PRELOAD': '/scratch/home/lib.so'})",
        ),
        ends=(S.TIMEOUT, S.CRASHED),
        flagged=True,
    ),
)
