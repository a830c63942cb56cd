"""The people who visit the pages in tests."""

from visitors import _application, _peopled, _town, company_web, fresh_web, owner, stranger, town_web, viewer

__all__ = ["_application", "_peopled", "_town", "company_web", "fresh_web", "owner", "stranger", "town_web", "viewer"]
