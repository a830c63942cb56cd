"""The web product: pages for people, the same as JSON for programs, and the server that gives them.

In: a workspace. Out: `application`, which answers HTTP, and `serve`, which runs it on this machine.
"""

from zhike.web.app import application
from zhike.web.serving import serve

__all__ = ["application", "serve"]
