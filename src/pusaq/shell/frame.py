def frame(_request: object) -> dict[str, object]:
    return {}
