"""Decisions of the small country, and the reasons that found them."""


def reason(rule, kind, *, met):
    return {"rule": rule, "kind": kind, "numeral": "5.6", "seen": {"dato": 1}, "met": met}


DECIDED = {
    "1000090": "not_targeted", "1000091": "not_targeted", "1000092": "excluded",
    "1000093": "to_verify", "1000094": "to_verify",
}  # fmt: skip
MET = {"not_targeted": False, "to_verify": None}


def reasons_of(service, decision, profiles):
    """Every rule of the profile; of a service without one what was tried, and the rules of what it may be."""
    excludes = True if decision == "excluded" else None
    rules = [
        reason("criterio", "criterion", met=MET.get(decision, True)),
        reason("fuera", "exclusion", met=excludes) | ({} if excludes else {"taken": False}),
        reason("primero", "priority", met=True),
    ]
    if service.profile:
        return rules
    open_ = decision == "to_verify"
    tried = [
        reason(f"perfil-{name}", "criterion", met=None if open_ and name == "eib" else False)
        for name in profiles
    ]
    return [*tried, *rules] if open_ else tried
