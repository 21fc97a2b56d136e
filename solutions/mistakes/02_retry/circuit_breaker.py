"""Mistakes in ``circuit_breaker``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.breaker import Breaker

MISTAKES = [
    mistake(
        "calls_and_then_refuses",
        "Calls the service first and looks at the circuit afterwards: the service gets no rest.",
        killed_by=Breaker.refuses,
        replace={
            "is_trial = self._admit()": "fn(*args, **kwargs) if self.state == 'open' else None\n        is_trial = self._admit()"
        },
    ),
    mistake(
        "calls_under_the_lock",
        "Holds the lock during the call: one slow answer, and every thread stands in line.",
        killed_by=Breaker.does_not_queue,
        replace={
            """            result = fn(*args, **kwargs)""": """            with self._lock:
                result = fn(*args, **kwargs)"""
        },
    ),
    mistake(
        "closes_with_the_old_count",
        "A successful trial closes it but keeps the count: the next single failure opens it again.",
        killed_by=Breaker.recovers,
        replace={
            """if counts and outcome == "success":
                self._failures, self._opened_at = 0, None""": """if counts and outcome == "success":
                self._failures, self._opened_at = (self._failures if is_trial else 0), None"""
        },
    ),
    mistake(
        "counts_all_failures",
        "Counts failures in all: one a day would open it after a week of good service.",
        killed_by=Breaker.counts_in_a_row,
        replace={
            """if counts and outcome == "success":
                self._failures, self._opened_at = 0, None""": """if is_trial and outcome == "success":
                self._failures, self._opened_at = 0, None"""
        },
    ),
    mistake(
        "counts_keyboard_interrupt",
        "Takes Ctrl-C for a failure of the service.",
        killed_by=Breaker.ignores_interrupts,
        replace={"        except Exception:\n": "        except BaseException:\n"},
    ),
    mistake(
        "interrupted_trial_blocks_for_ever",
        "A trial that ends by an interrupt is never booked as over: every later call is refused.",
        killed_by=Breaker.ignores_interrupts,
        replace={
            """            if is_trial:
                self._trial_runs = False""": """            if is_trial and outcome != "unknown":
                self._trial_runs = False"""
        },
    ),
    mistake(
        "keeps_the_old_wait",
        "A failed trial leaves the moment of opening as it was: trial after trial, without a rest.",
        killed_by=Breaker.relapses,
        replace={
            """                    self._opened_at = self.clock()""": """                    if self._opened_at is None:
                        self._opened_at = self.clock()"""
        },
    ),
    mistake(
        "lets_everyone_through_half_open",
        "Half open it lets all threads through: the service that just came up gets the whole crowd.",
        killed_by=Breaker.one_trial,
        replace={"""if state == "open" or self._trial_runs:""": """if state == "open":"""},
    ),
    mistake(
        "measures_real_time",
        "Reads the system's clock instead of the one it was given: nobody can test it without waiting.",
        killed_by=Breaker.recovers,
        replace={
            "failure_threshold, reset_after, clock\n": "failure_threshold, reset_after, time.monotonic\n",
        },
    ),
    mistake(
        "needs_a_full_row_to_relapse",
        "Half open it counts from 0 again, so a service that is still down gets a full row of calls.",
        killed_by=Breaker.relapses,
        replace={
            "                if is_trial or self._failures >= self.failure_threshold:\n": (
                "                if self._failures >= self.failure_threshold:\n                    self._failures = 0\n"
            )
        },
    ),
    mistake(
        "never_half_open",
        "Once open, open for ever: somebody has to restart the pipeline.",
        killed_by=Breaker.recovers,
        replace={'''return "half_open" if rested else "open"''': '''return "open"'''},
    ),
    mistake(
        "opens_one_too_early",
        "Opens with one failure still to go.",
        killed_by=Breaker.counts_in_a_row,
        replace={"self._failures >= self.failure_threshold": "self._failures >= self.failure_threshold - 1"},
    ),
    mistake(
        "opens_one_too_late",
        "`>` instead of `>=`: one failure more than asked for.",
        killed_by=Breaker.counts_in_a_row,
        replace={"self._failures >= self.failure_threshold": "self._failures > self.failure_threshold"},
    ),
    mistake(
        "refused_calls_prolong_the_wait",
        "Every refused call starts the wait again: a busy pipeline never gets to its trial.",
        killed_by=Breaker.recovers,
        replace={
            """raise CircuitOpenError(""": """self._opened_at = self.clock()
                raise CircuitOpenError("""
        },
    ),
    mistake(
        "refuses_with_a_runtime_error",
        "Refuses with another class, so that callers cannot tell a refusal from a failure.",
        killed_by=Breaker.refuses,
        replace={"raise CircuitOpenError(": "raise RuntimeError("},
    ),
    mistake(
        "returns_none_when_open",
        "Refuses silently: the caller takes None for the service's answer.",
        killed_by=Breaker.refuses,
        replace={
            "is_trial = self._admit()": """try:
            is_trial = self._admit()
        except CircuitOpenError:
            return None"""
        },
    ),
    mistake(
        "swallows_the_error",
        "Counts the failure and swallows it: the caller goes on with None.",
        killed_by=Breaker.is_transparent,
        replace={
            """            outcome = "failure"
            raise""": '''            outcome = "failure"'''
        },
    ),
    mistake(
        "wraps_the_error",
        "Raises every failure of the service as its own error: the caller's retry no longer knows it.",
        killed_by=Breaker.is_transparent,
        replace={
            """        except Exception:
            outcome = "failure"
            raise""": """        except Exception as error:
            outcome = "failure"
            raise CircuitOpenError(str(error)) from error"""
        },
    ),
    mistake(
        "another_breaker_is_no_failure",
        "Lets the CircuitOpenError of a breaker behind it pass uncounted: the trial it ends never ends.",
        killed_by=Breaker.relapses,
        replace={
            """        except Exception:
            outcome = "failure"
""": """        except CircuitOpenError:
            raise
        except Exception:
            outcome = "failure"
"""
        },
    ),
    mistake(
        "interrupt_starts_the_count_again",
        "Takes Ctrl-C for a sign of health: the count of failures goes back to 0.",
        killed_by=Breaker.ignores_interrupts,
        replace={
            """            if counts and outcome == "success":
""": """            if outcome == "unknown":
                self._failures = 0
            if counts and outcome == "success":
"""
        },
    ),
    mistake(
        "rests_from_the_start_of_the_call",
        "Measures the wait from when the failing call began: after a slow one there is none.",
        killed_by=Breaker.recovers,
        also=(Breaker.relapses, Breaker.ignores_interrupts),
        replace={
            "        is_trial = self._admit()\n": "        begun = self.clock()\n        is_trial = self._admit()\n",
            "            self._settle(outcome, is_trial)\n": "            self._settle(outcome, is_trial, begun)\n",
            "def _settle(self, outcome: str, is_trial: bool) -> None:": "def _settle(self, outcome, is_trial, begun):",
            "                    self._opened_at = self.clock()": "                    self._opened_at = begun",
        },
    ),
    mistake(
        "two_trials_at_once",
        "Looks without the lock whether a trial is running: two that come in the same moment both go.",
        killed_by=Breaker.one_trial,
        replace={
            """        with self._lock:
            state = self.state
            if state == "open" or self._trial_runs:
                raise CircuitOpenError(f"call refused, the circuit is {state.replace('_', ' ')}")
            self._trial_runs = state == "half_open"
            return self._trial_runs
""": """        state, runs = self.state, self._trial_runs
        time.sleep(0)
        if state == "open" or runs:
            raise CircuitOpenError("call refused")
        with self._lock:
            self._trial_runs = state == "half_open"
            return self._trial_runs
"""
        },
    ),
]
