"""Which scopes a target covers, and with which ambition."""

from __future__ import annotations

from ghgcalc.errors import closest, raise_problem
from ghgcalc.targets.rulebook import Rulebook

#: Scopes of a target and the emissions they are made of.
SCOPE_COMPONENTS: dict[str, tuple[str, ...]] = {
    "1": ("1",),
    "2": ("2",),
    "1+2": ("1", "2"),
    "3": ("3",),
    "1+2+3": ("1", "2", "3"),
    "flag": ("flag",),
}
METHODS: tuple[str, ...] = ("absolute-contraction", "economic-intensity", "physical-intensity")


def check_scopes(scopes: str) -> str:
    """Return `scopes` when a target can cover them, else raise with the nearest choice."""
    if scopes not in SCOPE_COMPONENTS:
        near = closest(str(scopes), SCOPE_COMPONENTS) or list(SCOPE_COMPONENTS)
        raise_problem("not_in_list", value=scopes, column="scopes", options=", ".join(near))
    return scopes


def check_method(method: str) -> str:
    """Return `method` when it is known, else raise with the nearest choice."""
    if method not in METHODS:
        near = closest(str(method), METHODS) or list(METHODS)
        raise_problem("not_in_list", value=method, column="method", options=", ".join(near))
    return method


def components(scopes: str) -> tuple[str, ...]:
    """Return the keys of the emissions a target is made of: ``"1+2"`` gives ``("1", "2")``."""
    return SCOPE_COMPONENTS[scopes]


def target_parts(scopes: str) -> tuple[str, ...]:
    """Return the parts of a target that have a minimum of their own: ``"1+2+3"`` gives ``("1+2", "3")``."""
    return ("1+2", "3") if scopes == "1+2+3" else (scopes,)


def scope_numbers(scopes: str) -> tuple[int, ...]:
    """Return the scopes as numbers; a land target (FLAG) cuts across them and has none."""
    return () if scopes == "flag" else tuple(int(part) for part in components(scopes))


def check_ambition(ambition: str | None, *, scopes: str, rulebook: Rulebook) -> str:
    """Return the ambition of a target part; None gives what the rulebook asks for at least."""
    if scopes not in rulebook.ambitions:
        options = ", ".join(rulebook.ambitions)
        raise_problem("targets.scopes_not_in_rulebook", value=scopes, rulebook=rulebook.key, options=options)
    choices = rulebook.ambitions[scopes]
    if ambition is None:
        return choices[0]
    if ambition not in choices:
        raise_problem(
            "targets.ambition_not_in_rulebook",
            value=ambition,
            scopes=scopes,
            rulebook=rulebook.key,
            options=", ".join(choices),
        )
    return ambition
