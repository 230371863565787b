"""
People in company: with a project, in a roster, on a list of the vulnerable.

One leaked mail named the people of a weapons programme and carried no marking.  A name is
nothing, a project term little; together they are the finding.  A list of the same length for a
quiz night is nothing again: what turns a list into a roster is what stands beside the names.
"""

from __future__ import annotations

from dlp_service.detect.people_project.detector import PeopleProjectDetector

__all__ = ["PeopleProjectDetector"]
