"""Raises every failure of the service as its own error: the caller's retry no longer knows it."""

KILLED_BY = 1
REPLACE = {
    """        except Exception:
            outcome = "failure"
            raise""": """        except Exception as error:
            outcome = "failure"
            raise CircuitOpenError(str(error)) from error"""
}
