"""Spark for the course: one tuned, quiet session per process, local by default, and its set-up."""

from autograder.spark.jvm import (
    SparkNotReady,
    clear_gateway,
    gateway_environment,
    stop_gateway,
)
from autograder.spark.session import get_spark, is_connect, stop_spark, use_production_plans, warm_jvm

__all__ = [
    "SparkNotReady",
    "clear_gateway",
    "gateway_environment",
    "get_spark",
    "is_connect",
    "stop_gateway",
    "stop_spark",
    "use_production_plans",
    "warm_jvm",
]
