"""Structured logs: one JSON object a line on standard error. Choices, seeds and codes are never given to a logger."""

import logging
import sys

import structlog

_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
_WRITE = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure_logging(level: str = "info") -> None:
    """Set up the logs of this process; libraries' own messages, in the same form, come as warnings and above only."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[strip, _WRITE], foreign_pre_chain=_SHARED))
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*_SHARED, _WRITE],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
