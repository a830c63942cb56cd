"""Governance: who acts. Roles, permissions, consent and audit join here as the pages do.

In: who runs the program. Out: `Actor`, which every change is signed with.
"""

from zhike.govern.actors import Actor, actor_at_the_terminal

__all__ = ["Actor", "actor_at_the_terminal"]
