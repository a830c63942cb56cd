"""The people who visit the pages in tests."""

from visitors import _application, _peopled, fresh_web, owner, stranger, viewer

__all__ = ["_application", "_peopled", "fresh_web", "owner", "stranger", "viewer"]
