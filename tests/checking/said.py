"""Facts as a plan's files hold them, written by hand."""

import json


def stated(*facts):
    """Pairs of code and params as a cell."""
    return json.dumps([{"code": code, "params": params} for code, params in facts])


def lack(needed, available, code="no_capacity", counted=()):
    """A reason; `counted` holds first day, last day and weight of each run."""
    runs = [{"first": first, "last": last, "weight": weight} for first, last, weight in counted]
    return stated((code, {"needed": needed, "available": available, "counted": runs}))


def relaxed(*rules):
    """A note that names rules as given up."""
    return stated(("relaxed", {"rules": list(rules)}))
