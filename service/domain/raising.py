"""Where an error was raised: what a log may say of one that nobody foresaw."""

_PLACE = "raised_at"


def raised_at(error: BaseException) -> str:
    """Return file and line, "" where they are not known; never the error's message, which may hold text."""
    while type(error.__cause__) is type(error):  # a copy, raised where a follower is told of it
        error = error.__cause__
    if _PLACE in vars(error):
        return str(vars(error)[_PLACE])
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


def keep_place(error: BaseException) -> dict[str, str]:
    """Have the error know where it was raised when it is told in another process, where there are no such frames.

    Return that, for an error that has to be told in its place.
    """
    vars(error)[_PLACE] = raised_at(error)
    return {_PLACE: vars(error)[_PLACE]}
